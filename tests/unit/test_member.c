/*
 * Members of an object: a struct's, there and back, whatever their types and extremes; payloads
 * as text (H-03), flags (H-04), times.
 */
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

enum color { RED, GREEN, BLUE };

struct thing {
    bool truth;
    int number;
    enum color color;
    int64_t large;
    uint64_t count;
    size_t size;
    double share;
    char *name, *nothing;
    struct value *value, *null;
    int left_out;
    struct {
        int depth;
    } inner;
};

static const struct member rows[] = {
    MEMBER(struct thing, truth),
    MEMBER(struct thing, number),
    MEMBER(struct thing, color),
    MEMBER(struct thing, large),
    MEMBER(struct thing, count),
    MEMBER(struct thing, size),
    MEMBER(struct thing, share),
    MEMBER(struct thing, name),
    MEMBER(struct thing, nothing),
    MEMBER(struct thing, value),
    MEMBER(struct thing, null),
    MEMBER(struct thing, inner.depth),
    MEMBER_END,
};

/* Static. */
static const char *shown(const struct value *v)
{
    static char *text;
    memory_release(text);
    text = write_text(v);
    return text;
}

/* Static. */
static const char *written(const struct thing *t)
{
    static struct buf text;
    buf_clear(&text);
    member_begin(&text);
    member_write(&text, t, rows);
    member_end(&text);
    return buf_string(&text);
}

static struct value *read_text(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

static void there(void)
{
    struct thing t = { .truth = true,
                       .number = -7,
                       .color = BLUE,
                       .large = INT64_MIN,
                       .count = 1,
                       .size = 2,
                       .share = 0.5,
                       .name = memory_text("a\"b"),
                       .value = value_array(0),
                       .left_out = 9,
                       .inner = { 3 } };
    UNIT_TEXT(written(&t),
              "{\"truth\":true,\"number\":-7,\"color\":2,\"large\":-9223372036854775808,"
              "\"count\":1,\"size\":2,\"share\":0.5,\"name\":\"a\\\"b\","
              "\"value\":[],\"inner.depth\":3}");
    UNIT_TEXT(written(&(struct thing){ .truth = false }), "{}");
    value_release(t.value);
    memory_release(t.name);
}

static void back(void)
{
    struct thing t = { .truth = true,
                       .number = INT32_MIN,
                       .color = GREEN,
                       .large = INT64_MAX,
                       .count = INT64_MAX,
                       .size = 12,
                       .share = 0.1,
                       .name = memory_text(""),
                       .value = value_text("x"),
                       .inner = { -1 } };
    struct thing u = { .left_out = 5, .nothing = t.name, .null = t.value };
    struct value *o = read_text(written(&t));
    member_read(&u, o, rows);
    value_release(o);
    CU_ASSERT_TRUE(u.truth);
    CU_ASSERT_EQUAL(u.number, INT32_MIN);
    CU_ASSERT_EQUAL(u.color, GREEN);
    CU_ASSERT_EQUAL(u.large, INT64_MAX);
    CU_ASSERT_EQUAL(u.count, INT64_MAX);
    CU_ASSERT_EQUAL(u.size, 12);
    CU_ASSERT_EQUAL(u.share, 0.1);
    UNIT_TEXT(u.name, "");
    CU_ASSERT_PTR_NOT_EQUAL(u.name, t.name);
    CU_ASSERT_PTR_NULL(u.nothing);
    UNIT_TEXT(shown(u.value), "\"x\"");
    CU_ASSERT_PTR_NULL(u.null);
    CU_ASSERT_EQUAL(u.left_out, 5);
    CU_ASSERT_EQUAL(u.inner.depth, -1);
    value_release(t.value);
    value_release(u.value);
    memory_release(t.name);
    memory_release(u.name);
}

/* What is missing is 0, whatever was there; texts that name it are read as well. */
static void absent(void)
{
    struct thing t = { .truth = true, .number = 3, .share = 2, .left_out = 9, .inner = { 4 } };
    struct value *o = read_text("{\"name\":null,\"number\":0}");
    t.name = t.nothing = (char *)&t;
    member_read(&t, o, rows);
    UNIT_TEXT(written(&t), "{}");
    CU_ASSERT_EQUAL(t.left_out, 9);
    CU_ASSERT_EQUAL(member_int(o, "number"), 0);
    CU_ASSERT_EQUAL(member_int(o, "none"), 0);
    CU_ASSERT_PTR_NULL(member_of(o, "none"));
    value_release(o);
}

static void forms(void)
{
    struct value *o = value_object();
    struct value *payload = value_object();
    value_set_take(&payload, "a", value_text("b"));
    member_put_json(&o, "input", payload);
    member_put_json(&o, "output", NULL);
    member_put_flag(&o, "inputDetails", "truncated", false);
    member_put_time(&o, "at", INT64_C(1735689600123));
    UNIT_TEXT(shown(o), "{\"input\":\"{\\\"a\\\":\\\"b\\\"}\",\"output\":\"null\","
                        "\"inputDetails\":{\"truncated\":false},"
                        "\"at\":\"2025-01-01T00:00:00.123Z\"}");
    UNIT_TEXT(shown(member_of(o, "output")), "\"null\"");
    value_release(payload);
    value_release(o);
}

UNIT_MAIN("member", { "there", there }, { "back", back }, { "absent", absent },
          { "forms", forms })
