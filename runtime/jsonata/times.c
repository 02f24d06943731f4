/* times.c - $now, $millis, $fromMillis, $toMillis. */
#include <math.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/jsonata/calendar.h"
#include "runtime/jsonata/datepicture.h"
#include "runtime/jsonata/dateread.h"
#include "runtime/jsonata/datewrite.h"
#include "runtime/jsonata/word.h"
#include "runtime/value/value.h"

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

/* Reads a picture; without one it is that of ISO 8601. */
static bool read_picture(struct work *w, const struct value *v, struct datepicture *ret)
{
    static const char iso[] = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";
    struct buf about = { 0 };
    size_t size;
    const char *text = text_of(v, &size);
    enum work_code code = v == NULL ? datepicture_read(iso, sizeof iso - 1, ret, &about)
                                    : datepicture_read(text, size, ret, &about);
    if (code != CODE_NONE) {
        fail(w, code, &about);
    }
    buf_release(&about);
    return code == CODE_NONE;
}

static struct value *write(struct work *w, double ms, const struct value *picture,
                           const struct value *zone)
{
    struct datepicture p = { 0 };
    struct buf out = { 0 }, about = { 0 };
    struct value *result = NULL;
    size_t size;
    const char *text = text_of(zone, &size);
    if (read_picture(w, picture, &p)) {
        struct datewrite_zone z =
            zone == NULL ? (struct datewrite_zone){ 0, 0 } : datewrite_read_zone(text, size);
        enum work_code code = datewrite_put(&out, ms, &p, z, &about);
        result = code == CODE_NONE ? cast_text(w, buf_string(&out), out.size)
                                   : fail(w, code, &about);
    }
    datepicture_release(&p);
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
    struct datepicture p = { 0 };
    struct buf about = { 0 };
    struct value *result = NULL;
    bool is_there = false;
    double ms = NAN;
    size_t size;
    const char *text = text_of(v, &size);
    if (read_picture(w, picture, &p)) {
        enum work_code code =
            dateread_by(text, size, &p, work_now_ms(w), &is_there, &ms, &about);
        result = code != CODE_NONE ? fail(w, code, &about) : is_there ? cast_number(ms) : NULL;
    }
    datepicture_release(&p);
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
