#include "compiler/jsonata/remark.h"

#include <stddef.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"

void remark_begin(struct remarks *list, struct arena *a)
{
    list->arena = a;
    list->first = NULL;
    list->end = &list->first;
}

void remark_add(struct remarks *list, const char *text, const struct asl_expr *at)
{
    for (const struct remark *r = list->first; r != NULL; r = r->next) {
        if (strcmp(r->text, text) == 0) {
            return;
        }
    }
    struct remark *r = arena_get(list->arena, sizeof *r);
    *r = (struct remark){ .text = text, .at = at };
    *list->end = r;
    list->end = &r->next;
}

/* Returns true if a lambda's parameters, "$a, $b", have the name. */
static bool has_parameter(const char *list, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = list; *at != '\0';) {
        at++; /* the $ */
        size_t length = strcspn(at, ",");
        if (length == size && memcmp(at, name, size) == 0) {
            return true;
        }
        at += length + (at[length] == ',' ? 2 : 0);
    }
    return false;
}

static bool binds_here(const struct asl_expr *e, const char *name)
{
    switch ((int)e->op) {
    case ASL_OP_J_BIND:
    case ASL_OP_J_AT:
    case ASL_OP_J_POSITION: return strcmp(e->text, name) == 0;
    case ASL_OP_J_LAMBDA: return has_parameter(e->text, name);
    default: return false;
    }
}

bool remark_binds(const struct asl_expr *e, const char *name)
{
    bool found = binds_here(e, name);
    for (size_t i = 0; !found && e->of != NULL && e->of[i] != NULL; i++) {
        found = remark_binds(e->of[i], name);
    }
    return found;
}
