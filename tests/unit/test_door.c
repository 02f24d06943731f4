#include "runtime/door/door.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/door/exchange.h"
#include "runtime/door/invocation.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/groups.h"
#include "tests/unit/unit.h"

static struct clock test_clock;
static struct loop *the_loop;
static struct door *the_door;
static struct buf said;            /* what the services were asked */
static const char *to_answer;      /* their answer's body, as JSON */
static int to_answer_status;       /* of an error if to_answer_code is set */
static const char *to_answer_code; /* NULL: a good answer */
static int64_t to_wait_ms;
static struct exchange *called; /* an Invoke that has no answer yet */
static int gone_count, finished_count;

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

static int64_t answer(void *owner, const struct door_request *r, struct service_answer *ret)
{
    struct read_error error;
    struct value *body = NULL;
    (void)owner;
    buf_clear(&said);
    buf_print(&said, "%s %s ", r->service, r->operation);
    write_json(&said, r->input);
    CU_ASSERT_TRUE(read_json(to_answer, strlen(to_answer), &body, &error));
    if (to_answer_code != NULL) {
        service_answer_fail(ret, to_answer_status, NULL, to_answer_code, "It went <wrong>.");
        ret->body = body;
    } else {
        service_answer_good(ret, body);
        ret->status = to_answer_status;
    }
    return to_wait_ms;
}

static void invoke(void *owner, struct exchange *x, const struct invocation_call *call)
{
    (void)owner;
    buf_clear(&said);
    called = x;
    if (!call->is_dry_run) {
        buf_print(&said, "%s %s %s %.*s", call->function,
                  call->qualifier != NULL ? call->qualifier : "-",
                  call->client_context != NULL ? call->client_context : "-", (int)call->size,
                  call->event);
    }
    if (call->is_event || call->is_dry_run) {
        invocation_accept(x, call);
        door_end_call(x);
        called = NULL;
    }
}

static void on_gone(void *owner, struct exchange *x)
{
    (void)owner;
    CU_ASSERT_PTR_EQUAL(called, x);
    called = NULL;
    gone_count++;
}

static void on_finished(void *owner)
{
    (void)owner;
    finished_count++;
}

static void begin(void)
{
    struct buf why = { 0 };
    struct door_options o = { .answer = answer, .invoke = invoke, .on_gone = on_gone };
    clock_start_real(&test_clock);
    the_loop = loop_new(&test_clock, on_deadline, NULL);
    to_answer = "{}";
    to_answer_status = 200;
    to_answer_code = NULL;
    to_wait_ms = 0;
    gone_count = finished_count = 0;
    CU_ASSERT_TRUE_FATAL(door_open(the_loop, &o, &the_door, &why));
    buf_release(&why);
}

static void end(void)
{
    door_close(the_door);
    loop_release(the_loop);
    buf_release(&said);
}

/* ---- A client in the same thread ---- */

