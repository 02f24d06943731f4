#include "runtime/vtl/vtl.h"

#include <string.h>

#include "compiler/serve/jsonpath.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static const char body[] = "{\"a\":\"x'y/"
                           "\\\"\",\"n\":3,\"r\":2.50,\"t\":true,\"no\":null,\"e\":\"\","
                           "\"list\":[1,\"b\",{\"c\":null}],"
                           "\"map\":{\"k\":\"v\",\"in\":[1,2]},\"items\":[{\"id\":1,\"p\":5},{"
                           "\"id\":2,\"p\":20}],\"big\":"
                           "123456789012345678901,\"u\":\"\xc3\xa4\xf0\x9f\x98\x80\"}";

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

/* Runs a template over a body; what it makes, or why it does not, is appended. */
static enum vtl_end run_over(const char *text, const char *over, struct buf *out,
                             struct value **ret_context)
{
    struct buf why = { 0 };
    struct vtl_template *t = vtl_open(text, strlen(text), &why);
    enum vtl_end end = VTL_FAILED;
    struct value *params =
        json("{\"path\":{\"id\":\"7\",\"both\":\"p\"},\"querystring\":{\"q\":\"1\","
             "\"both\":\"q\"},\"header\":{\"X-Who\":\"me\"}}");
    struct value *context = json("{\"requestId\":\"r1\",\"identity\":{\"sourceIp\":\"::1\"},"
                                 "\"responseOverride\":{\"header\":{}}}");
    struct value *variables = json("{\"stage\":\"blue\"}");
    struct vtl_world w = { over, strlen(over), params, context, variables, jsonpath_find };
    *ret_context = NULL;
    if (t != NULL) {
        end = vtl_run(t, &w, out, ret_context, &why);
    }
    buf_text(out, buf_string(&why));
    vtl_close(t);
    value_release(params);
    value_release(context);
    value_release(variables);
    buf_release(&why);
    return end;
}

static void makes(const char *text, const char *wanted)
{
    struct buf out = { 0 };
    struct value *context;
    enum vtl_end end = run_over(text, body, &out, &context);
    if (end != VTL_DONE || strcmp(buf_string(&out), wanted) != 0) {
        fprintf(stderr, "\n%s\n made   %s\n wanted %s\n", text, buf_string(&out), wanted);
    }
    CU_ASSERT_EQUAL(end, VTL_DONE);
    UNIT_TEXT(buf_string(&out), wanted);
    value_release(context);
    buf_release(&out);
}

static void fails(const char *text, const char *wanted)
{
    struct buf out = { 0 };
    struct value *context;
    CU_ASSERT_EQUAL(run_over(text, body, &out, &context), VTL_FAILED);
    if (strcmp(buf_string(&out), wanted) != 0) {
        fprintf(stderr, "\n%.200s\n said   %s\n wanted %s\n", text, buf_string(&out), wanted);
    }
    UNIT_TEXT(buf_string(&out), wanted);
    CU_ASSERT_PTR_NULL(context);
    buf_release(&out);
}

static void test_references(void)
{
    makes("", "");
    makes("plain $ # text $1 ${ #x 5$", "plain $ # text $1 ${ #x 5$");
    makes("#set($x = 'a')$x ${x}b $!x $!{x} $x.", "a ab a a a.");
    makes("$none $!none ${none} $!{none.a} $none.a('b')[0]", "$none  ${none}  $none.a('b')[0]");
    makes("#set($m = {'a-b': {'c': [1, 2]}})$m.a-b.c[1] $m['a-b'].c.get(0) $m.a-b.c[-1]",
          "2 1 2");
    makes("#set($m = {})$m.gone $!m.gone \"$m.gone.more\"", "$m.gone  \"$m.gone.more\"");
    makes("#set($x = 1)\\$x \\$none \\a", "$x \\$none \\a");
    makes("#set($x = 1)\\\\$x \\\\\\$x \\\\$none \\\\\\\\${x} a\\\\b \\\\",
          "\\1 \\$x \\\\$none \\\\1 a\\\\b \\\\");
    makes("$context.requestId $context.identity.sourceIp $stageVariables.stage "
          "${stageVariables['stage']}",
          "r1 ::1 blue blue");
    makes("[$context.authorizer.principalId][$stageVariables.gone]", "[][]");
    makes("#set($x = 5)$x[a] $x.5", "5[a] 5.5");
}

