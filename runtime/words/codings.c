/* codings.c - $base64encode, $encodeUrl and their like, and Step Functions' $hash, $uuid,
 * $random, $parse (J-05). */
#include <math.h>
#include <nettle/base64.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

#define DIGEST_MAX 64

/* A buffer (taken) as a text. */
static struct value *text_take(struct work *w, struct buf *out)
{
    struct value *v = cast_text(w, buf_string(out), out->size);
    buf_release(out);
    return v;
}

/* ---- Base 64 ----------------------------------------------------------------------------- */

static struct value *base64_encode(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || !work_may_make(w, value_string_size(args[0]) * 2)) {
        return NULL;
    }
    struct buf out = { 0 };
    size_t size = value_string_size(args[0]), encoded = BASE64_ENCODE_RAW_LENGTH(size);
    base64_encode_raw(buf_room(&out, encoded + 1), size,
                      (const uint8_t *)value_string(args[0]));
    out.size += encoded;
    return text_take(w, &out);
}

static int digit_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(digits, c == '-' ? '+' : c == '_' ? '/' : c);
    return at == NULL ? -1 : (int)(at - digits);
}

/* Both alphabets are taken. What is in neither fails, as on AWS (JA-01); 2.0.6 passes over it.
 */
static struct value *base64_decode(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    const char *text = value_string(args[0]);
    struct buf bytes = { 0 }, out = { 0 };
    uint32_t bits = 0;
    size_t digits = 0;
    for (size_t i = 0; i < value_string_size(args[0]) && text[i] != '='; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0) {
            buf_release(&bytes);
            return work_fail(w, CODE_BASE64, NULL);
        }
        bits = bits << 6 | (uint32_t)digit;
        if (digits % 4 != 0) {
            buf_char(&bytes, (char)(bits >> (6 - 2 * (digits % 4)) & 0xff));
        }
        digits++;
    }
    text_put_utf8(&out, buf_string(&bytes), bytes.size);
    buf_release(&bytes);
    return text_take(w, &out);
}

/* ---- Addresses --------------------------------------------------------------------------- */

#define RESERVED   ";/?:@&=+$,#"
#define UNRESERVED "-_.!~*'()"

static struct value *encoded(struct work *w, const struct value *v, const char *kept)
{
    struct buf out = { 0 };
    if (v == NULL || !work_may_make(w, 3 * value_string_size(v))) {
        return NULL;
    }
    url_put_encoded(&out, value_string(v), value_string_size(v), kept);
    return text_take(w, &out);
}

static struct value *encode_component(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return encoded(w, args[0], UNRESERVED);
}

static struct value *encode_url(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return encoded(w, args[0], UNRESERVED RESERVED);
}

static int hex_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);
    return at == NULL ? -1 : (int)(at - digits);
}

/* The byte that %XX stands for; -1 if it is none. */
static int byte_of(const char *text, size_t size)
{
    int high = size < 3 || text[0] != '%' ? -1 : hex_of(text[1]);
    int low = high < 0 ? -1 : hex_of(text[2]);
    return low < 0 ? -1 : high * 16 + low;
}

/* Puts the character that the escapes at `text` make; returns how many bytes they have, 0 if
 * they make none. What is `kept` stays an escape. */
static size_t put_escaped(struct buf *out, const char *text, size_t size, const char *kept)
{
    char bytes[4];
    int first = byte_of(text, size);
    size_t count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t character;
    for (size_t i = 0; i < count; i++) {
        int byte = first < 0 || 3 * i > size ? -1 : byte_of(text + 3 * i, size - 3 * i);
        if (byte < 0) {
            return 0;
        }
        bytes[i] = (char)byte;
    }
    if (text_decode(bytes, count, &character) != count) {
        return 0;
    }
    bool stays = count == 1 && bytes[0] != '\0' && strchr(kept, bytes[0]) != NULL;
    buf_put(out, stays ? text : bytes, stays ? 3 : count);
    return 3 * count;
}

static struct value *decoded(struct work *w, struct value *v, const char *kept)
{
    if (v == NULL) {
        return NULL;
    }
    struct buf out = { 0 };
    const char *text = value_string(v);
    size_t size = value_string_size(v);
    for (size_t at = 0; at < size;) {
        size_t used = 1;
        if (text[at] == '%') {
            used = put_escaped(&out, text + at, size - at, kept);
        } else {
            buf_char(&out, text[at]);
        }
        if (used == 0) {
            buf_release(&out);
            return work_fail(w, CODE_D3140, v);
        }
        at += used;
    }
    return text_take(w, &out);
}

static struct value *decode_component(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return decoded(w, args[0], "");
}

static struct value *decode_url(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return decoded(w, args[0], RESERVED);
}

/* ---- Step Functions' own ------------------------------------------------------------------
 */

static const struct {
    const char *name;
    const struct nettle_hash *hash;
} algorithms[] = {
    { "MD5", &nettle_md5 },        { "SHA-1", &nettle_sha1 },     { "SHA-256", &nettle_sha256 },
    { "SHA-384", &nettle_sha384 }, { "SHA-512", &nettle_sha512 },
};

