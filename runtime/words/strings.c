/* strings.c - $string, $length, $substring and its like, $lowercase, $uppercase, $trim, $pad,
 * $join. Characters are whole ones: none is cut in two. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"
#include "runtime/words/casing.h"
#include "runtime/words/word.h"

static struct value *string_of(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return cast_string(w, args[0], args[1] != NULL && value_is_true(args[1]));
}

static struct value *length(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    struct value *v = args[0];
    return v == NULL ? NULL
                     : value_int((int64_t)text_count(value_string(v), value_string_size(v)));
}

/* ---- Parts ------------------------------------------------------------------------------- */

/* The byte where so many characters are behind. */
static size_t byte_of(const char *text, size_t size, size_t characters)
{
    size_t at = 0;
    for (; characters > 0 && at < size; characters--) {
        for (at++; at < size && text_is_tail(text[at]);) {
            at++;
        }
    }
    return at;
}

/* A place in a text as JavaScript's slice() takes it: cut to a whole number, from the end if it
 * is negative. */
static size_t place(double at, double characters)
{
    at = isnan(at) ? 0 : trunc(at);
    at = at < 0 ? at + characters : at;
    return at <= 0 ? 0 : at >= characters ? (size_t)characters : (size_t)at;
}

static struct value *substring(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    const char *text = value_string(args[0]);
    size_t size = value_string_size(args[0]);
    double characters = (double)text_count(text, size), end = characters;
    double start = args[1] == NULL ? 0 : cast_double(args[1]);
    start = characters + start < 0 ? 0 : start;
    if (args[2] != NULL) {
        double wanted = cast_double(args[2]);
        if (wanted <= 0) {
            return value_text("");
        }
        end = start >= 0 ? start + wanted : characters + start + wanted;
    }
    size_t from = place(start, characters), to = place(end, characters);
    if (from >= to) {
        return value_text("");
    }
    size_t at = byte_of(text, size, from);
    return cast_text(w, text + at, byte_of(text + at, size - at, to - from));
}

/* Where one text is in another; `size` if it is not. */
static size_t find(const struct value *text, const struct value *part)
{
    const char *at = memmem(value_string(text), value_string_size(text), value_string(part),
                            value_string_size(part));
    return at == NULL ? value_string_size(text) : (size_t)(at - value_string(text));
}

static struct value *before(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || args[1] == NULL) {
        return value_share(args[0]);
    }
    return cast_text(w, value_string(args[0]), find(args[0], args[1]));
}

static struct value *after(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || args[1] == NULL) {
        return value_share(args[0]);
    }
    size_t size = value_string_size(args[0]), at = find(args[0], args[1]);
    if (at == size && value_string_size(args[1]) > 0) {
        return value_share(args[0]);
    }
    at += value_string_size(args[1]);
    return cast_text(w, value_string(args[0]) + at, size - at);
}

/* ---- Letters ----------------------------------------------------------------------------- */

static struct value *in_case(struct work *w, const struct value *v,
                             void (*put)(struct buf *b, const char *text, size_t size))
{
    struct buf out = { 0 };
    put(&out, value_string(v), value_string_size(v));
    struct value *result = cast_text(w, buf_string(&out), out.size);
    buf_release(&out);
    return result;
}

static struct value *lowercase(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return args[0] == NULL ? NULL : in_case(w, args[0], casing_put_lower);
}

static struct value *uppercase(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return args[0] == NULL ? NULL : in_case(w, args[0], casing_put_upper);
}

/* ---- Blanks and joints ------------------------------------------------------------------- */

static struct value *trim(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    const char *text = value_string(args[0]);
    struct buf out = { 0 };
    bool has_blank = false;
    for (size_t i = 0; i < value_string_size(args[0]); i++) {
        if (text_is_blank(text[i])) {
            has_blank = out.size > 0;
            continue;
        }
        if (has_blank) {
            buf_char(&out, ' ');
        }
        has_blank = false;
        buf_char(&out, text[i]);
    }
    struct value *result = cast_text(w, buf_string(&out), out.size);
    buf_release(&out);
    return result;
}

static void put_padding(struct buf *out, const char *padding, size_t size, size_t characters)
{
    size_t each = text_count(padding, size);
    for (; characters >= each; characters -= each) {
        buf_put(out, padding, size);
    }
    buf_put(out, padding, byte_of(padding, size, characters));
}

static struct value *pad(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    bool has_padding = args[2] != NULL && value_string_size(args[2]) > 0;
    const char *padding = has_padding ? value_string(args[2]) : " ";
    size_t size = has_padding ? value_string_size(args[2]) : 1;
    double width = args[1] == NULL ? 0 : trunc(cast_double(args[1]));
    size_t length = text_count(value_string(args[0]), value_string_size(args[0]));
    double missing = fabs(width) - (double)length;
    if (!(missing > 0)) {
        return value_share(args[0]);
    }
    double bytes = missing * (double)size / (double)text_count(padding, size);
    if (!work_may_make(w, bytes > 1e12 ? SIZE_MAX / 2 : (size_t)bytes + size)) {
        return NULL;
    }
    struct buf out = { 0 };
    if (width > 0) {
        buf_put(&out, value_string(args[0]), value_string_size(args[0]));
    }
    put_padding(&out, padding, size, (size_t)missing);
    if (width < 0) {
        buf_put(&out, value_string(args[0]), value_string_size(args[0]));
    }
    struct value *result = cast_text(w, buf_string(&out), out.size);
    buf_release(&out);
    return result;
}

static struct value *join(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    struct buf out = { 0 };
    size_t texts = value_count(args[0]), size = 0;
    for (size_t i = 0; i < texts && !work_failed(w); i++) {
        const struct value *item = value_item(args[0], i);
        size += value_string_size(item) + (args[1] == NULL ? 0 : value_string_size(args[1]));
        if (!work_may_make(w, 8) || (w->most_bytes != 0 && size > w->most_bytes)) {
            work_may_make(w, size);
            break;
        }
        if (i > 0 && args[1] != NULL) {
            buf_put(&out, value_string(args[1]), value_string_size(args[1]));
        }
        buf_put(&out, value_string(item), value_string_size(item));
    }
    struct value *result = work_failed(w) ? NULL : cast_text(w, buf_string(&out), out.size);
    buf_release(&out);
    return result;
}

const struct jna_word jna_string = { "string", "<x-b?:s>", string_of, 1 };
const struct jna_word jna_length = { "length", "<s-:n>", length, 0 };
const struct jna_word jna_substring = { "substring", "<s-nn?:s>", substring, 0 };
const struct jna_word jna_before = { "substringBefore", "<s-s:s>", before, 0 };
const struct jna_word jna_after = { "substringAfter", "<s-s:s>", after, 0 };
const struct jna_word jna_lowercase = { "lowercase", "<s-:s>", lowercase, 0 };
const struct jna_word jna_uppercase = { "uppercase", "<s-:s>", uppercase, 0 };
const struct jna_word jna_trim = { "trim", "<s-:s>", trim, 0 };
const struct jna_word jna_pad = { "pad", "<s-ns?:s>", pad, 0 };
const struct jna_word jna_join = { "join", "<a<s>s?:s>", join, 0 };
