#include "runtime/call/shape.h"

#include <inttypes.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

const struct asl_shape asl_shape_string = { .kind = ASL_SHAPE_STRING };
const struct asl_shape asl_shape_integer = { .kind = ASL_SHAPE_INTEGER };
const struct asl_shape asl_shape_float = { .kind = ASL_SHAPE_FLOAT };
const struct asl_shape asl_shape_boolean = { .kind = ASL_SHAPE_BOOLEAN };
const struct asl_shape asl_shape_blob = { .kind = ASL_SHAPE_BLOB };
const struct asl_shape asl_shape_time = { .kind = ASL_SHAPE_TIME };
const struct asl_shape asl_shape_document = { .kind = ASL_SHAPE_DOCUMENT };

/* The last second of the year 9999. */
#define LAST_SECOND INT64_C(253402300799)

/* ---- Members ---- */

const char *shape_api(const struct asl_member *m)
{
    return m->api != NULL ? m->api : m->name;
}

const char *shape_at(const struct asl_member *m)
{
    return m->at != NULL ? m->at : shape_api(m);
}

static const struct asl_member *first_member(const struct asl_shape *s)
{
    static const struct asl_member none = { .name = NULL };
    return s == NULL || s->members == NULL ? &none : s->members;
}

const struct asl_member *shape_member_by_api(const struct asl_shape *s, const char *name)
{
    for (const struct asl_member *m = first_member(s); m->name != NULL; m++) {
        if (strcmp(shape_api(m), name) == 0) {
            return m;
        }
    }
    return NULL;
}

const struct asl_member *shape_member_by_name(const struct asl_shape *s, const char *name)
{
    for (const struct asl_member *m = first_member(s); m->name != NULL; m++) {
        if (strcmp(m->name, name) == 0) {
            return m;
        }
    }
    return NULL;
}

const struct asl_member *shape_member_in(const struct asl_shape *s, enum asl_place place)
{
    for (const struct asl_member *m = first_member(s); m->name != NULL; m++) {
        if (m->place == place) {
            return m;
        }
    }
    return NULL;
}

/* ---- Base64 ---- */

bool shape_decode(struct buf *out, const char *text, size_t size)
{
    struct base64_decode_ctx context;
    size_t decoded = BASE64_DECODE_LENGTH(size);
    base64_decode_init(&context);
    uint8_t *room = (uint8_t *)buf_room(out, decoded + 1);
    bool is_good = base64_decode_update(&context, &decoded, room, size, text) == 1 &&
                   base64_decode_final(&context) == 1;
    if (is_good) {
        room[decoded] = '\0';
        out->size += decoded;
    }
    return is_good;
}

void shape_encode(struct buf *out, const char *bytes, size_t size)
{
    size_t encoded = BASE64_ENCODE_RAW_LENGTH(size);
    char *room = buf_room(out, encoded + 1);
    base64_encode_raw(room, size, (const uint8_t *)bytes);
    room[encoded] = '\0';
    out->size += encoded;
}

/* ---- Times ---- */

/* An instant of a value that is a number of seconds. */
static bool instant_of(const struct value *v, struct time_point *ret_time)
{
    if (value_type(v) != VALUE_NUMBER) {
        return false;
    }
    double seconds = value_to_number(v).real;
    if (!(seconds <= (double)LAST_SECOND && seconds >= -(double)LAST_SECOND)) {
        return false;
    }
    /* No service tells less than a millisecond in a number. */
    double past = seconds * 1000 + (seconds < 0 ? -0.5 : 0.5);
    int64_t ms = (int64_t)past, whole = ms / 1000 - (ms % 1000 < 0);
    *ret_time = (struct time_point){ .seconds = whole,
                                     .nanos = (int32_t)(ms - whole * 1000) * 1000000 };
    return true;
}

static struct value *seconds_value(struct time_point t)
{
    char text[NUMBER_ROOM];
    if (t.nanos == 0 || t.seconds < 0) {
        return value_int(t.seconds);
    }
    int size = snprintf(text, sizeof text, "%" PRId64 ".%09d", t.seconds, (int)t.nanos);
    while (text[size - 1] == '0') {
        size--;
    }
    return value_number(text, (size_t)size);
}

