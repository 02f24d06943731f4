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

uint32_t key_hash(const char *text, size_t size)
{
    uint64_t h = (seed != 0 ? seed : draw_seed()) + size * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t word = 0;
    for (; size >= sizeof word; size -= sizeof word, text += sizeof word) {
        memcpy(&word, text, sizeof word);
        h = mix(h, word);
    }
    if (size > 0) {
        word = 0;
        memcpy(&word, text, size);
        h = mix(h, word);
    }
    return (uint32_t)h;
}

static struct key *new_key(const char *text, size_t size, uint32_t hash, bool is_interned)
{
    struct key *k = pool_get(sizeof *k + size + 1);
    *k = (struct key){ .refs = 1,
                       .size = (uint32_t)size,
                       .hash = hash,
                       .is_interned = is_interned,
                       .is_plain = plain_end(text, text + size, false) == text + size };
    memcpy(k->text, text, size);
    k->text[size] = '\0';
    return k;
}

struct key *key_get(const char *text, size_t size)
{
    uint32_t hash = key_hash(text, size);
    for (uint32_t i = 0; i < TRIES && size <= INTERN_SIZE_MAX; i++) {
        struct key **at = &table[(hash + i) % TABLE_ROOM];
        if (*at == NULL) {
            if (interned == INTERNED_MAX) {
                break;
            }
            interned++;
            *at = new_key(text, size, hash, true);
            return *at;
        }
        if ((*at)->hash == hash && (*at)->size == size &&
            memcmp((*at)->text, text, size) == 0) {
            return *at;
        }
    }
    return new_key(text, size, hash, false);
}

void key_free(struct key *k)
{
    pool_put(k, sizeof *k + k->size + 1);
}

bool key_equal_texts(const struct key *a, const struct key *b)
{
    return a->hash == b->hash && a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}
