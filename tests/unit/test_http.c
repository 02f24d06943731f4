#include "runtime/loop/http.h"

#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"
#include "tests/unit/client.h"
#include "tests/unit/unit.h"

#define HELD_MAX 64

static struct clock test_clock;
static struct http_server *server;
static struct http_request *held[HELD_MAX]; /* requests of "/hold" */
static int held_count, gone_count, finished_count;

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

/* Answers with what it was asked; "/hold" waits, "/close" closes the server. */
static void on_request(void *owner, struct http_request *r)
{
    struct buf answer = { 0 };
    size_t size;
    const char *body = http_body(r, &size), *path = http_path(r);
    (void)owner;
    if (strcmp(path, "/hold") == 0) {
        held[held_count++] = r;
        return;
    }
    if (strcmp(path, "/close") == 0) {
        http_close(server);
        server = NULL;
        return;
    }
    if (strcmp(path, "/echo") == 0) {
        http_answer(r, 200, NULL, body, size);
        return;
    }
    const char *word = http_header(r, "x-word");
    buf_print(&answer, "%s %s ?%s %s (%s)", http_method(r), path, http_query(r),
              word != NULL ? word : "-", body);
    http_add_header(r, "X-Split", "a\r\nb");
    http_answer(r, 200, "text/plain", answer.text, answer.size);
    buf_release(&answer);
}

static void on_gone(void *owner, struct http_request *r)
{
    (void)owner;
    gone_count++;
    http_answer(r, 200, NULL, "", 0); /* changes nothing any more */
}

static void on_finished(void *owner)
{
    (void)owner;
    finished_count++;
}

static void begin(struct http_options o)
{
    struct buf why = { 0 };
    clock_start_real(&test_clock);
    the_loop = loop_new(&test_clock, on_deadline, NULL);
    o.on_request = on_request;
    o.on_gone = on_gone;
    held_count = gone_count = finished_count = 0;
    CU_ASSERT_TRUE(http_open(the_loop, &o, &server, &why));
    the_port = http_port(server);
    CU_ASSERT_NOT_EQUAL(the_port, 0);
    buf_release(&why);
}

static void end(void)
{
    http_close(server);
    server = NULL;
    loop_release(the_loop);
}

/* Wants an answer that begins so, and the end of the connection. */
static void wants_last(int fd, const char *beginning)
{
    struct buf answer = { 0 };
    CU_ASSERT_TRUE(get(fd, &answer, SIZE_MAX));
    CU_ASSERT_EQUAL(strncmp(buf_string(&answer), beginning, strlen(beginning)), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&answer), "\r\nConnection: close\r\n"));
    buf_release(&answer);
    close(fd);
}

#define PLAIN(size)                                                                            \
    "HTTP/1.1 200 OK\r\nX-Split: ab\r\nContent-Type: text/plain\r\nContent-Length: " size      \
    "\r\n\r\n"
#define GO_ON "HTTP/1.1 100 Continue\r\n\r\n"
#define EMPTY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

/* ---- Tests ---- */