static void test_directives(void)
{
    makes("#if(true)a#elseif(true)b#{else}c#end", "a");
    makes("#if(false)a#elseif($n)b#elseif(1 == 1)c#{else}d#end", "c");
    makes("#if($none)a#{else}b#end #if('')c#end #if(0)d#end #if(!$none)e#end", "b c d e");
    makes("#foreach($x in [1, 'b', "
          "3])$foreach.index:$foreach.count:$x#if($foreach.hasNext),#end#end",
          "0:1:1,1:2:b,2:3:3");
    makes("#foreach($x in [1..3])$velocityCount#end #foreach($x in [2..0])$x#end", "123 210");
    makes("#foreach($x in {'a': 1, 'b': 2})$x#end #foreach($x in $none)$x#end", "12 ");
    makes("#foreach($x in [1..9])#if($x == 3)#break#end$x#end!", "12!");
    makes("#foreach($x in [1..2])#foreach($y in [1..2])$foreach.parent.count$y #end#end",
          "11 12 21 22 ");
    makes("#set($x = 'kept')#foreach($x in [1])$x#end$x", "1kept");
    makes("a#stop b", "a");
    makes("a## comment\nb#* more\n *#c#[[$x #set]]#d", "ab"
                                                       "c$x #setd");
    makes("#set($a = 1)\n#if($a == 1)  \nx\n#end\ny", "x\ny");
    makes("#set($x = 1)#set($x = $none)$x", "1");
    makes("#set($x = 1)\\#if($x)a\\#{end} \\#set($x = 2) \\\\#if($x)b\\\\#end \\#iffy \\#",
          "#if(1)a#{end} #set(1 = 2) \\b\\ \\#iffy \\#");
    makes("#settings #iffy #stopped #breaks $x.#foreachx(",
          "#settings #iffy #stopped #breaks $x.#foreachx(");
}

static void test_values(void)
{
    makes("#set($x = 1 + 2 * 3 - 4 / 2 % 3)$x #set($y = (1 + 2) * -3)$y", "5 -9");
    makes("#set($x = 7 / 2)$x #set($x = 7.0 / 2)$x #set($x = 1.5e3)$x #set($x = -7 % 3)$x",
          "3 3.5 1500.0 -1");
    makes("#set($x = 9223372036854775807 + 1)$x #set($y = 1)#set($y = 1 / 0)$y",
          "9.223372036854776E18 1");
    makes("#set($x = 'a' + 1 + 'b')$x", "a1b");
    makes("#if(1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != 2 && !(1 == 2))y#end", "y");
    makes("#if(1 lt 2 and 2 le 2 and 3 gt 2 and not false or false)y#end", "y");
    makes("#if('a' == 'a' && 'a' != 'b' && 1 == '1' && 1 == 1.0)y#end", "y");
    makes("#set($x = \"a ${n}$context.requestId\")$x #set($x = 'a $n')$x #set($x = \"say "
          "\"\"a\"\"\")$x",
          "a ${n}r1 a $n say \"a\"");
    makes("#set($x = [])#set($x = [1, [2], {'a': 'b'}, true, null])$x",
          "[1, [2], {a=b}, true, null]");
    makes("#set($a = [1])#set($b = $a)#set($ignored = $b.add(2))$a", "[1, 2]");
    makes("#set($m = {'a': {}})#set($m.a.b = 1)#set($m['c'] = 2)$m", "{a={b=1}, c=2}");
    makes("#set($l = [1, 2])#set($l[0] = 'x')$l", "[x, 2]");
}

