/*
 * key.h - the keys of objects: texts that know their size and their hash. Private to
 * runtime/value/.
 *
 * Short keys are interned: the same text is the same key, as long as the table has room, and
 * stays for ever. All others are counted. The hash is seeded by each process, so that nobody
 * can choose keys that all collide; no order depends on it.
 */
#ifndef VALUE_KEY_H
#define VALUE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct key {
    uint32_t refs;
    uint32_t size;
    uint32_t hash;
    uint32_t stamp; /* of the object that was last seen to have it (members_unique()) */
    bool is_interned;
    bool is_plain; /* JSON writes it as it is */
    char text[];   /* a NUL behind */
};

/* The key of a text: a new reference. */
struct key *key_get(const char *text, size_t size);

uint32_t key_hash(const char *text, size_t size);

/* Ends a key that is not interned and has no reference left. */
void key_free(struct key *k);

static inline struct key *key_share(struct key *k)
{
    if (!k->is_interned) {
        k->refs++;
    }
    return k;
}

static inline void key_release(struct key *k)
{
    if (!k->is_interned && --k->refs == 0) {
        key_free(k);
    }
}

/* Returns true if both have the same text. */
bool key_equal_texts(const struct key *a, const struct key *b);

static inline bool key_equal(const struct key *a, const struct key *b)
{
    return a == b || (!(a->is_interned && b->is_interned) && key_equal_texts(a, b));
}

#endif
