#include "runtime/bench/contest.h"

#include "runtime/base/clock.h"

/* So many rounds are aimed at, and at least so many are held, however long a run takes. */
enum { ROUNDS_AIMED_AT = 25, ROUNDS_LEAST = 5 };

/* A share of the time, for each side, before anything counts. */
#define WARM_SHARE 0.2

static int64_t ns_of(double seconds)
{
    return (int64_t)(seconds * 1e9);
}

/* One side's turn: runs for `ns`, one at least. */
static bool take_turn(struct side *s, int64_t ns)
{
    do {
        if (!s->run(s)) {
            return false;
        }
    } while (s->sample.open_ns < ns);
    return true;
}

static bool warm_up(struct contest *c)
{
    c->warm_s = c->seconds * WARM_SHARE;
    for (size_t i = 0; i < c->count; i++) {
        if (!take_turn(&c->sides[i], ns_of(c->warm_s))) {
            return false;
        }
        sample_end_round(&c->sides[i].sample, SAMPLE_FORGET);
    }
    return true;
}

static bool hold_round(struct contest *c, int64_t turn_ns)
{
    for (size_t i = 0; i < c->count; i++) {
        size_t place = c->rounds % 2 == 0 ? i : c->count - 1 - i;
        if (!take_turn(&c->sides[place], turn_ns)) {
            return false;
        }
        sample_end_round(&c->sides[place].sample, SAMPLE_KEEP);
    }
    c->rounds++;
    return true;
}

bool contest_hold(struct contest *c, bool (*stopped)(void *owner), void *owner)
{
    if (stopped(owner) || !warm_up(c)) {
        return false;
    }
    int64_t start_ns = clock_monotonic_ns(), took_ns = 0;
    int64_t turn_ns = ns_of(c->seconds / (double)(c->count * ROUNDS_AIMED_AT));
    while (c->rounds < ROUNDS_LEAST ||
           (took_ns < ns_of(c->seconds) && c->rounds < SAMPLE_ROUNDS_MAX)) {
        if (stopped(owner) || !hold_round(c, turn_ns)) {
            return false;
        }
        took_ns = clock_monotonic_ns() - start_ns;
    }
    c->took_s = (double)took_ns / 1e9;
    return true;
}
