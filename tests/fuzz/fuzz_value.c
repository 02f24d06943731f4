/* Any bytes as a list of changes to a few values that share parts of each other. The same is
 * done to objects of json-c that share nothing: after each change every value must be as its
 * object is, and its bounds must hold. */
#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/border.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PLACES = 6, CHANGES_MAX = 200, BYTES_MAX = 400, CHECK_ALL_AFTER = 16 };

struct place {
    struct value *value;
    struct json_object *model;
};

static struct place places[PLACES];

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static struct json_object *copy_of(struct json_object *o)
{
    struct json_object *copy = NULL;
    must(o == NULL || json_object_deep_copy(o, &copy, NULL) == 0);
    return copy;
}

static void check(const struct place *p)
{
    struct value *wanted = border_in(p->model);
    char *text = write_text(p->value), *wanted_text = write_text(wanted);
    must(strcmp(text, wanted_text) == 0 && strlen(text) == write_size(p->value));
    must(value_equal(p->value, wanted) && value_equal(wanted, p->value));
    must(value_bytes_most(p->value) >= strlen(text));
    must(value_depth_most(p->value) >= value_depth(p->value, 10000));
    must(!write_exceeds(p->value, strlen(text)) && write_exceeds(p->value, strlen(text) - 1));
    memory_release(text);
    memory_release(wanted_text);
    value_release(wanted);
}

/* `p` gets these two, taken. */
static void put(struct place *p, struct value *v, struct json_object *o)
{
    value_release(p->value);
    json_object_put(p->model);
    *p = (struct place){ v, o };
}

static void put_scalar(struct place *p, uint8_t kind)
{
    static const int64_t numbers[] = { 0, -1, 7, INT64_MAX, INT64_MIN, INT64_C(1) << 60 };
    static const char *const texts[] = { "", "plain", "\x01\"\\", "\xc3\xa9", "a longer text" };
    int64_t number = numbers[kind % 6];
    const char *text = texts[kind % 5];
    switch (kind % 7) {
    case 0: put(p, value_null(), NULL); break;
    case 1: put(p, value_bool(kind > 100), json_object_new_boolean(kind > 100)); break;
    case 2: put(p, value_int(number), json_object_new_int64(number)); break;
    case 3: put(p, value_text(text), json_object_new_string(text)); break;
    case 4: put(p, value_double(kind / 8.0), json_object_new_double(kind / 8.0)); break;
    case 5: put(p, value_array(kind % 9), json_object_new_array()); break;
    case 6: put(p, value_object(), json_object_new_object()); break;
    }
}

static const char *key_of(uint8_t byte)
{
    static char key[100];
    snprintf(key, sizeof key, "%0*d%s", byte % 11 == 0 ? 80 : 1, byte,
             byte % 7 == 0 ? "\"" : "");
    return key;
}

/* What stands in `from` becomes a member or an item of what is in `to`. */
static void put_into(struct place *to, const struct place *from, uint8_t at)
{
    struct value *v = value_share(from->value);
    struct json_object *o = copy_of(from->model);
    size_t count = value_count(to->value);
    if (value_type(to->value) == VALUE_OBJECT) {
        value_set_take(&to->value, key_of(at), v);
        json_object_object_add(to->model, key_of(at), o);
    } else if (at % 2 == 0) {
        value_append_take(&to->value, v);
        json_object_array_add(to->model, o);
    } else {
        size_t index = at % (count + 3);
        value_set_item_take(&to->value, index, v);
        json_object_array_put_idx(to->model, index, o);
    }
}

/* The member or item is taken out, which leaves a null behind. */
static void take_out(struct place *to, struct place *from, uint8_t at)
{
    struct value *v = NULL;
    struct json_object *o = NULL;
    size_t count = value_count(from->value), index = at % (count + 1);
    if (value_type(from->value) == VALUE_OBJECT) {
        bool is_there = json_object_object_get_ex(from->model, key_of(at), &o);
        v = value_take_member(&from->value, key_of(at));
        must(is_there == (v != NULL));
        o = copy_of(o);
        if (is_there) {
            json_object_object_add(from->model, key_of(at), NULL);
        }
    } else {
        v = value_take_item(&from->value, index);
        must((index < count) == (v != NULL));
        o = index < count ? copy_of(json_object_array_get_idx(from->model, index)) : NULL;
        if (index < count) {
            json_object_array_put_idx(from->model, index, NULL);
        }
    }
    put(to, v == NULL ? value_null() : v, o);
}

static bool is_container(const struct place *p)
{
    return value_type(p->value) >= VALUE_ARRAY;
}

static void check_all(void)
{
    for (size_t i = 0; i < PLACES; i++) {
        check(&places[i]);
    }
}

static void change(uint8_t what, uint8_t where, uint8_t at)
{
    struct place *to = &places[where % PLACES], *from = &places[where / PLACES % PLACES];
    switch (what % 5) {
    case 0: put_scalar(to, at); break;
    case 1:
    case 2:
        if (is_container(to) && write_size(to->value) + write_size(from->value) < BYTES_MAX) {
            put_into(to, from, at);
        }
        break;
    case 3:
        if (is_container(from)) {
            take_out(to, from, at);
        }
        break;
    case 4: put(to, value_share(from->value), copy_of(from->model)); break;
    }
    check(to);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < PLACES; i++) {
        put_scalar(&places[i], i % 2 == 0 ? 5 : 6);
    }
    for (size_t i = 0; i + 3 <= size && i < 3 * CHANGES_MAX; i += 3) {
        change(bytes[i], bytes[i + 1], bytes[i + 2]);
        if (i / 3 % CHECK_ALL_AFTER == 0) {
            check_all();
        }
    }
    check_all();
    for (size_t i = 0; i < PLACES; i++) {
        put(&places[i], NULL, NULL);
    }
    return 0;
}
