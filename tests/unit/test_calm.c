/*
 * A wait in the middle of a turn: what is calm goes on, and what is not comes after it.
 */
#include "runtime/loop/calm.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/tick.h"
#include "tests/unit/unit.h"

#define WAIT_MS 120

static struct clock test_clock;
static struct loop *l;
static struct http_server *server;
static struct http_request *waiting;
static int now_count, later_count, gone_count, ticks, soon_count;

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

static bool at_once(void *owner, struct http_request *r)
{
    (void)owner;
    bool is_now = strcmp(http_path(r), "/now") == 0;
    if (is_now) {
        now_count++;
        http_answer(r, 200, "text/plain", "now", 3);
    }
    return is_now;
}

static void on_request(void *owner, struct http_request *r)
{
    (void)owner;
    CU_ASSERT_FALSE(loop_is_calm(l));
    CU_ASSERT_FALSE(loop_is_inside(l));
    later_count++;
    if (strcmp(http_path(r), "/kept") == 0) {
        waiting = r;
    } else {
        http_answer(r, 200, "text/plain", "later", 5);
    }
}

static void on_gone(void *owner, struct http_request *r)
{
    (void)owner;
    CU_ASSERT_FALSE(loop_is_calm(l));
    CU_ASSERT_PTR_EQUAL(r, waiting);
    gone_count++;
}

static void on_tick(void *owner)
{
    (void)owner;
    ticks++;
}

static void on_soon(void *owner)
{
    (void)owner;
    soon_count++;
}

static void begin(void)
{
    struct buf why = { 0 };
    struct http_options o = { .at_once = at_once,
                              .on_request = on_request,
                              .on_gone = on_gone };
    now_count = later_count = gone_count = ticks = soon_count = 0;
    waiting = NULL;
    clock_start_real(&test_clock);
    l = loop_new(&test_clock, on_deadline, NULL);
    CU_ASSERT_TRUE_FATAL(http_open(l, &o, &server, &why));
}

static void end(void)
{
    http_close(server);
    loop_release(l);
}

static int ask(const char *path)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons(http_port(server)),
                             .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct buf text = { 0 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (const struct sockaddr *)&a, sizeof a), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    buf_print(&text, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
    CU_ASSERT_EQUAL(send(fd, text.text, text.size, 0), (ssize_t)text.size);
    buf_release(&text);
    return fd;
}

static void hang_up(int fd)
{
    struct linger reset = { 1, 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(fd);
}

static bool is_answered(int fd, const char *body)
{
    char text[512] = "";
    ssize_t size = recv(fd, text, sizeof text - 1, MSG_PEEK);
    return size > 0 && strstr(text, body) != NULL;
}

static void turn_until(const int *count, int wanted)
{
    for (int i = 0; i < 1000 && *count < wanted; i++) {
        loop_turn(l, false);
        usleep(1000);
    }
    CU_ASSERT_EQUAL(*count, wanted);
}

static void test_requests(void)
{
    begin();
    int now = ask("/now"), later = ask("/later");
    CU_ASSERT_FALSE(calm_wait(l, -1, 0, WAIT_MS));
    CU_ASSERT_EQUAL(now_count, 1);
    CU_ASSERT_TRUE(is_answered(now, "now"));
    CU_ASSERT_EQUAL(later_count, 0);
    CU_ASSERT_FALSE(loop_is_calm(l));
    turn_until(&later_count, 1);
    CU_ASSERT_TRUE(is_answered(later, "later"));
    close(now);
    close(later);
    end();
}

/* Its handler hears of that after the wait; not if he has answered before. */
static void test_client_gone(void)
{
    for (int is_answered_first = 0; is_answered_first < 2; is_answered_first++) {
        begin();
        int fd = ask("/kept");
        turn_until(&later_count, 1);
        hang_up(fd);
        calm_wait(l, -1, 0, WAIT_MS);
        CU_ASSERT_EQUAL(gone_count, 0);
        CU_ASSERT_EQUAL(http_connections(server), 0);
        if (is_answered_first) {
            http_answer(waiting, 200, "text/plain", "late", 4);
        }
        loop_turn(l, false);
        CU_ASSERT_EQUAL(gone_count, !is_answered_first);
        end();
    }
}

/* Where he has to know it before that, he hears of it once; what is new waits for its turn. */
static void test_settled(void)
{
    begin();
    int fd = ask("/kept");
    turn_until(&later_count, 1);
    int later = ask("/later");
    hang_up(fd);
    calm_wait(l, -1, 0, WAIT_MS);
    CU_ASSERT_EQUAL(gone_count, 0);
    loop_settle(l);
    CU_ASSERT_EQUAL(gone_count, 1);
    CU_ASSERT_EQUAL(later_count, 1);
    loop_turn(l, false);
    CU_ASSERT_EQUAL(gone_count, 1);
    turn_until(&later_count, 2);
    CU_ASSERT_TRUE(is_answered(later, "later"));
    close(later);
    end();
}

/* One that nobody has taken yet is forgotten. */
static void test_unknown_gone(void)
{
    begin();
    int fd = ask("/kept");
    calm_wait(l, -1, 0, WAIT_MS);
    hang_up(fd);
    calm_wait(l, -1, 0, WAIT_MS);
    for (int i = 0; i < 5; i++) {
        loop_turn(l, false);
    }
    CU_ASSERT_EQUAL(later_count, 0);
    CU_ASSERT_EQUAL(gone_count, 0);
    end();
}

static void test_others_wait(void)
{
    begin();
    struct tick *calm = tick_start(l, 10, on_tick, NULL);
    tick_stay(calm);
    loop_soon(l, on_soon, NULL);
    calm_wait(l, -1, 0, WAIT_MS);
    CU_ASSERT_TRUE(ticks > 0);
    CU_ASSERT_EQUAL(soon_count, 0);
    tick_stop(calm);
    ticks = 0;
    struct tick *other = tick_start(l, 10, on_tick, NULL);
    calm_wait(l, -1, 0, WAIT_MS);
    calm_wait(l, -1, 0, WAIT_MS);
    CU_ASSERT_EQUAL(ticks, 0);
    turn_until(&soon_count, 1);
    CU_ASSERT_TRUE(ticks > 0);
    tick_stop(other);
    end();
}

static void test_descriptor(void)
{
    int fds[2];
    begin();
    CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
    CU_ASSERT_FALSE(calm_wait(l, fds[0], POLLIN, WAIT_MS));
    CU_ASSERT_FALSE(calm_wait(NULL, fds[0], POLLIN, 1));
    CU_ASSERT_TRUE(calm_wait(l, fds[1], POLLOUT, WAIT_MS));
    CU_ASSERT_EQUAL(write(fds[1], "x", 1), 1);
    CU_ASSERT_TRUE(calm_wait(l, fds[0], POLLIN, 60000));
    close(fds[0]);
    close(fds[1]);
    end();
}

UNIT_MAIN("a calm loop", { "requests", test_requests },
          { "a client is gone", test_client_gone }, { "that is told earlier", test_settled },
          { "one that nobody knows is gone", test_unknown_gone },
          { "others wait", test_others_wait }, { "a descriptor", test_descriptor })
