#include "compiler/jsonata/advise.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/remark.h"
#include "compiler/jsonata/words.h"

/* More arguments than any signature has parameters. */
#define ARGUMENTS_MOST 16

struct advice {
    struct remarks *list;
    const struct asl_expr *whole;
};

/* ---- Types ---- */

/* What an operator yields, if it yields anything: by the first character of its word. */
static char type_of_call(const struct asl_expr *e)
{
    const struct words_row *row = words_of(e->word);
    if (row->signature != NULL) {
        return '\0';
    }
    return strcmp(row->word, "&") == 0                                            ? 's'
           : strcmp(row->word, "in") == 0 || strchr("=!<>", row->word[0]) != NULL ? 'b'
           : strchr("+-*/%", row->word[0]) != NULL                                ? 'n'
                                                                                  : '\0';
}

char advise_type(const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_JSONATA: return advise_type(e->of[0]);
    case ASL_OP_STRING: return 's';
    case ASL_OP_NUMBER: return 'n';
    case ASL_OP_TRUE:
    case ASL_OP_FALSE:
    case ASL_OP_J_AND:
    case ASL_OP_J_OR: return 'b';
    case ASL_OP_NULL: return 'l';
    case ASL_OP_J_OBJECT:
    case ASL_OP_J_GROUP: return 'o';
    case ASL_OP_J_ARRAY: return 'a';
    case ASL_OP_J_LAMBDA:
    case ASL_OP_J_PARTIAL:
    case ASL_OP_J_REGEX:
    case ASL_OP_J_TRANSFORM:
    case ASL_OP_J_WORD: return 'f';
    case ASL_OP_J_CALL: return type_of_call(e);
    default: return '\0';
    }
}

const char *advise_type_name(char type)
{
    switch (type) {
    case 's': return "a text";
    case 'n': return "a number";
    case 'b': return "true or false";
    case 'l': return "null";
    case 'o': return "an object";
    case 'a': return "an array";
    default: return "a function";
    }
}

/* ---- Calls of words ---- */

/* The types of a call's arguments; 0: it may be any. */
struct given {
    char types[ARGUMENTS_MOST];
    size_t count;
    size_t reached; /* how many of them some reading of the signature could take */
};

/* One parameter of a signature, from `at` on: its types, its option, and what follows. */
struct parameter {
    const char *types;
    size_t type_count;
    bool may_miss, may_repeat;
    const char *next;
};

static bool is_end(const char *at)
{
    return *at == '\0' || *at == ':' || *at == '>';
}

/* Past what < and > enclose, if it stands there. */
static const char *past_inner(const char *at)
{
    int depth = 0;
    do {
        depth += *at == '<';
        depth -= *at == '>';
        at += depth > 0 || *at == '>';
    } while (depth > 0 && *at != '\0');
    return at;
}

static struct parameter parameter_at(const char *at)
{
    struct parameter p = { .types = at, .type_count = 1 };
    if (*at == '(') {
        p.types = at + 1;
        p.type_count = strcspn(at + 1, ")");
        at += p.type_count + 1;
    }
    at++;
    if (*at == '<') {
        at = past_inner(at);
    }
    for (; *at != '\0' && strchr("-?+", *at) != NULL; at++) {
        p.may_miss |= *at != '+';
        p.may_repeat |= *at == '+';
    }
    p.next = at;
    return p;
}

/* What is undefined is taken for any parameter, what is no array for one. */
static bool takes(const struct parameter *p, char type)
{
    for (size_t i = 0; i < p->type_count; i++) {
        char wanted = p->types[i];
        if (type == '\0' || wanted == type || wanted == 'a' || wanted == 'x' ||
            (wanted == 'j' && type != 'f')) {
            return true;
        }
    }
    return false;
}

/* Returns true if the arguments from `i` on can be those of the signature from `at` on. */
static bool fits(const char *at, struct given *g, size_t i)
{
    g->reached = i > g->reached ? i : g->reached;
    if (is_end(at)) {
        return i == g->count;
    }
    struct parameter p = parameter_at(at);
    bool takes_it = i < g->count && takes(&p, g->types[i]);
    return (takes_it && fits(p.next, g, i + 1)) ||
           (takes_it && p.may_repeat && fits(at, g, i + 1)) ||
           (p.may_miss && fits(p.next, g, i));
}

