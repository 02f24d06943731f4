#include "runtime/value/value.h"

#include <math.h>
#include <stdbool.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *parse(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        fprintf(stderr, "%s: %s\n", text, error.message);
        CU_FAIL_FATAL("a test's own text is bad");
    }
    return v;
}

static struct value *number(const char *text)
{
    return value_number(text, strlen(text));
}

/* Takes the value. */
static void check_text(struct value *v, const char *wanted)
{
    char *text = write_text(v);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(v);
}

static void test_types(void)
{
    static const struct {
        const char *text;
        enum value_type type;
        const char *word;
    } cases[] = {
        { "null", VALUE_NULL, "null" },      { "true", VALUE_BOOLEAN, "boolean" },
        { "1", VALUE_NUMBER, "number" },     { "1.5", VALUE_NUMBER, "number" },
        { "1e999", VALUE_NUMBER, "number" }, { "\"\"", VALUE_STRING, "string" },
        { "[]", VALUE_ARRAY, "array" },      { "{}", VALUE_OBJECT, "object" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct value *v = parse(cases[i].text);
        CU_ASSERT_EQUAL(value_type(v), cases[i].type);
        UNIT_TEXT(value_type_word(v), cases[i].word);
        value_release(v);
    }
}

static void test_share(void)
{
    struct value *v = value_text("x");
    CU_ASSERT_PTR_EQUAL(value_share(v), v);
    value_release(v);
    UNIT_TEXT(value_string(v), "x");
    value_release(v);
    CU_ASSERT_PTR_NULL(value_share(NULL));
    value_release(NULL);
}

static void test_true(void)
{
    struct value *t = value_bool(true), *f = value_bool(false), *one = value_int(1);
    CU_ASSERT_TRUE(value_is_true(t));
    CU_ASSERT_FALSE(value_is_true(f));
    CU_ASSERT_FALSE(value_is_true(one));
    CU_ASSERT_FALSE(value_is_true(NULL));
    value_release(t);
    value_release(f);
    value_release(one);
}

static void test_strings(void)
{
    struct value *v = value_text_n("a\0b", 3);
    CU_ASSERT_EQUAL(value_string_size(v), 3);
    CU_ASSERT_EQUAL(memcmp(value_string(v), "a\0b", 4), 0);
    check_text(v, "\"a\\u0000b\"");
    check_text(value_text(""), "\"\"");
}

static void check_number(const char *text, enum number_kind kind, const char *wanted)
{
    struct value *v = number(text);
    char room[NUMBER_ROOM];
    size_t size = 0;
    CU_ASSERT_EQUAL(value_to_number(v).kind, kind);
    UNIT_TEXT(value_number_text(v, room, &size), wanted);
    CU_ASSERT_EQUAL(size, strlen(wanted));
    struct value *same = number(text);
    CU_ASSERT_TRUE(value_equal(v, same));
    value_release(v);
    check_text(same, wanted);
}

/* P-48: integers of any size stay exact. */
static void test_numbers(void)
{
    check_number("0", NUMBER_INT, "0");
    check_number("-0", NUMBER_INT, "0");
    check_number("-9223372036854775808", NUMBER_INT, "-9223372036854775808");
    check_number("9223372036854775807", NUMBER_INT, "9223372036854775807");
    check_number("9223372036854775808", NUMBER_BIG, "9223372036854775808");
    check_number("-123456789012345678901234567890", NUMBER_BIG,
                 "-123456789012345678901234567890");
    check_number("1.50", NUMBER_DOUBLE, "1.5");
    check_number("1e2", NUMBER_DOUBLE, "100.0");
    check_number("1e400", NUMBER_DOUBLE, "1e400");
    struct value *v = number("123456789012345678901234567890");
    CU_ASSERT_EQUAL(value_to_number(v).real, 123456789012345678901234567890.0);
    value_release(v);
}

static void test_arrays(void)
{
    struct value *a = value_array(0);
    CU_ASSERT_EQUAL(value_count(a), 0);
    for (int i = 0; i < 100; i++) {
        value_append_take(&a, value_int(i));
    }
    value_append_take(&a, NULL);
    CU_ASSERT_EQUAL(value_count(a), 101);
    CU_ASSERT_EQUAL(value_to_number(value_item(a, 99)).integer, 99);
    CU_ASSERT_TRUE(value_is_null(value_item(a, 100)));
    value_set_item_take(&a, 99, value_text("x"));
    UNIT_TEXT(value_string(value_item(a, 99)), "x");
    CU_ASSERT_FALSE(value_member(a, "x", NULL));
    value_release(a);

    struct value *gaps = value_array(3);
    value_set_item_take(&gaps, 2, value_int(2));
    value_set_item_take(&gaps, 0, value_int(0));
    check_text(gaps, "[0,null,2]");
}

static void test_objects(void)
{
    struct value *o = value_object(), *member = NULL;
    char key[] = "k";
    value_set_take(&o, key, value_int(1));
    key[0] = 'x';
    value_set_take(&o, "null", NULL);
    value_set_take(&o, "s", value_text("t"));
    CU_ASSERT_EQUAL(value_count(o), 3);
    CU_ASSERT_TRUE(value_member(o, "k", &member));
    CU_ASSERT_EQUAL(value_to_number(member).integer, 1);
    CU_ASSERT_TRUE(value_member(o, "null", &member));
    CU_ASSERT_TRUE(value_is_null(member));
    CU_ASSERT_TRUE(value_member(o, "s", NULL));
    member = o;
    CU_ASSERT_FALSE(value_member(o, "none", &member));
    CU_ASSERT_PTR_EQUAL(member, o);
    CU_ASSERT_FALSE(value_member(NULL, "k", &member));
    UNIT_TEXT(value_member_text(o, "s"), "t");
    CU_ASSERT_PTR_NULL(value_member_text(o, "k"));
    CU_ASSERT_PTR_NULL(value_member_text(o, "null"));
    CU_ASSERT_PTR_NULL(value_member_text(o, "none"));
    CU_ASSERT_EQUAL(value_count(NULL), 0);
    value_set_take(&o, "k", value_bool(true));
    check_text(o, "{\"k\":true,\"null\":null,\"s\":\"t\"}");
}

/* The order holds however often the table has grown. */
static void test_walk(void)
{
    struct value *o = value_object();
    char key[16];
    for (int i = 0; i < 500; i++) {
        snprintf(key, sizeof key, "k%d", i * 7919 % 1000);
        value_set_take(&o, key, value_int(i));
    }
    int count = 0;
    for (struct value_walk w = value_walk(o); value_step(&w);) {
        snprintf(key, sizeof key, "k%d", count * 7919 % 1000);
        UNIT_TEXT(w.key, key);
        CU_ASSERT_EQUAL(value_to_number(w.value).integer, count);
        count++;
    }
    CU_ASSERT_EQUAL(count, 500);
    struct value_walk none = value_walk(NULL);
    CU_ASSERT_FALSE(value_step(&none));
    CU_ASSERT_FALSE(value_step(&none));
    value_release(o);
}

/* Whoever shares a container sees no change of it; a sole owner changes it in place. */
static void test_sharing(void)
{
    static const char text[] = "{\"a\":[1,{\"b\":[]},null],\"c\":{\"d\":{}}}";
    struct value *v = parse(text), *other = value_share(v);
    value_set_take(&other, "a", value_int(1));
    value_set_take(&other, "e", NULL);
    CU_ASSERT_PTR_NOT_EQUAL(v, other);
    check_text(other, "{\"a\":1,\"c\":{\"d\":{}},\"e\":null}");
    struct value *a = NULL, *longer;
    CU_ASSERT_TRUE(value_member(v, "a", &a));
    longer = value_share(a);
    value_append_take(&longer, value_int(2));
    value_set_item_take(&longer, 0, value_text("x"));
    check_text(longer, "[\"x\",{\"b\":[]},null,2]");
    const struct value *before = v;
    value_set_take(&v, "c", value_bool(true));
    CU_ASSERT_PTR_EQUAL(v, before);
    check_text(v, "{\"a\":[1,{\"b\":[]},null],\"c\":true}");
}

/* What is taken out can be changed in place, and put back. */
static void test_taking(void)
{
    struct value *v = parse("{\"a\":{\"n\":1},\"b\":[[1],2]}");
    struct value *inner = value_take_member(&v, "a");
    const struct value *before = inner;
    value_set_take(&inner, "n", value_int(2));
    CU_ASSERT_PTR_EQUAL(inner, before);
    struct value *list = value_take_member(&v, "b"), *first = value_take_item(&list, 0);
    value_append_take(&first, value_int(3));
    value_set_item_take(&list, 0, first);
    CU_ASSERT_PTR_NULL(value_take_item(&list, 2));
    CU_ASSERT_PTR_NULL(value_take_member(&v, "c"));
    CU_ASSERT_PTR_NULL(value_take_member(&list, "c"));
    value_set_take(&v, "a", inner);
    value_set_take(&v, "b", list);
    check_text(v, "{\"a\":{\"n\":2},\"b\":[[1,3],2]}");
}

/* Absent is not null: but in a container there is nothing else for it. */
static void test_absent(void)
{
    CU_ASSERT_EQUAL(value_type(NULL), VALUE_ABSENT);
    CU_ASSERT_EQUAL(value_type(value_null()), VALUE_NULL);
    CU_ASSERT_TRUE(value_is_null(value_null()));
    CU_ASSERT_FALSE(value_is_null(NULL));
    CU_ASSERT_FALSE(value_equal(NULL, value_null()));
    struct value *a = value_array(0);
    value_append_take(&a, NULL);
    CU_ASSERT_TRUE(value_is_null(value_item(a, 0)));
    value_release(a);
}

/* The bounds hold whatever is done, and are tightened by a look. */
static void check_bounds(const struct value *v)
{
    CU_ASSERT_TRUE(value_bytes_most(v) >= write_size(v));
    CU_ASSERT_TRUE(value_depth_most(v) >= value_depth(v, 10000));
}

/* Replaces members and items of `*v`, again and again; some of the time its bounds are
 * tightened. */
static void change(struct value **v, bool tightens)
{
    for (int i = 0; i < 1000; i++) {
        value_set_take(v, "same", value_int(i % 7 * -1000));
        value_set_take(v, "text", value_text(i % 2 == 0 ? "\x01\x02" : "plain"));
        struct value *list = value_take_member(v, "k\"ey");
        value_set_item_take(&list, (size_t)i % 3, value_double(0.1 * i));
        value_set_take(v, "k\"ey", list);
        check_bounds(*v);
        if (tightens && i % 50 == 0) {
            write_exceeds(*v, write_size(*v));
            check_bounds(*v);
        }
    }
}

static void test_bounds(void)
{
    struct value *v = parse("{\"text\":\"\\u0001\\u00e9\",\"k\\\"ey\":[1.5,-7,1e999]}");
    check_bounds(v);
    for (int bits = 0; bits < 63; bits++) {
        struct value *a = value_array(0);
        value_append_take(&a, value_int((INT64_C(1) << bits) - 1));
        value_append_take(&a, value_int(-(INT64_C(1) << bits)));
        check_bounds(a);
        value_release(a);
    }
    change(&v, false);
    CU_ASSERT_TRUE(value_bytes_most(v) < 400);
    change(&v, true);
    size_t size = write_size(v);
    CU_ASSERT_FALSE(write_exceeds(v, size));
    CU_ASSERT_EQUAL(value_bytes_most(v), size);
    CU_ASSERT_TRUE(write_exceeds(v, size - 1));
    value_release(v);
}

/* More members than are searched one after the other, some of them set twice; keys that are too
 * many, and too long, to be interned. */
static void test_many_keys(void)
{
    struct value *o = value_object();
    char key[100];
    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "%0*d", i % 90 + 5, i % 10000);
        value_set_take(&o, key, value_int(i));
    }
    size_t missing = 0;
    for (int i = 10000; i < 20000; i++) {
        struct value *v = NULL;
        snprintf(key, sizeof key, "%0*d", i % 90 + 5, i % 10000);
        missing += !value_member(o, key, &v) || value_to_number(v).integer != i;
    }
    CU_ASSERT_EQUAL(missing, 0);
    char *text = write_text(o);
    struct value *again = parse(text);
    CU_ASSERT_TRUE(value_equal(o, again));
    memory_release(text);
    value_release(again);
    value_release(o);
}

