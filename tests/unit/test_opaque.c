/* Values that JSON has no word for, and the marks of arrays. */
#include "runtime/value/opaque.h"
#include "runtime/value/value.h"
#include "unit.h"

static int ended;

static void count_end(void *content)
{
    ended += *(int *)content;
}

static const struct opaque_kind counted = { count_end, false };
static const struct opaque_kind other = { count_end, false };

static void test_content(void)
{
    int five = 5;
    struct value *v = opaque_new(&counted, &five);
    CU_ASSERT_TRUE(opaque_is(v));
    CU_ASSERT_FALSE(opaque_is(value_null()));
    CU_ASSERT_EQUAL(value_type(v), VALUE_ABSENT);
    CU_ASSERT_PTR_EQUAL(opaque_content(v, &counted), &five);
    CU_ASSERT_PTR_NULL(opaque_content(v, &other));
    CU_ASSERT_PTR_NULL(opaque_content(NULL, &counted));
    value_release(v);
    CU_ASSERT_EQUAL(ended, 5);
}

/* One that is an item ends with its array. */
static void test_item(void)
{
    int one = 1;
    ended = 0;
    struct value *array = value_array(0);
    value_append_take(&array, opaque_new(&counted, &one));
    value_append_take(&array, value_share(value_item(array, 0)));
    value_release(array);
    CU_ASSERT_EQUAL(ended, 1);
}

/* A copy has the marks too, but no longer the one that says that nothing has changed. */
static void test_marks(void)
{
    struct value *a = value_array(0);
    value_append_take(&a, value_int(1));
    CU_ASSERT_EQUAL(value_flags(a), 0);
    value_mark(a, VALUE_IS_SEQUENCE | VALUE_IS_PLAIN);
    struct value *b = value_share(a);
    value_append_take(&b, value_int(2));
    CU_ASSERT_EQUAL(value_flags(a), VALUE_IS_SEQUENCE | VALUE_IS_PLAIN);
    CU_ASSERT_EQUAL(value_flags(b), VALUE_IS_SEQUENCE);
    value_unmark(b, VALUE_IS_SEQUENCE);
    CU_ASSERT_EQUAL(value_flags(b), 0);
    CU_ASSERT_EQUAL(value_flags(value_int(1)), 0);
    CU_ASSERT_EQUAL(value_flags(NULL), 0);
    value_release(a);
    value_release(b);
}

UNIT_MAIN("opaque", { "content", test_content }, { "item", test_item }, { "marks", test_marks })
