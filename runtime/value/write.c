#include "runtime/value/write.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/value/bytes.h"
#include "runtime/value/node.h"
#include "runtime/value/plain.h"
#include "runtime/value/value.h"
#include "runtime/value/walk.h"

enum { ESCAPE_SIZE_MAX = 6 };

/* A buffer grows from here on as it is written to. */
#define EXPECTED_MAX 65536

/* What goes to a stream is handed on once it has so many bytes. */
#define HANDED_BYTES 65536

static size_t escape(char out[ESCAPE_SIZE_MAX], unsigned char byte)
{
    static const char letters[UCHAR_MAX + 1] = {
        ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
        ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
    };
    static const char hex[] = "0123456789ABCDEF";
    out[0] = '\\';
    if (letters[byte] != '\0') {
        out[1] = letters[byte];
        return 2;
    }
    memcpy(out + 1, "u00", 3);
    out[4] = hex[byte >> 4];
    out[5] = hex[byte & 15];
    return 6;
}

/* ---- Where it goes ----------------------------------------------------------------------- */

/* So much at least is made room for at a time. */
enum { CHUNK_BYTES = 1024 };

/*
 * The bytes go straight into the buffer, in which there is room up to `end`. If the buffer has
 * a limit, they go into a chunk, and from there to the buffer, which drops what is too much.
 */
struct out {
    struct buf *b;
    char *at, *end;
    char *start; /* of the chunk, or of the buffer's text */
    char chunk[CHUNK_BYTES];
};

/* `size` bytes are expected. */
static void out_begin(struct out *o, struct buf *b, size_t size)
{
    o->b = b;
    if (b->limit != 0) {
        o->start = o->at = o->chunk;
        o->end = o->chunk + CHUNK_BYTES;
        return;
    }
    o->at = buf_room(b, size);
    o->start = b->text;
    o->end = b->text + b->room - 1;
}

/* All of it is in the buffer now. */
static void out_end(struct out *o)
{
    size_t size = (size_t)(o->at - o->start);
    if (o->start == o->chunk) {
        buf_put(o->b, o->chunk, size);
        o->at = o->chunk;
    } else {
        o->b->size = size;
        o->b->text[size] = '\0';
    }
}

static void out_more(struct out *o, size_t size)
{
    out_end(o);
    if (o->start != o->chunk) {
        out_begin(o, o->b, size + CHUNK_BYTES);
    }
}

/* Room for `size` bytes, of which the caller moves `at` on; CHUNK_BYTES at most. */
static inline char *out_room(struct out *o, size_t size)
{
    if ((size_t)(o->end - o->at) < size) {
        out_more(o, size);
    }
    return o->at;
}

static inline void out_char(struct out *o, char c)
{
    *out_room(o, 1) = c;
    o->at++;
}

static void out_long_bytes(struct out *o, const char *bytes, size_t size)
{
    for (size_t part; size > 0; bytes += part, size -= part) {
        part = size < CHUNK_BYTES ? size : CHUNK_BYTES;
        memcpy(out_room(o, part), bytes, part);
        o->at += part;
    }
}

static inline void out_bytes(struct out *o, const char *bytes, size_t size)
{
    if (size > CHUNK_BYTES) {
        out_long_bytes(o, bytes, size);
        return;
    }
    bytes_copy(out_room(o, size), bytes, size);
    o->at += size;
}

/* ---- Texts ------------------------------------------------------------------------------- */

/* A text in quotes, which needs no escapes. */
static inline void out_plain(struct out *o, const char *text, size_t size)
{
    if (size > CHUNK_BYTES - 2) {
        out_char(o, '"');
        out_long_bytes(o, text, size);
        out_char(o, '"');
        return;
    }
    char *at = out_room(o, size + 2);
    at[0] = '"';
    bytes_copy(at + 1, text, size);
    at[size + 1] = '"';
    o->at = at + size + 2;
}

static void out_escaped(struct out *o, const char *text, size_t size)
{
    const char *start = text, *end = text + size;
    out_char(o, '"');
    while (text < end) {
        const char *run_end = plain_end_from(start, text, end, false);
        out_bytes(o, text, (size_t)(run_end - text));
        text = run_end;
        if (text < end) {
            o->at += escape(out_room(o, ESCAPE_SIZE_MAX), (unsigned char)*text++);
        }
    }
    out_char(o, '"');
}

void write_string(struct buf *b, const char *text, size_t size)
{
    struct out o;
    out_begin(&o, b, size + 2);
    out_escaped(&o, text, size);
    out_end(&o);
}

/* A key, its colon, and the comma before it, if there is to be one. Short keys are copied as a
 * whole step. */
static inline void out_key(struct out *o, const struct key *key, bool has_comma)
{
    char *at = out_room(o, KEY_STEP + 4);
    *at = ',';
    at += has_comma;
    if (key->is_plain && key->size <= KEY_STEP) {
        *at++ = '"';
        memcpy(at, key->text, KEY_STEP);
        at += key->size;
        at[0] = '"';
        at[1] = ':';
        o->at = at + 2;
        return;
    }
    o->at = at;
    if (key->is_plain) {
        out_plain(o, key->text, key->size);
    } else {
        out_escaped(o, key->text, key->size);
    }
    out_char(o, ':');
}

/* ---- Whole values ------------------------------------------------------------------------ */