/* Members that are known to be new; absent is null there, too. */
/* All that are read or made empty are one node, and each of them can be changed alone. */
static void test_empty(void)
{
    struct value *v = NULL, *w = NULL;
    struct read_error e;
    CU_ASSERT_TRUE(read_json("{\"o\":{},\"a\":[]}", 15, &v, &e));
    CU_ASSERT_TRUE(read_json("{\"o\":{ },\"a\":[ ]}", 17, &w, &e));
    struct value *object = value_take_member(&v, "o"), *array = value_take_member(&v, "a");
    value_set_take(&object, "k", value_int(1));
    value_append_take(&array, value_int(2));
    check_text(object, "{\"k\":1}");
    check_text(array, "[2]");
    check_text(w, "{\"o\":{},\"a\":[]}");
    value_release(v);
}

/* An index that is in use moves on with the members. */
static void test_growing_index(void)
{
    struct value *o = value_object(), *found = NULL;
    char key[16];
    for (int i = 0; i < 300; i++) {
        snprintf(key, sizeof key, "k%d", i);
        value_set_take(&o, key, value_int(i));
        snprintf(key, sizeof key, "k%d", i / 2);
        CU_ASSERT_TRUE(value_member(o, key, &found));
        CU_ASSERT_EQUAL(value_to_number(found).integer, i / 2);
        CU_ASSERT_FALSE(value_member(o, "k300", &found));
    }
    CU_ASSERT_EQUAL(value_count(o), 300);
    value_release(o);
}

