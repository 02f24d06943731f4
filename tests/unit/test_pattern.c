/*
 * Patterns of EventBridge and SNS: tests/services/pattern.txt has a pattern, an event, and
 * whether it matches, or what is wrong with the pattern.
 */
#include "runtime/base/buf.h"
#include "runtime/service/pattern.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/groups.h"
#include "tests/unit/unit.h"

#define TESTS "tests/services/pattern.txt"

static void check(const char *expression, const char *input, const char *wanted)
{
    struct value *pattern = NULL, *event = NULL;
    struct read_error error;
    struct buf why = { 0 };
    CU_ASSERT_TRUE_FATAL(read_json(expression, strlen(expression), &pattern, &error));
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &event, &error));
    if (pattern_check(pattern, &why)) {
        buf_text(&why, pattern_matches(pattern, event) ? "yes" : "no");
    }
    UNIT_TEXT(buf_string(&why), wanted);
    buf_release(&why);
    value_release(pattern);
    value_release(event);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        groups_run(TESTS, #name, check);                                                       \
    }

SECTION(equal)
SECTION(texts)
SECTION(numbers)
SECTION(others)
SECTION(nested)
SECTION(bad)

UNIT_MAIN("pattern", { "equal", equal }, { "texts", texts }, { "numbers", numbers },
          { "others", others }, { "nested", nested }, { "bad", bad })
