#include "runtime/base/plainname.h"

#include "tests/unit/unit.h"

#define TEN    "0123456789"
#define EIGHTY TEN TEN TEN TEN TEN TEN TEN TEN

/* */
static void test_is(void)
{
    CU_ASSERT_TRUE(plainname_is("aZ-_09"));
    CU_ASSERT_TRUE(plainname_is(EIGHTY));
    CU_ASSERT_FALSE(plainname_is(EIGHTY "x"));
    CU_ASSERT_TRUE(plainname_takes(EIGHTY "x"));
    CU_ASSERT_FALSE(plainname_is(""));
    CU_ASSERT_FALSE(plainname_is("a b"));
    CU_ASSERT_FALSE(plainname_is("\xC3\xA9"));
}

static void test_make(void)
{
    char text[] = "a b/\xC3\xA9.c", large[] = EIGHTY "xyz";
    plainname_make(text);
    UNIT_TEXT(text, "a_b____c");
    plainname_make(large);
    UNIT_TEXT(large, EIGHTY);
}

UNIT_MAIN("plainname", { "a name that AWS takes", test_is },
          { "a name of any text", test_make })
