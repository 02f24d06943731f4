/*
 * query.c FILE SECONDS - evaluates the JSONata expressions of a file again and again. Each line
 * of the file is {"name": ..., "expr": ..., "data": ...}. Prints for each of them the name, the
 * nanoseconds of one evaluation, and the result, with tabs between. The tree is made ready
 * once, values come in and values go out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static struct asl_scope scope_of(struct value *data, struct literals *literals)
{
    return (struct asl_scope){ .data = data,
                               .input = data,
                               .bounds = &scope_aws_bounds,
                               .literals = literals,
                               .field = "Output" };
}

/* The shortest of five times that one evaluation took. */
static double measure(const struct asl_expr *e, struct asl_scope *s, double seconds)
{
    double best = 0;
    size_t turns = 1;
    for (int round = 0; round < 5;) {
        int64_t before = clock_monotonic_ns();
        for (size_t i = 0; i < turns; i++) {
            value_release(e->eval(s, e));
        }
        double ns = (double)(clock_monotonic_ns() - before);
        if (ns < seconds * 1e8) {
            turns *= 2;
            continue;
        }
        double each = ns / (double)turns;
        best = round == 0 || each < best ? each : best;
        round++;
    }
    return best;
}

static int one(const char *line, size_t size, double seconds)
{
    struct read_error why;
    struct value *query = NULL, *data = NULL;
    struct jsonata_error error;
    if (!read_json(line, size, &query, &why)) {
        fprintf(stderr, "query: %s\n", why.message);
        return 1;
    }
    value_member(query, "data", &data);
    const char *text = value_member_text(query, "expr");
    struct arena *a = arena_new();
    const struct asl_expr *e = jsonata_parse(a, text, strlen(text), NULL, &error, NULL);
    if (e == NULL) {
        fprintf(stderr, "query: %s: %s\n", text, error.message);
        return 1;
    }
    struct literals *literals = literals_new();
    struct asl_scope s = scope_of(data, literals);
    struct value *v = e->eval(&s, e);
    char *shown = write_text(v);
    double ns = measure(e, &s, seconds);
    printf("%s\t%.0f\t%s\n", value_member_text(query, "name"), ns,
           s.failed ? s.error.cause : shown);
    memory_release(shown);
    value_release(v);
    scope_lift(&s);
    literals_release(literals);
    arena_release(a);
    value_release(query);
    return 0;
}

int main(int argc, char **argv)
{
    FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    int failed = f == NULL;
    while (!failed && (size = getline(&line, &room, f)) > 0) {
        failed = one(line, (size_t)size, strtod(argv[2], NULL));
    }
    free(line);
    if (f != NULL) {
        fclose(f);
    }
    return failed;
}
