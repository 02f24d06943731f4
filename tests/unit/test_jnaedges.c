/* test_jnaedges.c - functions of JSONata at their edges: empty and missing arguments, -0, 1e21,
 * 2^53, characters beyond U+FFFF, matches of nothing. 2.0.6 made what is wanted here.
 */
#include "tests/unit/unit.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/memory.h"
#include "runtime/expr/scope.h"
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
    char *came = scope.failed ? memory_text(scope.error.code ? scope.error.code : "a bound")
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

/* clang-format off */
static const struct row values[] = {
    { "$length(\"\")", "0" },
    { "$length(\"\303\237\")", "1" },
    { "$uppercase(\"a\")", "\"A\"" },
    { "$uppercase(\"  x  y \")", "\"  X  Y \"" },
    { "$lowercase(\"abc\")", "\"abc\"" },
    { "$lowercase(\"1,2,,3\")", "\"1,2,,3\"" },
    { "$trim(\"Hello World\")", "\"Hello World\"" },
    { "$trim(\"\304\260\")", "\"\304\260\"" },
    { "$encodeUrl(\"\360\237\230\200b\")", "\"%F0%9F%98%80b\"" },
    { "$encodeUrlComponent(\"\316\221\316\243\")", "\"%CE%91%CE%A3\"" },
    { "$decodeUrl(\"\")", "\"\"" },
    { "$decodeUrl(\"\303\237\")", "\"\303\237\"" },
    { "$string(\"a\")", "\"a\"" },
    { "$string(\"  x  y \")", "\"  x  y \"" },
    { "$boolean(\"abc\")", "true" },
    { "$boolean(\"1,2,,3\")", "true" },
    { "$not(\"Hello World\")", "false" },
    { "$not(\"\304\260\")", "false" },
    { "$number(\"\360\237\230\200b\")", "D3030" },
    { "$type(\"\316\221\316\243\")", "\"string\"" },
    { "$abs(0)", "0" },
    { "$abs(-2.5)", "2.5" },
    { "$floor(-1)", "-1" },
    { "$floor(1e-7)", "0" },
    { "$ceil(0)", "0" },
    { "$ceil(-2.5)", "-2" },
    { "$round(-1)", "-1" },
    { "$round(1e-7)", "0" },
    { "$sqrt(0)", "0" },
    { "$sqrt(-2.5)", "D3060" },
    { "$string(-1)", "\"-1\"" },
    { "$string(0.1+0.2)", "\"0.3\"" },
    { "$formatBase(-0)", "\"0\"" },
    { "$formatBase(1e21)", "\"1e+21\"" },
    { "$formatBase(-1e21)", "\"-1e+21\"" },
    { "$type(1.5)", "\"number\"" },
    { "$type(0.1+0.2)", "\"number\"" },
    { "$boolean(-0)", "false" },
    { "$boolean(1e21)", "true" },
    { "$boolean(-1e21)", "true" },
    { "$number(1.5)", "1.5" },
    { "$number(0.1+0.2)", "0.30000000000000004" },
    { "$round(0,-1)", "0" },
    { "$power(0,0.5)", "0" },
    { "$substring(\"abc\360\237\230\200ef\",1,0)", "\"\"" },
    { "$formatNumber(-0,\"#,##0.00\")", "\"0.00\"" },
    { "$formatInteger(-0,\"#,##0\")", "\"0\"" },
    { "$formatBase(1,16)", "\"1\"" },
    { "1 & \"\"", "\"1\"" },
    { "$pad(\"ab\",1>100\?5:1<-100\?-5:$floor(1),\"xy\")", "\"ab\"" },
    { "$formatNumber(-1,\"0\")", "\"-1\"" },
    { "$substring(\"abc\360\237\230\200ef\",-1)", "\"f\"" },
    { "$formatBase(1.5,2)", "\"10\"" },
    { "$string([1.5])", "\"[1.5]\"" },
    { "$round(2.5,2)", "2.5" },
    { "$power(2.5,3)", "15.625" },
    { "$substring(\"abc\360\237\230\200ef\",2.5)", "\"c\360\237\230\200ef\"" },
    { "$formatBase(-2.5,2)", "\"-10\"" },
    { "$formatInteger(-2.5,\"w\")", "\"-three\"" },
    { "$string([1e21])", "\"[1e+21]\"" },
    { "$round(9007199254740993,-1)", "9007199254740990" },
    { "$power(9007199254740993,0.5)", "9.490626562425156E7" },
    { "$round(1e-7,2)", "0" },
    { "$substring(\"abc\360\237\230\200ef\",1e-7)", "\"abc\360\237\230\200ef\"" },
    { "$formatBase(0.1+0.2,2)", "\"0\"" },
    { "$formatInteger(0.1+0.2,\"w\")", "\"zero\"" },
    { "$round(123456789.987654321,-1)", "123456790" },
    { "$power(123456789.987654321,0.5)", "11111.111105" },
    { "$substring(\"abc\360\237\230\200ef\",1,123456789.987654321)", "\"bc\360\237\230\200ef\"" },
    { "$power(1e300,3)", "D3061" },
    { "$substring(\"abc\360\237\230\200ef\",1,1e300)", "\"bc\360\237\230\200ef\"" },
    { "$pad(\"ab\",-1e21>100\?5:-1e21<-100\?-5:$floor(-1e21),\"xy\")", "\"xyxab\"" },
    { "$formatNumber(100000000000000.5,\"0\")", "\"100000000000000\"" },
    { "$formatInteger(100000000000000.5,\"#,##0\")", "\"100,000,000,000,000\"" },
    { "$sum([3,1,2])", "6" },
    { "$sum([null])", "T0412" },
    { "$count([\"b\",\"a\"])", "2" },
    { "$count([1,1,2,\"1\"])", "4" },
    { "$max([1,\"a\"])", "T0412" },
    { "$max([\"b\",\"a\",\"B\",\"\360\237\230\200\",\"\\uFFFD\"])", "T0412" },
    { "$min([[1,2],[3]])", "T0412" },
    { "$average([])", "undefined" },
    { "$average([{\"a\":1},{\"a\":2,\"b\":3}])", "T0412" },
    { "$reverse([1])", "[1]" },
    { "$reverse(nothing)", "undefined" },
    { "$sort([3,1,2])", "[1,2,3]" },
    { "$sort([null])", "[null]" },
    { "$distinct([\"b\",\"a\"])", "[\"b\",\"a\"]" },
    { "$distinct([1,1,2,\"1\"])", "[1,2,\"1\"]" },
    { "$spread([1,\"a\"])", "[1,\"a\"]" },
    { "$spread([\"b\",\"a\",\"B\",\"\360\237\230\200\",\"\\uFFFD\"])", "[\"b\",\"a\",\"B\",\"\360\237\230\200\",\"\357\277\275\"]" },
    { "$merge([[1,2],[3]])", "T0412" },
    { "$keys([])", "undefined" },
    { "$keys([{\"a\":1},{\"a\":2,\"b\":3}])", "[\"a\",\"b\"]" },
    { "$string([1])", "\"[1]\"" },
    { "$string(nothing)", "undefined" },
    { "$boolean([3,1,2])", "true" },
    { "$boolean([null])", "false" },
    { "$zip([\"b\",\"a\"])", "[[\"b\"],[\"a\"]]" },
    { "$zip([1,1,2,\"1\"])", "[[1],[1],[2],[\"1\"]]" },
    { "$join([1,\"a\"])", "T0412" },
    { "$join([\"b\",\"a\",\"B\",\"\360\237\230\200\",\"\\uFFFD\"])", "\"baB\360\237\230\200\357\277\275\"" },
    { "$not([[1,2],[3]])", "false" },
    { "$type([])", "\"array\"" },
    { "$type([{\"a\":1},{\"a\":2,\"b\":3}])", "\"array\"" },
    { "$exists([1])", "true" },
    { "$exists(nothing)", "false" },
    { "$length([3,1,2])", "T0410" },
    { "$length([null])", "T0410" },
    { "$reduce([],function($a,$b){$a&$b})", "undefined" },
    { "$zip([],[1,2])", "[]" },
    { "$map([1],$string)", "\"1\"" },
    { "$append(1,[1])", "[1,1]" },
    { "$map([1],$round)", "1" },
    { "$reduce([3,1,2],function($a,$b){$a&$b})", "\"312\"" },
    { "$zip([3,1,2],[1,2])", "[[3,1],[1,2]]" },
    { "$map([\"b\",\"a\"],$string)", "[\"b\",\"a\"]" },
    { "$append(1,[\"b\",\"a\"])", "[1,\"b\",\"a\"]" },
    { "$map([\"b\",\"a\"],$round)", "T0410" },
    { "$reduce([1,\"a\"],function($a,$b){$a&$b})", "\"1a\"" },
    { "$zip([1,\"a\"],[1,2])", "[[1,1],[\"a\",2]]" },
    { "$map([[1,2],[3]],$string)", "[\"[1,2]\",\"[3]\"]" },
    { "$append(1,[[1,2],[3]])", "[1,[1,2],[3]]" },
    { "$map([[1,2],[3]],$round)", "T0410" },
    { "$reduce([{\"a\":1},{\"a\":2,\"b\":3}],function($a,$b){$a&$b})", "\"{\\\"a\\\":1}{\\\"a\\\":2,\\\"b\\\":3}\"" },
    { "$zip([{\"a\":1},{\"a\":2,\"b\":3}],[1,2])", "[[{\"a\":1},1],[{\"a\":2,\"b\":3},2]]" },
    { "$map(nothing,$string)", "undefined" },
    { "$append(1,nothing)", "1" },
    { "$map(nothing,$round)", "undefined" },
    { "$reduce([null],function($a,$b){$a&$b})", "null" },
    { "$zip([null],[1,2])", "[[null,1]]" },
};

