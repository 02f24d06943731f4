#include "tests/random/gen.h"

#include <stdio.h>

int gen_below(struct gen *g, int below)
{
    return (int)random_below(&g->random, (uint64_t)below);
}

bool gen_chance(struct gen *g, int percent)
{
    return gen_below(g, 100) < percent;
}

const struct variable *gen_declare(struct gen *g, enum type type)
{
    static const char *const words[] = { "count", "label", "flag", "row", "thing" };
    if (g->variable_count == VARIABLES_MAX) {
        return NULL;
    }
    struct variable *v = &g->variables[g->variable_count++];
    v->type = type;
    /* Names must differ over all scopes that can see each other; the states' count grows with
     * every one. */
    snprintf(v->name, sizeof v->name, "%s%d_%d", words[type], g->states, g->variable_count);
    return v;
}

const struct variable *gen_variable(struct gen *g, enum type type, bool innermost)
{
    const struct variable *fit[VARIABLES_MAX];
    int count = 0;
    for (int i = innermost ? g->scope : 0; i < g->variable_count; i++) {
        if (g->variables[i].type == type) {
            fit[count++] = &g->variables[i];
        }
    }
    return count == 0 ? NULL : fit[gen_below(g, count)];
}
