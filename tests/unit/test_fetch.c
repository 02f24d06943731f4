/*
 * HTTP requests on a loop, against a server on a thread that does as each test says.
 */
#include "runtime/loop/fetch.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/wire.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/tls.h"
#include "tests/unit/unit.h"

/* ---- The server ---- */

/* What it does with the requests, in order: it writes the text; with "" it closes the
 * connection without an answer; behind a text that begins with '!' (which is not written) it
 * closes it by a reset. */
struct server {
    const char *const *answers;
    size_t count;
    bool closes; /* the connection after each answer */
    int fd;
    int port;
    atomic_int connections;
    struct buf heard;
    pthread_t thread;
};

static void reset(int fd)
{
    struct linger now = { .l_onoff = 1 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}

/* Reads one request without a body; returns false where the connection has ended. */
static bool hear(struct server *s, int fd)
{
    size_t begin = s->heard.size;
    char byte;
    while (read(fd, &byte, 1) == 1) {
        buf_char(&s->heard, byte);
        if (s->heard.size - begin >= 4 &&
            memcmp(s->heard.text + s->heard.size - 4, "\r\n\r\n", 4) == 0) {
            return true;
        }
    }
    return false;
}

static void *serve(void *owner)
{
    struct server *s = owner;
    size_t at = 0;
    while (at < s->count) {
        int fd = accept(s->fd, NULL, NULL);
        s->connections++;
        bool is_open = true;
        while (is_open && at < s->count && hear(s, fd)) {
            const char *answer = s->answers[at++];
            bool is_reset = *answer == '!';
            answer += is_reset;
            CU_ASSERT_EQUAL(write(fd, answer, strlen(answer)), (ssize_t)strlen(answer));
            is_open = !is_reset && *answer != '\0' && !s->closes;
            if (is_reset) {
                poll(NULL, 0, 20);
                reset(fd);
                fd = -1;
            }
        }
        if (fd >= 0) {
            close(fd);
        }
    }
    return NULL;
}

static void server_start(struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL_FATAL(bind(s->fd, (struct sockaddr *)&at, size), 0);
    CU_ASSERT_EQUAL_FATAL(listen(s->fd, 100), 0);
    CU_ASSERT_EQUAL_FATAL(getsockname(s->fd, (struct sockaddr *)&at, &size), 0);
    s->port = ntohs(at.sin_port);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_end(struct server *s)
{
    pthread_join(s->thread, NULL);
    close(s->fd);
    buf_release(&s->heard);
}

/* ---- The client ---- */

static struct clock test_clock;
static struct buf said; /* "200 body" or "fault reason", one a line */

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner;
    (void)ticket;
}

static struct loop *begin(void)
{
    clock_start_real(&test_clock);
    buf_clear(&said);
    return loop_new(&test_clock, on_deadline, NULL);
}

static void on_end(void *owner, struct fetch_end *end)
{
    int *left = owner;
    if (end->fault == FETCH_GOOD) {
        buf_print(&said, "%d %s\n", end->answer->status, buf_string(&end->answer->body));
    } else {
        buf_print(&said, "%d %s\n", end->fault, end->reason);
    }
    --*left;
}

static const struct fetch_limits limits = {
    .connect_ms = 5000, .total_ms = 10000, .quiet_ms = 5000, .body_max = 100
};

static struct wire_request request_to(const char *host, int port, const char *method)
{
    struct wire_request r = { .method = method };
    struct buf address = { 0 }, why = { 0 };
    buf_print(&address, "http://%s:%d/p?q=1", host, port);
    CU_ASSERT_TRUE_FATAL(url_read(buf_string(&address), &r.url, &why));
    buf_release(&address);
    return r;
}

static void *start(struct loop *l, const struct wire_request *r, const struct fetch_limits *m,
                   int *left)
{
    return fetch_plain.start(&(struct fetch_job){
        .loop = l, .request = r, .limits = *m, .done = on_end, .owner = left });
}

static void wait_for(struct loop *l, const int *left)
{
    while (*left > 0) {
        loop_turn(l, true);
    }
}

/* One request after the other. */
static void fetch(struct server *s, size_t count, const struct fetch_limits *m,
                  const char *wanted)
{
    server_start(s);
    struct loop *l = begin();
    struct wire_request r = request_to("127.0.0.1", s->port, "GET");
    for (size_t i = 0; i < count; i++) {
        int left = 1;
        start(l, &r, m, &left);
        CU_ASSERT_EQUAL(left, 1); /* never at once */
        wait_for(l, &left);
    }
    loop_release(l);
    UNIT_TEXT(buf_string(&said), wanted);
    wire_request_release(&r);
}

#define GOOD(body) "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" body

static void test_good(void)
{
    static const char *const answers[] = { GOOD("a"), "HTTP/1.1 500 No\r\n\r\nsorry" };
    struct server s = { .answers = answers, .count = 2, .closes = false };
    struct loop *l;
    server_start(&s);
    l = begin();
    struct wire_request r = request_to("localhost", s.port, "GET");
    wire_add(&r.headers, "X-Own", "value");
    int left = 1;
    start(l, &r, &limits, &left);
    wait_for(l, &left);
    UNIT_TEXT(buf_string(&said), "200 a\n");
    loop_release(l); /* the idle connection is closed, and the server goes on */
    l = begin();
    left = 1;
    start(l, &r, &limits, &left);
    wait_for(l, &left);
    UNIT_TEXT(buf_string(&said), "500 sorry\n");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(buf_string(&s.heard), "GET /p?q=1 HTTP/1.1\r\nHost: localhost:"));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&s.heard), "\r\nX-Own: value\r\n\r\n"));
    loop_release(l);
    wire_request_release(&r);
    server_end(&s);
}