static const struct row texts[] = {
    { "$map([1,1,2,\"1\"],$string)", "[\"1\",\"1\",\"2\",\"1\"]" },
    { "$append(1,[1,1,2,\"1\"])", "[1,1,1,2,\"1\"]" },
    { "$map([1,1,2,\"1\"],$round)", "T0410" },
    { "$reduce([\"b\",\"a\",\"B\",\"\360\237\230\200\",\"\\uFFFD\"],function($a,$b){$a&$b})", "\"baB\360\237\230\200\357\277\275\"" },
    { "$zip([\"b\",\"a\",\"B\",\"\360\237\230\200\",\"\\uFFFD\"],[1,2])", "[[\"b\",1],[\"a\",2]]" },
    { "$keys({})", "undefined" },
    { "$spread({\"a\":1})", "{\"a\":1}" },
    { "$string({\"a\":{\"b\":2},\"c\":[1,2]})", "\"{\\\"a\\\":{\\\"b\\\":2},\\\"c\\\":[1,2]}\"" },
    { "$boolean(nothing)", "undefined" },
    { "$type(null)", "\"null\"" },
    { "$sift({})", "undefined" },
    { "$each(nothing)", "T0410" },
    { "$merge(null)", "T0412" },
    { "$each({},function($v,$k){$k})", "undefined" },
    { "$sift({\"a\":1},function($v,$k){$k=\"a\"})", "{\"a\":1}" },
    { "$string({\"a\":{\"b\":2},\"c\":[1,2]},true)", "\"{\\n  \\\"a\\\": {\\n    \\\"b\\\": 2\\n  },\\n  \\\"c\\\": [\\n    1,\\n    2\\n  ]\\n}\"" },
    { "$lookup(nothing,\"a\")", "undefined" },
    { "$map(null,$type)", "\"null\"" },
    { "$split(\"\",/[a-c]/)", "[\"\"]" },
    { "$contains(\"\",/(.)(.)\?/)", "false" },
    { "$split(\"\",/^./)", "[\"\"]" },
    { "$contains(\"\",/$/)", "true" },
    { "$split(\"\",/\\s+/)", "[\"\"]" },
    { "$contains(\"\",/l+/)", "false" },
    { "$split(\"\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"\",/,/)", "false" },
    { "$split(\"a\",/[a-c]/)", "[\"\",\"\"]" },
    { "$contains(\"a\",/(.)(.)\?/)", "true" },
    { "$split(\"a\",/^./)", "[\"\",\"\"]" },
    { "$contains(\"a\",/$/)", "true" },
    { "$split(\"a\",/\\s+/)", "[\"a\"]" },
    { "$contains(\"a\",/l+/)", "false" },
    { "$split(\"a\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"a\",/,/)", "false" },
    { "$split(\"abc\",/[a-c]/)", "[\"\",\"\",\"\",\"\"]" },
    { "$contains(\"abc\",/(.)(.)\?/)", "true" },
    { "$split(\"abc\",/^./)", "[\"\",\"bc\"]" },
    { "$contains(\"abc\",/$/)", "true" },
    { "$split(\"abc\",/\\s+/)", "[\"abc\"]" },
    { "$contains(\"abc\",/l+/)", "false" },
    { "$split(\"abc\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"abc\",/,/)", "false" },
    { "$split(\"Hello World\",/[a-c]/)", "[\"Hello World\"]" },
    { "$contains(\"Hello World\",/(.)(.)\?/)", "true" },
    { "$split(\"Hello World\",/^./)", "[\"\",\"ello World\"]" },
    { "$contains(\"Hello World\",/$/)", "true" },
    { "$split(\"Hello World\",/\\s+/)", "[\"Hello\",\"World\"]" },
    { "$contains(\"Hello World\",/l+/)", "true" },
    { "$split(\"Hello World\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"Hello World\",/,/)", "false" },
    { "$split(\"\360\237\230\200b\",/[a-c]/)", "[\"\360\237\230\200\",\"\"]" },
    { "$replace(\"\360\237\230\200b\",/x*/,\"[$0$1$2$$$]\")", "D1004" },
    { "$contains(\"\360\237\230\200b\",/$/)", "true" },
    { "$split(\"\360\237\230\200b\",/\\s+/)", "[\"\360\237\230\200b\"]" },
    { "$contains(\"\360\237\230\200b\",/l+/)", "false" },
    { "$split(\"\360\237\230\200b\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"\360\237\230\200b\",/,/)", "false" },
    { "$split(\"\316\221\316\243\",/[a-c]/)", "[\"\316\221\316\243\"]" },
    { "$contains(\"\316\221\316\243\",/(.)(.)\?/)", "true" },
    { "$split(\"\316\221\316\243\",/^./)", "[\"\",\"\316\243\"]" },
    { "$contains(\"\316\221\316\243\",/$/)", "true" },
    { "$split(\"\316\221\316\243\",/\\s+/)", "[\"\316\221\316\243\"]" },
    { "$contains(\"\316\221\316\243\",/l+/)", "false" },
    { "$split(\"\316\221\316\243\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"\316\221\316\243\",/,/)", "false" },
    { "$split(\"\303\237\",/[a-c]/)", "[\"\303\237\"]" },
    { "$contains(\"\303\237\",/(.)(.)\?/)", "true" },
    { "$split(\"\303\237\",/^./)", "[\"\",\"\"]" },
    { "$contains(\"\303\237\",/$/)", "true" },
    { "$split(\"\303\237\",/\\s+/)", "[\"\303\237\"]" },
    { "$contains(\"\303\237\",/l+/)", "false" },
    { "$split(\"\303\237\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"\303\237\",/,/)", "false" },
    { "$split(\"  x  y \",/[a-c]/)", "[\"  x  y \"]" },
    { "$contains(\"  x  y \",/(.)(.)\?/)", "true" },
    { "$split(\"  x  y \",/^./)", "[\"\",\" x  y \"]" },
    { "$contains(\"  x  y \",/$/)", "true" },
    { "$split(\"  x  y \",/\\s+/)", "[\"\",\"x\",\"y\",\"\"]" },
    { "$contains(\"  x  y \",/l+/)", "false" },
    { "$split(\"  x  y \",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"  x  y \",/,/)", "false" },
    { "$split(\"1,2,,3\",/[a-c]/)", "[\"1,2,,3\"]" },
    { "$contains(\"1,2,,3\",/(.)(.)\?/)", "true" },
    { "$split(\"1,2,,3\",/^./)", "[\"\",\",2,,3\"]" },
    { "$contains(\"1,2,,3\",/$/)", "true" },
    { "$split(\"1,2,,3\",/\\s+/)", "[\"1,2,,3\"]" },
    { "$contains(\"1,2,,3\",/l+/)", "false" },
    { "$split(\"1,2,,3\",/[^,]*/)", "D1004" },
    { "$contains(\"1,2,,3\",/,/)", "true" },
    { "$split(\"\304\260\",/[a-c]/)", "[\"\304\260\"]" },
    { "$contains(\"\304\260\",/(.)(.)\?/)", "true" },
    { "$split(\"\304\260\",/^./)", "[\"\",\"\"]" },
    { "$contains(\"\304\260\",/$/)", "true" },
    { "$split(\"\304\260\",/\\s+/)", "[\"\304\260\"]" },
    { "$contains(\"\304\260\",/l+/)", "false" },
    { "$split(\"\304\260\",/[^,]*/)", "[\"\",\"\"]" },
    { "$contains(\"\304\260\",/,/)", "false" },
    { "$substringAfter(\"\",\"b\")", "\"\"" },
    { "$match(\"\",/./,2)", "undefined" },
    { "$substringBefore(\"a\",\"b\")", "\"a\"" },
    { "$split(\"a\",/,/,1.5)", "[\"a\"]" },
    { "$replace(\"abc\",\"l\",\"L\",1)", "\"abc\"" },
    { "$split(\"abc\",\",\",1.5)", "[\"abc\"]" },
    { "$split(\"Hello World\",\",\",2)", "[\"Hello World\"]" },
    { "$contains(\"Hello World\",\"\")", "true" },
    { "$split(\"\360\237\230\200b\",\",\",2)", "[\"\360\237\230\200b\"]" },
    { "$contains(\"\360\237\230\200b\",\"\")", "true" },
    { "$replace(\"\316\221\316\243\",\"l\",\"L\",1)", "\"\316\221\316\243\"" },
    { "$split(\"\316\221\316\243\",\",\",1.5)", "[\"\316\221\316\243\"]" },
    { "$split(\"\303\237\",\",\",2)", "[\"\303\237\"]" },
    { "$contains(\"\303\237\",\"\")", "true" },
    { "$split(\"  x  y \",\",\")", "[\"  x  y \"]" },
    { "$substringBefore(\"  x  y \",\"\")", "\"\"" },
    { "$split(\"1,2,,3\",\"\")", "[\"1\",\",\",\"2\",\",\",\",\",\"3\"]" },
    { "$substringAfter(\"1,2,,3\",\"\")", "\"1,2,,3\"" },
    { "$replace(\"1,2,,3\",/./,function($m){$m.match&$string($m.start)&$string($m.end)})", "\"101,12223,34,45356\"" },
    { "$substringAfter(\"\304\260\",\"b\")", "\"\304\260\"" },
    { "$match(\"\304\260\",/./,2)", "{\"match\":\"\304\260\",\"index\":0,\"groups\":[]}" },
    { "$number(\"1e400\")", "D3030" },
    { "$number(true)", "1" },
    { "$assert(1=2)", "D3141" },
    { "$replace(\"a\",\"a\",\"b\",-1)", "D3011" },
    { "$toMillis(\"x\")", "D3110" },
    { "$parseInteger(\"12\",\"#\")", "D3130" },
    { "$decodeUrl(\"%E0%A4%A\")", "D3140" },
    { "$formatNumber(-12,\"0;(0)\")", "\"(12)\"" },
    { "$distinct([{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}])", "[{\"a\":1,\"b\":2}]" },
    { "$type($sum)", "\"function\"" },
    { "$spread([[]])", "[]" },
    { "$lowercase(\"\316\221\316\243 \316\221\316\243\316\221 \316\243\")", "\"\316\261\317\202 \316\261\317\203\316\261 \317\203\"" },
    { "$clone({\"a\":1})", "{\"a\":1}" },
    { "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $g ~> $string) };"
      "[$f(96, $string)(1), $f(96, $not)(true)])", "[\"1\",\"false\"]" },
    { "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $g ~> $string) }; $f(98, $string)(1))",
      "a bound" },
    { "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $g ~> $string) };"
      "$f(300000, $string)(1))", "a bound" },
    { "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $string ~> $g) };"
      "$f(300000, $string)(1))", "\"1\"" },
    { "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $g(?)) }; $f(300000, $string)(1))",
      "\"1\"" },
    { "($t := |o|{'b': 1}|(?); $t({'o': {}}))", "{\"o\":{\"b\":1}}" },
    { "(function($a, $b, $c, $d, $e, $f, $g, $h, $i) { [$a, $c, $i] }(?, 2, ?, 4, 5, 6, 7, 8, ?)"
      "(?, 3)(1))", "[1,3]" },
    { "zz[true].{'a': 1} ~> $exists", "false" },
    { "['ab'][0].$ ~> $exists", "false" },
    { "zz{'a': 1}.(1 / true)", "{\"a\":1}" },
    { "{'o': 1}.o.zz{'a': 1}.$sum('a')", "{\"a\":1}" },
};