static void test_adding(void)
{
    static const char *const keys[] = { "a", "b\"", "" };
    struct value *const values[] = { value_int(1), NULL, value_text("x") };
    struct value *o = value_object_for(3);
    for (size_t i = 0; i < 3; i++) {
        struct key *key = value_key(keys[i]);
        value_add_take(o, key, values[i]);
        value_key_release(key);
    }
    check_bounds(o);
    check_text(o, "{\"a\":1,\"b\\\"\":null,\"\":\"x\"}");
    check_text(value_object_for(0), "{}");
}

/* Keys that are too long to be interned, or came too late, are found as well, also in an object
 * that has an index; a step that leads nowhere ends the search. */
static void test_find(void)
{
    char text[80];
    struct value *o = parse("{\"a\":[{\"b\":7}]}");
    for (int i = 0; i < 60; i++) {
        snprintf(text, sizeof text, "%060d", i);
        struct key *key = value_key(text);
        struct value_place place = { .key = key };
        CU_ASSERT_PTR_NULL(value_find(o, &place, 1));
        value_set_key_take(&o, key, value_int(i));
        CU_ASSERT_EQUAL(value_to_number(value_find(o, &place, 1)).integer, i);
        value_set_key_take(&o, key, value_int(-i));
        CU_ASSERT_EQUAL(value_to_number(value_find(o, &place, 1)).integer, -i);
        value_key_release(key);
    }
    struct key *a = value_key("a"), *b = value_key("b");
    const struct value_place down[] = { { .key = a }, { .index = 0 }, { .key = b } };
    CU_ASSERT_EQUAL(value_to_number(value_find(o, down, 3)).integer, 7);
    CU_ASSERT_PTR_EQUAL(value_find(o, down, 0), o);
    CU_ASSERT_PTR_NULL(value_find(NULL, down, 3));
    const struct value_place wrong[] = { { .key = a }, { .index = 1 }, { .key = b } };
    CU_ASSERT_PTR_NULL(value_find(o, wrong, 3));
    CU_ASSERT_PTR_NULL(value_find(o, wrong + 1, 1));
    CU_ASSERT_PTR_NULL(value_find(value_find(o, down, 1), down, 1));
    value_key_release(a);
    value_key_release(b);
    value_release(o);
}

