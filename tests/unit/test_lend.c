#include "runtime/value/lend.h"

#include <json-c/json.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/border.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct json_object *read_value(const char *json)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(json, strlen(json), &v, &error));
    struct json_object *o = border_out(v);
    value_release(v);
    return o;
}

/* What the object holds, as a value says it. New. */
static char *shown(struct json_object *o)
{
    struct value *v = border_in(o);
    char *text = write_text(v);
    value_release(v);
    return text;
}

static struct json_object *member(struct json_object *v, const char *key)
{
    return json_object_object_get(v, key);
}

#define INPUT "{\"a\":{\"b\":[1,\"x\",null,2.5,1e999]},\"c\":7}"

/* Lends INPUT to `work`; what that returns is written, and both are released. */
static void lend(struct json_object *(*work)(struct json_object *input), const char *wanted)
{
    struct json_object *input = read_value(INPUT);
    struct lend l;
    lend_begin(&l, input);
    struct json_object *result = work(input);
    lend_end(&l, result);
    json_object_put(input);
    char *text = shown(result);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    json_object_put(result);
}

static struct json_object *right(struct json_object *input)
{
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "in", json_object_get(input));
    json_object_object_add(all, "c", json_object_get(member(input, "c")));
    return all;
}

static struct json_object *itself(struct json_object *input)
{
    return input;
}

static struct json_object *itself_shared(struct json_object *input)
{
    return json_object_get(input);
}

static struct json_object *part(struct json_object *input)
{
    return member(member(input, "a"), "b");
}

static struct json_object *part_inside(struct json_object *input)
{
    struct json_object *all = json_object_new_array();
    json_object_array_add(all, member(input, "a"));
    json_object_array_add(all, member(input, "a"));
    json_object_array_add(all, input);
    return all;
}

/* The same of one's own value. */
static struct json_object *own_twice(struct json_object *input)
{
    struct json_object *all = json_object_new_array(), *one = json_object_new_string("one");
    (void)input;
    json_object_array_add(all, one);
    json_object_array_add(all, one);
    return all;
}

static struct json_object *released(struct json_object *input)
{
    for (int i = 0; i < 1000; i++) {
        json_object_put(input);
        json_object_put(member(input, "a"));
        json_object_put(member(member(input, "a"), "b"));
    }
    return json_object_get(member(input, "a"));
}

static struct json_object *changed(struct json_object *input)
{
    json_object_object_add(input, "new", json_object_new_int(1));
    json_object_object_add(input, "moved", member(member(input, "a"), "b"));
    json_object_object_del(input, "a");
    json_object_object_del(input, "c");
    return input;
}

static struct json_object *nothing(struct json_object *input)
{
    json_object_put(input);
    return NULL;
}

static void test_owners(void)
{
    CU_ASSERT_TRUE(lend_works());
    lend(right, "{\"in\":" INPUT ",\"c\":7}");
    lend(itself, INPUT);
    lend(itself_shared, INPUT);
    lend(part, "[1,\"x\",null,2.5,1e999]");
    lend(part_inside,
         "[{\"b\":[1,\"x\",null,2.5,1e999]},{\"b\":[1,\"x\",null,2.5,1e999]}," INPUT "]");
    lend(own_twice, "[\"one\",\"one\"]");
    lend(released, "{\"b\":[1,\"x\",null,2.5,1e999]}");
    lend(changed, "{\"new\":1,\"moved\":[1,\"x\",null,2.5,1e999]}");
    lend(nothing, "null");
}

/* What the function has taken a reference of lives on with it. */
static void test_kept(void)
{
    struct json_object *input = read_value(INPUT);
    struct lend l;
    lend_begin(&l, input);
    struct json_object *kept = json_object_get(member(input, "a"));
    json_object_object_del(input, "a");
    lend_end(&l, NULL);
    json_object_put(input);
    UNIT_TEXT(json_object_to_json_string_ext(member(kept, "b"), JSON_C_TO_STRING_PLAIN),
              "[1,\"x\",null,2.5,1e999]");
    CU_ASSERT_EQUAL(json_object_put(kept), 1);
}

/* After it each node has exactly its owners: the last release is told as the last. */
static void test_counts(void)
{
    struct json_object *input = read_value("[[1],{\"k\":\"v\"}]");
    struct json_object *first = json_object_array_get_idx(input, 0);
    struct lend l;
    lend_begin(&l, input);
    lend_end(&l, first);
    CU_ASSERT_EQUAL(json_object_put(first), 0);
    CU_ASSERT_EQUAL(json_object_put(input), 1);
    lend_begin(&l, NULL);
    lend_end(&l, NULL);
    struct json_object *text = json_object_new_string("alone");
    lend_begin(&l, text);
    lend_end(&l, text);
    CU_ASSERT_EQUAL(json_object_put(text), 0);
    CU_ASSERT_EQUAL(json_object_put(text), 1);
}

/* A value with many nodes, and one in a circle. */
static void test_large(void)
{
    struct json_object *input = json_object_new_array(), *result = json_object_new_array();
    struct lend l;
    for (int i = 0; i < 5000; i++) {
        json_object_array_add(input, json_object_new_int64(i));
    }
    lend_begin(&l, input);
    for (size_t i = 0; i < 5000; i++) {
        json_object_array_add(result, json_object_array_get_idx(input, i));
    }
    lend_end(&l, result);
    json_object_put(input);
    CU_ASSERT_EQUAL(json_object_get_int(json_object_array_get_idx(result, 4999)), 4999);
    CU_ASSERT_EQUAL(json_object_put(result), 1);

    input = read_value("{\"a\":[]}");
    lend_begin(&l, input);
    json_object_array_add(member(input, "a"), input);
    lend_end(&l, input);
    json_object_array_del_idx(member(input, "a"), 0, 1);
    CU_ASSERT_EQUAL(json_object_put(input), 0);
    CU_ASSERT_EQUAL(json_object_put(input), 1);
}

UNIT_MAIN("lend", { "each node has its owners", test_owners },
          { "what the function keeps", test_kept }, { "counts", test_counts },
          { "large, and in a circle", test_large })
