#include "runtime/value/member.h"

#include <assert.h>

#include "runtime/base/memory.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* NULL if the struct has no such value. */
static struct value *value_at(const void *at, enum member_kind kind)
{
    switch (kind) {
    case MEMBER_BOOL: return value_bool(*(const bool *)at);
    case MEMBER_UINT8: return value_int(*(const uint8_t *)at);
    case MEMBER_INT: return value_int(*(const int *)at);
    case MEMBER_UINT: return value_int(*(const unsigned *)at);
    case MEMBER_INT64: return value_int(*(const int64_t *)at);
    case MEMBER_UINT64: return value_int((int64_t) * (const uint64_t *)at);
    case MEMBER_DOUBLE: return value_double(*(const double *)at);
    case MEMBER_TEXT: {
        const char *text = *(char *const *)at;
        return text == NULL ? value_null() : value_text(text);
    }
    case MEMBER_VALUE: return value_share(*(struct value *const *)at);
    }
    return NULL;
}

void member_write(struct value **object, const void *from, const struct member *rows)
{
    for (; rows->key != NULL; rows++) {
        struct value *v = value_at((const char *)from + rows->offset, rows->kind);
        if (v != NULL) {
            value_set_take(object, rows->key, v);
        }
    }
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
        struct value *v = NULL;
        bool found = value_member(object, rows->key, &v);
        assert(found || rows->kind == MEMBER_VALUE);
        (void)found;
        set_at((char *)to + rows->offset, rows->kind, v);
    }
}

struct value *member_of(const struct value *object, const char *key)
{
    struct value *member = NULL;
    bool found = value_member(object, key, &member);
    assert(found);
    (void)found;
    return member;
}

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
