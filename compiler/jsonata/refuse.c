#include "compiler/jsonata/refuse.h"

#include <stddef.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/remark.h"
#include "runtime/base/nearest.h"

struct walk {
    struct remarks *list;
    const struct refuse_sight *sight;
    bool has_own_states; /* $states is a variable of the expression's own */
    bool doubts;         /* refuse_doubt_members() */
};

static void walk(const struct walk *w, const struct asl_expr *e, bool has_data);

/* ---- $states ---- */

/* The member of $states that a path begins with, or NULL. */
static const struct asl_expr *member_of_states(const struct asl_expr *path)
{
    const struct asl_expr *root = path->of[0], *step = path->of[1];
    bool is_states = root->op == ASL_OP_VARIABLE && strcmp(root->text, "states") == 0;
    return is_states && step != NULL && step->op == ASL_OP_J_NAME ? step : NULL;
}

static void doubt_member(const struct walk *w, const struct asl_expr *member)
{
    static const char *const members[] = { "input", "result", "errorOutput", "context" };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (strcmp(member->text, members[i]) == 0) {
            return;
        }
    }
    const char *near = nearest_word(member->text, members, 4);
    remark_add(w->list,
               near == NULL
                   ? arena_print(w->list->arena, "$states has no member '%s'", member->text)
                   : arena_print(w->list->arena,
                                 "$states has no member '%s': did you mean '%s'?", member->text,
                                 near),
               member);
}

static void look_at_states(const struct walk *w, const struct asl_expr *path)
{
    const struct asl_expr *member = w->has_own_states ? NULL : member_of_states(path);
    if (member == NULL) {
        return;
    }
    bool is_result = strcmp(member->text, "result") == 0;
    bool is_error = strcmp(member->text, "errorOutput") == 0;
    if (!w->doubts) {
        if (is_error && !w->sight->has_error_output) {
            remark_add(w->list, "Field '$states.errorOutput' does not exist.", member);
        }
    } else if (is_result && !w->sight->has_result) {
        remark_add(w->list, "there is no $states.result here: it is undefined", member);
    } else {
        doubt_member(w, member);
    }
}

/* ---- Data ---- */

static void refuse_at_top(const struct walk *w, const char *name, const struct asl_expr *at)
{
    if (!w->doubts) {
        remark_add(w->list,
                   arena_print(w->list->arena,
                               "Reference to '%s' at the top level is not supported.", name),
                   at);
    }
}

static void walk_list(const struct walk *w, const struct asl_expr *e, bool first, bool others)
{
    for (size_t i = 0; e->of != NULL && e->of[i] != NULL; i++) {
        walk(w, e->of[i], i == 0 ? first : others);
    }
}

static void walk(const struct walk *w, const struct asl_expr *e, bool has_data)
{
    const char *name = NULL;
    switch ((int)e->op) {
    case ASL_OP_J_HERE: name = "$"; break;
    case ASL_OP_J_NAME: name = e->text; break;
    case ASL_OP_J_WILD: name = "*"; break;
    case ASL_OP_J_DEEP: name = "**"; break;
    case ASL_OP_J_PARENT: name = "%"; break;
    case ASL_OP_J_TOP:
        if (!w->doubts) {
            remark_add(w->list, "Reference to '$$' is not supported.", e);
        }
        return;
    case ASL_OP_J_PATH:
        look_at_states(w, e);
        walk_list(w, e, has_data, true);
        return;
    case ASL_OP_J_FILTERED:
    case ASL_OP_J_GROUP: walk_list(w, e, has_data, true); return;
    case ASL_OP_J_LAMBDA:
    case ASL_OP_J_TRANSFORM: walk_list(w, e, true, true); return;
    default: walk_list(w, e, has_data, has_data); return;
    }
    if (!has_data) {
        refuse_at_top(w, name, e);
    }
}

static void begin(struct remarks *list, const struct asl_expr *e,
                  const struct refuse_sight *sight, bool doubts)
{
    const struct walk w = {
        .list = list,
        .sight = sight,
        .has_own_states = remark_binds(e, "states"),
        .doubts = doubts,
    };
    walk(&w, e, false);
}

void refuse_references(struct remarks *list, const struct asl_expr *e,
                       const struct refuse_sight *sight)
{
    begin(list, e, sight, false);
}

void refuse_doubt_members(struct remarks *list, const struct asl_expr *e,
                          const struct refuse_sight *sight)
{
    begin(list, e, sight, true);
}
