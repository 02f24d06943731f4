/*
 * random.h - the one source of chance.
 *
 * Seeded by --seed it repeats exactly; otherwise by the system. Used for UUIDs, task
 * tokens, States.MathRandom and jitter.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* The same seed gives the same sequence on every machine. */
void random_seed(struct random *r, uint64_t seed);

/* Seeded by the system's own entropy. */
void random_seed_system(struct random *r);

/*
 * Fill `bytes` with `size` random bytes of the system's, and four of them as a number. libevent
 * calls these two in place of glibc's arc4random_buf() and arc4random() (the Makefile renames
 * its calls), since only glibc 2.36 and later have those. They end the process where the system
 * has no random bytes.
 */
void random_bytes(void *bytes, size_t size);
uint32_t random_word(void);

uint64_t random_next(struct random *r);

/* A random number from 0 up to `below` - 1, each equally likely; `below` must not be 0. */
uint64_t random_below(struct random *r, uint64_t below);

/* A random number from 0 up to, but without, 1. */
double random_unit(struct random *r);

#define RANDOM_UUID_SIZE 36
/* A version 4 UUID in lower case, with a NUL. */
void random_uuid(struct random *r, char out[RANDOM_UUID_SIZE + 1]);

/* The same in two steps: what is drawn for a UUID, and the UUID that is written of it. */
struct random_uuid {
    uint64_t drawn[2];
};
struct random_uuid random_draw_uuid(struct random *r);
void random_write_uuid(const struct random_uuid *u, char out[RANDOM_UUID_SIZE + 1]);

#endif