/* What is written is put together in chunks: texts, keys and numbers around their size. */
static void test_chunks(void)
{
    for (size_t size = 1000; size < 1050; size++) {
        struct value *o = value_object(), *a = value_array(0);
        char *text = memory_get(size + 1);
        memset(text, '7', size);
        text[size] = '\0';
        value_append_take(&a, value_number(text, size));
        value_append_take(&a, value_text(text));
        text[size / 2] = '\n';
        value_append_take(&a, value_text(text));
        text[size / 2] = 'k';
        value_set_take(&o, text, a);
        char *written = write_text(o);
        CU_ASSERT_EQUAL(strlen(written), write_size(o));
        struct value *again = parse(written);
        CU_ASSERT_TRUE(value_equal(o, again));
        memory_release(written);
        memory_release(text);
        value_release(again);
        value_release(o);
    }
}

/* Integers on both sides of what fits into a word. */
static void test_words(void)
{
    for (int bits = 58; bits < 63; bits++) {
        for (int64_t add = -2; add <= 2; add++) {
            int64_t n = (INT64_C(1) << bits) + add;
            struct value *v = value_int(n), *w = value_int(-n);
            CU_ASSERT_EQUAL(value_to_number(v).integer, n);
            CU_ASSERT_EQUAL(value_to_number(w).integer, -n);
            CU_ASSERT_TRUE(value_compare_numbers(w, v) < 0);
            value_release(v);
            value_release(w);
        }
    }
}