static void test_texts(void)
{
    makes("#set($s = 'Hello')$s.length() $s.toLowerCase() $s.toUpperCase() $s.substring(1) "
          "$s.substring(1, 3)",
          "5 hello HELLO ello el");
    makes("#set($s = 'a,b,,')$s.split(',') $s.split(',').size() $s.indexOf(',') "
          "$s.lastIndexOf(',') $s.isEmpty()",
          "[a, b] 2 1 4 false");
    makes("#set($s = 'x.y.z')$s.replace('.', '-') $s.replaceAll('[xy]', '<$0>') "
          "$s.replaceFirst('\\.', '') $s.matches('x.*')",
          "x-y-z <x>.<y>.z xy.z true");
    makes("#set($s = ' a ')[$s.trim()] $s.contains('a') $s.startsWith(' ') $s.endsWith('a') "
          "$s.equals(' a ') $s.concat('b')",
          "[a] true true false true  a b");
    makes("#set($s = $input.path('$.u'))$s.length() $s.substring(1) $s.substring(0, "
          "1).toUpperCase()",
          "3 \xf0\x9f\x98\x80 \xc3\x84");
    makes("#set($Integer = 0)#set($x = $Integer.parseInt('012') + 1)$x $x.toString().length()",
          "13 2");
    makes("$context.requestId.equalsIgnoreCase('R1') $context.requestId.nothing() "
          "\"$context.requestId.charAt(1)\"",
          "true  \"1\"");
    makes("#set($s = 'abc')$s.compareTo('abe') $s.compareTo('a') $s.compareTo('abc') "
          "$s.compareTo('abcde') $s.compareTo('x')",
          "-2 2 0 -2 -23");
    makes("#set($s = $input.path('$.u'))$s.compareTo('\xc3\xa5') "
          "$s.compareTo('\xc3\xa4\xf0\x9f\x98\x81') $s.compareTo('\xc3\xa4')",
          "-1 -1 2");
    fails("\n#set($x = 'abc'.y)", "line 2, column 16: ')' is wanted");
    fails("#set($x = 'abc')$x.substring(2, 1)", "line 1: substring() goes beyond the text");
    fails("#set($x = 'abc')\n$x.replaceAll('(', '')",
          "line 2: the regular expression ( is wrong: missing closing parenthesis");
    fails("#set($x = 'a')$x.replaceAll('a', '$5')",
          "line 1: the regular expression a has no group 5");
    fails("#set($i = 1)$i.parseInt('x')", "line 1: parseInt(\"x\"): this is no such number");
}

static void test_containers(void)
{
    makes("#set($l = ['a'])$l.add('b') $l.size() $l.get(1) $l.contains('b') $l.indexOf('b') "
          "$l.isEmpty() $l.remove(0) $l",
          "true 2 b true 1 false a [b]");
    makes("#set($l = [1])#set($x = $l.addAll([2, 3]))$l.subList(1, 3) $l.set(0, 9) $l",
          "[2, 3] 1 [9, 2, 3]");
    makes("#set($m = {'a': 1})$!m.put('b', 2)$m.get('b') $m.size() $m.containsKey('a') "
          "$m.keySet() $m.values() $m",
          "2 2 true [a, b] [1, 2] {a=1, b=2}");
    makes("#set($m = {'a': 1, 'b': 2})#foreach($e in $m.entrySet())$e.key=$e.value "
          "$e.getKey();#end $m.remove('a') $m",
          "a=1 a;b=2 b; 1 {b=2}");
    makes("#set($m = {})$!m.putAll({'x': 'y'})$m $m.getOrDefault('z', 'none') $m.isEmpty() "
          "$m.empty",
          "{x=y} none false $m.empty");
    fails("#set($l = [])$l.get(0)", "line 1: get() goes beyond the list");
    makes("#set($l = [1])#set($x = $l.add($l))$l.size()", "2");
}

