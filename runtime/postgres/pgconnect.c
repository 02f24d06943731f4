#include "runtime/postgres/pgconnect.h"

#include <ctype.h>
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"
#include "runtime/loop/calm.h"
#include "runtime/store/shared.h"

#define LOOK_MS  200
#define PROBE_MS 5000

#define NS_PER_MS INT64_C(1000000)

/* What the user says in CONNINFO counts more than what stands before it. A connection whose
 * other end is gone without a word is noticed by the system within some seconds; of several
 * hosts it is the one that takes changes. */
struct words {
    const char *keys[10], *values[10];
};

#define NAME_ROOM 64 /* as PostgreSQL has it */

/* By which sessions can be told apart: the node, and the program. Static. */
static const char *own_name(void)
{
    static char name[NAME_ROOM];
    char *node = shared_node_name();
    snprintf(name, sizeof name, "%s %s", node, program_invocation_short_name);
    memory_release(node);
    return name;
}

static struct words words_of(const char *conninfo)
{
    return (struct words){ { "connect_timeout", "keepalives_idle", "keepalives_interval",
                             "keepalives_count", "tcp_user_timeout", "target_session_attrs",
                             "fallback_application_name", "dbname", "client_encoding", NULL },
                           { "5", "10", "3", "3", "15000", "read-write", own_name(), conninfo,
                             "UTF8", NULL } };
}

/* ---- In a thread ---- */

struct attempt {
    const char *conninfo; /* borrowed: the caller waits for the end */
    PGconn *made;
    int done_fd;
};

static void *try_once(void *owner)
{
    struct attempt *a = owner;
    struct words w = words_of(a->conninfo);
    uint64_t one = 1;
    a->made = libpq.PQconnectdbParams(w.keys, w.values, 1);
    ssize_t size = write(a->done_fd, &one, sizeof one);
    (void)size;
    return NULL;
}

/* Signals are for the other threads. */
static bool begin(struct attempt *a, pthread_t *ret_thread)
{
    sigset_t all, before;
    a->done_fd = eventfd(0, EFD_CLOEXEC);
    if (a->done_fd < 0) {
        return false;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool has_begun = pthread_create(ret_thread, NULL, try_once, a) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!has_begun) {
        close(a->done_fd);
    }
    return has_begun;
}

PGconn *pgconnect_make(const char *conninfo, struct loop *l, void (*look)(void))
{
    struct attempt a = { .conninfo = conninfo };
    pthread_t thread;
    if (begin(&a, &thread)) {
        while (!calm_wait(l, a.done_fd, POLLIN, LOOK_MS)) {
            look();
        }
        pthread_join(thread, NULL);
        close(a.done_fd);
    } else {
        struct words w = words_of(conninfo);
        a.made = libpq.PQconnectdbParams(w.keys, w.values, 1);
    }
    if (a.made == NULL) {
        memory_exhausted();
    }
    return a.made;
}

/* ---- Why there is none ---- */

static size_t put_line(struct buf *b, const char *text)
{
    size_t size = strcspn(text, "\n"), room = strspn(text, "\t ");
    if (size > room) {
        buf_text(b, b->size > 0 ? "; " : "");
        buf_put(b, text + room, size - room);
    }
    return size + (text[size] == '\n');
}

void pgconnect_put_reason(struct buf *b, const char *text)
{
    struct buf line = { 0 };
    while (*text != '\0') {
        text += put_line(&line, text);
    }
    buf_text(b, buf_string(&line));
    buf_release(&line);
}

/* Of a user, a password, a database that is not there, rights. */
static bool is_refusal(const char *state)
{
    return strncmp(state, "28", 2) == 0 || strncmp(state, "3D", 2) == 0 ||
           strncmp(state, "42501", 5) == 0;
}

/* "FATAL:  28P01: password authentication failed": what the server says to whom it does not
 * let in has the state in front, if that is asked for. */
