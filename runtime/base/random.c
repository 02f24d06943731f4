#include "runtime/base/random.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <sys/random.h>

#include "runtime/base/clock.h"
#include "runtime/base/fatal.h"

/* splitmix64, which xoshiro's authors give for seeding it. */
static uint64_t spread(uint64_t *seed)
{
    uint64_t mixed = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

static uint64_t rotate(uint64_t bits, int by)
{
    return (bits << by) | (bits >> (64 - by));
}

void random_seed(struct random *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        r->state[i] = spread(&seed);
    }
}

void random_seed_system(struct random *r)
{
    /* A state of all zeros would stay so. */
    const uint64_t *s = r->state;
    bool is_filled = getrandom(r->state, sizeof r->state, 0) == (ssize_t)sizeof r->state;
    if (!is_filled || (s[0] | s[1] | s[2] | s[3]) == 0) {
        random_seed(r, (uint64_t)clock_monotonic_ns());
    }
}

void random_bytes(void *bytes, size_t size)
{
    char *to = bytes;
    while (size > 0) {
        ssize_t got = getrandom(to, size, 0);
        if (got > 0) {
            to += got;
            size -= (size_t)got;
        } else if (errno != EINTR) {
            fatal("the system gives no random bytes", errno);
        }
    }
}

uint32_t random_word(void)
{
    uint32_t word;
    random_bytes(&word, sizeof word);
    return word;
}

/* xoshiro256**. */
uint64_t random_next(struct random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t random_below(struct random *r, uint64_t below)
{
    assert(below > 0);
    /* 2^64 modulo `below`: that many of the lowest would come once too often. */
    uint64_t surplus = (0 - below) % below;
    uint64_t drawn;
    do {
        drawn = random_next(r);
    } while (drawn < surplus);
    return drawn % below;
}

double random_unit(struct random *r)
{
    return (double)(random_next(r) >> 11) * 0x1p-53;
}

struct random_uuid random_draw_uuid(struct random *r)
{
    struct random_uuid u;
    u.drawn[0] = random_next(r);
    u.drawn[1] = random_next(r);
    return u;
}

/* Each digit takes four bits: 16 of the 31 digits are made of the first number. */
void random_write_uuid(const struct random_uuid *u, char out[RANDOM_UUID_SIZE + 1])
{
    static const char hex[] = "0123456789abcdef";
    static const char shape[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    uint64_t bits = u->drawn[0];
    int left = 16;
    for (int i = 0; i < RANDOM_UUID_SIZE; i++) {
        if (shape[i] != 'x' && shape[i] != 'y') {
            out[i] = shape[i];
            continue;
        }
        if (left-- == 0) {
            bits = u->drawn[1];
        }
        unsigned digit = (unsigned)(bits & 15);
        out[i] = hex[shape[i] == 'y' ? 8 + digit % 4 : digit];
        bits >>= 4;
    }
    out[RANDOM_UUID_SIZE] = '\0';
}

void random_uuid(struct random *r, char out[RANDOM_UUID_SIZE + 1])
{
    struct random_uuid u = random_draw_uuid(r);
    random_write_uuid(&u, out);
}
