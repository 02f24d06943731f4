#include "runtime/span/context.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"

/* ---- Reading ---- */

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Reads `count` hexadecimal digits, at most 16, that are there. */
static bool read_hex(const char *text, size_t count, uint64_t *ret_number)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0) {
            return false;
        }
        number = number << 4 | (uint64_t)digit;
    }
    *ret_number = number;
    return true;
}

/* A part of a text. */
struct part {
    const char *text;
    size_t size;
};

#define ROOT_SIZE 35 /* "1-", 8 digits, "-", 24 digits */

static void read_root(const struct part *value, struct span_context *c)
{
    uint64_t time = 0, high = 0, low = 0;
    const char *t = value->text;
    bool is_good = value->size == ROOT_SIZE && t[0] == '1' && t[1] == '-' && t[10] == '-' &&
                   read_hex(t + 2, 8, &time) && read_hex(t + 11, 8, &high) &&
                   read_hex(t + 19, 16, &low);
    if (is_good && (time | high | low) != 0) {
        c->high = time << 32 | high;
        c->low = low;
    }
}

static void read_parent(const struct part *value, struct span_context *c)
{
    uint64_t parent;
    if (value->size == 16 && read_hex(value->text, 16, &parent)) {
        c->parent = parent;
    }
}

static void read_sampled(const struct part *value, struct span_context *c)
{
    if (value->size == 1 && value->text[0] == '1') {
        c->sampling = SPAN_SAMPLED;
    } else if (value->size == 1 && value->text[0] == '0') {
        c->sampling = SPAN_LEFT_OUT;
    }
}

static struct part trim(struct part p)
{
    while (p.size > 0 && (p.text[0] == ' ' || p.text[0] == '\t')) {
        p.text++;
        p.size--;
    }
    while (p.size > 0 && (p.text[p.size - 1] == ' ' || p.text[p.size - 1] == '\t')) {
        p.size--;
    }
    return p;
}

/* One NAME=VALUE; what has another name is of no interest. */
static void read_field(struct part field, struct span_context *c)
{
    static const struct {
        const char *name;
        void (*read)(const struct part *value, struct span_context *c);
    } fields[] = { { "Root", read_root },
                   { "Parent", read_parent },
                   { "Sampled", read_sampled } };
    const char *equals = field.size == 0 ? NULL : memchr(field.text, '=', field.size);
    if (equals == NULL) {
        return;
    }
    size_t before = (size_t)(equals - field.text);
    struct part name = trim((struct part){ field.text, before });
    struct part value = trim((struct part){ equals + 1, field.size - before - 1 });
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (name.size == strlen(fields[i].name) &&
            strncasecmp(name.text, fields[i].name, name.size) == 0) {
            fields[i].read(&value, c);
        }
    }
}

/* A parent is a span of its trace, and means nothing without it. */
static bool read_amazon(const char *text, struct span_context *c)
{
    for (;;) {
        size_t size = strcspn(text, ";");
        read_field((struct part){ text, size }, c);
        if (text[size] == '\0') {
            break;
        }
        text += size + 1;
    }
    if ((c->high | c->low) == 0) {
        c->parent = 0;
    }
    return (c->high | c->low) != 0 || c->sampling != SPAN_UNDECIDED;
}

#define W3C_SIZE 55 /* "00-", 32 digits, "-", 16 digits, "-", 2 digits */

static bool is_w3c(const char *text, size_t size)
{
    return size >= W3C_SIZE && text[2] == '-' && text[35] == '-' && text[52] == '-' &&
           strcspn(text, "ABCDEF") >= W3C_SIZE;
}

/* Later versions may add to what version 00 has, but nothing that one is left out of. */
static bool read_w3c(const char *text, size_t size, struct span_context *c)
{
    uint64_t version, flags;
    bool is_good = read_hex(text, 2, &version) && version != 0xff &&
                   read_hex(text + 3, 16, &c->high) && read_hex(text + 19, 16, &c->low) &&
                   read_hex(text + 36, 16, &c->parent) && read_hex(text + 53, 2, &flags) &&
                   (c->high | c->low) != 0 && c->parent != 0 &&
                   (size == W3C_SIZE || (version > 0 && text[W3C_SIZE] == '-'));
    if (is_good) {
        c->sampling = (flags & 1) != 0 ? SPAN_SAMPLED : SPAN_LEFT_OUT;
    }
    return is_good;
}

bool span_context_read(const char *text, struct span_context *ret_context)
{
    struct span_context c = { .high = 0 };
    size_t size = text == NULL ? 0 : strlen(text);
    bool is_good =
        size > 0 && (is_w3c(text, size) ? read_w3c(text, size, &c) : read_amazon(text, &c));
    *ret_context = is_good ? c : (struct span_context){ .high = 0 };
    return is_good;
}

/* ---- Writing ---- */

void span_context_put_root(struct buf *b, const struct span_context *c)
{
    buf_print(b, "1-%08" PRIx64 "-%08" PRIx64 "%016" PRIx64, c->high >> 32,
              c->high & UINT32_MAX, c->low);
}

void span_context_put_trace(struct buf *b, const struct span_context *c)
{
    buf_print(b, "%016" PRIx64 "%016" PRIx64, c->high, c->low);
}

void span_context_put_amazon(struct buf *b, const struct span_context *c)
{
    buf_text(b, "Root=");
    span_context_put_root(b, c);
    if (c->parent != 0) {
        buf_print(b, ";Parent=%016" PRIx64, c->parent);
    }
    buf_print(b, ";Sampled=%d", c->sampling != SPAN_LEFT_OUT);
}

void span_context_put_w3c(struct buf *b, const struct span_context *c)
{
    buf_text(b, "00-");
    span_context_put_trace(b, c);
    buf_print(b, "-%016" PRIx64 "-%02d", c->parent, c->sampling != SPAN_LEFT_OUT);
}

/* ---- Ids ---- */

/* Any odd number will do but the one that random_seed() steps by. */
#define STEP UINT64_C(0xd1342543de82ef95)

uint64_t span_id(uint64_t seed, uint64_t which)
{
    struct random r;
    random_seed(&r, seed + which * STEP);
    uint64_t id = random_next(&r);
    return id != 0 ? id : 1;
}
