#include "runtime/value/write.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/value/node.h"
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

/* ---- Whole values ------------------------------------------------------------------------ */

/* Most of what is written is short: it is put together here, and goes to the buffer a chunk at
 * a time. */
enum { CHUNK_BYTES = 1024 };

struct out {
    struct buf *b;
    char *at;
    char chunk[CHUNK_BYTES];
};

static void flush(struct out *o)
{
    buf_put(o->b, o->chunk, (size_t)(o->at - o->chunk));
    o->at = o->chunk;
}

/* Room for `size` bytes, of which the caller moves `at` on. */
static inline char *room_for(struct out *o, size_t size)
{
    if ((size_t)(o->chunk + CHUNK_BYTES - o->at) < size) {
        flush(o);
    }
    return o->at;
}

static inline void out_char(struct out *o, char c)
{
    *room_for(o, 1) = c;
    o->at++;
}

static inline void out_bytes(struct out *o, const char *bytes, size_t size)
{
    memcpy(room_for(o, size), bytes, size);
    o->at += size;
}

/* A text in quotes, which needs no escapes. */
static inline void out_plain(struct out *o, const char *text, size_t size)
{
    if (size > CHUNK_BYTES - 2) {
        flush(o);
        write_string(o->b, text, size);
        return;
    }
    char *at = room_for(o, size + 2);
    at[0] = '"';
    memcpy(at + 1, text, size);
    at[size + 1] = '"';
    o->at += size + 2;
}

static void out_escaped(struct out *o, const char *text, size_t size)
{
    flush(o);
    write_string(o->b, text, size);
}

/* Returns true for Infinity, -Infinity and NaN, which JSON has only as strings (J-14). */
static bool is_word(const char *number)
{
    return number[*number == '-'] > '9';
}

static void out_number(struct out *o, const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *text = value_number_text(v, room, &size);
    if (is_word(text)) {
        out_plain(o, text, size);
    } else if (size > CHUNK_BYTES) {
        flush(o);
        put(o->b, text, size);
    } else {
        out_bytes(o, text, size);
    }
}

static void out_word(struct out *o, const struct value *v)
{
    if (node_is_word_int(v)) {
        o->at += number_print_int(room_for(o, NUMBER_ROOM), node_word_int(v));
    } else if (v == NODE_TRUE) {
        out_bytes(o, "true", 4);
    } else if (v == NODE_FALSE) {
        out_bytes(o, "false", 5);
    } else {
        out_bytes(o, "null", 4);
    }
}

/* All of a scalar; of a container the opening bracket. */
static void out_start(struct out *o, const struct value *v)
{
    if (!node_is(v)) {
        out_word(o, v);
        return;
    }
    const struct node_text *t = node_text_of(v);
    switch ((enum node_kind)node_of(v)->kind) {
    case NODE_INT:
    case NODE_DOUBLE:
    case NODE_BIG: out_number(o, v); break;
    case NODE_TEXT:
        if (t->node.is_plain) {
            out_plain(o, t->bytes, t->size);
        } else {
            out_escaped(o, t->bytes, t->size);
        }
        break;
    case NODE_ARRAY: out_char(o, '['); break;
    case NODE_OBJECT: out_char(o, '{'); break;
    }
}

static void out_key(struct out *o, const struct key *key)
{
    if (key->is_plain) {
        out_plain(o, key->text, key->size);
    } else {
        out_escaped(o, key->text, key->size);
    }
    out_char(o, ':');
}

/* The next child of the innermost container up to its own children, or the closing bracket. */
static void out_step(struct out *o, struct walk *w)
{
    bool is_first = walk_top(w)->at == 0;
    bool is_object = walk_top(w)->block->is_object;
    const struct key *key;
    const struct value *child;
    if (!walk_next(w, &key, &child)) {
        out_char(o, is_object ? '}' : ']');
        walk_close(w);
        return;
    }
    if (!is_first) {
        out_char(o, ',');
    }
    if (is_object) {
        out_key(o, key);
    }
    out_start(o, child);
    if (node_is_container(child)) {
        walk_open(w, child, NULL);
    }
}

void write_json(struct buf *b, const struct value *v)
{
    struct out o;
    o.b = b;
    o.at = o.chunk;
    out_start(&o, v);
    if (node_is_container(v)) {
        struct walk w;
        walk_start(&w);
        walk_open(&w, v, NULL);
        while (w.depth > 0 && !b->full) {
            out_step(&o, &w);
        }
        walk_end(&w);
    }
    flush(&o);
}

char *write_text(const struct value *v)
{
    struct buf b = { 0 };
    write_json(&b, v);
    return buf_take(&b);
}

/* ---- Sizes ------------------------------------------------------------------------------- */

static size_t string_size(const char *text, size_t size)
{
    const char *end = text + size;
    size_t total = size + 2;
    while ((text = plain_end(text, end, false)) < end) {
        char escaped[ESCAPE_SIZE_MAX];
        total += escape(escaped, (unsigned char)*text++) - 1;
    }
    return total;
}

static size_t number_size(const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *text = value_number_text(v, room, &size);
    return is_word(text) ? size + 2 : size;
}

/* Of a container both brackets. */
static size_t node_size(const struct value *v)
{
    switch (value_type(v)) {
    case VALUE_ABSENT:
    case VALUE_NULL: return 4;
    case VALUE_BOOLEAN: return value_is_true(v) ? 4 : 5;
    case VALUE_NUMBER:
        return node_is_word_int(v) ? number_int_size(node_word_int(v)) : number_size(v);
    case VALUE_STRING:
        return node_of(v)->is_plain ? value_string_size(v) + 2
                                    : string_size(value_string(v), value_string_size(v));
    case VALUE_ARRAY:
    case VALUE_OBJECT: return 2;
    }
    return 0;
}

/* Stops once it is above the limit. */
static size_t size_of(const struct value *v, size_t limit_bytes)
{
    size_t size = node_size(v);
    if (!node_is_container(v)) {
        return size;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, NULL);
    while (w.depth > 0 && size <= limit_bytes) {
        const struct key *key;
        const struct value *child;
        bool is_first = walk_top(&w)->at == 0;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
            continue;
        }
        size += is_first ? 0 : 1;
        size += key == NULL     ? 0
                : key->is_plain ? key->size + 3
                                : string_size(key->text, key->size) + 1;
        size += node_size(child);
        if (node_is_container(child)) {
            walk_open(&w, child, NULL);
        }
    }
    walk_end(&w);
    return size;
}

size_t write_size(const struct value *v)
{
    return size_of(v, SIZE_MAX);
}

/* What was measured once is not measured again. */
bool write_exceeds(const struct value *v, size_t limit_bytes)
{
    if (value_bytes_most(v) <= limit_bytes) {
        return false;
    }
    size_t size = size_of(v, limit_bytes);
    if (size <= limit_bytes && node_is_container(v)) {
        node_measured(v, size);
    }
    return size > limit_bytes;
}