static void test_input(void)
{
    makes("$input.json('$.a')|$input.json('$.list')|$input.json('$.gone')|$input.json('$.no')",
          "\"x'y/\\\"\"|[1,\"b\",{\"c\":null}]|\"\"|null");
    makes("$input.path('$.a')|$input.path('$.list')|$input.path('$.map')|$input.path('$.gone')|"
          "$input.path('$.no')|",
          "x'y/\"|[1,\"b\",{\"c\":null}]|{k=v, in=[1,2]}|||");
    makes("$input.path('$.n') $input.path('$.r') $input.path('$.t') $input.path('$.big')",
          "3 2.5 true 123456789012345678901");
    makes("#set($r = $input.path('$'))$r.map.k $r.list[2].c $r.list.size() #foreach($i in "
          "$r.items)$i.id/#end",
          "v $r.list[2].c 3 1/2/");
    makes("#if($input.path('$.gone'))a#end#if($input.path('$.gone') == "
          "'')b#end#if($input.path('$.e') == '')c#end",
          "bc");
    makes("$input.path('$.items[?(@.p > 10)].id') $input.path('$..id') "
          "$input.path('$.list.length()')",
          "[2] [1,2] 3");
    makes("$input.params('id') $input.params('q') $input.params('both') $input.params('x-who') "
          "[$input.params('gone')]",
          "7 1 p me []");
    makes("$input.params().querystring.q $input.params().path.get('id') "
          "$input.params().header.X-Who",
          "1 7 me");
    makes("#foreach($k in $input.params().keySet())$k #end", "path querystring header ");
    makes("$util.escapeJavaScript($input.json('$.a'))", "\\\"x\\'y\\/\\\\\\\"\\\"");
    makes("$util.escapeJavaScript($input.json('$.a')).replaceAll(\"\\\\'\", \"'\")",
          "\\\"x'y\\/\\\\\\\"\\\"");
    makes("$util.escapeJavaScript($input.path('$.u'))", "\\u00E4\\uD83D\\uDE00");
    makes("$util.parseJson('{\"a\": [1]}').a[0] $util.urlEncode('a b&\xc3\xa4') "
          "$util.urlDecode('a+b%26')",
          "1 a+b%26%C3%A4 a b&");
    makes("$util.urlEncode('~a.b-c_d*') [$util.escapeJavaScript('\x7f')]",
          "%7Ea.b-c_d* [\x7f]");
    makes("$util.base64Encode('abc') $util.base64Decode('YWJj')", "YWJj abc");
    fails("$util.parseJson('{')",
          "line 1: $util.parseJson() was given no JSON: a key in quotes is expected");
    fails("$input.json('$[')",
          "line 1: the path $[ is wrong: in [ ] stands a 'name', a number, a slice, * or ?( )");
}

/* A body that is no JSON is only wrong for who asks what is in it; none is {}. */
static void test_bodies(void)
{
    static const struct {
        const char *text, *over, *wanted;
        enum vtl_end end;
    } rows[] = {
        { "$input.body", "a<b>", "a<b>", VTL_DONE },
        { "$input.json('$') $input.path('$.a')", "", "{} ", VTL_DONE },
        { "$input.path('$')", "\"text\"", "text", VTL_DONE },
        { "$input.body $input.body.replaceAll('<', '-')", "a\xff<",
          "a\xef\xbf\xbd< a\xef\xbf\xbd-", VTL_DONE },
        { "[$input.body]#if($input.body)a#end", "", "[]", VTL_DONE },
        { "$input.json('$')", "null", "\"\"", VTL_DONE },
        { "x\n$input.json('$')", "{\"a\":",
          "line 2: the body is not JSON: a value is expected, but the text ends, at line 1, "
          "column 6",
          VTL_NOT_JSON },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out = { 0 };
        struct value *context;
        CU_ASSERT_EQUAL(run_over(rows[i].text, rows[i].over, &out, &context), rows[i].end);
        UNIT_TEXT(buf_string(&out), rows[i].wanted);
        value_release(context);
        buf_release(&out);
    }
}

