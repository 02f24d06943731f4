#include "runtime/base/words.h"

#include <stdbool.h>
#include <string.h>

#include "tests/unit/unit.h"

/* `wanted` is the words, each in <>; NULL: it cannot be split. */
static void expect(const char *text, const char *wanted)
{
    char **words = words_split(text);
    char got[256] = "";
    size_t size = 0;
    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        size += (size_t)snprintf(got + size, sizeof got - size, "<%s>", words[i]);
    }
    bool same = wanted == NULL ? words == NULL : words != NULL && strcmp(got, wanted) == 0;
    if (!same) {
        printf("%s: %s\n", text, got);
    }
    CU_ASSERT(same);
    words_release(words);
}

static void test_blanks(void)
{
    expect("", "");
    expect(" \t\r\n", "");
    expect("a", "<a>");
    expect("  a\tb  c\n", "<a><b><c>");
    expect("1 2 3 4 5 6 7 8 9", "<1><2><3><4><5><6><7><8><9>");
}

static void test_quotes(void)
{
    expect("'a b' \"c d\"", "<a b><c d>");
    expect("a'b c'd", "<ab cd>");
    expect("'' \"\"", "<><>");
    expect("'\"' \"'\"", "<\"><'>");
    expect("a\\ b '\\'", "<a\\><b><\\>");
}

static void test_open_quotes(void)
{
    expect("'", NULL);
    expect("a b 'c", NULL);
    expect("a \"b' c", NULL);
}

UNIT_MAIN("words", { "blanks", test_blanks }, { "quotes", test_quotes },
          { "open quotes", test_open_quotes })