/* Three requests on one connection, and a fourth on another once the server has closed it. */
static void test_kept_open(void)
{
    static const char *const answers[] = { GOOD("a"), GOOD("b"), "", GOOD("c") };
    struct server s = { .answers = answers, .count = 4 };
    fetch(&s, 3, &limits, "200 a\n200 b\n200 c\n");
    CU_ASSERT_EQUAL(s.connections, 2);
    server_end(&s);
}

/* Redirects are answers. */
static void test_redirect(void)
{
    static const char *const answers[] = {
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 1\r\n\r\nx"
    };
    struct server s = { .answers = answers, .count = 1 };
    fetch(&s, 1, &limits, "302 x\n");
    server_end(&s);
}

static void test_lost(void)
{
    static const char *const answers[] = {
        "", "!HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "!",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "nonsense\r\n"
    };
    struct server s = { .answers = answers, .count = 5, .closes = true };
    struct buf wanted = { 0 };
    buf_print(&wanted,
              "%d The server closed the connection without an answer\n"
              "%d Connection reset by peer\n%d Connection reset by peer\n"
              "%d The server closed the connection before its answer was whole\n"
              "%d it does not begin with HTTP/1.1 and a status\n",
              FETCH_LOST, FETCH_LOST, FETCH_LOST, FETCH_LOST, FETCH_NOT_HTTP);
    fetch(&s, 5, &limits, buf_string(&wanted));
    buf_release(&wanted);
    server_end(&s);
}

static void test_nobody(void)
{
    static const char *const hosts[] = { "127.0.0.1", "no-such-host.invalid" };
    struct buf wanted = { 0 };
    struct loop *l = begin();
    for (int i = 0; i < 2; i++) {
        struct wire_request r = request_to(hosts[i], 1, "GET");
        int left = 1;
        start(l, &r, &limits, &left);
        CU_ASSERT_EQUAL(left, 1);
        wait_for(l, &left);
        wire_request_release(&r);
    }
    buf_print(&wanted, "%d Connection refused\n%d Name or service not known\n", FETCH_REFUSED,
              FETCH_UNKNOWN_HOST);
    UNIT_TEXT(buf_string(&said), buf_string(&wanted));
    buf_release(&wanted);
    loop_release(l);
}

/* A server that accepts nothing more than a connection. */
static int silent_port(int *ret_fd)
{
    struct server s = { .count = 0 };
    server_start(&s);
    pthread_join(s.thread, NULL);
    *ret_fd = s.fd;
    return s.port;
}

