/* test_own_words.c - the functions that Step Functions adds to JSONata (J-05, JA-10, JA-11,
 * JA-12, JA-13).
 */
#include "tests/unit/unit.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* The value of an expression as JSON, or JSONata's words about its failure: new. */
static char *evaluate(const char *text)
{
    struct arena *a = arena_new();
    struct jsonata_error error;
    struct random chance;
    random_seed(&chance, 1);
    struct asl_scope scope = { .random = &chance, .field = "expression" };
    const struct asl_expr *e = jsonata_parse(a, text, strlen(text), NULL, &error, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    struct value *v = e->eval(&scope, e);
    char *shown = memory_text(scope.failed ? scope.error.message : "undefined");
    if (v != NULL) {
        memory_release(shown);
        shown = write_text(v);
    }
    value_release(v);
    scope_lift(&scope);
    arena_release(a);
    return shown;
}

static void expect(const char *text, const char *wanted)
{
    char *shown = evaluate(text);
    UNIT_TEXT(shown, wanted);
    memory_release(shown);
}

static void test_partition(void)
{
    expect("$partition([1, 2, 3, 4, 5], 2)", "[[1,2],[3,4],[5]]");
    expect("$partition([1, 2, 3], 2.9)", "[[1,2],[3]]");
    expect("$partition([1], 1e300)", "[[1]]");
    expect("$partition([1], 0)", "The size of a part must be positive");
    expect("$partition(nothing, 1)", "undefined");
}

static void test_range(void)
{
    expect("$range(1, 5, 2)", "[1,3,5]");
    expect("$range(5.9, 1, -2.5)", "[5,3,1]");
    expect("$range(1, 9, 9)", "1");
    expect("$range(1, 0, 1)", "undefined");
    expect("$range(1, 2, 0)", "The step must not be 0");
}

static void test_hash(void)
{
    expect("$hash('abc', 'MD5')", "\"900150983cd24fb0d6963f7d28e17f72\"");
    expect("$hash('abc', 'SHA-1')", "\"a9993e364706816aba3e25717850c26c9cd0d89d\"");
    expect("$length($hash('', 'SHA-512'))", "128");
    expect("$hash(12, 'MD5') = $hash('12', 'MD5')", "true");
    expect("$hash('abc', 'md5')",
           "The algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
}

static void test_chance(void)
{
    expect("$random(42)", "0.7275636800328681");
    expect("$random(42.9)", "0.7275636800328681");
    expect("$random(-1) != $random(1)", "true");
    expect("$random() < 1 and $random() >= 0", "true");
    expect("$length($uuid())", "36");
    expect("$uuid() != $uuid()", "true");
}

static void test_parse(void)
{
    expect("$parse('{\"a\": [1, 2.50, null]}').a", "[1,2.5,null]");
    expect("$parse('9007199254740993')", "9007199254740993");
    expect("$parse('[9223372036854775807, 9223372036854775808]')",
           "[9223372036854775807,9223372036854776000]");
    expect("$parse('{\"a\": [1, {\"b\": -0.0}]}')", "{\"a\":[1,{\"b\":0}]}");
    expect("$parse('123456789012345678901234567890')", "1.2345678901234568E29");
    expect("$parse(nothing)", "undefined");
    char *shown = evaluate("$parse('{')");
    CU_ASSERT_TRUE(strlen(shown) > 0 && strcmp(shown, "undefined") != 0);
    memory_release(shown);
}

UNIT_MAIN("own_words", { "$partition", test_partition }, { "$range", test_range },
          { "$hash", test_hash }, { "$random, $uuid", test_chance }, { "$parse", test_parse })
