#include "runtime/value/complaint.h"

#include <stdbool.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

#define VALUES     "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
#define TOKEN(t)   "Unrecognized token '" t "': was expecting " VALUES
#define ODD(c, w)  "Unexpected character (" c "): " w
#define NO_VALUE   "expected a valid value " VALUES
#define AT(t, c)   "\n at [Source: (String)\"" t "\"; line: 1, column: " c "]"
#define FROM(t, c) "[Source: (String)\"" t "\"; line: 1, column: " c "])"

static void say_n(const char *text, size_t size, const char *wanted)
{
    struct value *v = NULL;
    struct read_error error = { 0 };
    struct buf said = { 0 };
    /* On the heap, so that reading past the end is found. */
    char *exact = memory_get(size);
    memcpy(exact, text, size);
    if (read_json(exact, size, &v, &error)) {
        CU_FAIL("a bad text is taken");
        value_release(v);
    } else {
        complaint_put(&said, exact, size, &error);
        buf_text(&said, "\n at ");
        complaint_put_source(&said, exact, size, &error);
        UNIT_TEXT(buf_string(&said), wanted);
    }
    buf_release(&said);
    memory_release(exact);
}

static void say(const char *text, const char *wanted)
{
    say_n(text, strlen(text), wanted);
}

static void test_tokens(void)
{
    say("not", TOKEN("not") AT("not", "4"));
    say("not some json", TOKEN("not") AT("not some json", "4"));
    say("[tru]", TOKEN("tru") AT("[tru]", "5"));
    say("truex", TOKEN("truex") AT("truex", "6"));
    say("[nulls]", TOKEN("nulls") AT("[nulls]", "7"));
    say("{} x", TOKEN("x") AT("{} x", "5"));
    say("{'a':1}", ODD("''' (code 39)", "was expecting double-quote to start field name")
                       AT("{'a':1}", "3"));
    say("'a'", ODD("''' (code 39)", NO_VALUE) AT("'a'", "2"));
    say("[1,]", ODD("']' (code 93)", NO_VALUE) AT("[1,]", "5"));
    say("{\"a\":}", ODD("'}' (code 125)", NO_VALUE) AT("{\"a\":}", "7"));
    say("{\"a\":1,}", ODD("'}' (code 125)", "was expecting double-quote to start field name")
                          AT("{\"a\":1,}", "9"));
    say("{\"a\" 1}",
        ODD("'1' (code 49)", "was expecting a colon to separate field name and value")
            AT("{\"a\" 1}", "7"));
    say("[1 2]",
        ODD("'2' (code 50)", "was expecting comma to separate Array entries") AT("[1 2]", "5"));
    say("{\"a\":1 \"b\":2}",
        ODD("'\"' (code 34)", "was expecting comma to separate Object entries")
            AT("{\"a\":1 \"b\":2}", "9"));
    say("\x01", ODD("(CTRL-CHAR, code 1)", NO_VALUE) AT("\x01", "2"));
    say("1x",
        ODD("'x' (code 120)", "Expected space separating root-level values") AT("1x", "3"));
}

static void test_ends(void)
{
    say("", "No content to map due to end-of-input" AT("", "0"));
    say("{", "Unexpected end-of-input: expected close marker for Object (start marker at " FROM(
                 "{", "1") AT("{", "2"));
    say(" [1",
        "Unexpected end-of-input: expected close marker for Array (start marker at " FROM(
            " [1", "2") AT(" [1", "4"));
    say("{\"a\":[]", "Unexpected end-of-input: expected close marker for Object (start marker "
                     "at " FROM("{\"a\":[]", "1") AT("{\"a\":[]", "8"));
    say("[1,", "Unexpected end-of-input within/between Array entries" AT("[1,", "4"));
    say("{\"a\":", "Unexpected end-of-input within/between Object entries" AT("{\"a\":", "6"));
    say("{\"a\"", "Unexpected end-of-input within/between Object entries" AT("{\"a\"", "5"));
    say("{\"a\" ", "Unexpected end-of-input within/between Object entries" AT("{\"a\" ", "6"));
    say("{\"a\":\"b\"", "Unexpected end-of-input: expected close marker for Object (start "
                        "marker at " FROM("{\"a\":\"b\"", "1") AT("{\"a\":\"b\"", "9"));
    say("{\"a", "Unexpected end-of-input in field name" AT("{\"a", "4"));
    say("[\"a", "Unexpected end-of-input: was expecting closing quote for a string value" AT(
                    "[\"a", "4"));
    say("}", "Unexpected close marker '}': expected ']' (for root starting at " FROM("}", "0")
                 AT("}", "2"));
    say("[1}", "Unexpected close marker '}': expected ']' (for Array starting at " FROM(
                   "[1}", "1") AT("[1}", "4"));
    say("{]", "Unexpected close marker ']': expected '}' (for Object starting at " FROM(
                  "{]", "1") AT("{]", "3"));
}

static void test_strings_and_numbers(void)
{
    say("\"a\nb\"",
        "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using "
        "backslash to be included in string value" AT("\"a\nb\"", "4"));
    say("{\"a\tb\":1}", "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped "
                        "using backslash to be included in name" AT("{\"a\tb\":1}", "5"));
    say("\"\\x\"", "Unrecognized character escape 'x' (code 120)" AT("\"\\x\"", "4"));
    say("01", "Invalid numeric value: Leading zeroes not allowed" AT("01", "2"));
    say("[-012]", "Invalid numeric value: Leading zeroes not allowed" AT("[-012]", "4"));
    /* What Jackson says of these is not known. */
    say("1.", "a number is malformed" AT("1.", "2"));
    say("1 2", "something follows the value" AT("1 2", "3"));
}

static void test_places(void)
{
    say("{\n \"a\": not}", TOKEN("not") "\n at [Source: (String)\"{\n \"a\": not}\"; line: 2, "
                                        "column: 10]");
    say("[\"é\", not]", TOKEN("not") AT("[\"é\", not]", "10"));
    say("[€]", TOKEN("€") AT("[€]", "3"));
    char text[600];
    char wanted[1000];
    memset(text, ' ', sizeof text);
    memcpy(text, "not", 3);
    snprintf(wanted, sizeof wanted,
             TOKEN("not") "\n at [Source: (String)\"%.500s\"[truncated 100 chars]; line: 1, "
                          "column: 4]",
             text);
    say_n(text, sizeof text, wanted);
}

UNIT_MAIN("complaint", { "tokens", test_tokens }, { "where the text ends", test_ends },
          { "strings and numbers", test_strings_and_numbers }, { "places", test_places })
