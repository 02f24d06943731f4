#include "runtime/value/member.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Structs as text. */

void member_begin(struct buf *b)
{
    buf_char(b, '{');
}

void member_key(struct buf *b, const char *key)
{
    size_t size = strlen(key);
    char *at = buf_room(b, size + 4);
    if (at[-1] != '{') {
        *at++ = ',';
    }
    *at++ = '"';
    memcpy(at, key, size);
    memcpy(at + size, "\":", 3);
    b->size = (size_t)(at + size + 2 - b->text);
}

void member_end(struct buf *b)
{
    buf_char(b, '}');
}

void member_write_int(struct buf *b, const char *key, int64_t number)
{
    if (number != 0) {
        member_key(b, key);
        buf_int(b, number);
    }
}

static void write_double(struct buf *b, const char *key, double number)
{
    if (number != 0) {
        struct value *v = value_double(number);
        member_key(b, key);
        write_json(b, v);
        value_release(v);
    }
}

static void write_bool(struct buf *b, const char *key, bool truth)
{
    if (truth) {
        member_key(b, key);
        buf_put(b, "true", 4);
    }
}

static void write_member(struct buf *b, const char *key, const void *at, enum member_kind kind)
{
    switch (kind) {
    case MEMBER_BOOL: write_bool(b, key, *(const bool *)at); break;
    case MEMBER_UINT8: member_write_int(b, key, *(const uint8_t *)at); break;
    case MEMBER_INT: member_write_int(b, key, *(const int *)at); break;
    case MEMBER_UINT: member_write_int(b, key, *(const unsigned *)at); break;
    case MEMBER_INT64: member_write_int(b, key, *(const int64_t *)at); break;
    case MEMBER_UINT64: member_write_int(b, key, (int64_t) * (const uint64_t *)at); break;
    case MEMBER_DOUBLE: write_double(b, key, *(const double *)at); break;
    case MEMBER_TEXT:
        if (*(char *const *)at != NULL) {
            member_key(b, key);
            write_string(b, *(char *const *)at, strlen(*(char *const *)at));
        }
        break;
    case MEMBER_VALUE:
        if (*(struct value *const *)at != NULL) {
            member_key(b, key);
            write_json(b, *(struct value *const *)at);
        }
        break;
    }
}

void member_write(struct buf *b, const void *from, const struct member *rows)
{
    for (; rows->key != NULL; rows++) {
        write_member(b, rows->key, (const char *)from + rows->offset, rows->kind);
    }
}

static void set_zero(void *at, enum member_kind kind)
{
    static const size_t sizes[] = {
        [MEMBER_BOOL] = sizeof(bool),
        [MEMBER_UINT8] = sizeof(uint8_t),
        [MEMBER_INT] = sizeof(int),
        [MEMBER_UINT] = sizeof(unsigned),
        [MEMBER_INT64] = sizeof(int64_t),
        [MEMBER_UINT64] = sizeof(uint64_t),
        [MEMBER_DOUBLE] = sizeof(double),
        [MEMBER_TEXT] = sizeof(char *),
        [MEMBER_VALUE] = sizeof(struct value *),
    };
    memset(at, 0, sizes[kind]);
}

static void set_at(void *at, enum member_kind kind, struct value *v)
{
    switch (kind) {
    case MEMBER_BOOL: *(bool *)at = value_is_true(v); break;
    case MEMBER_UINT8: *(uint8_t *)at = (uint8_t)value_to_number(v).integer; break;
    case MEMBER_INT: *(int *)at = (int)value_to_number(v).integer; break;
    case MEMBER_UINT: *(unsigned *)at = (unsigned)value_to_number(v).integer; break;
    case MEMBER_INT64: *(int64_t *)at = value_to_number(v).integer; break;
    case MEMBER_UINT64: *(uint64_t *)at = (uint64_t)value_to_number(v).integer; break;
    case MEMBER_DOUBLE: *(double *)at = value_to_number(v).real; break;
    case MEMBER_TEXT:
        *(char **)at = value_is_null(v) ? NULL : memory_text(value_string(v));
        break;
    case MEMBER_VALUE: *(struct value **)at = value_share(v); break;
    }
}

void member_read(void *to, const struct value *object, const struct member *rows)
{
    for (; rows->key != NULL; rows++) {
        struct value *v = member_of(object, rows->key);
        void *at = (char *)to + rows->offset;
        if (v != NULL) {
            set_at(at, rows->kind, v);
        } else {
            set_zero(at, rows->kind);
        }
    }
}

struct value *member_of(const struct value *object, const char *key)
{
    struct value *member = NULL;
    return value_member(object, key, &member) ? member : NULL;
}

int64_t member_int(const struct value *object, const char *key)
{
    struct value *member = member_of(object, key);
    return member != NULL ? value_to_number(member).integer : 0;
}

/* ---- What a history shows. */

void member_put_json(struct value **object, const char *key, const struct value *payload)
{
    char *text = write_text(payload);
    value_set_text(object, key, text);
    memory_release(text);
}

void member_put_time(struct value **object, const char *key, int64_t at_ms)
{
    char text[TIME_TEXT_ROOM];
    time_write(text, at_ms);
    value_set_text(object, key, text);
}

void member_put_flag(struct value **object, const char *key, const char *flag, bool truth)
{
    struct value *o = value_object();
    value_set_take(&o, flag, value_bool(truth));
    value_set_take(object, key, o);
}