static int dial(void)
{
    const char *port = strrchr(door_url(the_door), ':');
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)strtol(port + 1, NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CU_ASSERT_EQUAL(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

/* "POST /path|Header: value|..." and a body in which \r and \n stand for themselves; the Host
 * is our own unless there is one. */
static int ask(const char *request, const char *body)
{
    struct buf text = { 0 }, plain = { 0 };
    size_t line = strcspn(request, "|");
    for (const char *c = strcmp(body, "-") == 0 ? "" : body; *c != '\0'; c++) {
        bool is_escape = c[0] == '\\' && (c[1] == 'r' || c[1] == 'n');
        buf_char(&plain, !is_escape ? *c : *++c == 'r' ? '\r' : '\n');
    }
    buf_print(&text, "%.*s HTTP/1.1\r\nConnection: close\r\nContent-Length: %zu\r\n", (int)line,
              request, plain.size);
    if (strstr(request, "|Host:") == NULL) {
        buf_text(&text, "Host: 127.0.0.1\r\n");
    }
    for (const char *h = request + line; *h == '|'; h += line) {
        h++;
        line = strcspn(h, "|");
        buf_print(&text, "%.*s\r\n", (int)line, h);
    }
    buf_text(&text, "\r\n");
    buf_put(&text, buf_string(&plain), plain.size);
    int fd = dial();
    CU_ASSERT_EQUAL(send(fd, text.text, text.size, MSG_NOSIGNAL), (ssize_t)text.size);
    buf_release(&text);
    buf_release(&plain);
    return fd;
}

/* All that comes, up to the connection's end: new. */
static char *hear(int fd)
{
    struct buf heard = { 0 };
    char part[4096];
    int64_t until = clock_monotonic_ns() + INT64_C(20000000000);
    for (ssize_t size = -1; size != 0 && clock_monotonic_ns() < until;) {
        loop_turn(the_loop, false);
        size = recv(fd, part, sizeof part, 0);
        buf_put(&heard, part, size > 0 ? (size_t)size : 0);
    }
    close(fd);
    return buf_take(&heard);
}

/* What the services were asked, or else the status and the body. */
static void check_request(const char *expression, const char *input, const char *wanted)
{
    buf_clear(&said);
    char *heard = hear(ask(expression, input));
    const char *body = strstr(heard, "\r\n\r\n");
    struct buf got = { 0 };
    CU_ASSERT_PTR_NOT_NULL_FATAL(body);
    if (said.size > 0) {
        buf_text(&got, said.text);
    } else {
        const char *code = strstr(body, "<Code>");
        buf_print(&got, "%.3s %.*s", heard + 9, code != NULL ? (int)strcspn(code + 6, "<") : 0,
                  code != NULL ? code + 6 : "");
    }
    UNIT_TEXT(buf_string(&got), wanted);
    buf_release(&got);
    memory_release(heard);
}

static void test_objects(void)
{
    begin();
    groups_run("tests/door/requests.txt", "objects", check_request);
    end();
}

static void test_forms(void)
{
    begin();
    groups_run("tests/door/requests.txt", "forms", check_request);
    end();
}

static void test_json(void)
{
    begin();
    groups_run("tests/door/requests.txt", "json", check_request);
    end();
}

/* What is drawn stands behind that element's begin. */
static void hide(char *text, const char *element)
{
    char *at = strstr(text, element);
    if (at != NULL) {
        at += strlen(element);
        memset(at, '0', strcspn(at, "<"));
    }
}

/* The answer's status line, the header of that name, and the body. */
static void check_answer(const char *expression, const char *input, const char *wanted)
{
    to_answer = input;
    to_answer_status = (int)strtol(expression, NULL, 10);
    const char *code = strchr(expression, ' ') + 1, *request = strchr(code, ' ') + 1;
    char *named = memory_text_n(code, (size_t)(request - code) - 1);
    to_answer_code = strcmp(named, "-") == 0 ? NULL : named;
    char *heard = hear(ask(request, "-"));
    struct buf got = { 0 };
    for (const char *at = heard; *at != '\0'; at += strcspn(at, "\n") + 1) {
        size_t size = strcspn(at, "\r\n");
        bool is_drawn = strncmp(at, "x-amz-request-id", 16) == 0 ||
                        strncmp(at, "x-amz-id-2", 10) == 0 ||
                        strncmp(at, "Connection", 10) == 0;
        if (size > 0 && !is_drawn) {
            buf_print(&got, "%s%.*s", got.size > 0 ? " | " : "", (int)size, at);
        }
        if (at[strcspn(at, "\n")] == '\0') {
            break;
        }
    }
    hide(got.text, "<RequestId>");
    hide(got.text, "<HostId>");
    UNIT_TEXT(buf_string(&got), wanted);
    buf_release(&got);
    memory_release(named);
    memory_release(heard);
}

static void test_answers(void)
{
    begin();
    groups_run("tests/door/requests.txt", "answers", check_answer);
    end();
}

static void test_origins(void)
{
    begin();
    groups_run("tests/door/requests.txt", "origins", check_answer);
    end();
}

#define RECEIVE "POST /|X-Amz-Target: AmazonSQS.ReceiveMessage"

static void test_waiting(void)
{
    begin();
    to_wait_ms = 60000;
    int fd = ask(RECEIVE, "{}"), gone = ask(RECEIVE, "{}");
    for (int i = 0; i < 200; i++) {
        loop_turn(the_loop, false);
    }
    close(gone);
    to_wait_ms = 0;
    door_notice(the_door);
    char *heard = hear(fd);
    CU_ASSERT_EQUAL(strncmp(heard, "HTTP/1.1 200", 12), 0);
    memory_release(heard);

    to_wait_ms = 60000;
    fd = ask(RECEIVE, "{}");
    for (int i = 0; i < 200; i++) {
        loop_turn(the_loop, false);
    }
    door_finish(the_door, on_finished, NULL);
    heard = hear(fd);
    CU_ASSERT_EQUAL(strncmp(heard, "HTTP/1.1 200", 12), 0);
    memory_release(heard);
    for (int i = 0; i < 200 && finished_count == 0; i++) {
        loop_turn(the_loop, false);
    }
    CU_ASSERT_EQUAL(finished_count, 1);
    end();
}

#define INVOKE "POST /2015-03-31/functions/"

static void test_functions(void)
{
    begin();
    groups_run("tests/door/requests.txt", "events", check_request);
    int fd = ask(INVOKE "f/invocations", "1");
    while (called == NULL) {
        loop_turn(the_loop, false);
    }
    struct invocation_result result = { "{\"a\":1}", 7, true };
    invocation_answer(called, &result);
    door_end_call(called);
    called = NULL;
    char *heard = hear(fd);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "X-Amz-Function-Error: Unhandled\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "\r\n\r\n{\"a\":1}"));
    memory_release(heard);

    fd = ask(INVOKE "f/invocations", "2");
    while (called == NULL) {
        loop_turn(the_loop, false);
    }
    close(fd);
    for (int i = 0; i < 1000 && gone_count == 0; i++) {
        loop_turn(the_loop, false);
    }
    CU_ASSERT_EQUAL(gone_count, 1);
    end();
}

UNIT_MAIN("door", { "objects", test_objects }, { "forms", test_forms }, { "JSON", test_json },
          { "answers", test_answers }, { "origins", test_origins }, { "waiting", test_waiting },
          { "functions", test_functions })
