#include "runtime/value/sound.h"

#include <json-c/json.h>
#include <math.h>

#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

#define DEEP "a value that nests deeper than 1000 levels"

static void judge(struct json_object *v, const char *wanted)
{
    const char *flaw = sound_flaw(v);
    UNIT_TEXT(flaw == NULL ? "sound" : flaw, wanted);
    sound_release(v);
}

static struct json_object *in_array(struct json_object *v)
{
    struct json_object *array = value_array(1);
    value_append_take(array, v);
    return array;
}

static struct json_object *in_object(const char *key, struct json_object *v)
{
    struct json_object *object = value_object();
    value_set_take(object, key, v);
    return object;
}

static void test_scalars(void)
{
    judge(NULL, "sound");
    judge(value_bool(true), "sound");
    judge(value_int(INT64_MIN), "sound");
    judge(value_double(0.1), "sound");
    judge(value_number("1e999", 5), "sound");
    judge(value_double(NAN), "a number that is infinite or none");
    judge(value_double(-INFINITY), "a number that is infinite or none");
    judge(value_text_n("a\0b", 3), "sound");
    judge(value_text("\xc3\xa4"), "sound");
    judge(value_text("\xc3"), "a text that is no UTF-8");
    judge(value_text("\xed\xa0\x80"), "a text that is no UTF-8");
}

static void test_inside(void)
{
    judge(in_object("a", in_array(value_text("\xff"))), "a text that is no UTF-8");
    judge(in_array(in_object("\xff", NULL)), "a text that is no UTF-8");
    judge(in_array(in_object("k", value_double(INFINITY))),
          "a number that is infinite or none");
    struct json_object *wide = value_array(100000);
    for (int i = 0; i < 100000; i++) {
        value_append_take(wide, in_object("k", value_int(i)));
    }
    judge(wide, "sound");
}

static struct json_object *nest(size_t levels, bool objects)
{
    struct json_object *v = NULL;
    for (size_t i = 0; i < levels; i++) {
        v = objects ? in_object("k", v) : in_array(v);
    }
    return v;
}

static void test_depth(void)
{
    judge(nest(1000, false), "sound");
    judge(nest(1001, false), DEEP);
    judge(nest(1000, true), "sound");
    judge(nest(1001, true), DEEP);
    judge(nest(200000, false), DEEP);
    judge(nest(200000, true), DEEP);
}

/* 2 to the 60th leaves, and a value that holds itself. */
static void test_sharing(void)
{
    struct json_object *v = value_int(1);
    for (int i = 0; i < 60; i++) {
        struct json_object *pair = in_array(v);
        value_append_take(pair, value_share(v));
        v = pair;
    }
    judge(v, "more than 16 MiB");
    struct json_object *circle = value_array(1);
    value_append_take(circle, value_share(circle));
    judge(circle, DEEP);
    struct json_object *object = value_object();
    value_set_take(object, "self", in_array(value_share(object)));
    judge(in_array(object), DEEP);
}

static void test_size(void)
{
    char *text = memory_get(SOUND_BYTES_MAX);
    memset(text, 'a', SOUND_BYTES_MAX);
    judge(value_text_n(text, SOUND_BYTES_MAX - 1), "sound");
    judge(value_text_n(text, SOUND_BYTES_MAX), "more than 16 MiB");
    judge(in_array(value_text_n(text, SOUND_BYTES_MAX)), "more than 16 MiB");
    memory_release(text);
}

UNIT_MAIN("sound", { "scalars", test_scalars }, { "what is inside", test_inside },
          { "depth", test_depth }, { "sharing and circles", test_sharing },
          { "size", test_size })