static void test_context(void)
{
    struct buf out = { 0 };
    struct value *context;
    CU_ASSERT_EQUAL(
        run_over(
            "#set($context.responseOverride.status = 404)"
            "#set($context.responseOverride.header.X-A = 'b')"
            "#set($h = $context.responseOverride.header)$!h.put('X-C', \"$context.requestId\")",
            body, &out, &context),
        VTL_DONE);
    struct value *said = NULL;
    CU_ASSERT_TRUE_FATAL(value_member(context, "responseOverride", &said));
    char *text = write_text(said);
    UNIT_TEXT(text, "{\"header\":{\"X-A\":\"b\",\"X-C\":\"r1\"},\"status\":404}");
    memory_release(text);
    value_release(context);
    buf_release(&out);
}

static void test_malformed(void)
{
    fails("a\n  #if($x)", "line 2, column 3: this #if has no #end");
    fails("#foreach($x in [1])", "line 1, column 1: this #foreach has no #end");
    fails("#foreach(x in [1])#end", "line 1, column 10: #foreach takes ($name in list)");
    fails("a#end", "line 1, column 2: there is nothing that this ends or parts");
    fails("#if(true)#else#else#end", "line 1, column 1: this #if has no #end");
    fails("#set($x == 1)", "line 1, column 10: a value is wanted");
    fails("#set($x = )", "line 1, column 11: a value is wanted");
    fails("#set($x.y() = 1)", "line 1, column 12: #set cannot set what a method gives");
    fails("#set($x = 'a)", "line 1, column 11: this text has no end");
    fails("#set($x = \"a #if(1)\")", "line 1, column 3: this #if has no #end");
    fails("#if(true", "line 1, column 9: ')' is wanted");
    fails("$x.y(1 2)", "line 1, column 8: ',' or ')' is wanted");
    fails("${x.y", "line 1, column 6: '}' is wanted behind '${'");
    fails("#* open", "line 1, column 1: this comment has no end");
    fails("#macro(a)#end",
          "line 1, column 1: this directive is not known to mapping templates here");
    fails("#set($x = {'a' 1})", "line 1, column 16: ':' is wanted");
    fails("#set($x = [1)", "line 1, column 13: ',' or ']' is wanted");
}

/* New: a text again and again. */
static char *many(const char *one, size_t count)
{
    struct buf all = { 0 };
    for (size_t i = 0; i < count; i++) {
        buf_text(&all, one);
    }
    return buf_take(&all);
}

static void test_bounds(void)
{
    char *brackets = many("(", 500), *nots = many("!", 500), *steps = many("$a[", 2000);
    char *others = many("#elseif($none)a", 500);
    struct buf text = { 0 };
    buf_print(&text, "#if(false)a%s#{else}b#end", others);
    makes(buf_string(&text), "b");
    memory_release(others);
    buf_clear(&text);
    buf_print(&text, "#set($x = %s", brackets);
    fails(buf_string(&text), "line 1, column 111: too much stands within each other");
    buf_clear(&text);
    buf_print(&text, "#set($x = %s", nots);
    fails(buf_string(&text), "line 1, column 211: too much stands within each other");
    struct buf out = { 0 };
    struct value *context = NULL;
    run_over(steps, body, &out, &context);
    value_release(context);
    buf_release(&out);
    fails("#foreach($a in [1..9999])#foreach($b in [1..9999])#set($c = $b)#end#end",
          "line 1: it goes on for too long");
    fails("#set($x = [1..9999999999])", "line 1: it uses too much memory");
    fails("#set($s = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..64])#set($s = \"$s$s\")#end",
          "line 1: it uses too much memory");
    fails("#set($s = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..16])#set($s = "
          "\"$s$s\")#end#foreach($i in [1..99])$s#end",
          "line 1: it makes too long a text");
    makes("#set($l = [1])#foreach($x in $l)#set($y = $l.add(1))#end$l.size()", "2");
    fails("#set($l = [1])#set($x = $l.add($l))#set($x = $l.add($l))$l",
          "line 1: it makes too long a text");
    fails("#set($l = [1])#set($x = $l.add($l))#set($x = \"$l\")",
          "line 1: it makes too long a text");
    fails("#set($l = [1])#set($x = $l.add($l))#if($l.toString() == 'a')b#end",
          "line 1: it uses too much memory");
    buf_release(&text);
    memory_release(brackets);
    memory_release(nots);
    memory_release(steps);
}

