#include "runtime/value/locate.h"

#include "tests/unit/unit.h"

#define TEXT                                                                                   \
    "\xEF\xBB\xBF{ \"a\" : {\"x\\\"}\": [1, \"]\", {\"b\": {}}],\n"                            \
    "  \"\xC3\xA4\": null, \"b\": {\"c\":-1.5e3 , \"d\":\"\\\\\"}},\n"                         \
    "\t\"e\": [{\"a\": 1}], \"f\": 1,\n"                                                       \
    "  \"f\": {\"g\": true}}"

/* "LINE:COLUMN", or "-", of the keys, which a '/' parts. */
static void expect(const char *text, const char *path, const char *wanted)
{
    char keys[80], got[40] = "-";
    const char *list[8];
    size_t count = 0;
    int line, column;
    snprintf(keys, sizeof keys, "%s", path);
    for (char *key = strtok(keys, "/"); key != NULL; key = strtok(NULL, "/")) {
        list[count++] = key;
    }
    if (locate_member(text, strlen(text), list, count, &line, &column)) {
        snprintf(got, sizeof got, "%d:%d", line, column);
    }
    UNIT_TEXT(got, wanted);
}

static void test_found(void)
{
    expect(TEXT, "a", "1:3");
    expect(TEXT, "a/b", "2:14");
    expect(TEXT, "a/b/c", "2:20");
    expect(TEXT, "a/b/d", "2:33");
    expect(TEXT, "a/\xC3\xA4", "2:3");
    expect(TEXT, "e", "3:2");
    expect(TEXT, "f", "4:3"); /* the last of two */
    expect(TEXT, "f/g", "4:9");
}

static void test_not_found(void)
{
    static const char *const paths[] = { "b",       "a/x\"}", "a/c", "e/a",
                                         "a/b/c/d", "f/h",    "",    "a/a" };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        expect(TEXT, paths[i], "-");
    }
    expect("", "a", "-");
    expect("[]", "a", "-");
}

/* The file may have been written anew since it was read: nothing is looked at beyond its end.
 */
static void test_cut(void)
{
    static const char *const keys[] = { "a", "b", "d" };
    static const char text[] = TEXT;
    int line, column;
    for (size_t size = 0; size < sizeof text; size++) {
        bool found = locate_member(text, size, keys, 3, &line, &column);
        CU_ASSERT_TRUE(!found || size > 60);
    }
}

UNIT_MAIN("locate", { "members", test_found }, { "none", test_not_found },
          { "texts that end", test_cut })
