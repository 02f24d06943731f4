#include "runtime/value/write.h"

#include <json-c/json.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/value/plain.h"
#include "runtime/value/value.h"
#include "runtime/value/walk.h"

enum { ESCAPE_SIZE_MAX = 6 };

/* buf_put() for a buffer that has room, which is nearly always. */
static inline void put(struct buf *b, const char *bytes, size_t size)
{
    if (b->limit != 0 || size >= b->room - b->size) {
        buf_put(b, bytes, size);
        return;
    }
    memcpy(b->text + b->size, bytes, size);
    b->size += size;
    b->text[b->size] = '\0';
}

static inline void put_char(struct buf *b, char c)
{
    put(b, &c, 1);
}

static size_t escape(char out[ESCAPE_SIZE_MAX], unsigned char byte)
{
    static const char bytes[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    static const char hex[] = "0123456789ABCDEF";
    const char *found = memchr(bytes, byte, sizeof bytes - 1);
    out[0] = '\\';
    if (found != NULL) {
        out[1] = letters[found - bytes];
        return 2;
    }
    memcpy(out + 1, "u00", 3);
    out[4] = hex[byte >> 4];
    out[5] = hex[byte & 15];
    return 6;
}

void write_string(struct buf *b, const char *text, size_t size)
{
    const char *end = text + size;
    put_char(b, '"');
    while (text < end) {
        const char *run_end = plain_end(text, end, false);
        put(b, text, (size_t)(run_end - text));
        text = run_end;
        if (text < end) {
            char escaped[ESCAPE_SIZE_MAX];
            put(b, escaped, escape(escaped, (unsigned char)*text++));
        }
    }
    put_char(b, '"');
}

/* Whether it is Infinity, -Infinity or NaN, which JSON has only as strings (J-14). */
static bool is_word(const char *number)
{
    return number[*number == '-'] > '9';
}

static void write_number(struct buf *b, const struct json_object *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *text = value_number_text(v, room, &size);
    if (is_word(text)) {
        write_string(b, text, size);
    } else {
        put(b, text, size);
    }
}

/* All of a scalar; of a container the opening bracket. */
static void write_start(struct buf *b, const struct json_object *v)
{
    switch (value_type(v)) {
    case VALUE_NULL: put(b, "null", 4); break;
    case VALUE_BOOLEAN:
        if (value_is_true(v)) {
            put(b, "true", 4);
        } else {
            put(b, "false", 5);
        }
        break;
    case VALUE_NUMBER: write_number(b, v); break;
    case VALUE_STRING: write_string(b, value_string(v), value_string_size(v)); break;
    case VALUE_ARRAY: put_char(b, '['); break;
    case VALUE_OBJECT: put_char(b, '{'); break;
    }
}

/* The next child of the innermost container up to its own children, or the closing bracket. */
static void write_step(struct buf *b, struct walk *w)
{
    bool is_first = walk_top(w)->index == 0;
    bool is_array = walk_top(w)->items != NULL;
    const char *key;
    struct json_object *child;
    if (!walk_next(w, &key, &child)) {
        put_char(b, is_array ? ']' : '}');
        walk_close(w);
        return;
    }
    if (!is_first) {
        put_char(b, ',');
    }
    if (key != NULL) {
        write_string(b, key, strlen(key));
        put_char(b, ':');
    }
    write_start(b, child);
    if (walk_is_container(child)) {
        walk_open(w, child, NULL);
    }
}

void write_json(struct buf *b, const struct json_object *v)
{
    write_start(b, v);
    if (!walk_is_container(v)) {
        return;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, NULL);
    while (w.depth > 0 && !b->full) {
        write_step(b, &w);
    }
    walk_end(&w);
}

char *write_text(const struct json_object *v)
{
    struct buf b = { 0 };
    write_json(&b, v);
    return buf_take(&b);
}

/* How a size is told: exactly, or quickly and never too small. */
enum measure { MEASURE_QUICKLY, MEASURE_EXACTLY };

static size_t string_size(const char *text, size_t size, enum measure how)
{
    if (how == MEASURE_QUICKLY) {
        return size * ESCAPE_SIZE_MAX + 2;
    }
    const char *end = text + size;
    size_t total = size + 2;
    while ((text = plain_end(text, end, false)) < end) {
        char escaped[ESCAPE_SIZE_MAX];
        total += escape(escaped, (unsigned char)*text++) - 1;
    }
    return total;
}

static size_t number_size(const struct json_object *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *text = value_number_text(v, room, &size);
    return is_word(text) ? size + 2 : size;
}

static size_t node_size_quickly(const struct json_object *v)
{
    switch (json_object_get_type(v)) {
    case json_type_null: return 4;
    case json_type_boolean: return 5;
    case json_type_int: return NUMBER_ROOM;
    case json_type_double:
        return json_object_get_userdata((struct json_object *)v) != NULL ? number_size(v)
                                                                         : NUMBER_ROOM;
    case json_type_string: return (size_t)json_object_get_string_len(v) * ESCAPE_SIZE_MAX + 2;
    case json_type_array:
    case json_type_object: return 2;
    }
    return 0;
}

static size_t node_size_exactly(const struct json_object *v)
{
    switch (value_type(v)) {
    case VALUE_NULL: return 4;
    case VALUE_BOOLEAN: return value_is_true(v) ? 4 : 5;
    case VALUE_NUMBER: return number_size(v);
    case VALUE_STRING:
        return string_size(value_string(v), value_string_size(v), MEASURE_EXACTLY);
    case VALUE_ARRAY:
    case VALUE_OBJECT: return 2;
    }
    return 0;
}

/* Of a container both brackets. */
static size_t node_size(const struct json_object *v, enum measure how)
{
    return how == MEASURE_QUICKLY ? node_size_quickly(v) : node_size_exactly(v);
}

/* Stops once it is above the limit. */
static size_t size_of(const struct json_object *v, size_t limit_bytes, enum measure how)
{
    size_t size = node_size(v, how);
    if (!walk_is_container(v)) {
        return size;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, NULL);
    while (w.depth > 0 && size <= limit_bytes) {
        const char *key;
        struct json_object *child;
        bool is_first = walk_top(&w)->index == 0;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
            continue;
        }
        size += is_first ? 0 : 1;
        size += key == NULL ? 0 : string_size(key, strlen(key), how) + 1;
        size += node_size(child, how);
        if (walk_is_container(child)) {
            walk_open(&w, child, NULL);
        }
    }
    walk_end(&w);
    return size;
}

size_t write_size_most(const struct json_object *v, size_t limit_bytes)
{
    return size_of(v, limit_bytes, MEASURE_QUICKLY);
}

size_t write_size(const struct json_object *v)
{
    return size_of(v, SIZE_MAX, MEASURE_EXACTLY);
}

/* Most values are so small that even with every byte escaped they fit: then no string is looked
 * into. */
bool write_exceeds(const struct json_object *v, size_t limit_bytes)
{
    return size_of(v, limit_bytes, MEASURE_QUICKLY) > limit_bytes &&
           size_of(v, limit_bytes, MEASURE_EXACTLY) > limit_bytes;
}
