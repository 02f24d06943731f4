#include "compiler/plan/handler.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/table.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/signature.h"

struct handlers {
    struct arena *arena;
    struct table *symbols; /* a symbol -> itself, until it is listed */
    const char **list;
    size_t count;
};

static bool is_c_name(const char *name)
{
    bool good = (*name < '0' || *name > '9') && *name != '\0';
    for (; *name != '\0'; name++) {
        char c = *name;
        good = good && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_');
    }
    return good;
}

static void add_symbols(struct handlers *h, const char *const *symbols)
{
    size_t n = 0;
    while (symbols[n] != NULL) {
        n++;
    }
    h->list = arena_array(h->arena, n + 1, sizeof *h->list);
    for (size_t i = 0; i < n; i++) {
        if (is_c_name(symbols[i]) && strcmp(symbols[i], "main") != 0) {
            char *name = arena_text(h->arena, symbols[i]);
            *table_place(h->symbols, name, strlen(name)) = name;
        }
    }
}

/* List the function of that name, if there is one and it is not listed yet. */
static void need(struct handlers *h, struct arn_part called)
{
    char *name = arena_text_n(h->arena, called.text, called.size);
    for (size_t i = 0; i < called.size; i++) {
        if (name[i] == '-') {
            name[i] = '_';
        }
    }
    const char *symbol = table_find(h->symbols, name, called.size);
    if (symbol != NULL) {
        h->list[h->count++] = symbol;
        *table_place(h->symbols, symbol, called.size) = NULL;
    }
}

static void need_of_state(struct handlers *h, const struct state *s)
{
    const struct doc_node *resource = s->field[FIELD_RESOURCE];
    if (s->type != ASL_TASK || resource == NULL || resource->text == NULL) {
        return;
    }
    const struct doc_node *arguments = s->field[FIELD_PARAMETERS] != NULL
                                           ? s->field[FIELD_PARAMETERS]
                                           : s->field[FIELD_ARGUMENTS];
    struct arn_part function = arn_function(resource->text);
    if (function.text != NULL) {
        need(h, function);
    } else if (arn_is_call(resource->text, "lambda:invoke")) {
        const struct doc_node *name =
            arguments == NULL ? NULL : doc_member(arguments, "FunctionName");
        if (name != NULL && name->type == DOC_STRING) {
            need(h, arn_bare_function(name->text));
        }
    } else {
        need(h, arn_last(resource->text));
    }
}

const char *const *handler_list(struct arena *a, const struct workflow *w,
                                const struct plan_extras *x)
{
    static const char *const none[] = { NULL };
    if (x == NULL || x->symbols == NULL) {
        return none;
    }
    struct handlers h = { a, table_new(a), NULL, 0 };
    add_symbols(&h, x->symbols);
    for (const struct state *s = workflow_next(w, NULL); s != NULL; s = workflow_next(w, s)) {
        need_of_state(&h, s);
    }
    for (const struct asl_binding *b = x->tasks; b != NULL && b->resource != NULL; b++) {
        if (strncmp(b->target, "c:", 2) == 0) {
            need(&h, arn_part(b->target + 2));
        }
    }
    return h.list;
}

/* The function that an ffi: target names without a library, in the arena; NULL for any other
 * target. */
static const char *symbol_of(struct arena *a, const char *target)
{
    struct signature s;
    struct buf ignored = { 0 };
    const char *symbol = NULL;
    if (strncmp(target, "ffi:", 4) == 0 && signature_read(target + 4, &s, &ignored)) {
        symbol = s.library == NULL ? arena_text(a, s.symbol) : NULL;
        signature_release(&s);
    }
    buf_release(&ignored);
    return symbol;
}

const char *const *handler_symbols(struct arena *a, const struct plan_extras *x)
{
    const struct asl_binding *tasks = x == NULL ? NULL : x->tasks;
    struct table *known = table_new(a);
    size_t count = 0, listed = 0;
    while (tasks != NULL && tasks[count].resource != NULL) {
        count++;
    }
    const char **list = arena_array(a, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        const char *symbol = symbol_of(a, tasks[i].target);
        void **place = symbol == NULL ? NULL : table_place(known, symbol, strlen(symbol));
        if (place != NULL && *place == NULL) {
            *place = list;
            list[listed++] = symbol;
        }
    }
    return list;
}
