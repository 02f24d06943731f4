#include "compiler/plan/handler.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/plan/plan.h"
#include "compiler/plan/table.h"
#include "compiler/read/ast.h"

struct handlers {
    struct arena *arena;
    struct table *symbols; /* a symbol -> itself, until it is listed */
    const char  **list;
    size_t        count;
};

static bool is_c_name(const char *name)
{
    bool good = (*name < '0' || *name > '9') && *name != '\0';
    for (; *name != '\0'; name++) {
        char c = *name;
        good = good
               && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '_');
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

/* List the function called `size` bytes of `text`, if there is one and it is not listed yet. */
static void need(struct handlers *h, const char *text, size_t size)
{
    char *name = arena_text_n(h->arena, text, size);
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '-') {
            name[i] = '_';
        }
    }
    const char *symbol = table_find(h->symbols, name, size);
    if (symbol != NULL) {
        h->list[h->count++] = symbol;
        *table_place(h->symbols, symbol, size) = NULL;
    }
}

/* NAME, NAME:QUALIFIER or an ARN, whole or its end, with function:NAME in it. */
static void need_lambda(struct handlers *h, const char *text)
{
    static const char mark[] = "function:";
    const char       *at = strstr(text, mark);
    const char       *name = at == NULL ? text : at + sizeof mark - 1;
    need(h, name, strcspn(name, ":"));
}

static void need_of_state(struct handlers *h, const struct state *s)
{
    const struct doc_node *resource = s->field[FIELD_RESOURCE];
    if (s->type != ASL_TASK || resource == NULL || resource->text == NULL) {
        return;
    }
    const struct doc_node *arguments =
        s->field[FIELD_PARAMETERS] != NULL ? s->field[FIELD_PARAMETERS] : s->field[FIELD_ARGUMENTS];
    const char *last = strrchr(resource->text, ':');
    if (strstr(resource->text, ":lambda:") != NULL && strstr(resource->text, ":function:") != NULL) {
        need_lambda(h, resource->text);
    } else if (strstr(resource->text, ":states:::lambda:invoke") != NULL) {
        const struct doc_node *function =
            arguments == NULL ? NULL : doc_member(arguments, "FunctionName");
        if (function != NULL && function->type == DOC_STRING) {
            need_lambda(h, function->text);
        }
    } else {
        const char *name = last == NULL ? resource->text : last + 1;
        need(h, name, strlen(name));
    }
}

const char *const *handler_list(struct arena *a, const struct workflow *w, const struct plan_extras *x)
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
            need(&h, b->target + 2, strlen(b->target + 2));
        }
    }
    return h.list;
}
