#include "runtime/value/write.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

/* Takes the value. */
static void check(struct value *v, const char *wanted)
{
    char *text = write_text(v);
    size_t size = strlen(text);
    UNIT_TEXT(text, wanted);
    /* write_exceeds() counts what write_json() writes. */
    CU_ASSERT_FALSE(write_exceeds(v, size));
    CU_ASSERT_TRUE(write_exceeds(v, size - 1));
    CU_ASSERT_TRUE(write_exceeds(v, 0));
    memory_release(text);
    value_release(v);
}

static void test_scalars(void)
{
    check(NULL, "null");
    check(value_bool(true), "true");
    check(value_bool(false), "false");
    check(value_int(-5), "-5");
    check(value_int(INT64_MIN), "-9223372036854775808");
    check(value_double(1.0), "1.0");
    check(value_double(1e10), "1.0E10");
    check(value_double(0.1), "0.1");
    check(value_number("123456789012345678901", 21), "123456789012345678901");
}

/* J-14 */
static void test_not_finite(void)
{
    check(value_double((double)INFINITY), "\"Infinity\"");
    check(value_double((double)-INFINITY), "\"-Infinity\"");
    check(value_double((double)NAN), "\"NaN\"");
    struct value *a = value_array(1);
    value_append_take(&a, value_double((double)INFINITY));
    check(a, "[\"Infinity\"]");
    check(value_number("1e400", 5), "1e400");
    check(value_number("-1e400", 6), "-1e400");
}

static void test_escapes(void)
{
    check(value_text_n("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001F\x7f\"");
    check(value_text("\"\\\b\f\n\r\t/'<>&"), "\"\\\"\\\\\\b\\f\\n\\r\\t/'<>&\"");
    check(value_text("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xe2\x80\xa8"),
          "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xe2\x80\xa8\"");
    check(value_text("1234567\n12345678\n123456789\n"),
          "\"1234567\\n12345678\\n123456789\\n\"");
}

/* Each byte at each place of a word is seen. */
static void test_escapes_at_each_place(void)
{
    for (int byte = 1; byte < 0x80; byte++) {
        for (size_t place = 0; place < 19; place++) {
            char text[20];
            memset(text, 'x', sizeof text);
            text[place] = (char)byte;
            struct buf b = { 0 };
            write_string(&b, text, sizeof text);
            bool is_special = byte < 0x20 || byte == '"' || byte == '\\';
            CU_ASSERT_TRUE(is_special ? b.size > 22 : b.size == 22);
            CU_ASSERT_EQUAL(b.text[1 + place], is_special ? '\\' : (char)byte);
            CU_ASSERT_EQUAL(b.text[b.size - 2], 'x');
            buf_release(&b);
        }
    }
}

static void test_containers(void)
{
    static const char *const texts[] = { "[]",
                                         "{}",
                                         "[[]]",
                                         "[{},[],{}]",
                                         "[1,2,[3,[4],5],6]",
                                         "{\"b\":1,\"a\":{\"c\":[]},\"\":null}",
                                         "{\"a\\n\\\"b\":{\"c\":{\"d\":[{\"e\":[]}]}}}" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct value *v = NULL;
        struct read_error error;
        CU_ASSERT_TRUE_FATAL(read_json(texts[i], strlen(texts[i]), &v, &error));
        check(v, texts[i]);
    }
}

static void test_behind_other_text(void)
{
    struct buf b = { 0 };
    struct value *v = value_text("x");
    buf_text(&b, "a=");
    write_json(&b, v);
    buf_text(&b, ";");
    UNIT_TEXT(buf_string(&b), "a=\"x\";");
    buf_release(&b);
    value_release(v);
}

static void test_limited_buffer(void)
{
    struct value *v = value_array(0);
    for (int i = 0; i < 1000; i++) {
        value_append_take(&v, value_text("some text"));
    }
    struct buf b = { .limit = 20 };
    write_json(&b, v);
    CU_ASSERT_TRUE(b.full);
    UNIT_TEXT(buf_string(&b), "[\"some text\",\"some t");
    buf_release(&b);
    value_release(v);
}

/* The quick count is never below the exact one, so that the exact one decides. */
static void test_exceeds(void)
{
    static const char text[] =
        "{\"key\":\"\\n\\u0001plain\",\"n\":[-9223372036854775808,1.0E10,null]}";
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, sizeof text - 1, &v, &error));
    for (size_t limit = 0; limit < 300; limit++) {
        CU_ASSERT_EQUAL(write_exceeds(v, limit), sizeof text - 1 > limit);
    }
    value_release(v);
}

/* A stream gets the same text, however many parts it is handed on in. */
static void check_line(const struct value *v)
{
    char *wanted = write_text(v), *got = NULL;
    size_t size = 0, wanted_size = strlen(wanted);
    FILE *f = open_memstream(&got, &size);
    CU_ASSERT_TRUE(write_line(f, v));
    fclose(f);
    CU_ASSERT_EQUAL_FATAL(size, wanted_size + 1);
    CU_ASSERT_TRUE(memcmp(got, wanted, wanted_size) == 0);
    CU_ASSERT_EQUAL(got[wanted_size], '\n');
    memory_release(wanted);
    memory_release(got);
}

static void test_line(void)
{
    struct value *v = value_array(0);
    check_line(value_int(7));
    check_line(v);
    for (int i = 0; i < 20000; i++) {
        struct value *o = value_object();
        value_set_take(&o, "number", value_int(i));
        value_append_take(&v, o);
    }
    check_line(v);
    FILE *full = fopen("/dev/full", "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(full);
    CU_ASSERT_FALSE(write_line(full, v));
    CU_ASSERT_EQUAL(errno, ENOSPC);
    fclose(full);
    value_release(v);
}

UNIT_MAIN("write", { "scalars", test_scalars }, { "not finite (J-14)", test_not_finite },
          { "escapes", test_escapes }, { "escapes at each place", test_escapes_at_each_place },
          { "containers", test_containers }, { "behind other text", test_behind_other_text },
          { "limited buffer", test_limited_buffer }, { "exceeds", test_exceeds },
          { "line", test_line })