static void test_plain(void)
{
    begin((struct http_options){ 0 });
    int fd = dial();
    ask(fd, "GET /a?b=c HTTP/1.1\r\nHost: a\r\nX-Word: w\r\n\r\n");
    wants(fd, PLAIN("16") "GET /a ?b=c w ()");
    ask(fd, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    wants(fd, PLAIN("16") "POST /p ? - (hi)");
    ask(fd, "HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n");
    wants(fd, PLAIN("14"));
    ask(fd, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    wants_last(fd, "HTTP/1.1 200 OK\r\n");
    fd = dial();
    ask(fd, "nonsense\r\n\r\n");
    wants_last(fd, "HTTP/1.1 400 Bad Request\r\n");
    end();
}

/* Requests that are sent ahead are answered one after the other, however many they are. */
static void test_ahead(void)
{
    begin((struct http_options){ 0 });
    int fd = dial();
    struct buf wanted = { 0 };
    for (int i = 0; i < 5000; i++) {
        ask(fd, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
        buf_text(&wanted, EMPTY);
    }
    wants(fd, wanted.text);
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    turn(10);
    http_answer(held[0], 202, NULL, "", 0);
    wants(fd, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n" PLAIN("13") "GET /x ? - ()");
    buf_release(&wanted);
    close(fd);
    end();
}

/* 200 KiB may be sent ahead of an answer: they wait in the socket, and none is lost. */
static void test_far_ahead(void)
{
    begin((struct http_options){ 0 });
    int fd = dial();
    struct buf text = { 0 }, answer = { 0 };
    size_t count = 10000;
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    size_t sent = 0;
    for (int idle = 0; idle < 100; idle++) {
        ssize_t size = send(fd, text.text + sent, text.size - sent, MSG_NOSIGNAL);
        sent += size > 0 ? (size_t)size : 0;
        turn(1);
    }
    http_answer(held[0], 200, NULL, "", 0);
    put(fd, text.text + sent, text.size - sent);
    get(fd, &answer, (count + 1) * strlen(EMPTY));
    CU_ASSERT_EQUAL(answer.size, (count + 1) * strlen(EMPTY));
    buf_release(&text);
    buf_release(&answer);
    close(fd);
    end();
}

static void test_large(void)
{
    begin((struct http_options){ .body_max = 8 << 20 });
    int fd = dial();
    size_t size = 8 << 20;
    struct buf body = { 0 }, answer = { 0 }, head = { 0 };
    memset(buf_room(&body, size + 1), 'y', size + 1);
    buf_print(&head, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", size);
    ask(fd, head.text);
    put(fd, body.text, size);
    buf_clear(&head);
    buf_print(&head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", size);
    get(fd, &answer, head.size + size);
    CU_ASSERT_EQUAL(answer.size, head.size + size);
    CU_ASSERT_EQUAL(memcmp(answer.text, head.text, head.size), 0);
    CU_ASSERT_EQUAL(memcmp(answer.text + head.size, body.text, size), 0);
    buf_clear(&head);
    buf_print(&head, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", size + 1);
    ask(fd, head.text);
    put(fd, body.text, size + 1);
    wants(fd, "HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\n"
              "Content-Length: 23\r\n\r\nThe body is too large.\n");
    ask(fd, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    wants(fd, EMPTY);
    buf_release(&body);
    buf_release(&answer);
    buf_release(&head);
    close(fd);
    end();
}

static void test_go_ahead(void)
{
    begin((struct http_options){ .body_max = 10 });
    int fd = dial();
    ask(fd,
        "PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    wants(fd, GO_ON);
    ask(fd, "ok");
    wants(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    ask(fd, "PUT /echo HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
            "Connection: keep-alive\r\n\r\nno");
    wants(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nno");
    ask(fd,
        "PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    wants_last(fd, "HTTP/1.1 413 Content Too Large\r\n");
    end();
}

static void test_gone(void)
{
    begin((struct http_options){ 0 });
    int fd = dial();
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    http_set_mark(held[0], &test_clock);
    CU_ASSERT_PTR_EQUAL(http_mark(held[0]), &test_clock);
    CU_ASSERT_EQUAL(http_connections(server), 1);
    close(fd);
    await(&gone_count, 1);
    CU_ASSERT_EQUAL(http_connections(server), 0);
    fd = dial();
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 2);
    end();
    CU_ASSERT_EQUAL(gone_count, 2);
    close(fd);
}

static void test_closed_inside(void)
{
    begin((struct http_options){ 0 });
    struct buf answer = { 0 };
    int fd = dial();
    ask(fd, "GET /close HTTP/1.1\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    CU_ASSERT_TRUE(get(fd, &answer, SIZE_MAX));
    CU_ASSERT_EQUAL(answer.size, 0);
    CU_ASSERT_EQUAL(gone_count, 1);
    close(fd);
    end();
}

static void test_finish(void)
{
    begin((struct http_options){ 0 });
    int waiting = dial(), idle = dial();
    ask(waiting, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    ask(idle, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    wants(idle, EMPTY);
    http_finish(server, on_finished, NULL);
    struct buf answer = { 0 };
    CU_ASSERT_TRUE(get(idle, &answer, SIZE_MAX));
    CU_ASSERT_EQUAL(finished_count, 0);
    http_answer(held[0], 200, NULL, "", 0);
    wants_last(waiting, "HTTP/1.1 200 OK\r\n");
    await(&finished_count, 1);
    close(idle);
    buf_release(&answer);
    end();
}

static void test_quiet(void)
{
    begin((struct http_options){ .quiet_ms = 50 });
    struct buf answer = { 0 };
    int waiting = dial(), slow = dial();
    ask(waiting, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    ask(slow, "GET /echo HTT");
    CU_ASSERT_TRUE(get(slow, &answer, SIZE_MAX));
    await(&held_count, 1);
    CU_ASSERT_EQUAL(gone_count, 0);
    http_answer(held[0], 200, NULL, "", 0);
    wants(waiting, EMPTY);
    CU_ASSERT_TRUE(get(waiting, &answer, SIZE_MAX));
    close(waiting);
    close(slow);
    buf_release(&answer);
    end();
}

/* A client that never stops to send, but never sends a request either. */
static void test_dribble(void)
{
    begin((struct http_options){ .quiet_ms = 60000, .request_ms = 50 });
    struct buf answer = { 0 };
    int slow = dial(), fd = dial();
    bool has_ended = false;
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    ask(slow, "GET /echo HTTP/1.1\r\nHost: a\r\nX-Word: ");
    for (int i = 0; i < 2000 && !has_ended; i++) {
        char byte;
        ask(slow, "x");
        usleep(1000);
        has_ended = recv(slow, &byte, 1, 0) == 0;
    }
    CU_ASSERT_TRUE(has_ended);
    CU_ASSERT_EQUAL(gone_count, 0); /* a request that waits for its answer may take longer */
    http_answer(held[0], 200, NULL, "", 0);
    wants(fd, EMPTY);
    for (int i = 0; i < 100; i++) {
        ask(fd, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /echo");
        ask(fd, " HTTP/1.1\r\nHost: a\r\n\r\n");
        wants(fd, EMPTY EMPTY);
        usleep(1000);
    }
    buf_release(&answer);
    close(slow);
    close(fd);
    end();
}

/* A client that has ended its own side still gets the answers that are on their way. */
static void test_half_closed(void)
{
    begin((struct http_options){ .quiet_ms = 60000 });
    size_t size = 8 << 20;
    struct buf request = { 0 }, answer = { 0 };
    int fd = dial();
    buf_print(&request, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", size);
    memset(buf_room(&request, size), 'y', size);
    request.size += size;
    put(fd, request.text, request.size);
    ask(fd, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    shutdown(fd, SHUT_WR);
    turn(100);
    CU_ASSERT_TRUE(get(fd, &answer, SIZE_MAX));
    buf_put(&answer, "", 1);
    CU_ASSERT_TRUE(answer.size > size + 2 * strlen(EMPTY));
    UNIT_TEXT(answer.text + answer.size - 1 - 2 * strlen(EMPTY), EMPTY EMPTY);
    buf_release(&request);
    buf_release(&answer);
    close(fd);
    end();
}

/* So does one that waits for its answer, with requests that it has sent ahead, however long the
 * answer is. */
static void test_half_closed_waiting(void)
{
    begin((struct http_options){ .quiet_ms = 60000 });
    size_t size = 8 << 20;
    struct buf body = { 0 }, answer = { 0 };
    memset(buf_room(&body, size), 'y', size);
    int fd = dial();
    ask(fd,
        "GET /hold HTTP/1.1\r\nHost: a\r\n\r\nGET /hold HTTP/1.1\r\nHost: a\r\n\r\nGET /ec");
    await(&held_count, 1);
    shutdown(fd, SHUT_WR);
    wants(fd, GO_ON);
    turn(10);
    http_answer(held[0], 202, NULL, "", 0);
    wants(fd, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n" GO_ON);
    await(&held_count, 2);
    http_answer(held[1], 200, NULL, body.text, size);
    CU_ASSERT_TRUE(get(fd, &answer, SIZE_MAX));
    CU_ASSERT_EQUAL(strncmp(answer.text, "HTTP/1.1 200 OK\r\n", 17), 0);
    CU_ASSERT_TRUE(answer.size > size);
    CU_ASSERT_EQUAL(gone_count, 0);
    CU_ASSERT_EQUAL(http_connections(server), 0);
    buf_release(&body);
    buf_release(&answer);
    close(fd);
    end();
}

/* HTTP/1.0 has no answer before the last one. */
static void test_half_closed_old(void)
{
    begin((struct http_options){ .quiet_ms = 60000 });
    int fd = dial();
    ask(fd, "GET /hold HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    await(&held_count, 1);
    shutdown(fd, SHUT_WR);
    turn(10);
    http_answer(held[0], 200, NULL, "", 0);
    wants(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    turn(10);
    CU_ASSERT_EQUAL(http_connections(server), 0);
    CU_ASSERT_EQUAL(gone_count, 0);
    close(fd);
    end();
}

/* One that hangs up after that is gone, whether it has ended its own side long before or not.
 */
static void test_half_closed_gone(void)
{
    begin((struct http_options){ .quiet_ms = 60000 });
    int fd = dial();
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    shutdown(fd, SHUT_WR);
    turn(10);
    CU_ASSERT_EQUAL(gone_count, 0);
    close(fd);
    await(&gone_count, 1);
    CU_ASSERT_EQUAL(http_connections(server), 0);
    fd = dial();
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 2);
    shutdown(fd, SHUT_WR);
    turn(10);
    http_finish(server, on_finished, NULL);
    turn(10);
    CU_ASSERT_EQUAL(finished_count, 0);
    end();
    CU_ASSERT_EQUAL(gone_count, 2);
    close(fd);
}

/* Clients that never end their requests do not take all of the memory, and others are served
 * all the same. */
static void test_kept(void)
{
    begin((struct http_options){ .kept_max = 100000 });
    struct buf half = { 0 }, answer = { 0 };
    int hogs[3], fd = dial();
    buf_text(&half, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    memset(buf_room(&half, 40000), 'y', 40000);
    half.size += 40000;
    for (int i = 0; i < 3; i++) {
        hogs[i] = dial();
        put(hogs[i], half.text, half.size);
        turn(10);
    }
    wants_last(hogs[2], "HTTP/1.1 503 Service Unavailable\r\n");
    ask(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
    wants(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    CU_ASSERT_TRUE(http_connections(server) >= 3);
    close(hogs[1]);
    turn(10);
    hogs[1] = dial();
    buf_clear(&half);
    buf_text(&half, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n");
    memset(buf_room(&half, 40000), 'z', 40000);
    half.size += 40000;
    put(hogs[1], half.text, half.size);
    get(hogs[1], &answer, 40000);
    CU_ASSERT_EQUAL(strncmp(buf_string(&answer), "HTTP/1.1 200 OK\r\n", 17), 0);
    close(hogs[0]);
    close(hogs[1]);
    close(fd);
    buf_release(&half);
    buf_release(&answer);
    end();
}

/* What a client sends ahead while it waits counts as well: it waits in the socket. */
static void test_kept_ahead(void)
{
    begin((struct http_options){ .kept_max = 5000 });
    int fd = dial();
    struct buf text = { 0 };
    for (int i = 0; i < 1000; i++) {
        buf_text(&text, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    put(fd, text.text, text.size);
    turn(20);
    buf_clear(&text);
    http_answer(held[0], 200, NULL, "", 0);
    for (int i = 0; i < 1001; i++) {
        buf_text(&text, EMPTY);
    }
    wants(fd, text.text);
    buf_release(&text);
    close(fd);
    end();
}

/* With no room for more connections a client waits until one is closed. */
static void test_crowd(void)
{
    begin((struct http_options){ .connections_max = 2 });
    int first = dial(), second = dial(), third = dial();
    ask(third, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    turn(20);
    CU_ASSERT_EQUAL(http_connections(server), 2);
    close(first);
    wants(third, EMPTY);
    close(second);
    close(third);
    end();
}

static void test_guard(void)
{
    begin((struct http_options){ .is_guarded = true });
    int fd = dial();
    ask(fd, "GET /echo HTTP/1.1\r\nHost: localhost:1\r\n\r\n");
    wants(fd, EMPTY);
    ask(fd, "GET /echo HTTP/1.1\r\nHost: rebound.example\r\n\r\n");
    wants(fd, "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\n"
              "This Host or Origin is not served here.\n");
    close(fd);
    end();
}

static void test_taken(void)
{
    struct buf why = { 0 }, wanted = { 0 };
    struct http_server *second;
    begin((struct http_options){ 0 });
    struct http_options o = { .port = http_port(server), .on_request = on_request };
    CU_ASSERT_FALSE(http_open(the_loop, &o, &second, &why));
    buf_print(&wanted, "127.0.0.1:%d: Address already in use", http_port(server));
    UNIT_TEXT(buf_string(&why), wanted.text);
    buf_clear(&why);
    o.address = "localhost";
    o.port = 0;
    CU_ASSERT_FALSE(http_open(the_loop, &o, &second, &why));
    UNIT_TEXT(buf_string(&why), "localhost:0: a numeric address is wanted");
    buf_release(&why);
    buf_release(&wanted);
    end();
}

/* A server, with a connection or without, need not ever hear of anybody: the loop says so. */
static void test_idle(void)
{
    begin((struct http_options){ .quiet_ms = 60000 });
    CU_ASSERT_FALSE(loop_turn(the_loop, true));
    int fd = dial();
    ask(fd, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    wants(fd, EMPTY);
    CU_ASSERT_FALSE(loop_turn(the_loop, true));
    ask(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    await(&held_count, 1);
    CU_ASSERT_FALSE(loop_turn(the_loop, true));
    close(fd);
    end();
}

UNIT_MAIN("http", { "idle", test_idle }, { "plain", test_plain }, { "ahead", test_ahead },
          { "far ahead", test_far_ahead }, { "large", test_large },
          { "go ahead", test_go_ahead }, { "gone", test_gone },
          { "closed inside", test_closed_inside }, { "finish", test_finish },
          { "quiet", test_quiet }, { "dribble", test_dribble },
          { "half closed", test_half_closed },
          { "half closed, waiting", test_half_closed_waiting },
          { "half closed, HTTP/1.0", test_half_closed_old },
          { "half closed, gone", test_half_closed_gone }, { "kept", test_kept },
          { "kept ahead", test_kept_ahead }, { "crowd", test_crowd }, { "guard", test_guard },
          { "taken", test_taken })