static void test_limits(void)
{
    int fd, port = silent_port(&fd), left = 2;
    struct fetch_limits quiet = { .quiet_ms = 30, .body_max = 1 };
    struct fetch_limits total = { .total_ms = 30, .body_max = 1 };
    struct buf wanted = { 0 };
    struct loop *l = begin();
    struct wire_request r = request_to("127.0.0.1", port, "GET");
    start(l, &r, &quiet, &left);
    start(l, &r, &total, &left);
    wait_for(l, &left);
    buf_print(&wanted, "%d Read timed out\n%d Read timed out\n", FETCH_TIMED_OUT,
              FETCH_TIMED_OUT);
    UNIT_TEXT(buf_string(&said), buf_string(&wanted));
    buf_clear(&wanted);
    loop_release(l);
    wire_request_release(&r);
    close(fd);
    static const char *const answers[] = { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
                                           "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" };
    struct server s = { .answers = answers, .count = 2 };
    struct fetch_limits slow = {
        .quiet_ms = 30, .slow_ms = 30, .slow_bytes = 2, .body_max = 100
    };
    buf_print(
        &wanted,
        "%d Read timed out: the answer comes too slowly\n%d its body is larger than it may "
        "be\n",
        FETCH_TIMED_OUT, FETCH_TOO_LARGE);
    fetch(&s, 2, &slow, buf_string(&wanted));
    buf_release(&wanted);
    server_end(&s);
}

static int count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

/* Requests that are given up, at each of their stages, leave nothing behind. */
static void test_abandoned(void)
{
    int fd, port = silent_port(&fd), left = 3, before = count_descriptors();
    struct loop *l = begin();
    struct wire_request r = request_to("127.0.0.1", port, "GET");
    void *at_once = start(l, &r, &limits, &left);
    void *later = start(l, &r, &limits, &left);
    fetch_plain.abandon(at_once);
    for (int i = 0; i < 5; i++) {
        loop_turn(l, false);
    }
    fetch_plain.abandon(later);
    CU_ASSERT_EQUAL(left, 3);
    loop_turn(l, false);
    CU_ASSERT_FALSE(loop_turn(l, true)); /* nothing is in flight */
    loop_release(l);
    CU_ASSERT_EQUAL(count_descriptors(), before);
    wire_request_release(&r);
    close(fd);
}

/* More at once than connections may be open. */
static void test_turns(void)
{
    static const char *answers[300];
    for (size_t i = 0; i < 300; i++) {
        answers[i] = GOOD("x");
    }
    struct server s = { .answers = answers, .count = 300, .closes = true };
    struct loop *l = begin();
    server_start(&s);
    struct wire_request r = request_to("127.0.0.1", s.port, "GET");
    int left = 300;
    for (int i = 0; i < 300; i++) {
        start(l, &r, &limits, &left);
    }
    wait_for(l, &left);
    CU_ASSERT_EQUAL(said.size, 300 * strlen("200 x\n"));
    loop_release(l);
    wire_request_release(&r);
    server_end(&s);
}

/* What the library says is what people read; that TLS works is tests/services.sh's. */
static void test_tls(void)
{
    struct buf why = { 0 };
    struct loop *l = begin();
    if (!fetch_tls.prepare(&why)) {
        CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "libcurl.so.4"));
    } else {
        struct wire_request r = request_to("127.0.0.1", 1, "GET");
        int left = 1;
        r.url.is_tls = true;
        fetch_tls.start(&(struct fetch_job){
            .loop = l, .request = &r, .limits = limits, .done = on_end, .owner = &left });
        CU_ASSERT_EQUAL(left, 1);
        wait_for(l, &left);
        buf_print(&why, "%d Connection refused\n", FETCH_REFUSED);
        UNIT_TEXT(buf_string(&said), buf_string(&why));
        wire_request_release(&r);
    }
    loop_release(l);
    buf_release(&why);
}

UNIT_MAIN("fetch", { "good answers", test_good }, { "connections stay open", test_kept_open },
          { "redirects", test_redirect }, { "connections that are lost", test_lost },
          { "nobody answers", test_nobody }, { "limits", test_limits },
          { "given up", test_abandoned }, { "many at once", test_turns }, { "TLS", test_tls })