static bool tells_refusal(const char *text)
{
    for (const char *at = text; (at = strstr(at, ":  ")) != NULL; at += 3) {
        size_t size = 0;
        while (isupper((unsigned char)at[3 + size]) || isdigit((unsigned char)at[3 + size])) {
            size++;
        }
        if (size == 5 && at[3 + size] == ':' && is_refusal(at + 3)) {
            return true;
        }
    }
    return false;
}

/* Asks once more, so that the state is told. */
static bool probe(const char *conninfo)
{
    struct words w = words_of(conninfo);
    PGconn *c = libpq.PQconnectStartParams(w.keys, w.values, 1);
    int64_t end_ns = clock_monotonic_ns() + PROBE_MS * NS_PER_MS;
    PostgresPollingStatusType at = PGRES_POLLING_WRITING;
    if (c == NULL) {
        memory_exhausted();
    }
    libpq.PQsetErrorVerbosity(c, PQERRORS_VERBOSE);
    while (libpq.PQstatus(c) != CONNECTION_BAD && clock_monotonic_ns() < end_ns &&
           (at == PGRES_POLLING_WRITING || at == PGRES_POLLING_READING)) {
        short what = at == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (calm_wait(NULL, libpq.PQsocket(c), what, LOOK_MS)) {
            at = libpq.PQconnectPoll(c);
        }
    }
    bool is_refused =
        libpq.PQstatus(c) == CONNECTION_BAD && tells_refusal(libpq.PQerrorMessage(c));
    libpq.PQfinish(c);
    return is_refused;
}

/* ---- What no server is needed to refuse ---- */

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
    while (options->keyword != NULL && strcmp(options->keyword, keyword) != 0) {
        options++;
    }
    return options->keyword != NULL && options->val != NULL ? options->val : "";
}

/* The certificate that has to be trusted is not there. */
static bool lacks_certificate(const PQconninfoOption *options)
{
    const char *file = value_of(options, "sslrootcert");
    return strncmp(value_of(options, "sslmode"), "verify", 6) == 0 && file[0] != '\0' &&
           strcmp(file, "system") != 0 && access(file, R_OK) < 0;
}

/* Listens on the loopback address; *ret_port is where. Returns a descriptor, or -1. */
static int open_door(uint16_t *ret_port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (bind(fd, (struct sockaddr *)&at, size) < 0 || listen(fd, 1) < 0 ||
                    getsockname(fd, (struct sockaddr *)&at, &size) < 0)) {
        close(fd);
        fd = -1;
    }
    *ret_port = ntohs(at.sin_port);
    return fd;
}

/* An option has a value that libpq does not know, such as sslmode=often. It says so in the
 * user's language, but before it asks any server. So here it is given the address of one that
 * is there for sure: if it does not even begin to ask that one, an option is wrong. */
static bool has_wrong_value(const char *conninfo)
{
    uint16_t port;
    int door = open_door(&port);
    char text[8];
    if (door < 0) {
        return false;
    }
    snprintf(text, sizeof text, "%d", port);
    const char *keys[] = { "dbname", "host", "hostaddr", "port", NULL };
    const char *values[] = { conninfo, "localhost", "127.0.0.1", text, NULL };
    PGconn *c = libpq.PQconnectStartParams(keys, values, 1);
    bool is_wrong = c != NULL && libpq.PQstatus(c) == CONNECTION_BAD;
    libpq.PQfinish(c);
    close(door);
    return is_wrong;
}

static bool is_hopeless(const char *conninfo)
{
    char *error = NULL;
    PQconninfoOption *options = libpq.PQconninfoParse(conninfo, &error);
    bool is_it = options == NULL || lacks_certificate(options) || has_wrong_value(conninfo);
    libpq.PQconninfoFree(options);
    libpq.PQfreemem(error);
    return is_it;
}

bool pgconnect_is_final(const char *conninfo, const PGconn *failed)
{
    return is_hopeless(conninfo) || libpq.PQconnectionNeedsPassword(failed) || probe(conninfo);
}