/* JA-01, JA-27, and where the fewest digits are shown (JA-9). */
static const struct row own[] = {
    { "$base64decode('!!!')", "a bound" },
    { "$filter(['a', 'a', 'xxa'], /a/)", "[\"a\",\"xxa\"]" },
    { "$map(['aa', 'aa'], /a/).start", "[0,1]" },
    { "$filter([12, null, true, 2], /1|u/)", "[12,null,true]" },
    { "$filter([{}, [1]], /1/) ~> $exists", "false" },
    { "/a/('xaxa', 2).start", "3" },
    { "/$/('xax', 3).start", "3" },
    { "/$/('xax', 4) ~> $exists", "false" },
    { "/$/('xax', 1e300) ~> $exists", "false" },
    { "$base64decode('Pz8_')", "\"\077\077\077\"" },
    { "$formatInteger(101, '#,#,##0')", "\"101\"" },
    { "$formatInteger(1, '#:##,0')", "\"1\"" },
    { "$string(9007199254740993)", "\"9007199254740992\"" },
    { "$count($distinct([1..20000]))", "20000" },
    { "$count($distinct($map([1..3000], function($i) { {'k': $i % 100, 'l': [$i % 10]} })))", "100" },
    { "nothing.a#$o.b^(c){'k': $o, 'm': 1}", "{\"m\":1}" },
    { "nothing.a@$v.b.[]{'k': [$v, %]}", "{\"k\":[]}" },
    { "$formatInteger(1234567, '#,##:##0')", "\"12,34:567\"" },
    { "$formatInteger(12, '#,,0:0')", "\"1:2\"" },
    { "$parseInteger('12,34:567', '#,##:##0')", "1234567" },
    { "$length($formatInteger(1, $join(['0', [1..9000].','], '')))", "1" },
    { "{'a': [1], 'b': 1 + 'x'} ~> $keys", "T2002" },
    { "[1,2]{'a': [$], 'b': $ + 'x'} ~> $keys", "T2001" },
    { "([nothing].a.b).%", "undefined" },
    { "(function($q){ ([$q].a.b).% })({'a': {'b': 1}})", "undefined" },
    { "$uppercase('stra\303\237e \357\254\203')", "\"STRASSE FFI\"" },
    { "$split('\360\237\230\200b', '')", "[\"\360\237\230\200\",\"b\"]" },
};
/* clang-format on */

static void check_all(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check(&rows[i]);
    }
}

static void test_values(void)
{
    check_all(values, sizeof values / sizeof *values);
}

static void test_texts(void)
{
    check_all(texts, sizeof texts / sizeof *texts);
}

static void test_own(void)
{
    check_all(own, sizeof own / sizeof *own);
}

UNIT_MAIN("jnaedges", { "values", test_values }, { "texts", test_texts }, { "own", test_own })
