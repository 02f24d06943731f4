/* times.c - $now, $millis, $fromMillis, $toMillis. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/picture/calendar.h"
#include "runtime/picture/datepicture.h"
#include "runtime/picture/dateread.h"
#include "runtime/picture/datewrite.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

static const char *text_of(const struct value *v, size_t *ret_size)
{
    *ret_size = v == NULL ? 0 : value_string_size(v);
    return v == NULL ? "" : value_string(v);
}

/* Fails with a code of a picture, of which `about` is what the message tells. */
static struct value *fail(struct work *w, enum work_code code, const struct buf *about)
{
    struct value *v = value_text_n(buf_string(about), about->size);
    work_fail(w, code, v);
    value_release(v);
    return NULL;
}

/* The picture that was read last: an expression has few, and reads each again and again. */
static struct {
    char *text; /* owned, and kept; NULL: none was read yet */
    size_t size;
    struct datepicture picture;
} last;

static bool is_last(const char *text, size_t size)
{
    return last.text != NULL && last.size == size && memcmp(last.text, text, size) == 0;
}

/* Reads a picture, which is valid until the next one is read; without a text it is that of ISO
 * 8601. NULL if it has failed. */
static const struct datepicture *read_picture(struct work *w, const struct value *v)
{
    static const char iso[] = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";
    size_t size = sizeof iso - 1;
    const char *text = v == NULL ? iso : text_of(v, &size);
    if (is_last(text, size)) {
        return &last.picture;
    }
    struct buf about = { 0 };
    struct datepicture picture = { 0 };
    char *own = memory_text_n(text, size);
    enum work_code code = datepicture_read(own, size, &picture, &about);
    if (code != CODE_NONE) {
        fail(w, code, &about);
        datepicture_release(&picture);
        memory_release(own);
    } else {
        datepicture_release(&last.picture);
        memory_release(last.text);
        last.text = own;
        last.size = size;
        last.picture = picture;
    }
    buf_release(&about);
    return code == CODE_NONE ? &last.picture : NULL;
}

static struct value *write(struct work *w, double ms, const struct value *picture,
                           const struct value *zone)
{
    struct buf out = { 0 }, about = { 0 };
    struct value *result = NULL;
    size_t size;
    const char *text = text_of(zone, &size);
    const struct datepicture *p = read_picture(w, picture);
    if (p != NULL) {
        struct datewrite_zone z =
            zone == NULL ? (struct datewrite_zone){ 0, 0 } : datewrite_read_zone(text, size);
        enum work_code code = datewrite_put(&out, ms, p, z, &about);
        result = code == CODE_NONE ? cast_text(w, buf_string(&out), out.size)
                                   : fail(w, code, &about);
    }
    buf_release(&out);
    buf_release(&about);
    return result;
}

static struct value *now(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return write(w, (double)work_now_ms(w), args[0], args[1]);
}

static struct value *millis(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    (void)args;
    return value_int(work_now_ms(w));
}

static struct value *from_millis(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return args[0] == NULL ? NULL : write(w, cast_double(args[0]), args[1], args[2]);
}

static struct value *by_picture(struct work *w, const struct value *v,
                                const struct value *picture)
{
    struct buf about = { 0 };
    struct value *result = NULL;
    bool is_there = false;
    double ms = NAN;
    size_t size;
    const char *text = text_of(v, &size);
    const struct datepicture *p = read_picture(w, picture);
    if (p != NULL) {
        enum work_code code =
            dateread_by(text, size, p, work_now_ms(w), &is_there, &ms, &about);
        result = code != CODE_NONE ? fail(w, code, &about) : is_there ? cast_number(ms) : NULL;
    }
    buf_release(&about);
    return result;
}

static struct value *to_millis(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    if (args[1] != NULL) {
        return by_picture(w, args[0], args[1]);
    }
    double ms;
    return dateread_iso(value_string(args[0]), value_string_size(args[0]), &ms)
               ? cast_number(ms)
               : work_fail(w, CODE_D3110, args[0]);
}

const struct jna_word jna_now = { "now", "<s?s?:s>", now, 0 };
const struct jna_word jna_millis = { "millis", "<:n>", millis, 0 };
const struct jna_word jna_from_millis = { "fromMillis", "<n-s?s?:s>", from_millis, 0 };
const struct jna_word jna_to_millis = { "toMillis", "<s-s?:n>", to_millis, 0 };
