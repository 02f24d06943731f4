/*
 * clock.h - the only source of time.
 *
 * Real, or virtual: then it stands still until clock_jump() moves it to the next
 * deadline, so a day's wait passes at once and every history has the same bytes.
 * Times are milliseconds since 1970 in UTC, as AWS shows them.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_VIRTUAL_START_MS INT64_C(1735689600000) /* 2025-01-01T00:00:00Z */

struct clock {
    bool is_virtual;
    int64_t virtual_ms;
};

void clock_start_real(struct clock *c);
void clock_start_virtual(struct clock *c, int64_t at_ms);

/* What the workflow sees as now. */
int64_t clock_now_ms(const struct clock *c);

/* The machine's own monotonic time, for measuring and for real deadlines. */
int64_t clock_monotonic_ns(void);

/* Move a virtual clock on to `to_ms`; never backwards. Not for a real one. */
void clock_jump(struct clock *c, int64_t to_ms);

#endif