static void refuse_arguments(const struct advice *w, const struct asl_expr *call,
                             const struct words_row *row, const struct given *g)
{
    struct arena *a = w->list->arena;
    const char *text;
    if (g->reached < g->count && g->types[g->reached] != '\0') {
        text =
            arena_print(a, "$%s%s does not take %s as its argument %zu", row->word,
                        row->signature, advise_type_name(g->types[g->reached]), g->reached + 1);
    } else {
        text = arena_print(a, "$%s%s does not take %zu argument%s", row->word, row->signature,
                           g->count, g->count == 1 ? "" : "s");
    }
    remark_add(w->list, text, call);
}

/* `is_chained`: what stands in front of ~> is the first argument, of any type. */
static void check_call(const struct advice *w, const struct asl_expr *call, bool is_chained)
{
    const struct words_row *row = words_of(call->word);
    struct given g = { .count = is_chained };
    if (row->signature == NULL) {
        return;
    }
    for (size_t i = 0; call->of[i] != NULL; i++) {
        if (g.count == ARGUMENTS_MOST) {
            return;
        }
        g.types[g.count++] = advise_type(call->of[i]);
    }
    if (!fits(row->signature + 1, &g, 0)) {
        refuse_arguments(w, call, row, &g);
    }
}

/* ---- Operators ---- */

static void check_operator(const struct advice *w, const struct asl_expr *call)
{
    const struct words_row *row = words_of(call->word);
    if (row->signature != NULL || strchr("+-*/%", row->word[0]) == NULL) {
        return;
    }
    for (size_t i = 0; call->of[i] != NULL; i++) {
        char type = advise_type(call->of[i]);
        if (type != '\0' && type != 'n') {
            remark_add(w->list,
                       arena_print(
                           w->list->arena, "%c wants numbers, and this is %s%s", row->word[0],
                           advise_type_name(type),
                           type == 's' && row->word[0] == '+' ? ": & puts texts together" : ""),
                       call);
        }
    }
}

/* ---- Functions that there are not ---- */

/* A name that is called, which is a function's if $ stands in front of it. */
static void check_name(const struct advice *w, const struct asl_expr *e)
{
    if (e->text != NULL) {
        remark_add(w->list,
                   arena_print(w->list->arena, "'%s' is no function: did you mean '$%s'?",
                               e->text, e->text),
                   e->of[0]->of[0]);
    }
}

static void check_function(const struct advice *w, const struct asl_expr *function)
{
    struct arena *a = w->list->arena;
    if (function->op != ASL_OP_VARIABLE || remark_binds(w->whole, function->text)) {
        return;
    }
    const char *near = words_nearest(function->text);
    remark_add(w->list,
               near == NULL ? arena_print(a, "there is no function $%s", function->text)
                            : arena_print(a, "there is no function $%s: did you mean $%s?",
                                          function->text, near),
               function);
}

/* ---- Paths into what is written out ---- */

/* Returns true if all keys of an object are written out, and none of them is `name`. */
static bool lacks(const struct asl_expr *object, const struct asl_expr *name)
{
    for (size_t i = 0; object->of[i] != NULL; i += 2) {
        const struct asl_expr *key = object->of[i];
        if (key->op != ASL_OP_STRING ||
            (key->size == name->size &&
             memcmp(key->text, name->text, (size_t)key->size) == 0)) {
            return false;
        }
    }
    return true;
}

static void check_path(const struct advice *w, const struct asl_expr *path)
{
    const struct asl_expr *first = path->of[0], *next = path->of[1];
    if (first->op == ASL_OP_J_OBJECT && next != NULL && next->op == ASL_OP_J_NAME &&
        lacks(first, next)) {
        remark_add(w->list,
                   arena_print(w->list->arena, "this object has no member '%s'", next->text),
                   next);
    }
}

/* ---- All of it ---- */

static void look_at(const struct advice *w, const struct asl_expr *e, bool is_chained)
{
    switch ((int)e->op) {
    case ASL_OP_J_CALL:
        check_call(w, e, is_chained);
        check_operator(w, e);
        break;
    case ASL_OP_J_APPLY:
    case ASL_OP_J_PARTIAL:
        check_name(w, e);
        check_function(w, e->of[0]);
        break;
    case ASL_OP_J_CHAIN: check_function(w, e->of[1]); break;
    case ASL_OP_J_PATH: check_path(w, e); break;
    default: break;
    }
    for (size_t i = 0; e->of != NULL && e->of[i] != NULL; i++) {
        look_at(w, e->of[i], e->op == ASL_OP_J_CHAIN && i == 1);
    }
}

void advise(struct remarks *list, const struct asl_expr *e)
{
    const struct advice w = { .list = list, .whole = e };
    look_at(&w, e, false);
}
