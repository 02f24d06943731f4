/* test_jnawords.c - what expressions yield: the same as 2.0.6, which made what is wanted here.
 */
#include "tests/unit/unit.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/words/word.h"

struct row {
    const char *text, *wanted;
};

/* The result's JSON, "undefined", or the error's code. */
static void check(const struct row *row, struct value *data, const struct scope_bounds *bounds)
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
    struct asl_scope scope = { .data = data, .bounds = bounds, .field = "Output" };
    struct value *v = e->eval(&scope, e);
    char *came = scope.failed && scope.error.code == NULL ? memory_text("bound")
                 : scope.failed                           ? memory_text(scope.error.code)
                 : v == NULL                              ? memory_text("undefined")
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
        check(&rows[i], NULL, &scope_aws_bounds);
    }
}

/* J-13 and all else of the core. */
static void test_core(void)
{
    static const char data[] =
        "{\"Account\":{\"Name\":\"Firefly\",\"Order\":[{\"OrderID\":\"order103\",\"Product\":[{"
        "\"SKU\":\"hat\",\"Price\":34.45,\"Quantity\":2,\"Description\":{\"Colour\":\"Purple\","
        "\"Weight\":0.75}}"
        ",{\"SKU\":\"coat\",\"Price\":21.67,\"Quantity\":1,\"Description\":{\"Colour\":"
        "\"Orange\",\"Weight\":0.6}}]}"
        ",{\"OrderID\":\"order104\",\"Product\":[{\"SKU\":\"hat\",\"Price\":34.45,\"Quantity\":"
        "4,\"Description\":{\"Colour\":\"Purple\",\"Weight\":0.75}}"
        ",{\"SKU\":\"cloak\",\"Price\":107.99,\"Quantity\":1,\"Description\":{\"Colour\":"
        "\"Black\",\"Weight\":2}}]}]}}";
    static const struct row rows[] = {
        { "Account.Order.Product.Price", "[34.45,21.67,34.45,107.99]" },
        { "Account.Order[0].Product[-1].SKU", "\"coat\"" },
        { "Account.Order.Product[Price > 30].SKU", "[\"hat\",\"hat\",\"cloak\"]" },
        { "Account.Order.Product[[0,1]].SKU", "[\"hat\",\"coat\",\"hat\",\"cloak\"]" },
        { "Account.Order.Product.Description.Colour",
          "[\"Purple\",\"Orange\",\"Purple\",\"Black\"]" },
        { "Account.Order[OrderID=\"order104\"].Product.(Price * Quantity)", "[137.8,107.99]" },
        { "Account.Order.Product.{SKU: Price}",
          "[{\"hat\":34.45},{\"coat\":21.67},{\"hat\":34.45},{\"cloak\":107.99}]" },
        { "Account.Order.Product{SKU: Price}",
          "{\"hat\":[34.45,34.45],\"coat\":21.67,\"cloak\":107.99}" },
        { "Account.Order.Product{SKU: $sum(Price)}",
          "{\"hat\":68.9,\"coat\":21.67,\"cloak\":107.99}" },
        { "Account.Order.Product{OrderID: Price}", "{}" },
        { "Account.Order.Product{1: Price}", "T1003" },
        { "Account.Order.Product{SKU: Price, SKU: 1}", "D1009" },
        { "Account.Order.Product^(Price).SKU", "[\"coat\",\"hat\",\"hat\",\"cloak\"]" },
        { "Account.Order.Product^(>Quantity, <Price).SKU",
          "[\"hat\",\"hat\",\"coat\",\"cloak\"]" },
        { "Account.Order.Product^(Description.Weight).SKU",
          "[\"coat\",\"hat\",\"hat\",\"cloak\"]" },
        { "Account.Order.Product^(Description).SKU", "T2008" },
        { "Account.Order@$o.Product@$p.{\"o\": $o.OrderID, \"s\": $p.SKU}", "undefined" },
        { "Account.Order@$o.Product@$p[$p.Price > 50].($o.OrderID & $p.SKU)", "undefined" },
        { "Account.Order#$i.Product#$j.[$i, $j, SKU]",
          "[0,0,\"hat\",0,1,\"coat\",1,0,\"hat\",1,1,\"cloak\"]" },
        { "Account.Order.Product#$i[$i % 2 = 0].SKU", "[\"hat\",\"hat\"]" },
        { "Account.Order.Product[%.OrderID = \"order103\"].SKU", "[\"hat\",\"coat\"]" },
        { "Account.Order.Product.{\"sku\": SKU, \"order\": %.OrderID, \"account\": %.%.Name}",
          "[{\"sku\":\"hat\",\"order\":\"order103\",\"account\":\"Firefly\"},{\"sku\":\"coat\","
          "\"order\":\"order103\",\"account\":\"Firefly\"},{\"sku\":\"hat\",\"order\":"
          "\"order104\",\"account\":\"Firefly\"},{\"sku\":\"cloak\",\"order\":\"order104\","
          "\"account\":\"Firefly\"}]" },
        { "Account.Order.Product.Price[]", "[34.45,21.67,34.45,107.99]" },
        { "Account.Name[]", "[\"Firefly\"]" },
        { "Account.*[0]", "\"Firefly\"" },
        { "Account.**.Price", "[34.45,21.67,34.45,107.99]" },
        { "**.SKU[0]", "[\"hat\",\"coat\",\"hat\",\"cloak\"]" },
        { "*.Name", "\"Firefly\"" },
        { "Account.Order.Product.nothing", "undefined" },
        { "nothing.at.all", "undefined" },
        { "Account.Order.[OrderID]", "[[\"order103\"],[\"order104\"]]" },
        { "Account.Order.[OrderID, $count(Product)]", "[[\"order103\",2],[\"order104\",2]]" },
        { "[Account.Order.OrderID, \"x\"][1]", "\"order104\"" },
        { "[1..3, [4, 5], [6]][3]", "[4,5]" },
        { "[[1,2],[3]].$", "[1,2,3]" },
        { "(1; 2; 3)", "3" },
        { "()", "undefined" },
        { "($x := 5; $y := $x + 1; [$x, $y])", "[5,6]" },
        { "($x := 1; ($x := 2; $x) + $x)", "3" },
        { "($f := function($a, $b) { $a & $b }; $f(\"x\"))", "\"x\"" },
        { "($f := function($n) { $n = 0 ? \"done\" : $f($n - 1) }; $f(2000))", "\"done\"" },
        { "($even := function($n) { $n = 0 ? true : $odd($n - 1) }; $odd := function($n) { $n "
          "= 0 ? false : $even($n - 1) }; $even(501))",
          "false" },
        { "($add := function($a) { function($b) { $a + $b } }; $add(3)(4))", "7" },
        { "($f := function($x)<n:n> { $x * 2 }; $f(\"a\"))", "T0410" },
        { "($f := function($x)<n-:n> { $x * 2 }; [1,2].$f())", "[2,4]" },
        { "($f := function($x)<a<s>:s> { $join($x) }; $f(\"a\"))", "\"a\"" },
        { "($f := function($x)<a<n>:n> { $x }; $f([\"a\"]))", "T0412" },
        { "($inc := $sum([?, 1]); 1)", "S0211" },
        { "($sub := function($a, $b) { $a - $b }; $sub(?, 1)(10))", "9" },
        { "function($x) { $x + 1 }(2)", "3" },
        { "(function($x) { $x + 1 } ~> function($x) { $x * 10 })(2)", "30" },
        { "5 ~> function($x) { $x * 2 }", "10" },
        { "5 ~> 6", "T2006" },
        { "Account ~> |Order.Product|{\"Price\": Price * 2}, \"Description\"|",
          "{\"Name\":\"Firefly\",\"Order\":[{\"OrderID\":\"order103\",\"Product\":[{\"SKU\":"
          "\"hat\",\"Price\":68.9,\"Quantity\":2},{\"SKU\":\"coat\",\"Price\":43.34,"
          "\"Quantity\":1}]},{\"OrderID\":\"order104\",\"Product\":[{\"SKU\":\"hat\",\"Price\":"
          "68.9,\"Quantity\":4},{\"SKU\":\"cloak\",\"Price\":215.98,\"Quantity\":1}]}]}" },
        { "Account ~> |Order.Product|5|", "T2011" },
        { "Account ~> |Order.Product|{}, 5|", "T2012" },
        { "Account.Order.Product.Price.($ > 30 ? \"dear\" : \"cheap\")",
          "[\"dear\",\"cheap\",\"dear\",\"dear\"]" },
        { "Account.Name = \"Firefly\" and Account.Order", "true" },
        { "false or nothing", "false" },
        { "nothing and true", "false" },
        { "1 = 1.0", "true" },
        { "[1,2] = [1,2]", "true" },
        { "{\"a\":1,\"b\":[2]} = {\"b\":[2],\"a\":1}", "true" },
        { "1 = \"1\"", "false" },
        { "null = null", "true" },
        { "nothing = nothing", "false" },
        { "\"a\" < \"b\"", "true" },
        { "1 < \"b\"", "T2009" },
        { "nothing < 1", "undefined" },
        { "null < 1", "T2010" },
        { "\"b\" in [\"a\",\"b\"]", "true" },
        { "1 in 1", "true" },
        { "{\"a\":1} in [{\"a\":1}]", "false" },
        { "1 + nothing", "undefined" },
        { "\"1\" + 1", "T2001" },
        { "1 - null", "T2002" },
        { "-nothing", "undefined" },
        { "-\"a\"", "D1002" },
        { "10 / 4", "2.5" },
        { "7 % 4", "3" },
        { "2 * 3 + 4", "10" },
        { "[1..5]", "[1,2,3,4,5]" },
        { "[5..1]", "[]" },
        { "[1.5..2]", "T2003" },
        { "[\"a\"..2]", "T2003" },
        { "\"a\" & nothing & 5 & null & true & [1] & {\"b\": 2}",
          "\"a5nulltrue[1]{\\\"b\\\":2}\"" },
        { "1e3 & \"\"", "\"1000\"" },
        { "0.000001 & \" \" & 1e-7 & \" \" & 123456789.123 & \" \" & 1e21",
          "\"0.000001 1e-7 123456789.123 1e+21\"" },
        { "Account.Order.Product[0].Description[\"Colour\"]",
          "[{\"Colour\":\"Purple\",\"Weight\":0.75},{\"Colour\":\"Purple\",\"Weight\":0.75}]" },
        { "$$.Account.Name", "\"Firefly\"" },
        { "$.Account.Name", "\"Firefly\"" },
        { "Account.($.Name)", "\"Firefly\"" },
        { "Account.Order.Product.($p := $; $p.SKU & \"!\")",
          "[\"hat!\",\"coat!\",\"hat!\",\"cloak!\"]" },
        { "$map(Account.Order.Product, function($p) { $p.SKU })",
          "[\"hat\",\"coat\",\"hat\",\"cloak\"]" },
        { "Account.Order.Product.Price ~> $sum()", "198.56" },
        { "Account.Order.Product ~> $map(function($p) { $p.Price }) ~> $sum", "198.56" },
        { "$reduce(Account.Order.Product.Quantity, function($a, $b) { $a * $b })", "8" },
        { "Account.Order.Product[Price = $max($$.Account.Order.Product.Price)].SKU",
          "\"cloak\"" },
        { "Account.Order.Product.SKU.$length()", "[3,4,3,5]" },
        { "$string(Account.Order[0].Product[0])",
          "\"{\\\"SKU\\\":\\\"hat\\\",\\\"Price\\\":34.45,\\\"Quantity\\\":2,"
          "\\\"Description\\\":{\\\"Colour\\\":\\\"Purple\\\",\\\"Weight\\\":0.75}}\"" },
        { "foo(1)", "T1006" },
        { "$nothing(1)", "T1006" },
        { "Account(1)", "T1006" },
        { "sum([1])", "T1005" },
        { "substring(?, 1)", "T1007" },
        { "$nothing(?, 1)", "T1008" },
        { "{\"a\": 1, \"b\": {\"c\": [1, nothing, 2]}}", "{\"a\":1,\"b\":{\"c\":[1,2]}}" },
        { "{\"a\": nothing}", "{}" },
        { "{$string(1): 2}", "{\"1\":2}" },
        { "{1: 2}", "T1003" },
        { "[]", "[]" },
        { "[nothing]", "[]" },
        { "[[]]", "[[]]" },
        { "[[[1]]]", "[[[1]]]" },
        { "Account.Order{OrderID: Product.SKU}",
          "{\"order103\":[\"hat\",\"coat\"],\"order104\":[\"hat\",\"cloak\"]}" },
        { "Account.Order.Product.(SKU & \"x\")[0]",
          "[\"hatx\",\"coatx\",\"hatx\",\"cloakx\"]" },
        { "(Account.Order.Product.SKU)[0]", "\"hat\"" },
        { "Account.Order.Product[Quantity > 1][0].SKU", "[\"hat\",\"hat\"]" },
        { "Account.Order[1].Product.Description.Weight ? \"has\" : \"none\"", "\"has\"" },
        { "$sum(Account.Order.Product.(Price * Quantity))", "336.36" },
        { "Account.Order.Product.Price^($)", "[21.67,34.45,34.45,107.99]" },
        { "Account.Order.Product.Price^(>$)[0]", "107.99" },
        { "[3,1,2]^($)", "[1,2,3]" },
        { "[{\"a\":\"x\"},{\"a\":1}]^(a)", "T2007" },
        { "[{\"a\":[1]},{\"a\":[2]}]^(a)", "T2008" },
    };
    struct read_error why;
    struct value *v = NULL;
    CU_ASSERT_TRUE_FATAL(read_json(data, sizeof data - 1, &v, &why));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i], v, &scope_aws_bounds);
    }
    value_release(v);
}