static const struct nettle_hash *algorithm_of(const struct value *name)
{
    for (size_t i = 0; name != NULL && i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (strcmp(value_string(name), algorithms[i].name) == 0 &&
            value_string_size(name) == strlen(algorithms[i].name)) {
            return algorithms[i].hash;
        }
    }
    return NULL;
}

static struct value *fail_with(struct work *w, const char *message)
{
    return work_fail_with(w, CODE_D3137, &(const struct work_details){ .message = message });
}

/* Of what is no text the hash of its $string (JA-13; that is a guess). */
static struct value *hash(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    const struct nettle_hash *h = algorithm_of(args[1]);
    if (args[0] == NULL || args[1] == NULL) {
        return NULL;
    }
    if (h == NULL) {
        return fail_with(w, "The algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
    }
    struct value *text = cast_string(w, args[0], false);
    if (text == NULL) {
        return NULL;
    }
    struct sha512_ctx context; /* the largest of all */
    uint8_t digest[DIGEST_MAX];
    struct buf out = { 0 };
    h->init(&context);
    h->update(&context, value_string_size(text), (const uint8_t *)value_string(text));
    h->digest(&context, h->digest_size, digest);
    for (size_t i = 0; i < h->digest_size; i++) {
        buf_print(&out, "%02x", digest[i]);
    }
    value_release(text);
    return text_take(w, &out);
}

static struct value *uuid(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    (void)args;
    char text[RANDOM_UUID_SIZE + 1];
    random_uuid(work_random(w), text);
    return value_text(text);
}

/* As many bits of java.util.Random, of which `state` is. */
static uint64_t java_next(uint64_t *state, int bits)
{
    *state = (*state * UINT64_C(0x5DEECE66D) + 0xB) & ((UINT64_C(1) << 48) - 1);
    return *state >> (48 - bits);
}

/* With a seed java.util.Random's first nextDouble() (JA-12); numbers are cut (JA-11). */
static struct value *random_of(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return cast_number(random_unit(work_random(w)));
    }
    double seed = trunc(cast_double(args[0]));
    int64_t whole = seed >= 0x1p63 ? INT64_MAX : seed < -0x1p63 ? INT64_MIN : (int64_t)seed;
    uint64_t state = ((uint64_t)whole ^ UINT64_C(0x5DEECE66D)) & ((UINT64_C(1) << 48) - 1);
    uint64_t high = java_next(&state, 26), low = java_next(&state, 27);
    return cast_number((double)((high << 27) + low) * 0x1p-53);
}

/* A number that is not an int64 is a double, and -0 is 0 (JA-10). */
static bool is_plain(const struct value *v)
{
    struct number n = value_to_number(v);
    return n.kind == NUMBER_INT || (n.kind == NUMBER_DOUBLE && n.real != 0);
}

/* The same value (taken) with all numbers as they are to be. How deep it nests is bounded by
 * the reader. */
static struct value *plain_take(struct value *v)
{
    if (value_type(v) == VALUE_NUMBER && !is_plain(v)) {
        struct value *plain = cast_number(value_to_number(v).real + 0.0);
        value_release(v);
        return plain;
    }
    size_t items = value_type(v) == VALUE_ARRAY ? value_count(v) : 0;
    for (size_t i = 0; i < items; i++) {
        value_set_item_take(&v, i, plain_take(value_take_item(&v, i)));
    }
    if (value_type(v) == VALUE_OBJECT) {
        struct value *keys = value_share(v);
        for (struct value_walk m = value_walk(keys); value_step(&m);) {
            value_set_take(&v, m.key, plain_take(value_share(m.value)));
        }
        value_release(keys);
    }
    return v;
}

static struct value *parse(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct value *v = NULL;
    struct read_error error;
    if (args[0] == NULL) {
        return NULL;
    }
    if (!read_json(value_string(args[0]), value_string_size(args[0]), &v, &error)) {
        return fail_with(w, error.message);
    }
    return plain_take(v);
}

const struct jna_word jna_base64_encode = { "base64encode", "<s-:s>", base64_encode, 0 };
const struct jna_word jna_base64_decode = { "base64decode", "<s-:s>", base64_decode, 0 };
const struct jna_word jna_encode_component = { "encodeUrlComponent", "<s-:s>", encode_component,
                                               0 };
const struct jna_word jna_encode_url = { "encodeUrl", "<s-:s>", encode_url, 0 };
const struct jna_word jna_decode_component = { "decodeUrlComponent", "<s-:s>", decode_component,
                                               0 };
const struct jna_word jna_decode_url = { "decodeUrl", "<s-:s>", decode_url, 0 };
const struct jna_word jna_hash = { "hash", "<xs:s>", hash, 0 };
const struct jna_word jna_uuid = { "uuid", "<:s>", uuid, 0 };
const struct jna_word jna_random = { "random", "<n?:n>", random_of, 0 };
const struct jna_word jna_parse = { "parse", "<s-:x>", parse, 0 };
