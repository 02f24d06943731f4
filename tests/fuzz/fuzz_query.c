/* Any bytes as a JSONata expression, which is evaluated twice, within bounds that are small:
 * both times it comes to the same, if it does not ask for chance or the time. Memory that is
 * lost is found by the sanitizer. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/memory.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char data[] =
    "{\"a\":[{\"b\":1,\"c\":[\"x\",null,{\"d\":2.5}]},{\"b\":-3,\"c\":[]},[[{\"b\":0}]]],"
    "\"b\":{\"c\":\"text\",\"d\":{\"e\":[1,2,3,\"4\"]}},\"e\":[],\"f\":{},\"g\":true,"
    "\"h\":\"2020-01-31T10:00:00Z\"}";

static struct value *read_data(void)
{
    struct read_error error;
    struct value *v = NULL;
    if (!read_json(data, sizeof data - 1, &v, &error)) {
        abort();
    }
    return v;
}

/* The result's JSON, or the error's text: new. */
static char *once(const struct asl_expr *e, struct value *input, struct literals *literals)
{
    static const struct scope_bounds bounds = { .depth = 100, .bytes = 200000, .steps = 20000 };
    struct asl_scope s = { .data = input,
                           .input = input,
                           .bounds = &bounds,
                           .literals = literals,
                           .field = "Output" };
    struct value *v = e->eval(&s, e);
    char *text = memory_text(s.failed ? s.error.cause : "undefined");
    if (v != NULL) {
        memory_release(text);
        text = write_text(v);
    }
    value_release(v);
    scope_lift(&s);
    return text;
}

static int is_by_chance(const char *text)
{
    return strstr(text, "random") != NULL || strstr(text, "shuffle") != NULL ||
           strstr(text, "uuid") != NULL || strstr(text, "now") != NULL ||
           strstr(text, "illis") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct jsonata_error error;
    const char *text = arena_text_n(a, (const char *)bytes, size);
    const struct asl_expr *e = jsonata_parse(a, text, size, NULL, &error, NULL);
    if (e != NULL) {
        struct value *input = read_data();
        struct literals *literals = literals_new();
        char *before = write_text(input);
        char *first = once(e, input, literals), *second = once(e, input, literals);
        char *after = write_text(input);
        if (strcmp(before, after) != 0 || (!is_by_chance(text) && strcmp(first, second) != 0)) {
            abort();
        }
        memory_release(before);
        memory_release(after);
        memory_release(first);
        memory_release(second);
        literals_release(literals);
        value_release(input);
    }
    arena_release(a);
    return 0;
}
