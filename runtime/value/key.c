#include "runtime/value/key.h"

#include <string.h>
#include <sys/auxv.h>

#include "runtime/base/memory.h"
#include "runtime/value/plain.h"
#include "runtime/base/pool.h"

/* The rooms of the table, which grows once: a short run does not touch the pages of the larger
 * one. A table that is half full, which is as full as it gets, finds nearly every key at its
 * first or second place. */
#define ROOM_FIRST 256u
#define ROOM_LAST  4096u

/* The most bytes of a key that is interned. */
#define INTERN_SIZE_MAX 48
#define TRIES           8u

static struct key *first_table[ROOM_FIRST];
static struct key **table = first_table;
static uint32_t room = ROOM_FIRST;
static bool is_last; /* it does not grow any more */
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
    h = mix(mix(h, words.first), words.last);

    /* Texts that differ in their last letters only differ in the upper bits of `h`. */
    return (uint32_t)(h * UINT64_C(0x9e3779b97f4a7c15) >> 32);
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

/* Moves all keys to a larger table, unless one of them has no place there. */
static void grow(void)
{
    struct key **larger = memory_zero(ROOM_LAST * sizeof(struct key *));
    bool fits = true;
    for (uint32_t i = 0; i < room && fits; i++) {
        uint32_t try = 0;
        while (table[i] != NULL && try < TRIES &&
               larger[(table[i]->hash + try) % ROOM_LAST] != NULL) {
            try++;
        }
        fits = try < TRIES;
        if (fits && table[i] != NULL) {
            larger[(table[i]->hash + try) % ROOM_LAST] = table[i];
        }
    }
    is_last = true;
    if (!fits) {
        memory_release(larger);
        return;
    }
    table = larger;
    room = ROOM_LAST;
}

/* Where the key of a text is in the table, or the free place where it belongs; NULL if there is
 * neither. */
static struct key **place_of(const char *text, size_t size, uint32_t hash)
{
    for (uint32_t i = 0; i < TRIES && size <= INTERN_SIZE_MAX; i++) {
        struct key **at = &table[(hash + i) % room];
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
    if (!is_last && size <= INTERN_SIZE_MAX && (at == NULL || interned == room / 2)) {
        grow();
        at = place_of(text, size, hash);
    }
    if (at == NULL || interned == room / 2) {
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