/* A million levels are released without a stack and without memory of their own. */
static void test_deep_release(void)
{
    struct value *v = value_null();
    for (int i = 0; i < 1000000; i++) {
        struct value *outer = i % 2 == 0 ? value_array(1) : value_object();
        if (i % 2 == 0) {
            value_append_take(&outer, v);
        } else {
            value_set_take(&outer, "in", v);
        }
        v = outer;
    }
    CU_ASSERT_EQUAL(value_depth_most(v), SIZE_MAX);
    CU_ASSERT_TRUE(value_too_deep(v, 999999));
    CU_ASSERT_FALSE(value_too_deep(v, 1000000));
    value_release(v);
}

static void check_equal(const char *a_text, const char *b_text, bool wanted)
{
    struct value *a = parse(a_text), *b = parse(b_text);
    if (value_equal(a, b) != wanted || value_equal(b, a) != wanted) {
        fprintf(stderr, "%s against %s\n", a_text, b_text);
        CU_FAIL("equality is wrong");
    }
    value_release(a);
    value_release(b);
}

static void test_equal(void)
{
    check_equal("null", "null", true);
    check_equal("null", "false", false);
    check_equal("null", "[]", false);
    check_equal("0", "false", false);
    check_equal("\"1\"", "1", false);
    check_equal("1", "1.0", true);
    check_equal("100", "1e2", true);
    check_equal("0", "-0.0", true);
    check_equal("1e400", "10e399", true);
    check_equal("1e400", "1e401", false);
    check_equal("9007199254740993", "9007199254740992.0", false);
    check_equal("\"a\\u0000b\"", "\"a\\u0000c\"", false);
    check_equal("[]", "{}", false);
    check_equal("[1,[2,{\"a\":3}]]", "[1,[2,{\"a\":3.0}]]", true);
    check_equal("[1,[2,{\"a\":3}]]", "[1,[2,{\"a\":4}]]", false);
    check_equal("[1,2]", "[2,1]", false);
    check_equal("[1,2]", "[1,2,3]", false);
    check_equal("{\"a\":1,\"b\":[{\"x\":null}]}", "{\"b\":[{\"x\":null}],\"a\":1}", true);
    check_equal("{\"a\":null}", "{\"b\":null}", false);
    check_equal("{\"a\":1}", "{\"a\":1,\"b\":2}", false);
    check_equal("{\"a\":{\"b\":[]}}", "{\"a\":{\"b\":{}}}", false);
}

/* C-13. Takes both. */
static void check_order(struct value *a, struct value *b, int wanted)
{
    int got = value_compare_numbers(a, b), back = value_compare_numbers(b, a);
    CU_ASSERT_EQUAL((got > 0) - (got < 0), wanted);
    CU_ASSERT_EQUAL((back > 0) - (back < 0), -wanted);
    value_release(a);
    value_release(b);
}

