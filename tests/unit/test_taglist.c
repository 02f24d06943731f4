/* Lists of tags: some taken out, others put in their place. */
#include "runtime/base/buf.h"
#include "runtime/service/taglist.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static const char tags[] = "[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"2\"}]";

static void check(struct value *(*make)(const struct value *tags, const struct value *more),
                  const char *old, const char *more, const char *wanted)
{
    struct read_error e;
    struct buf b = { 0 };
    struct value *from = NULL, *by = NULL;
    CU_ASSERT_TRUE_FATAL(read_json(old, strlen(old), &from, &e));
    CU_ASSERT_TRUE_FATAL(read_json(more, strlen(more), &by, &e));
    struct value *made = make(from, by);
    write_json(&b, made);
    UNIT_TEXT(buf_string(&b), wanted);
    buf_release(&b);
    value_release(made);
    value_release(by);
    value_release(from);
}

static void without(void)
{
    check(taglist_without, tags, "[\"a\",\"c\"]", "[{\"Key\":\"b\",\"Value\":\"2\"}]");
    check(taglist_without, tags, "[{\"Key\":\"b\"},{\"Value\":\"a\"},7]",
          "[{\"Key\":\"a\",\"Value\":\"1\"}]");
    check(taglist_without, tags, "{\"a\":\"b\"}", tags);
    check(taglist_without, "null", "[\"a\"]", "[]");
}

static void with(void)
{
    check(taglist_with, tags, "[{\"Key\":\"c\",\"Value\":\"3\"}]",
          "[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"2\"},"
          "{\"Key\":\"c\",\"Value\":\"3\"}]");
    check(taglist_with, tags,
          "[{\"Key\":\"a\",\"Value\":\"3\"},{\"Key\":\"a\",\"Value\":\"4\"}]",
          "[{\"Key\":\"b\",\"Value\":\"2\"},{\"Key\":\"a\",\"Value\":\"4\"}]");
    check(taglist_with, tags, "null", tags);
}

UNIT_MAIN("taglist", { "without", without }, { "with", with })
