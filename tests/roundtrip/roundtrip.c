/*
 * roundtrip eval FILE          the cases of FILE, evaluated from the trees that the compiler
 * reads roundtrip emit FILE FIRST N  C with the trees of N cases as tables, for replay.c
 */
#include <stdio.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/emit/tree.h"
#include "compiler/jsonata/jsonata.h"
#include "compiler/plan/deep.h"
#include "compiler/plan/ident.h"
#include "compiler/plan/plan.h"
#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "tests/roundtrip/cases.h"

static const struct asl_expr *read_case(struct arena *a, const struct cases *c, size_t i)
{
    size_t size;
    const char *text = cases_expression(c, i, &size);
    const struct case_names owner = { c, i };
    const struct jsonata_names names = { cases_has_name, &owner };
    struct jsonata_error error;
    return jsonata_parse(a, text, size, &names, &error, NULL);
}

static void evaluate(const struct cases *c)
{
    for (size_t i = 0; i < cases_count(c); i++) {
        struct arena *a = arena_new();
        cases_run(c, i, read_case(a, c, i), stdout);
        arena_release(a);
    }
}

/* The tables of one tree: first those that it names. */
static void put_case(struct buf *out, struct arena *a, struct ident *names,
                     const struct asl_expr *e, size_t i)
{
    struct plan_table *first = NULL;
    const char *id = arena_print(a, "case_%zu", i);
    struct deep deep = { .arena = a, .names = names, .name = id, .end = &first };
    deep_table(&deep, id, e);
    for (const struct plan_table *t = first; t != NULL; t = t->next) {
        buf_print(out, "static const struct asl_expr *const %s%s = %s", t->id,
                  t->is_list ? "[]" : "", t->is_list ? "{ " : "");
        tree_print(out, t->tree, 0, 8);
        buf_text(out, t->is_list ? ", NULL };\n" : ";\n");
    }
}

static void emit(const struct cases *c, size_t first, size_t count)
{
    static const char *const none[] = { NULL };
    struct arena *a = arena_new();
    struct ident *names = ident_new(a, "roundtrip", false, none);
    size_t end = first + count < cases_count(c) ? first + count : cases_count(c);
    struct buf out = { 0 }, list = { 0 };
    buf_text(&out, "#include <asl/tree.h>\n\n");
    for (size_t i = first; i < end; i++) {
        const struct asl_expr *e = read_case(a, c, i);
        if (e != NULL) {
            put_case(&out, a, names, e, i);
        }
        buf_print(&list, e == NULL ? "    NULL,\n" : "    &case_%zu,\n", i);
    }
    printf("%s\nextern const struct asl_expr *const *const roundtrip_%zu[];\n"
           "const struct asl_expr *const *const roundtrip_%zu[] = {\n%s    NULL\n};\n",
           buf_string(&out), first, first, buf_string(&list));
    buf_release(&out);
    buf_release(&list);
    arena_release(a);
}

static size_t count_of(const char *text)
{
    return (size_t)number_read(text, strlen(text)).integer;
}

int main(int argc, char **argv)
{
    bool evaluates = argc == 3 && strcmp(argv[1], "eval") == 0;
    bool emits = argc == 5 && strcmp(argv[1], "emit") == 0;
    struct cases *c = evaluates || emits ? cases_read(argv[2]) : NULL;
    if (c == NULL) {
        fprintf(stderr, "usage: roundtrip eval FILE | emit FILE FIRST COUNT\n");
        return 2;
    }
    if (evaluates) {
        evaluate(c);
    } else {
        emit(c, count_of(argv[3]), count_of(argv[4]));
    }
    cases_release(c);
    return 0;
}