static void test_compare(void)
{
    check_order(value_int(1), value_int(2), -1);
    check_order(value_int(INT64_MAX), value_int(INT64_MAX - 1), 1);
    check_order(value_int(1), value_double(1.0), 0);
    check_order(value_int(1), value_double(1.5), -1);
    check_order(value_int(INT64_C(9007199254740993)), value_double(9007199254740992.0), 1);
    check_order(value_int(INT64_MAX), number("9223372036854775808"), -1);
    check_order(value_int(INT64_MIN), number("-9223372036854775809"), 1);
    check_order(number("123456789012345678901"), number("123456789012345678902"), -1);
    check_order(number("1e400"), number("1e401"), -1);
    check_order(number("1e400"), value_double(1.7e308), 1);
    check_order(number("-1e400"), value_int(0), -1);
    check_order(value_double((double)INFINITY), number("1e400"), 1);
    check_order(value_double((double)-INFINITY), number("-1e400"), -1);
    check_order(value_double((double)INFINITY), value_double((double)INFINITY), 0);
    check_order(value_double((double)NAN), value_double((double)INFINITY), 1);
    check_order(value_double((double)NAN), value_double((double)NAN), 0);
}

static struct value *nested(size_t depth)
{
    struct value *v = NULL;
    for (size_t i = 0; i < depth; i++) {
        struct value *outer = i % 2 == 0 ? value_array(1) : value_object();
        if (i % 2 == 0) {
            value_append_take(&outer, v);
        } else {
            value_set_take(&outer, "k", v);
        }
        v = outer;
    }
    return v;
}

static void test_too_deep(void)
{
    struct value *flat = parse("[1,{\"a\":2},3]"), *deep = nested(100);
    CU_ASSERT_FALSE(value_too_deep(NULL, 0));
    CU_ASSERT_TRUE(value_too_deep(flat, 0));
    CU_ASSERT_TRUE(value_too_deep(flat, 1));
    CU_ASSERT_FALSE(value_too_deep(flat, 2));
    CU_ASSERT_TRUE(value_too_deep(deep, 99));
    CU_ASSERT_FALSE(value_too_deep(deep, 100));
    value_release(flat);
    value_release(deep);
}

/* No walk recurses: deeper than the walk's own levels. */
static void test_deep_walks(void)
{
    struct value *v = nested(10000), *copy = nested(10000);
    CU_ASSERT_TRUE(value_equal(v, copy));
    CU_ASSERT_TRUE(write_exceeds(v, 20000));
    char *text = write_text(v);
    CU_ASSERT_EQUAL(strlen(text), 5000 * 2 + 5000 * 6 + 4);
    memory_release(text);
    value_release(v);
    value_release(copy);
}

/* Both bounds count, each up to and with itself. */
static void test_within(void)
{
    struct value *inner = value_array(1);
    value_append_take(&inner, value_text("abc"));
    struct value *outer = value_object();
    value_set_take(&outer, "a", inner);
    uint32_t bytes = (uint32_t)value_bytes_most(outer);
    CU_ASSERT_TRUE(value_is_within(outer, bytes, 2));
    CU_ASSERT_FALSE(value_is_within(outer, bytes - 1, 2));
    CU_ASSERT_FALSE(value_is_within(outer, bytes, 1));
    value_release(outer);
    CU_ASSERT_TRUE(value_is_within(value_null(), 5, 0));
    CU_ASSERT_FALSE(value_is_within(value_null(), 3, 0));
}

UNIT_MAIN("value", { "within bounds", test_within }, { "types", test_types },
          { "share", test_share }, { "true", test_true }, { "strings", test_strings },
          { "numbers (P-48)", test_numbers }, { "arrays", test_arrays },
          { "objects", test_objects }, { "walk", test_walk }, { "sharing", test_sharing },
          { "taking", test_taking }, { "absent", test_absent }, { "bounds", test_bounds },
          { "many keys", test_many_keys }, { "empty", test_empty },
          { "growing index", test_growing_index }, { "adding", test_adding },
          { "find", test_find }, { "chunks", test_chunks }, { "words", test_words },
          { "deep release", test_deep_release }, { "equal", test_equal },
          { "comparing numbers (C-13)", test_compare }, { "too deep", test_too_deep },
          { "deep walks", test_deep_walks })
