/*
 * For LD_PRELOAD: the wall clock is ahead by as many seconds as the file that $AHEAD names
 * says.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *now)
{
    int code = (int)syscall(SYS_clock_gettime, which, now);
    if (code == 0 && which == CLOCK_REALTIME) {
        char text[32] = "";
        int fd = open(getenv("AHEAD"), O_RDONLY | O_CLOEXEC);
        ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
        close(fd);
        now->tv_sec += size > 0 ? atoll(text) : 0;
    }
    return code;
}
