#include "runtime/loop/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/loop/tick.h"

#define SEND_S 1

struct notify {
    struct loop *loop;
    char *path;        /* "/..." or "@..."; NULL if nobody wants to know */
    int64_t beat_ms;   /* between two words that the loop turns; 0: none are wanted */
    struct tick *beat; /* owned; NULL: there is none */
};

/* ---- The socket ---- */

/* "@name" is a socket that is in no file system: its address begins with a NUL, and has no NUL
 * behind it. Returns 0, or an errno for what is not the name of a socket. */
static int read_address(const char *path, struct sockaddr_un *ret_address, socklen_t *ret_size)
{
    size_t size = strlen(path);
    *ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if ((path[0] != '/' && path[0] != '@') || path[1] == '\0') {
        return EAFNOSUPPORT;
    }
    if (size >= sizeof ret_address->sun_path) {
        return ENAMETOOLONG;
    }
    memcpy(ret_address->sun_path, path, size);
    *ret_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1);
    if (path[0] == '@') {
        ret_address->sun_path[0] = '\0';
        *ret_size -= 1;
    }
    return 0;
}

/* Returns 0 or an errno. */
static int send_text(const char *path, const char *text)
{
    struct timeval patience = { .tv_sec = SEND_S };
    struct sockaddr_un address;
    socklen_t size;
    int error = read_address(path, &address, &size);
    if (error != 0) {
        return error;
    }
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return errno;
    }
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&address, size) <
        0) {
        error = errno;
    }
    close(fd);
    return error;
}

static void tell(const struct notify *n, const char *text)
{
    if (n->path != NULL) {
        send_text(n->path, text);
    }
}

/* ---- The watchdog ---- */

/* Returns 0 for what is not a number above 0. */
static int64_t number_of(const char *name)
{
    const char *text = getenv(name);
    char *end = NULL;
    if (text == NULL || text[0] < '0' || text[0] > '9') {
        return 0;
    }
    errno = 0;
    long long number = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0' ? number : 0;
}

/* Another process may be the one that is watched. */
static int64_t read_beat_ms(void)
{
    int64_t pid = number_of("WATCHDOG_PID"), limit_us = number_of("WATCHDOG_USEC");
    bool is_other = getenv("WATCHDOG_PID") != NULL && pid != getpid();
    int64_t beat_ms = limit_us / 2 / 1000;
    return limit_us == 0 || is_other ? 0 : beat_ms > 0 ? beat_ms : 1;
}

static void on_beat(void *owner)
{
    const struct notify *n = owner;
    tell(n, "WATCHDOG=1");
}

/* ---- The service ---- */

struct notify *notify_open(struct loop *l)
{
    struct notify *n = memory_zero(sizeof *n);
    const char *path = getenv("NOTIFY_SOCKET");
    n->loop = l;
    if (path != NULL && path[0] != '\0') {
        n->path = memory_text(path);
        n->beat_ms = read_beat_ms();
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return n;
}

void notify_close(struct notify *n)
{
    if (n != NULL) {
        tick_stop(n->beat);
        memory_release(n->path);
        memory_release(n);
    }
}

bool notify_ready(struct notify *n, struct buf *why)
{
    int error = n->path != NULL ? send_text(n->path, "READY=1") : 0;
    if (error != 0) {
        buf_print(why, "NOTIFY_SOCKET: %s: %s", n->path, strerror(error));
    } else if (n->beat_ms > 0 && n->beat == NULL) {
        n->beat = tick_start(n->loop, n->beat_ms, on_beat, n);
        tick_stay(n->beat);
    }
    return error == 0;
}

/* A line of its own in the text would be another word to systemd. */
void notify_status(struct notify *n, const char *text)
{
    struct buf line = { 0 };
    buf_print(&line, "STATUS=%s", text);
    for (size_t i = 0; i < line.size; i++) {
        line.text[i] = line.text[i] == '\n' ? ' ' : line.text[i];
    }
    tell(n, buf_string(&line));
    buf_release(&line);
}

/* systemd knows by the time which of its requests that was. */
void notify_reloading(struct notify *n)
{
    struct buf text = { 0 };
    buf_print(&text, "RELOADING=1\nMONOTONIC_USEC=%lld",
              (long long)(clock_monotonic_ns() / 1000));
    tell(n, buf_string(&text));
    buf_release(&text);
}

bool notify_is_heard(const struct notify *n)
{
    return n->path != NULL;
}

void notify_stopping(struct notify *n)
{
    tell(n, "STOPPING=1");
}
