#include "runtime/sqs/digest.h"

#include <nettle/base64.h>
#include <nettle/md5.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/value.h"

static void put_hex(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * count] = '\0';
}

static void end(struct md5_ctx *sum, char out[DIGEST_SIZE + 1])
{
    uint8_t bytes[MD5_DIGEST_SIZE];
    md5_digest(sum, sizeof bytes, bytes);
    put_hex(bytes, sizeof bytes, out);
}

void digest_body(const char *text, size_t size, char out[DIGEST_SIZE + 1])
{
    struct md5_ctx sum;
    md5_init(&sum);
    md5_update(&sum, size, (const uint8_t *)text);
    end(&sum, out);
}

void digest_content(const char *text, size_t size, char out[64 + 1])
{
    struct sha256_ctx sum;
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_init(&sum);
    sha256_update(&sum, size, (const uint8_t *)text);
    sha256_digest(&sum, sizeof bytes, bytes);
    put_hex(bytes, sizeof bytes, out);
}

/* A length in four bytes, the highest first, and the bytes. */
static void add(struct md5_ctx *sum, const void *bytes, size_t size)
{
    uint8_t head[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                        (uint8_t)size };
    md5_update(sum, sizeof head, head);
    md5_update(sum, size, bytes);
}

static void add_base64(struct md5_ctx *sum, const char *text)
{
    struct base64_decode_ctx decode;
    size_t size = BASE64_DECODE_LENGTH(strlen(text));
    uint8_t *bytes = memory_get(size);
    base64_decode_init(&decode);
    if (base64_decode_update(&decode, &size, bytes, strlen(text), text) != 1) {
        size = 0;
    }
    add(sum, bytes, size);
    memory_release(bytes);
}

static void add_attribute(struct md5_ctx *sum, const char *name, const struct value *v)
{
    const char *type = value_member_text(v, "DataType");
    const char *text = value_member_text(v, "StringValue");
    const char *binary = value_member_text(v, "BinaryValue");
    add(sum, name, strlen(name));
    add(sum, type != NULL ? type : "", type != NULL ? strlen(type) : 0);
    md5_update(sum, 1, (const uint8_t *)(binary != NULL ? "\2" : "\1"));
    if (binary != NULL) {
        add_base64(sum, binary);
    } else {
        add(sum, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void digest_attributes(const struct value *attributes, char out[DIGEST_SIZE + 1])
{
    size_t count = 0;
    const char **names = memory_array(value_count(attributes), sizeof *names);
    struct md5_ctx sum;
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        names[count++] = w.key;
    }
    qsort(names, count, sizeof *names, by_text);
    md5_init(&sum);
    for (size_t i = 0; i < count; i++) {
        struct value *v = NULL;
        value_member(attributes, names[i], &v);
        add_attribute(&sum, names[i], v);
    }
    memory_release(names);
    end(&sum, out);
}
