/*
 * A client that hangs up while the commit goes on after which it would be answered.
 */
#include "runtime/station/held.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/endpoint/call.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "tests/unit/opened.h"
#include "tests/unit/unit.h"

#define WAIT_MS 120

/* Of calm.h, whose "struct event" does not go together with the one of station.h. */
bool calm_wait(struct loop *l, int fd, short what, int64_t ms);

static struct http_server *server;
static struct store_kind slow_kind;
static int leaving = -1; /* who hangs up during the next commit */
static int later_count, gone_count, lost_count, answer_count;

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

static bool at_once(void *owner, struct http_request *r)
{
    (void)owner, (void)r;
    return false;
}

static bool commit_slowly(void *rows, struct buf *why)
{
    if (leaving >= 0) {
        hang_up(leaving);
        leaving = -1;
        calm_wait(station.session.loop, -1, 0, WAIT_MS);
    }
    return store_memory.commit(rows, why);
}

static void on_lost(void *owner, const struct service_answer *a)
{
    (void)owner;
    CU_ASSERT_EQUAL(a->status, 200);
    lost_count++;
}

static void on_call_answer(struct call *c, const struct service_answer *a)
{
    (void)a;
    answer_count++;
    http_answer(c->owner, 200, "text/plain", "task", 4);
}

static struct call task_call = { .on_answer = on_call_answer };

static void on_task_request(void *owner, struct http_request *r)
{
    struct service_answer a = { .status = 0 };
    (void)owner;
    later_count++;
    task_call.owner = r;
    service_answer_good(&a, NULL);
    held_answer_late(&station.held, &task_call, &a, on_lost, NULL);
}

static void on_call_gone(void *owner, struct http_request *r)
{
    (void)owner, (void)r;
    gone_count++;
    task_call.on_gone(&task_call);
}

/* A turn with something to commit. */
static void turn_and_commit(void)
{
    store_put(store, 0, store_text("k"), store_text("v"));
    station_turn(&station, false);
    usleep(1000);
}

/* Who hangs up while the commit goes on after which he would be told is not told, and that is
 * known; who stays is. */
static void test_lost(void)
{
    const struct store_kind *kinds[] = { &slow_kind, NULL };
    struct http_options o = { .at_once = at_once,
                              .on_request = on_task_request,
                              .on_gone = on_call_gone };
    for (int stays = 0; stays < 2; stays++) {
        struct buf why = { 0 };
        slow_kind = store_memory;
        slow_kind.commit = commit_slowly;
        later_count = gone_count = lost_count = answer_count = 0;
        CU_ASSERT_TRUE_FATAL(store_open(kinds, "memory", &store, &why));
        station_open(&station, "test", &station_options, store, true);
        CU_ASSERT_TRUE_FATAL(http_open(station.session.loop, &o, &server, &why));
        int fd = ask("/task");
        for (int i = 0; i < 1000 && later_count == 0; i++) {
            turn_and_commit();
        }
        CU_ASSERT_EQUAL(answer_count, 0);
        leaving = stays ? -1 : fd;
        turn_and_commit();
        turn_and_commit();
        CU_ASSERT_EQUAL(lost_count, !stays);
        CU_ASSERT_EQUAL(gone_count, !stays);
        CU_ASSERT_EQUAL(answer_count, stays);
        if (stays) {
            close(fd);
        }
        http_close(server);
        station_empty(&station);
        station_close(&station);
        store_close(store);
    }
}

UNIT_MAIN("gone", { "an answer is lost", test_lost })