/* Thu, 01 Jan 2025 00:00:00 GMT. The C locale is the only one that programs have. */
static bool read_http_time(const char *text, struct time_point *ret_time)
{
    struct tm utc = { 0 };
    const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    if (end == NULL || *end != '\0') {
        return false;
    }
    *ret_time = (struct time_point){ .seconds = timegm(&utc) };
    return true;
}

struct value *shape_time(struct value *v)
{
    struct time_point t;
    if (value_type(v) == VALUE_STRING &&
        (time_read(value_string(v), value_string_size(v), &t) ||
         read_http_time(value_string(v), &t))) {
        return seconds_value(t);
    }
    return value_share(v);
}

static void put_second(struct buf *out, struct time_point t, bool is_http)
{
    char text[sizeof "Wed, 31 Dec 9999 23:59:59 GMT"];
    time_t seconds = (time_t)t.seconds;
    struct tm utc;
    gmtime_r(&seconds, &utc);
    if (is_http) {
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    } else {
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    }
    buf_text(out, text);
}

static void put_instant(struct buf *out, struct time_point t)
{
    put_second(out, t, false);
    if (t.nanos != 0) {
        buf_print(out, t.nanos % 1000000 == 0 ? ".%03d" : ".%09d",
                  t.nanos % 1000000 == 0 ? t.nanos / 1000000 : t.nanos);
    }
    buf_char(out, 'Z');
}

struct value *shape_show_time(struct value *v)
{
    struct time_point t;
    struct buf text = { 0 };
    if (!instant_of(v, &t)) {
        return value_share(v);
    }
    put_instant(&text, t);
    struct value *shown = value_text_n(text.text, text.size);
    buf_release(&text);
    return shown;
}

struct value *shape_milliseconds(struct value *v)
{
    struct time_point t;
    return instant_of(v, &t) ? value_int(t.seconds * 1000 + t.nanos / 1000000) : value_share(v);
}

/* ---- Scalars ---- */

static void put_plain(struct buf *out, const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        buf_put(out, value_string(v), value_string_size(v));
    } else {
        write_json(out, v);
    }
}

void shape_put_scalar(struct buf *out, const struct asl_shape *s, enum asl_time_form form,
                      const struct value *v)
{
    struct time_point t;
    if (s->kind != ASL_SHAPE_TIME || form == ASL_TIME_SECONDS || !instant_of(v, &t)) {
        put_plain(out, v);
    } else if (form == ASL_TIME_HTTP) {
        put_second(out, t, true);
    } else {
        put_instant(out, t);
    }
}

static struct value *read_time(const char *text, size_t size)
{
    struct value *plain = value_text_n(text, size), *time = NULL;
    struct number n = value_read_number(plain);
    if (n.kind == NUMBER_BAD) {
        time = shape_time(plain);
    } else {
        time = value_number(text, size);
    }
    value_release(plain);
    return time;
}

struct value *shape_read_scalar(const struct asl_shape *s, const char *text, size_t size)
{
    struct value *plain, *read = NULL;
    switch (s->kind) {
    case ASL_SHAPE_TIME: return read_time(text, size);
    case ASL_SHAPE_BOOLEAN:
        if (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0) {
            return value_bool(*text == 't' || *text == 'T');
        }
        break;
    case ASL_SHAPE_INTEGER:
    case ASL_SHAPE_FLOAT:
        plain = value_text_n(text, size);
        read = value_read_number(plain).kind != NUMBER_BAD ? value_number(text, size) : NULL;
        value_release(plain);
        break;
    case ASL_SHAPE_STRING:
    case ASL_SHAPE_BLOB:
    case ASL_SHAPE_DOCUMENT:
    case ASL_SHAPE_LIST:
    case ASL_SHAPE_MAP:
    case ASL_SHAPE_STRUCTURE: break;
    }
    return read != NULL ? read : value_text_n(text, size);
}