/* JSON has infinities and NaN only as strings (J-14). */
static void out_number(struct out *o, const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *text = value_number_text(v, room, &size);
    if (node_has_kind(v, NODE_DOUBLE) && !isfinite(node_scalar_of(v)->real)) {
        out_plain(o, text, size);
    } else {
        out_bytes(o, text, size);
    }
}

static inline void out_word(struct out *o, const struct value *v)
{
    if (node_is_word_int(v)) {
        o->at += number_print_int(out_room(o, NUMBER_ROOM), node_word_int(v));
    } else if (v == NODE_TRUE) {
        out_bytes(o, "true", 4);
    } else if (v == NODE_FALSE) {
        out_bytes(o, "false", 5);
    } else {
        out_bytes(o, "null", 4);
    }
}

/* A value that is no container. */
static inline void out_scalar(struct out *o, const struct value *v)
{
    const struct node_text *t = node_text_of(v);
    if (!node_is(v)) {
        out_word(o, v);
    } else if (t->node.kind != NODE_TEXT) {
        out_number(o, v);
    } else if (t->node.is_plain) {
        out_plain(o, t->bytes, t->size);
    } else {
        out_escaped(o, t->bytes, t->size);
    }
}

/* An object's members from `at` on. Returns the first that is a container, of which the key has
 * been written, and *at is behind it; NULL at the end. */
static inline const struct value *out_members(struct out *o, const struct node_object *object,
                                              uint32_t *at)
{
    uint32_t i = *at, used = object->block.used;
    while (i < used) {
        const struct node_member *m = &object->members[i++];
        out_key(o, m->key, i > 1);
        if (node_is_container(m->value)) {
            *at = i;
            return m->value;
        }
        out_scalar(o, m->value);
    }
    return NULL;
}

/* The same of an array's items. */
static inline const struct value *out_items(struct out *o, const struct node_array *array,
                                            uint32_t *at)
{
    uint32_t i = *at, used = array->block.used;
    while (i < used) {
        const struct value *item = array->items[i++];
        if (i > 1) {
            out_char(o, ',');
        }
        if (node_is_container(item)) {
            *at = i;
            return item;
        }
        out_scalar(o, item);
    }
    return NULL;
}

/* What is left of the innermost container up to the next one in it, or to its end. */
static inline void out_step(struct out *o, struct walk *w)
{
    struct walk_level *top = walk_top(w);
    bool is_object = top->block->is_object;
    if (top->at == 0) {
        out_char(o, is_object ? '{' : '[');
    }
    const struct value *child =
        is_object ? out_members(o, (const struct node_object *)top->block, &top->at)
                  : out_items(o, (const struct node_array *)top->block, &top->at);
    if (child != NULL) {
        walk_open(w, child, NULL);
        return;
    }
    out_char(o, is_object ? '}' : ']');
    walk_close(w);
}

/* The bound is most of the time close to the size. */
static size_t expected(const struct value *v)
{
    size_t most = value_bytes_most(v);
    return most < EXPECTED_MAX ? most + NUMBER_ROOM : EXPECTED_MAX;
}

void write_json(struct buf *b, const struct value *v)
{
    struct out o;
    out_begin(&o, b, expected(v));
    if (node_is_container(v)) {
        struct walk w;
        walk_start(&w);
        walk_open(&w, v, NULL);
        while (w.depth > 0 && !b->full) {
            out_step(&o, &w);
        }
        walk_end(&w);
    } else {
        out_scalar(&o, v);
    }
    out_end(&o);
}

/* ---- To a stream ------------------------------------------------------------------------- */

/* A large container is only begun: its content comes next. */
static void put_part(struct buf *b, struct walk *w, const struct value *v)
{
    if (node_is_container(v) && value_bytes_most(v) > HANDED_BYTES) {
        walk_open(w, v, NULL);
        buf_char(b, node_block_of(v)->is_object ? '{' : '[');
    } else {
        write_json(b, v);
    }
}

/* What is next in the innermost container that was begun, or its end. */
static void put_next(struct buf *b, struct walk *w)
{
    const struct walk_level *top = walk_top(w);
    bool is_first = top->at == 0, is_object = top->block->is_object;
    const struct key *key;
    const struct value *child;
    if (!walk_next(w, &key, &child)) {
        walk_close(w);
        buf_char(b, is_object ? '}' : ']');
        return;
    }
    if (!is_first) {
        buf_char(b, ',');
    }
    if (key != NULL) {
        write_string(b, key->text, key->size);
        buf_char(b, ':');
    }
    put_part(b, w, child);
}

static bool hand_on(struct buf *b, FILE *to)
{
    bool is_taken = fwrite(b->text, 1, b->size, to) == b->size;
    buf_clear(b);
    return is_taken;
}

bool write_line(FILE *out, const struct value *v)
{
    struct buf b = { 0 };
    struct walk w;
    bool is_taken = true;
    walk_start(&w);
    put_part(&b, &w, v);
    while (w.depth > 0 && is_taken) {
        put_next(&b, &w);
        is_taken = b.size < HANDED_BYTES || hand_on(&b, out);
    }
    walk_end(&w);
    buf_char(&b, '\n');
    is_taken = is_taken && hand_on(&b, out);
    buf_release(&b);
    return is_taken;
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
    value_number_text(v, room, &size);
    bool is_word = node_has_kind(v, NODE_DOUBLE) && !isfinite(node_scalar_of(v)->real);
    return is_word ? size + 2 : size;
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
