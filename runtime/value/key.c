#include "runtime/value/key.h"

#include <string.h>
#include <sys/auxv.h>

#include "runtime/value/plain.h"
#include "runtime/value/pool.h"

/* The most keys that are interned, and the most bytes that each of them has. A table that is
 * half full finds nearly every key at its first or second place. */
#define TABLE_ROOM      4096u
#define INTERNED_MAX    (TABLE_ROOM / 2)
#define INTERN_SIZE_MAX 48
#define TRIES           8u

static struct key *table[TABLE_ROOM];
static uint32_t interned;
static uint64_t seed; /* 0 until it is drawn */

/* The kernel hands 16 random bytes to each process, of which these need no call. */
static uint64_t draw_seed(void)
{
    const void *bytes = (const void *)(uintptr_t)getauxval(AT_RANDOM); // NOLINT
    if (bytes != NULL) {
        memcpy(&seed, bytes, sizeof seed);
    }
    seed |= 1;
    return seed;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ h >> 32;
}

static uint64_t start(size_t size)
{
    return (seed != 0 ? seed : draw_seed()) + size * UINT64_C(0x9e3779b97f4a7c15);
}

uint32_t key_hash(const char *text, size_t size)
{
    uint64_t h = start(size);
    for (; size > 16; size -= 8, text += 8) {
        h = mix(h, bytes_load(text));
    }
    struct bytes_words words = bytes_words(text, size);
    return (uint32_t)mix(mix(h, words.first), words.last);
}

static size_t key_bytes(size_t size)
{
    return sizeof(struct key) + (size / KEY_STEP + 1) * KEY_STEP;
}

static struct key *new_key(const char *text, size_t size, uint32_t hash, bool is_interned)
{
    struct key *k = pool_get(key_bytes(size));
    memset(k, 0, key_bytes(size));
    k->refs = 1;
    k->size = (uint32_t)size;
    k->hash = hash;
    k->is_interned = is_interned;
    k->is_plain = plain_end(text, text + size, false) == text + size;
    bytes_copy(k->text, text, size);
    return k;
}

/* Where the key of a text is in the table, or the free place where it belongs; NULL if there is
 * neither. */
static struct key **place_of(const char *text, size_t size, uint32_t hash)
{
    for (uint32_t i = 0; i < TRIES && size <= INTERN_SIZE_MAX; i++) {
        struct key **at = &table[(hash + i) % TABLE_ROOM];
        if (*at == NULL || ((*at)->hash == hash && (*at)->size == size &&
                            bytes_same((*at)->text, text, size))) {
            return at;
        }
    }
    return NULL;
}

struct key *key_get(const char *text, size_t size)
{
    uint32_t hash = key_hash(text, size);
    struct key **at = place_of(text, size, hash);
    if (at != NULL && *at != NULL) {
        return *at;
    }
    if (at == NULL || interned == INTERNED_MAX) {
        return new_key(text, size, hash, false);
    }
    interned++;
    *at = new_key(text, size, hash, true);
    return *at;
}

const struct key *key_find(const char *text, size_t size)
{
    struct key **at = place_of(text, size, key_hash(text, size));
    return at == NULL ? NULL : *at;
}

void key_free(struct key *k)
{
    pool_put(k, key_bytes(k->size));
}
