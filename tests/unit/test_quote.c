#include "compiler/emit/quote.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static struct buf out;

/* A text as literals, one a line, from the line's beginning on. */
static const char *lines(const char *text)
{
    buf_clear(&out);
    quote_lines(&out, text, strlen(text), 0, 0, "");
    return buf_string(&out);
}

#define TEN   "0123456789"
#define FORTY TEN TEN TEN TEN

static void test_breaks_between_words(void)
{
    UNIT_TEXT(lines("one line"), "\"one line\"");
    UNIT_TEXT(lines("two\nlines"), "\"two\\n\"\n\"lines\"");
    UNIT_TEXT(lines(FORTY " " FORTY " " FORTY), "\"" FORTY " " FORTY " \"\n\"" FORTY "\"");
    UNIT_TEXT(lines(FORTY FORTY " a:b:c:d:e:f:g:h"),
              "\"" FORTY FORTY " \"\n\"a:b:c:d:e:f:g:h\"");
}

/* A word that has no line of its own is cut where its parts can still be searched for. */
static void test_cuts_at_separators(void)
{
    UNIT_TEXT(lines("arn:aws:lambda:" FORTY ":function:" FORTY ":" FORTY),
              "\"arn:aws:lambda:" FORTY ":function:\"\n\"" FORTY ":" FORTY "\"");
    UNIT_TEXT(lines("a b " FORTY FORTY "/" FORTY), "\"a b " FORTY FORTY "/\"\n\"" FORTY "\"");
    UNIT_TEXT(lines("the name of " FORTY FORTY "-" FORTY FORTY),
              "\"the name of \"\n\"" FORTY FORTY "-\"\n\"" FORTY FORTY "\"");
}

/* One without a separator fills its lines, however long it is. */
static void test_cuts_anywhere(void)
{
    static const char hundred[] = FORTY FORTY TEN TEN;
    struct buf text = { 0 };
    for (int i = 0; i < 9; i++) {
        buf_text(&text, hundred);
    }
    buf_text(&text, "end");
    const char *got = lines(buf_string(&text));
    for (int i = 0; i < 10; i++) {
        CU_ASSERT_EQUAL(strcspn(got, "\n"), QUOTE_LINE);
        got += strcspn(got, "\n") + 1;
    }
    UNIT_TEXT(got, "\"end\"");
    buf_release(&text);
}

static void test_comments(void)
{
    buf_clear(&out);
    quote_comment(&out, "ends */ and begins /*", 21, 80);
    UNIT_TEXT(buf_string(&out), "ends *\\/ and begins /\\u002a");
    buf_clear(&out);
    quote_comment(&out, "a name that is cut", 18, 10);
    UNIT_TEXT(buf_string(&out), "a name ...");
}

static void test_release(void)
{
    buf_release(&out);
}

UNIT_MAIN("quote", { "breaks between words", test_breaks_between_words },
          { "cuts at separators", test_cuts_at_separators },
          { "cuts anywhere", test_cuts_anywhere }, { "comments", test_comments },
          { "releases", test_release })