/* So many terms: 1+1+1 has a depth of 3. */
static char *terms(size_t count)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, i == 0 ? "1" : "+1");
    }
    return buf_take(&text);
}

/* J-15: depth and bytes are AWS's; what never ends is stopped, whatever it does. */
static void test_bounds(void)
{
    static const struct row rows[] = {
        { "$count([1..873782])", "873782" },
        { "$count([1..873783])", "bound" },
        { "$length($pad('', 4194304))", "4194304" },
        { "$pad('', 8388608)", "bound" },
        { "($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(32) > 1)", "true" },
        { "($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(33) > 1)", "bound" },
        { "($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(5000))", "0" },
        { "$reduce([1..100000], function($a, $b) { [[$a]] })", "bound" },
        { "($f := function($s) { $f($s & $s) }; $f('xxxxxxxx'))", "bound" },
        { "($f := function($s) { $f([$s, $s]) }; $f(1))", "bound" },
        { "$reduce([1..50000], function($f, $i) { function($x) { $f($x) } }, 1) ~> $type()",
          "\"function\"" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i], NULL, &scope_aws_bounds);
    }
    static const struct scope_bounds few_steps = { .depth = 100, .steps = 100000 };
    static const struct row endless[] = {
        { "($f := function() { $f() }; $f())", "bound" },
        { "($a := [1..20000]; $a[$ in $a])", "bound" },
        { "($a := [1..20000]; $b := $map($a, function($x) { $x }); $a[$a = $b])", "bound" },
        { "($a := [1..20000]; $a[$ = $max($a)])", "bound" },
    };
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        check(&endless[i], NULL, &few_steps);
    }
    for (size_t i = 100; i <= 101; i++) {
        char *text = terms(i);
        check(&(struct row){ text, i == 100 ? "100" : "bound" }, NULL, &scope_aws_bounds);
        memory_release(text);
    }
}

/* Without bounds the C stack does not overflow. */
static void test_no_bounds(void)
{
    static const struct row rows[] = {
        { "($f := function($n) { 1 + $f($n) }; $f(1))", "bound" },
        { "($f := function($n) { [1].($map([1], $f)) }; $f(1))", "bound" },
        { "($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(2000))", "2000" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i], NULL, NULL);
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

UNIT_MAIN("jnawords", { "jsonata", test_jsonata }, { "core", test_core },
          { "bounds", test_bounds }, { "no bounds", test_no_bounds },
          { "signatures", test_signatures })
