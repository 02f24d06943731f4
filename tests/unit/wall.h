/*
 * wall.h - a wall clock that a test can set: whatever the program asks of CLOCK_REALTIME comes
 * through here. The machine's own clock stays as it is.
 */
#ifndef TESTS_WALL_H
#define TESTS_WALL_H

#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* How far the wall clock has been set, forward or back. */
static _Atomic int64_t wall_ahead_ms;

int clock_gettime(clockid_t which, struct timespec *ret_time)
{
    int code = (int)syscall(SYS_clock_gettime, which, ret_time);
    if (code == 0 && which == CLOCK_REALTIME) {
        int64_t ahead_ms = wall_ahead_ms;
        ret_time->tv_sec += ahead_ms / 1000;
        ret_time->tv_nsec += ahead_ms % 1000 * 1000000;
        if (ret_time->tv_nsec < 0) {
            ret_time->tv_nsec += 1000000000;
            ret_time->tv_sec--;
        } else if (ret_time->tv_nsec >= 1000000000) {
            ret_time->tv_nsec -= 1000000000;
            ret_time->tv_sec++;
        }
    }
    return code;
}

#endif
