/* test_jnawords.c - what expressions yield: the same as 2.0.6, which made what is wanted here.
 */
#include "tests/unit/unit.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/scope.h"
#include "runtime/jsonata/word.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct row {
    const char *text, *wanted;
};

/* The result's JSON, "undefined", or the error's code. */
static void check(const struct row *row)
{
    struct arena *arena = arena_new();
    struct jsonata_error error = { 0 };
    const struct asl_expr *e =
        jsonata_parse(arena, row->text, strlen(row->text), NULL, &error, NULL);
    if (e == NULL) {
        UNIT_TEXT(error.code, row->wanted);
        arena_release(arena);
        return;
    }
    struct asl_scope scope = { .bounds = &scope_aws_bounds, .field = "Output" };
    struct value *v = e->eval(&scope, e);
    char *came = scope.failed ? memory_text(scope.error.code)
                 : v == NULL  ? memory_text("undefined")
                              : write_text(v);
    if (came == NULL || strcmp(came, row->wanted) != 0) {
        fprintf(stderr, "%s\n", row->text);
    }
    UNIT_TEXT(came, row->wanted);
    memory_release(came);
    value_release(v);
    scope_lift(&scope);
    arena_release(arena);
}

static void test_jsonata(void)
{
    static const struct row rows[] = {
        { "$sum([1,2.5,3])", "6.5" },
        { "$sum(5)", "5" },
        { "$sum([])", "0" },
        { "$sum([1,\"a\"])", "T0412" },
        { "$sum(nothing)", "undefined" },
        { "$count([1,2,3])", "3" },
        { "$count(nothing)", "0" },
        { "$count({\"a\":1})", "1" },
        { "$max([3,9,2])", "9" },
        { "$min([3,9,2])", "2" },
        { "$max([])", "undefined" },
        { "$average([1,2,6])", "3" },
        { "$string(5)", "\"5\"" },
        { "$string(0.1+0.2)", "\"0.3\"" },
        { "$string([1,{\"a\":\"x\\n\"}])", "\"[1,{\\\"a\\\":\\\"x\\\\n\\\"}]\"" },
        { "$string({\"a\":[1,2],\"b\":{}}, true)",
          "\"{\\n  \\\"a\\\": [\\n    1,\\n    2\\n  ],\\n  \\\"b\\\": {}\\n}\"" },
        { "$string($sum)", "\"\"" },
        { "$string(1/0)", "D3001" },
        { "$string(null)", "\"null\"" },
        { "$length(\"a\303\261\360\237\230\200b\")", "4" },
        { "$substring(\"hello world\", 3, 5)", "\"lo wo\"" },
        { "$substring(\"hello\", -3)", "\"llo\"" },
        { "$substring(\"hello\", -3, 2)", "\"ll\"" },
        { "$substring(\"hello\", 1, -1)", "\"\"" },
        { "$substring(\"a\360\237\230\200b\", 1, 1)", "\"\360\237\230\200\"" },
        { "$substring(\"hello\", -99, 2)", "\"he\"" },
        { "$substringBefore(\"hello world\", \" \")", "\"hello\"" },
        { "$substringBefore(\"hello\", \"x\")", "\"hello\"" },
        { "$substringAfter(\"hello world\", \" \")", "\"world\"" },
        { "$substringAfter(\"hello\", \"\")", "\"hello\"" },
        { "$uppercase(\"stra\303\237e \357\254\201n\")", "\"STRASSE FIN\"" },
        { "$lowercase(\"\316\237\316\224\316\245\316\243\316\243\316\225\316\245\316\243 "
          "\304\260\")",
          "\"\316\277\316\264\317\205\317\203\317\203\316\265\317\205\317\202 i\314\207\"" },
        { "$trim(\"  a \\n  b  \")", "\"a b\"" },
        { "$pad(\"foo\", 5) & \"|\"", "\"foo  |\"" },
        { "$pad(\"foo\", -5, \"#-\")", "\"#-foo\"" },
        { "$pad(\"foo\", 2)", "\"foo\"" },
        { "$contains(\"abracadabra\", \"bra\")", "true" },
        { "$contains(\"abracadabra\", /a.*a/)", "true" },
        { "$contains(\"abracadabra\", /xyz/)", "false" },
        { "$split(\"so many words\", \" \")", "[\"so\",\"many\",\"words\"]" },
        { "$split(\"so many words\", \" \", 2)", "[\"so\",\"many\"]" },
        { "$split(\"abc\", \"\")", "[\"a\",\"b\",\"c\"]" },
        { "$split(\"so, many , words\", /\\s*,\\s*/)", "[\"so\",\"many\",\"words\"]" },
        { "$split(\"a,b\", \",\", -1)", "D3020" },
        { "$split(\"a1b2c\", /\\d/, 2)", "[\"a\",\"b\"]" },
        { "$join([\"a\",\"b\",\"c\"], \"-\")", "\"a-b-c\"" },
        { "$join([\"a\",\"b\"])", "\"ab\"" },
        { "$join(\"a\", \",\")", "\"a\"" },
        { "$join([1,2])", "T0412" },
        { "$match(\"ababbabbcc\", /a(b+)/)",
          "[{\"match\":\"ab\",\"index\":0,\"groups\":[\"b\"]},{\"match\":\"abb\",\"index\":2,"
          "\"groups\":[\"bb\"]},{\"match\":\"abb\",\"index\":5,\"groups\":[\"bb\"]}]" },
        { "$match(\"ababbabbcc\", /a(b+)/, 1)",
          "{\"match\":\"ab\",\"index\":0,\"groups\":[\"b\"]}" },
        { "$match(\"abc\", /x/)", "undefined" },
        { "$match(\"abc\", /b/, -1)", "D3040" },
        { "$match(\"abc\", /x*/)", "D1004" },
        { "$replace(\"John Smith and John Jones\", \"John\", \"Mr\")",
          "\"Mr Smith and Mr Jones\"" },
        { "$replace(\"John Smith\", /(\\w+)\\s(\\w+)/, \"$2, $1\")", "\"Smith, John\"" },
        { "$replace(\"265USD\", /([0-9]+)USD/, \"$$$1\")", "\"$265\"" },
        { "$replace(\"abcdefghijklm\", /(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)/, "
          "\"$8$5$12$12$18$123\")",
          "\"hella8l3\"" },
        { "$replace(\"temperature = 68F\", /(-?\\d+(?:\\.\\d*)?)F\\b/, "
          "function($m){($number($m.groups[0]) - 32) * 5/9 & \"C\"})",
          "\"temperature = 20C\"" },
        { "$replace(\"abc\", \"\", \"x\")", "D3010" },
        { "$replace(\"abc\", /b/, function($m){1})", "D3012" },
        { "$replace(\"aaa\", \"a\", \"b\", 2)", "\"bba\"" },
        { "$replace(\"aaa\", \"a\", \"b\", -1)", "D3011" },
        { "$replace(\"a\360\237\230\200b\360\237\230\200c\", /\360\237\230\200/, \"-\")",
          "\"a-b-c\"" },
        { "$base64encode(\"hello:world\")", "\"aGVsbG86d29ybGQ=\"" },
        { "$base64decode(\"aGVsbG86d29ybGQ=\")", "\"hello:world\"" },
        { "$encodeUrlComponent(\"?x=test \303\251\")", "\"%3Fx%3Dtest%20%C3%A9\"" },
        { "$encodeUrl(\"https://a.b/?x=\321\210\320\265\320\273\320\273\321\213 y\")",
          "\"https://a.b/?x=%D1%88%D0%B5%D0%BB%D0%BB%D1%8B%20y\"" },
        { "$decodeUrlComponent(\"%3Fx%3Dtest\")", "\"?x=test\"" },
        { "$decodeUrl(\"https://a.b/%3Fx=%D1%88\")", "\"https://a.b/%3Fx=\321\210\"" },
        { "$decodeUrl(\"%E0%A4%A\")", "D3140" },
        { "$number(\"5\")", "5" },
        { "$number(\"-0.05e3\")", "-50" },
        { "$number(\"0x12\")", "18" },
        { "$number(\"007\")", "7" },
        { "$number(true)", "1" },
        { "$number(\"hello\")", "D3030" },
        { "$number(null)", "T0410" },
        { "$abs(-3.7)", "3.7" },
        { "$floor(-5.3)", "-6" },
        { "$ceil(-5.3)", "-5" },
        { "$round(123.456, 2)", "123.46" },
        { "$round(2.5)", "2" },
        { "$round(3.5)", "4" },
        { "$round(-0.5)", "0" },
        { "$round(123.456, -1)", "120" },
        { "$round(125, -1)", "120" },
        { "$power(2, 8)", "256" },
        { "$power(2, 0.5)", "1.4142135623730951" },
        { "$power(10, 1000)", "D3061" },
        { "$sqrt(16)", "4" },
        { "$sqrt(-1)", "D3060" },
        { "$formatNumber(12345.6, \"#,###.00\")", "\"12,345.60\"" },
        { "$formatNumber(0.14, \"01%\")", "\"14%\"" },
        { "$formatNumber(1, \"x\")", "D3086" },
        { "$formatNumber(1234.5, \"#.##0,00\", {\"decimal-separator\": \",\", "
          "\"grouping-separator\": \".\"})",
          "\"1.234,50\"" },
        { "$formatBase(100, 2)", "\"1100100\"" },
        { "$formatBase(2555, 16)", "\"9fb\"" },
        { "$formatBase(-255, 16)", "\"-ff\"" },
        { "$formatBase(10, 1)", "D3100" },
        { "$formatInteger(2789, \"w\")", "\"two thousand, seven hundred and eighty-nine\"" },
        { "$formatInteger(1999, \"I\")", "\"MCMXCIX\"" },
        { "$parseInteger(\"twelve thousand, four hundred and seventy-six\", \"w\")", "12476" },
        { "$boolean([0, \"\", null])", "false" },
        { "$boolean([0, 1])", "true" },
        { "$boolean({})", "false" },
        { "$boolean(\"0\")", "true" },
        { "$boolean(nothing)", "undefined" },
        { "$not(true)", "false" },
        { "$not(nothing)", "undefined" },
        { "$map([1..3], function($v, $i, $a){$v * $i + $count($a)})", "[3,5,9]" },
        { "$map([1,4], $sqrt)", "[1,2]" },
        { "$map([\"a\"], $uppercase)", "\"A\"" },
        { "$map([0.5,1.5,2.5,3.5], $round)", "[0,1.5,2.5,3.5]" },
        { "$map(nothing, $sqrt)", "undefined" },
        { "$filter([1..5], function($v){$v % 2 = 0})", "[2,4]" },
        { "$filter([1], function($v){$v > 5})", "undefined" },
        { "$single([1..5], function($v){$v = 3})", "3" },
        { "$single([1,1], function($v){$v = 1})", "D3138" },
        { "$single([1], function($v){$v = 3})", "D3139" },
        { "$reduce([1..5], function($a,$b){$a + $b})", "15" },
        { "$reduce([1..5], function($a,$b){$a + $b}, 10)", "25" },
        { "$reduce([], function($a,$b){$a + $b}, 10)", "10" },
        { "$reduce([1,2], function($a){$a})", "D3050" },
        { "$reduce([\"a\",\"b\"], function($a,$b,$i){$a & $b & $i})", "\"ab1\"" },
        { "$sift({\"a\":1,\"b\":5}, function($v,$k){$v > 2})", "{\"b\":5}" },
        { "$sift({\"a\":1}, function($v){$v > 2})", "undefined" },
        { "$each({\"a\":1,\"b\":5}, function($v,$k){$k & $v})", "[\"a1\",\"b5\"]" },
        { "$keys({\"a\":1,\"b\":2})", "[\"a\",\"b\"]" },
        { "$keys([{\"a\":1},{\"b\":2,\"a\":3}])", "[\"a\",\"b\"]" },
        { "$keys(\"x\")", "undefined" },
        { "$lookup({\"a\":1}, \"a\")", "1" },
        { "$lookup([{\"a\":1},{\"a\":[2,3]}], \"a\")", "[1,2,3]" },
        { "$append([1,2],[3])", "[1,2,3]" },
        { "$append(1, 2)", "[1,2]" },
        { "$append(nothing, 2)", "2" },
        { "$exists(nothing)", "false" },
        { "$exists(null)", "true" },
        { "$spread({\"a\":1,\"b\":2})", "[{\"a\":1},{\"b\":2}]" },
        { "$spread([{\"a\":1},{\"b\":2}])", "[{\"a\":1},{\"b\":2}]" },
        { "$spread(\"x\")", "\"x\"" },
        { "$merge([{\"a\":1},{\"b\":2},{\"a\":3}])", "{\"a\":3,\"b\":2}" },
        { "$merge({\"a\":1})", "{\"a\":1}" },
        { "$merge([1])", "T0412" },
        { "$reverse([1,2,3])", "[3,2,1]" },
        { "$reverse([1])", "[1]" },
        { "$zip([1,2,3],[4,5])", "[[1,4],[2,5]]" },
        { "$zip([1],2)", "[[1,2]]" },
        { "$distinct([1,2,1,\"1\",[1],[1],{\"a\":1},{\"a\":1.0}])",
          "[1,2,\"1\",[1],{\"a\":1}]" },
        { "$sort([3,1,2])", "[1,2,3]" },
        { "$sort([\"b\",\"a\",\"C\"])", "[\"C\",\"a\",\"b\"]" },
        { "$sort([3,1,2], function($l,$r){$l < $r})", "[3,2,1]" },
        { "$sort([1,\"a\"])", "D3070" },
        { "$sort([{\"a\":2,\"n\":1},{\"a\":1,\"n\":2},{\"a\":2,\"n\":3}], function($l,$r){$l.a "
          "> $r.a}).n",
          "[2,1,3]" },
        { "$type(null)", "\"null\"" },
        { "$type($sum)", "\"function\"" },
        { "$type([1])", "\"array\"" },
        { "$type(nothing)", "undefined" },
        { "$error(\"boom\")", "D3137" },
        { "$error()", "D3137" },
        { "$assert(false, \"bad\")", "D3141" },
        { "$assert(1=1)", "undefined" },
        { "$toMillis(\"2017-11-07T15:12:37.121Z\")", "1510067557121" },
        { "$toMillis(\"x\")", "D3110" },
        { "$fromMillis(1510067557121)", "\"2017-11-07T15:12:37.121Z\"" },
        { "$fromMillis(1510067557121, \"[M01]/[D01]/[Y0001] [h#1]:[m01][P]\", \"-0500\")",
          "\"11/07/2017 10:12am\"" },
        { "$toMillis(\"11/07/2017\", \"[M01]/[D01]/[Y0001]\")", "1510012800000" },
        { "$now() = $now()", "true" },
        { "$millis() > 1500000000000", "true" },
        { "$clone({\"a\":[1]})", "{\"a\":[1]}" },
        { "[\"a\",\"b\"] ~> $join(\"+\")", "\"a+b\"" },
        { "\"a\" ~> $uppercase", "\"A\"" },
        { "($f := $substring(?, 0, 2); $f(\"hello\"))", "\"he\"" },
        { "($f := $uppercase ~> $length; $f(\"abc\"))", "3" },
        { "$string()", "undefined" },
        { "\"x\".$uppercase()", "undefined" },
        { "[\"x\",\"y\"].$uppercase()", "[\"X\",\"Y\"]" },
        { "5.$string()", "S0213" },
        { "$uppercase(5)", "T0410" },
        { "$uppercase([1])", "T0410" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i]);
    }
}

/* The compiler and the runtime agree about each signature. */
static void test_signatures(void)
{
    static const struct {
        const char *name, *signature;
        const struct jna_word *word;
    } rows[] = {
#define ASL_JSONATA_WORD(name, descriptor, signature) { name, signature, &descriptor },
#include <asl/words.def>
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].signature == NULL) {
            CU_ASSERT_PTR_NULL(rows[i].word->signature);
        } else {
            UNIT_TEXT(rows[i].word->signature, rows[i].signature);
            UNIT_TEXT(rows[i].word->name, rows[i].name);
        }
    }
}

UNIT_MAIN("jnawords", { "jsonata", test_jsonata }, { "signatures", test_signatures })
