#include "runtime/jsonata/names.h"

#include <asl/tree.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/memory.h"

struct names *names_new(struct names **all, struct names *up, const struct asl_expr *of)
{
    struct names *n = memory_zero(sizeof *n);
    n->up = up;
    n->of = of;
    n->all = *all;
    *all = n;
    return n;
}

void names_release(struct names *all)
{
    while (all != NULL) {
        struct names *next = all->all;
        memory_release(all->names);
        memory_release(all);
        all = next;
    }
}

static bool is_same(const struct name *a, const struct name *b)
{
    return a->text == NULL || b->text == NULL
               ? a->text == b->text && a->ancestor == b->ancestor
               : a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

size_t names_find(const struct names *n, struct name name)
{
    for (size_t i = 0; i < n->count; i++) {
        if (is_same(&n->names[i], &name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t names_add(struct names *n, struct name name)
{
    size_t at = names_find(n, name);
    if (at != SIZE_MAX) {
        return at;
    }
    n->names = memory_grow(n->names, n->count, &n->room, sizeof *n->names);
    n->names[n->count] = name;
    return n->count++;
}

const struct asl_expr *names_same(const struct asl_expr *e)
{
    while (e != NULL && e->op == ASL_OP_SAME) {
        e = e->of[0];
    }
    return e;
}

/* ---- Parameters -------------------------------------------------------------------------- */

size_t names_add_parameters(struct names *n, const char *text)
{
    size_t count = 0;
    while (*text != '\0') {
        size_t size = strcspn(++text, ",");
        struct name name = { .text = text, .size = size };
        /* Of two of the same name the later one counts: the earlier one has a slot that no
         * name leads to. */
        size_t before = names_find(n, name);
        if (before != SIZE_MAX) {
            n->names[before] = (struct name){ .ancestor = -1 - (int)before };
        }
        names_add(n, name);
        count++;
        text += size;
        text += *text == ',' ? 2 : 0;
    }
    return count;
}

/* ---- Paths ------------------------------------------------------------------------------- */

bool names_is_stage(const struct asl_expr *e)
{
    return e->op >= ASL_OP_J_WHERE && e->op <= ASL_OP_J_TUPLES;
}

bool names_makes_tuples(const struct asl_expr *e)
{
    return e->op >= ASL_OP_J_AT && e->op <= ASL_OP_J_TUPLES;
}

size_t names_first_tuple(const struct asl_expr *path)
{
    size_t step = 0;
    for (size_t i = 0; path->of[i] != NULL; i++) {
        const struct asl_expr *e = names_same(path->of[i]);
        if (names_makes_tuples(e)) {
            return step;
        }
        step = names_is_stage(e) ? step : i;
    }
    return SIZE_MAX;
}

const struct asl_expr *names_tuples_of(const struct asl_expr *e)
{
    e = names_same(e);
    while (e->op == ASL_OP_J_FILTERED || e->op == ASL_OP_J_BLOCK) {
        size_t last = 0;
        if (e->op == ASL_OP_J_FILTERED) {
            const struct asl_expr *in = names_same(e->of[0]);
            for (size_t i = 1; e->of[i] != NULL; i++) {
                if (e->of[i]->op == ASL_OP_J_TUPLES && in->op == ASL_OP_J_PATH) {
                    return in;
                }
            }
        } else {
            while (e->of[0] != NULL && e->of[last + 1] != NULL) {
                last++;
            }
        }
        if (e->of[last] == NULL) {
            return NULL;
        }
        e = names_same(e->of[last]);
    }
    return NULL;
}

static void add_step(struct names *n, const struct asl_expr *e)
{
    const struct asl_expr *inner = names_tuples_of(e);
    if (inner != NULL) {
        names_add_tuple(n, inner);
    }
}

void names_add_tuple(struct names *n, const struct asl_expr *path)
{
    names_add(n, (struct name){ .ancestor = -1 }); /* the item */
    for (size_t i = 0; path->of[i] != NULL; i++) {
        const struct asl_expr *e = names_same(path->of[i]);
        switch ((int)e->op) {
        case ASL_OP_J_AT:
        case ASL_OP_J_POSITION:
            names_add(n, (struct name){ .text = e->text, .size = strlen(e->text) });
            break;
        case ASL_OP_J_ANCESTOR: names_add(n, (struct name){ .ancestor = e->size }); break;
        default: add_step(n, e);
        }
    }
}

/* ---- What := binds ----------------------------------------------------------------------- */

/* Of a path with tuples only what is in front of them: the rest is evaluated in their locals.
 */
static void add_of_path(struct names *n, const struct asl_expr *path)
{
    size_t first = names_first_tuple(path);
    for (size_t i = 0; path->of[i] != NULL && i < first; i++) {
        names_add_bound(n, path->of[i]);
    }
}

void names_add_bound(struct names *n, const struct asl_expr *e)
{
    e = names_same(e);
    if (e->op == ASL_OP_J_BLOCK || e->op == ASL_OP_J_LAMBDA) {
        return;
    }
    if (e->op == ASL_OP_J_PATH) {
        add_of_path(n, e);
        return;
    }
    if (e->op == ASL_OP_J_BIND) {
        names_add(n, (struct name){ .text = e->text, .size = strlen(e->text) });
    }
    bool has_tuples = e->op == ASL_OP_J_GROUP && names_same(e->of[0])->op == ASL_OP_J_PATH &&
                      names_first_tuple(names_same(e->of[0])) != SIZE_MAX;
    for (size_t i = 0; e->of != NULL && e->of[i] != NULL && !(has_tuples && i > 0); i++) {
        names_add_bound(n, e->of[i]);
    }
}
