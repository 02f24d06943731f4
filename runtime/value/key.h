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

#include "runtime/value/bytes.h"

struct key {
    uint32_t refs;
    uint32_t size;
    uint32_t hash;
    uint32_t stamp;   /* of the object that was last seen to have it (members_unique()) */
    struct key *next; /* which key was read after this one the last time; both are interned */
    bool is_interned;
    bool is_plain; /* JSON writes it as it is */
    char text[];   /* zeros behind, up to KEY_STEP or a multiple of it */
};

/* So many bytes of a key's text can be read at a time. */
#define KEY_STEP 16

/* The key of a text: a new reference. */
struct key *key_get(const char *text, size_t size);

/* The interned key of a text, or NULL if the text is not interned. */
const struct key *key_find(const char *text, size_t size);

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

/* Returns true if the key has this text. Keys of one object are often of one size, and differ
 * at their end. */
static inline bool key_has_text(const struct key *k, const char *text, size_t size)
{
    return k->size == size && (size == 0 || (k->text[size - 1] == text[size - 1] &&
                                             bytes_same(k->text, text, size)));
}

/* A text that is interned has no other key: once there is no room for it, there never is. */
static inline bool key_equal(const struct key *a, const struct key *b)
{
    return a == b || (!a->is_interned && !b->is_interned && a->hash == b->hash &&
                      key_has_text(a, b->text, b->size));
}

#endif
