#include "runtime/value/sound.h"

#include <json-c/json.h>
#include <math.h>

#include "runtime/base/memory.h"
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
    struct json_object *array = json_object_new_array();
    json_object_array_add(array, v);
    return array;
}

static struct json_object *in_object(const char *key, struct json_object *v)
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, key, v);
    return object;
}

static void test_scalars(void)
{
    judge(NULL, "sound");
    judge(json_object_new_boolean(true), "sound");
    judge(json_object_new_int64(INT64_MIN), "sound");
    judge(json_object_new_double(0.1), "sound");
    judge(json_object_new_double_s(INFINITY, "1e999"), "sound");
    judge(json_object_new_double(NAN), "a number that is infinite or not a number");
    judge(json_object_new_double(-INFINITY), "a number that is infinite or not a number");
    judge(json_object_new_double_s(NAN, "NaN"), "a number that is infinite or not a number");
    judge(json_object_new_double_s(INFINITY, "1e999 or so"),
          "a number that is infinite or not a number");
    judge(json_object_new_string_len("a\0b", 3), "sound");
    judge(json_object_new_string("\xc3\xa4"), "sound");
    judge(json_object_new_string("\xc3"), "a text that is not UTF-8");
    judge(json_object_new_string("\xed\xa0\x80"), "a text that is not UTF-8");
}

static void test_inside(void)
{
    judge(in_object("a", in_array(json_object_new_string("\xff"))), "a text that is not UTF-8");
    judge(in_array(in_object("\xff", NULL)), "a text that is not UTF-8");
    judge(in_array(in_object("k", json_object_new_double(INFINITY))),
          "a number that is infinite or not a number");
    struct json_object *wide = json_object_new_array();
    for (int i = 0; i < 100000; i++) {
        json_object_array_add(wide, in_object("k", json_object_new_int64(i)));
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
    struct json_object *v = json_object_new_int64(1);
    for (int i = 0; i < 60; i++) {
        struct json_object *pair = in_array(v);
        json_object_array_add(pair, json_object_get(v));
        v = pair;
    }
    judge(v, "more than 16 MiB");
    struct json_object *circle = json_object_new_array();
    json_object_array_add(circle, json_object_get(circle));
    judge(circle, DEEP);
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "self", in_array(json_object_get(object)));
    judge(in_array(object), DEEP);
}

static void test_size(void)
{
    char *text = memory_get(SOUND_BYTES_MAX);
    memset(text, 'a', SOUND_BYTES_MAX);
    judge(json_object_new_string_len(text, (int)SOUND_BYTES_MAX - 1), "sound");
    judge(json_object_new_string_len(text, (int)SOUND_BYTES_MAX), "more than 16 MiB");
    judge(in_array(json_object_new_string_len(text, (int)SOUND_BYTES_MAX)), "more than 16 MiB");
    memory_release(text);
}

UNIT_MAIN("sound", { "scalars", test_scalars }, { "what is inside", test_inside },
          { "depth", test_depth }, { "sharing and circles", test_sharing },
          { "size", test_size })