/* Work on long texts and lists counts as many steps as it takes, so that the bound holds. */
static void test_long(void)
{
    static const char grow[] =
        "#set($s = 'aaaaaaaa')#foreach($i in [1..16])#set($s = \"$s$s\")#end";
    struct buf text = { 0 };
    buf_print(&text,
              "%s#set($t = \"${s}b\")#set($u = \"${s}c\")#foreach($i in [1..99999])"
              "#if($t == $u)x#end#end",
              grow);
    fails(buf_string(&text), "line 1: it goes on for too long");
    buf_clear(&text);
    buf_print(&text, "%s#set($s = \"$s$s\")#set($t = \"$s$s\")#set($u = \"$s$s\")", grow);
    buf_text(&text, "#if($t == $u && $t.equals($u) && [$t] == [$u])same#end");
    makes(buf_string(&text), "same");
    buf_clear(&text);
    buf_print(&text, "%s#set($t = $s.substring(9) + 'b')$s.concat($s).lastIndexOf($t)", grow);
    makes(buf_string(&text), "-1");
    fails("#set($l = [[1..9999]])#set($m = [1..9999])#foreach($i in [1..99999])"
          "#set($x = $l.contains($m))#end",
          "line 1: it goes on for too long");
    fails("#set($l = [])#foreach($i in [1..300000])#set($x = $l.add(0, 1))#end",
          "line 1: it goes on for too long");
    fails("#set($l = [1..200000])#foreach($i in $l)#set($x = $l.remove(0))#end",
          "line 1: it goes on for too long");
    fails("#set($m = {})#foreach($i in [1..99999])#set($m[$i] = 1)#end",
          "line 1: it goes on for too long");
    buf_release(&text);
}

static void test_patterns(void)
{
    static const char grow[] =
        "#set($s = 'aaaaaaaa')#foreach($i in [1..16])#set($s = \"$s$s\")#end";
    static const char *const slow[] = { "[a]*+[bc]", "a(?:a*+b)?", "(a|aa)+[bc]" };
    struct buf text = { 0 };
    for (size_t i = 0; i < sizeof slow / sizeof slow[0]; i++) {
        struct buf wanted = { 0 };
        buf_print(&wanted, "line 1: the regular expression %s takes too long", slow[i]);
        buf_clear(&text);
        buf_print(&text, "%s$s.replaceAll('%s', '')", grow, slow[i]);
        fails(buf_string(&text), buf_string(&wanted));
        buf_clear(&text);
        buf_print(&text, "%s$s.split('%s')", grow, slow[i]);
        fails(buf_string(&text), buf_string(&wanted));
        buf_release(&wanted);
    }
    buf_clear(&text);
    buf_print(&text, "%s$s.replaceAll('a', 'bb').length()", grow);
    makes(buf_string(&text), "1048576");
    buf_clear(&text);
    buf_print(&text, "%s#foreach($i in [1..9999])#set($x = $s.matches('a*+b'))#end", grow);
    fails(buf_string(&text), "line 1: it goes on for too long");
    buf_release(&text);
}

static void test_last(void)
{
    makes("#set($s = 'abcabc')$s.lastIndexOf('bc') $s.lastIndexOf('') $s.lastIndexOf('abcabc') "
          "$s.lastIndexOf('x') $s.lastIndexOf('abcabcx')",
          "4 6 0 -1 -1");
}

UNIT_MAIN("vtl", { "references", test_references }, { "directives", test_directives },
          { "values", test_values }, { "texts", test_texts }, { "containers", test_containers },
          { "$input", test_input }, { "bodies", test_bodies }, { "$context", test_context },
          { "malformed templates", test_malformed }, { "bounds", test_bounds },
          { "long texts and lists", test_long }, { "slow patterns", test_patterns },
          { "the last place", test_last })
