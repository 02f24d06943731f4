/*
 * clock.h - the only source of time.
 *
 * A clock tells two times, both in milliseconds since 1970 in UTC:
 *
 *   clock_now_ms()     what a clock on the wall shows. It goes into histories and contexts, and
 *                      a Timestamp is compared with it. Somebody may set it, even backwards.
 *   clock_steady_ms()  what the wall clock would show had nobody set it since the clock was
 *                      started. It only moves forward, so that every duration is measured with
 *                      it: Seconds, timeouts, heartbeats, retry intervals.
 *
 * A virtual clock shows one and the same time for both. It does not move until clock_jump()
 * moves it to the next deadline, so that a day's wait passes at once and every history has the
 * same bytes.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Where a virtual clock starts by default: 2025-01-01T00:00:00Z. */
#define CLOCK_VIRTUAL_START_MS INT64_C(1735689600000)

struct clock {
    bool is_virtual;
    int64_t virtual_ms;
    int64_t boot_ns; /* of a real clock: the time since 1970 at which the machine booted, by the
                        wall clock of when the clock was started */
    int64_t set_ms;  /* what clock_set_ms() answered last */
};

/* Start a real clock: its steady time is that of the wall clock now. */
void clock_start_real(struct clock *c);

/* Start a virtual clock, which shows `at_ms`. */
void clock_start_virtual(struct clock *c, int64_t at_ms);

/* The time of day, as the workflow sees it. */
int64_t clock_now_ms(const struct clock *c);

/* The time by which durations are measured. It includes the time that the machine was
 * suspended: a wait of an hour is over an hour later, whether or not a laptop was closed. */
int64_t clock_steady_ms(const struct clock *c);

/* The same in nanoseconds, as exactly as the clock tells them. */
int64_t clock_steady_ns(const struct clock *c);

/* How far clock_now_ms() is ahead of clock_steady_ms(): how far somebody has set the wall clock
 * since the clock was started. A change of less than a second is not noticed, so that the
 * answer stays the same while nobody sets it. 0 for a virtual clock. */
int64_t clock_set_ms(struct clock *c);

/* The machine's time of day, whatever the workflow's clock is: for real work that is told a
 * time of day. */
int64_t clock_wall_ms(void);

/* Nanoseconds since some moment of the past, without the time that the machine was suspended:
 * for measuring, and for the deadlines of real work. It has nothing to do with any clock. */
int64_t clock_monotonic_ns(void);

/* Move a virtual clock forward to `to_ms`. A time that has passed changes nothing. A real clock
 * cannot be moved (assert). */
void clock_jump(struct clock *c, int64_t to_ms);

#endif
