/* hash.c - States.Hash (F-22). */
#include <nettle/nettle-meta.h>
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"

#define DIGEST_MAX 64

static const struct {
    const char *name; /* exactly so */
    const struct nettle_hash *hash;
} algorithms[] = {
    { "MD5", &nettle_md5 },        { "SHA-1", &nettle_sha1 },     { "SHA-256", &nettle_sha256 },
    { "SHA-384", &nettle_sha384 }, { "SHA-512", &nettle_sha512 },
};

static const struct nettle_hash *find(const struct value *name)
{
    if (value_type(name) != VALUE_STRING) {
        return NULL;
    }
    /* A text may hold a NUL, so that its size counts too. */
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (strcmp(value_string(name), algorithms[i].name) == 0 &&
            value_string_size(name) == strlen(algorithms[i].name)) {
            return algorithms[i].hash;
        }
    }
    return NULL;
}

static struct value *digest_of(const struct nettle_hash *hash, const char *text, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t digest[DIGEST_MAX];
    char shown[2 * DIGEST_MAX];
    void *state = memory_get(hash->context_size);
    hash->init(state);
    hash->update(state, size, (const uint8_t *)text);
    hash->digest(state, hash->digest_size, digest);
    memory_release(state);
    for (size_t i = 0; i < hash->digest_size; i++) {
        shown[2 * i] = hex[digest[i] >> 4];
        shown[2 * i + 1] = hex[digest[i] & 15];
    }
    return value_text_n(shown, 2 * (size_t)hash->digest_size);
}

/* What is not a text is hashed as the text that Java makes of it. */
struct value *asl_hash(struct asl_scope *s, size_t n, struct value *const *args)
{
    const struct nettle_hash *hash = n == 2 ? find(args[1]) : NULL;
    if (hash == NULL || value_type(args[0]) == VALUE_NULL) {
        return intrinsic_fail(s, "Invalid arguments in States.Hash");
    }
    struct buf data = { 0 };
    java_print(&data, args[0]);
    struct value *digest = java_length(buf_string(&data), data.size) > INTRINSIC_TEXT_MAX
                               ? intrinsic_fail(s, "Invalid arguments in States.Hash")
                               : digest_of(hash, buf_string(&data), data.size);
    buf_release(&data);
    return digest;
}
