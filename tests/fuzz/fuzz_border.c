/* Any bytes across the border to json-c and back. A text that is JSON comes back from json-c as
 * it went out, and json-c reads it as the same. What json-c makes of the bytes comes in, if it
 * is sound, and goes out and in again as the same. And a task's function that returns a part of
 * what it was lent without a reference of its own harms nobody. */
#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/border.h"
#include "runtime/value/lend.h"
#include "runtime/value/read.h"
#include "runtime/value/sound.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Both have the same JSON text. */
static void must_be_same(const struct value *a, const struct value *b)
{
    char *first = write_text(a), *second = write_text(b);
    must(strcmp(first, second) == 0);
    must(value_equal(a, b));
    memory_release(first);
    memory_release(second);
}

static void out_and_in(const struct value *v)
{
    struct json_object *o = border_out(v);
    struct value *back;
    must(sound_flaw(o) == NULL);
    back = border_in(o);
    must_be_same(v, back);
    value_release(back);
    border_release(o);
}

/* json-c keeps integers of 64 bits only, and takes what lies beyond as the largest. */
static bool has_long_number(const char *text, size_t size)
{
    size_t digits = 0;
    for (size_t i = 0; i < size && digits < 19; i++) {
        digits = text[i] >= '0' && text[i] <= '9' ? digits + 1 : 0;
    }
    return digits == 19;
}

/* What json-c reads, or NULL; also for JSON null. */
static struct json_object *read_by_json_c(const char *text, size_t size)
{
    struct json_tokener *t = json_tokener_new_ex(READ_DEPTH_MAX + 1);
    must(t != NULL);
    json_tokener_set_flags(t, JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *o = json_tokener_parse_ex(t, text, (int)size + 1);
    json_tokener_free(t);
    return o;
}

static void in_and_out(struct json_object *o)
{
    if (sound_flaw(o) == NULL) {
        struct value *v = border_in(o);
        out_and_in(v);
        value_release(v);
    }
}

/* The value itself or, if `choice` says so, something in it. */
static struct json_object *part_of(struct json_object *o, uint8_t choice)
{
    if (choice % 3 == 0) {
        return o;
    }
    if (json_object_is_type(o, json_type_array) && json_object_array_length(o) > 0) {
        return part_of(json_object_array_get_idx(o, choice % json_object_array_length(o)),
                       (uint8_t)(choice / 3));
    }
    if (json_object_is_type(o, json_type_object) && json_object_object_length(o) > 0) {
        return part_of(json_object_iter_peek_value(&(struct json_object_iterator){
                           .opaque_ = lh_table_head(json_object_get_object(o)) }),
                       (uint8_t)(choice / 3));
    }
    return o;
}

static void lend_out(const struct value *v, uint8_t choice)
{
    struct json_object *o = border_out(v), *result, *holder = NULL;
    struct lend l;
    lend_begin(&l, o);
    result = part_of(o, choice);
    if (choice % 2 == 0) {
        holder = json_object_new_array();
        json_object_array_add(holder, result);
        json_object_array_add(holder, result);
        result = holder;
    } else if (choice % 5 == 0) {
        json_object_put(result);
        result = NULL;
    }
    lend_end(&l, result);
    in_and_out(result);
    border_release(result);
    in_and_out(o);
    border_release(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct value *v = NULL;
    struct read_error error;
    char *text = memory_text_n((const char *)bytes, size);
    struct json_object *o = read_by_json_c(text, size);
    if (read_json(text, size, &v, &error)) {
        out_and_in(v);
        lend_out(v, bytes[size / 2]);
        if (!has_long_number(text, size) && value_depth(v, READ_DEPTH_MAX) < READ_DEPTH_MAX) {
            struct value *theirs = border_in(o);
            must_be_same(v, theirs);
            value_release(theirs);
        }
        value_release(v);
    }
    in_and_out(o);
    json_object_put(o);
    memory_release(text);
    return 0;
}
