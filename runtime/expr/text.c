/* text.c - States.StringToJson, JsonToString, JsonMerge, StringSplit (F-11, F-12, F-23, F-26).
 */
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static bool is_blank(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r'))) {
        i++;
    }
    return i == size;
}

struct value *asl_string_to_json(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct value *value = NULL;
    struct read_error error;
    bool is_text = n == 1 && value_type(args[0]) == VALUE_STRING;
    if (is_text && is_blank(value_string(args[0]), value_string_size(args[0]))) {
        return value_null();
    }
    if (!is_text ||
        !read_json(value_string(args[0]), value_string_size(args[0]), &value, &error)) {
        return intrinsic_fail(s, "Invalid arguments in States.StringToJson");
    }
    return value;
}

struct value *asl_json_to_string(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 1) {
        return intrinsic_fail(s, "Invalid arguments in States.JsonToString");
    }
    struct buf out = { 0 };
    write_json(&out, args[0]);
    struct value *text = value_text_n(buf_string(&out), out.size);
    buf_release(&out);
    return text;
}

/* Only a deep merge is refused: any other third argument means a shallow one. */
struct value *asl_json_merge(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 3 || value_type(args[0]) != VALUE_OBJECT || value_type(args[1]) != VALUE_OBJECT ||
        value_is_true(args[2])) {
        return intrinsic_fail(s, "Invalid arguments in States.JsonMerge");
    }
    struct value *merged = value_share(args[0]);
    for (struct value_walk m = value_walk(args[1]); value_step(&m);) {
        value_set_take(&merged, m.key, value_share(m.value));
    }
    return merged;
}

/* The bytes of the character at `text`, `size` of them left. */
static size_t span_of(const char *text, size_t size)
{
    unsigned char c = (unsigned char)*text;
    size_t span = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    return span < size ? span : size;
}

struct value *asl_string_split(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 2 || value_type(args[0]) != VALUE_STRING || value_type(args[1]) != VALUE_STRING) {
        return intrinsic_fail(s, "Invalid arguments in States.StringSplit");
    }
    const char *text = value_string(args[0]), *marks = value_string(args[1]);
    size_t size = value_string_size(args[0]), marks_size = value_string_size(args[1]);
    struct value *pieces = value_array(0);
    size_t begin = 0, at = 0, span = 1;
    for (; at <= size; at += span) {
        span = at < size ? span_of(text + at, size - at) : 1;
        if (at < size && memmem(marks, marks_size, text + at, span) == NULL) {
            continue;
        }
        if (at > begin) {
            value_append_take(&pieces, value_text_n(text + begin, at - begin));
        }
        begin = at + span;
    }
    return pieces;
}
