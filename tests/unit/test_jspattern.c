#include "compiler/jsonata/pattern.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

#define LINE "[^\\n\\r\\x{2028}\\x{2029}]"
#define BLANK                                                                                  \
    "[\\t-\\r "                                                                                \
    "\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{"     \
    "feff}]"

static void check(const char *pattern, const char *flags, const char *wanted)
{
    struct buf out = { 0 };
    struct pattern_error error;
    if (!pattern_translate(&out, pattern, strlen(pattern), flags, strlen(flags), &error)) {
        buf_clear(&out);
        buf_print(&out, "%zu: %s", error.offset, error.message);
    }
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
}

static void same(const char *pattern)
{
    check(pattern, "", pattern);
}

static void test_same(void)
{
    same("abc");
    same("a(b|c)*d+?");
    same("(?:ab){2,3}?x{4}y{5,}");
    same("(?=a)b(?!c)(?<=d)(?<!e)");
    same("[a-z0-9_]+");
    same("[^a-z]");
    same("\\d\\D\\w\\W\\b\\B");
    same("^a$");
    same("\xc3\xa4|\xf0\x9f\x98\x80");
    same("# a");
    same("()|");
    same("(?=a)*");
}

static void test_spelled_out(void)
{
    check("a.b", "", "a" LINE "b");
    check("^a$", "m", "(?<!" LINE ")a(?!" LINE ")");
    check("\\s", "", BLANK);
    check("[\\s,]", "",
          "[\\t-\\r "
          "\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{"
          "feff},]");
    check("[]", "", "(?!)");
    check("[^]", "", "[\\x{0}-\\x{10ffff}]");
    check("[a\\b]", "", "[a\\x{8}]");
    check("[[:alpha:]]", "", "[\\[:alpha:]\\]");
    check("[\\w-a]", "", "[\\w\\-a]");
    check("[a-\\d]", "", "[a\\-\\d]");
    check("[-a-]", "", "[\\-a\\-]");
    check("[^\\]]", "", "[^\\]]");
    check("\\h\\z\\A\\Q\\e", "", "hzAQe");
    check("\\/\\.\\-", "", "/\\.-");
    check("a{b}{,2}c{1", "", "a\\{b\\}\\{,2\\}c\\{1");
    check("]", "", "\\]");
    check("\\x41\\u0042\\x4", "", "ABx4");
    check("\\ud83d\\ude00\\ud83d", "", "\xf0\x9f\x98\x80(?!)");
    check("\\u{3}", "", "u{3}");
    check("\\p{L}", "", "p\\{L\\}");
    check("\\t\\n\\v\\f\\r\\0\\cJ\\c!", "", "\\x{9}\\x{a}\\x{b}\\x{c}\\x{d}\\x{0}\\x{a}\\\\c!");
    check("(a)\\1\\2\\10\\8\\101", "", "(a)\\g{1}\\x{2}\\x{8}8A");
    check("(?<y>\\d)\\k<y>", "", "(\\d)\\g{1}");
    check("\\k<y>", "", "k<y>");
    check("[(](a)[)]\\1", "", "[\\(](a)[\\)]\\g{1}");
}

static void test_refused(void)
{
    check("a**", "", "2: there is nothing to repeat");
    check("a++", "", "2: there is nothing to repeat");
    check("*a", "", "0: there is nothing to repeat");
    check("a|*", "", "2: there is nothing to repeat");
    check("(+a)", "", "1: there is nothing to repeat");
    check("^*", "", "1: there is nothing to repeat");
    check("\\b+", "", "2: there is nothing to repeat");
    check("(?<=a)*", "", "6: there is nothing to repeat");
    check("{2}", "", "0: there is nothing to repeat");
    check("(a", "", "2: a ) is missing");
    check("a)", "", "1: this ) has no (");
    check("[a", "", "0: a ] is missing");
    check("x[z-a]", "", "2: this range is in the wrong order");
    check("a{3,2}", "", "1: the numbers are in the wrong order");
    check("a{3,70000}", "", "1: a repetition has 65535 times at most");
    check("(?>a)", "", "0: there is no such kind of group");
    check("x(?i)a", "", "1: there is no such kind of group");
    check("(*FAIL)", "", "1: there is nothing to repeat");
    check("(?<1a>b)", "", "0: the name of a group is not valid");
    check("(?<a>b)(?<a>c)", "", "10: two groups have this name");
    check("(?<a>b)\\k<c>", "", "7: there is no group of this name");
    check("a\\", "", "1: a \\ ends the pattern");
    check("\xff", "", "0: this is not UTF-8");
    check("ab(?<=c*)", "", "2: lookbehind assertion is not fixed length");
    check("(a)(?<=\\1)", "", "3: lookbehind assertion is not fixed length");
}

static void test_deep(void)
{
    struct buf deep = { 0 };
    for (int i = 0; i < 300; i++) {
        buf_char(&deep, '(');
    }
    check(buf_string(&deep), "", "200: groups are nested too deeply");
    buf_release(&deep);
}

UNIT_MAIN("jspattern", { "same", test_same }, { "spelled out", test_spelled_out },
          { "refused", test_refused }, { "deep", test_deep })
