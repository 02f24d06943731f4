#include "runtime/endpoint/server.h"

#include <ctype.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/access.h"
#include "runtime/endpoint/call.h"
#include "runtime/loop/http.h"
#include "runtime/loop/listen.h"
#include "runtime/value/value.h"
#include "tests/unit/client.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#define HELD_MAX 64

static struct clock test_clock;
static struct server *the_server;
static struct call *held[HELD_MAX]; /* of GetActivityTask and StartSyncExecution */
static int held_count, gone_count, finished_count, other_gone_count, echoed_count;
static bool is_busy;

/* ---- What operations do in these tests ---- */

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

static void echo(void *owner, struct call *c)
{
    struct value *body = value_share(c->input);
    CU_ASSERT_PTR_EQUAL(owner, &test_clock);
    CU_ASSERT_TRUE(c->now_ms > 0);
    echoed_count++;
    value_set_text(&body, "trace", c->trace);
    call_good(c, body);
}

static void fail(void *owner, struct call *c)
{
    (void)owner;
    call_fail(c, "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'",
              call_text(c, "executionArn"));
}

static void on_call_gone(struct call *c)
{
    CU_ASSERT_PTR_EQUAL(c->mark, &gone_count);
    gone_count++;
}

static void hold(void *owner, struct call *c)
{
    (void)owner;
    c->on_gone = on_call_gone;
    c->mark = &gone_count;
    held[held_count++] = c;
}

static void answer_poll(struct call *c)
{
    struct value *body = value_object();
    value_set_take(&body, "taskToken", value_null());
    call_good(c, body);
}

static void poll(void *owner, struct call *c)
{
    hold(owner, c);
    c->on_stop = answer_poll;
}

static bool is_ready(void *owner)
{
    (void)owner;
    return !is_busy;
}

/* "/held" waits. */
static bool other(void *owner, struct http_request *r)
{
    (void)owner;
    if (strcmp(http_path(r), "/held") == 0) {
        return true;
    }
    if (strcmp(http_path(r), "/route") == 0) {
        http_answer(r, 200, NULL, "routed", 6);
        return true;
    }
    return false;
}

static void other_gone(void *owner, struct http_request *r)
{
    (void)owner, (void)r;
    other_gone_count++;
}

static const struct server_handlers handlers = {
    .operation = { [OPERATION_StartExecution] = echo,
                   [OPERATION_DescribeExecution] = fail,
                   [OPERATION_StartSyncExecution] = hold,
                   [OPERATION_GetActivityTask] = poll },
    .is_ready = is_ready,
    .other = other,
    .other_gone = other_gone,
};

static void on_finished(void *owner)
{
    (void)owner;
    finished_count++;
}

static void begin(struct server_options o)
{
    struct buf why = { 0 };
    clock_start_real(&test_clock);
    the_loop = loop_new(&test_clock, on_deadline, NULL);
    o.address = o.address != NULL ? o.address : "127.0.0.1";
    o.handlers = &handlers;
    o.owner = &test_clock;
    held_count = gone_count = finished_count = other_gone_count = echoed_count = 0;
    is_busy = false;
    CU_ASSERT_TRUE_FATAL(server_open(the_loop, &o, &the_server, &why));
    the_port = (uint16_t)strtoul(strrchr(server_url(the_server), ':') + 1, NULL, 10);
    buf_release(&why);
}

static void end(void)
{
    server_close(the_server);
    loop_release(the_loop);
}

/* ---- A client ---- */

#define START  "StartExecution", "{\"stateMachineArn\":\"a\"}"
#define ECHOED "{\"stateMachineArn\":\"a\"}"

/* Sends a request to the API; `headers` are whole lines, with Host first if it is there. */
static void call_api(int fd, const char *operation, const char *body, const char *headers)
{
    struct buf text = { 0 };
    buf_print(&text,
              "POST / HTTP/1.1\r\nX-Amz-Target: AWSStepFunctions.%s\r\nContent-Length: "
              "%zu\r\n%s%s\r\n%s",
              operation, strlen(body), strncmp(headers, "Host:", 5) == 0 ? "" : "Host: a\r\n",
              headers, body);
    put(fd, text.text, text.size);
    buf_release(&text);
}

/* Turns until one answer has come as a whole: its status and body, "200 {...}". What comes
 * behind it is dropped. New. */
static char *hear(int fd)
{
    struct buf answer = { 0 }, said = { 0 };
    const char *body = NULL;
    bool has_ended = false;
    while (!has_ended && body == NULL) {
        has_ended = get(fd, &answer, answer.size + 1);
        body = strstr(buf_string(&answer), "\r\n\r\n");
    }
    if (body != NULL) {
        size_t head = (size_t)(body - answer.text) + 4;
        const char *length = strstr(answer.text, "Content-Length: ");
        size_t size = length != NULL ? strtoul(length + 16, NULL, 10) : 0;
        get(fd, &answer, head + size);
        buf_print(&said, "%.3s %.*s", answer.text + 9, (int)size, answer.text + head);
    }
    buf_release(&answer);
    return buf_take(&said);
}

static void wants_answer(int fd, const char *wanted)
{
    char *said = hear(fd);
    UNIT_TEXT(said, wanted);
    memory_release(said);
}

/* One request on a connection of its own, as it is. */
static void check_raw(const char *request, const char *wanted)
{
    int fd = dial();
    ask(fd, request);
    wants_answer(fd, wanted);
    close(fd);
}

static void check_start(const char *headers, const char *wanted)
{
    int fd = dial();
    call_api(fd, START, headers);
    wants_answer(fd, wanted);
    close(fd);
}

/* ---- Answers ---- */

/* Wants "x-amzn-RequestId: " and a UUID. */
static void check_id(const char *answer)
{
    static const char name[] = "\r\nx-amzn-RequestId: ";
    const char *id = strstr(answer, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(id);
    id += sizeof name - 1;
    CU_ASSERT_EQUAL(strcspn(id, "\r"), 36);
    for (int i = 0; i < 36; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        CU_ASSERT_TRUE(is_dash ? id[i] == '-' : isxdigit((unsigned char)id[i]) != 0);
    }
}

static void test_headers(void)
{
    begin((struct server_options){ 0 });
    struct buf answer = { 0 };
    int fd = dial();
    call_api(fd, START, "Connection: close\r\n");
    CU_ASSERT_TRUE(get(fd, &answer, SIZE_MAX));
    CU_ASSERT_EQUAL(strncmp(answer.text, "HTTP/1.1 200 OK\r\n", 17), 0);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(answer.text, "\r\nContent-Type: application/x-amz-json-1.0\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer.text, "\r\nContent-Length: 23\r\n"));
    check_id(answer.text);
    buf_release(&answer);
    close(fd);
    end();
}

static void test_answers(void)
{
    begin((struct server_options){ 0 });
    int fd = dial();
    call_api(fd, START, "");
    wants_answer(fd, "200 " ECHOED);
    call_api(fd, START, "x-amzn-trace-id: Root=1-2;Sampled=1\r\n");
    wants_answer(fd, "200 {\"stateMachineArn\":\"a\",\"trace\":\"Root=1-2;Sampled=1\"}");
    call_api(fd, "DescribeExecution", "{\"executionArn\":\"x\"}", "");
    wants_answer(fd, "400 {\"__type\":\"ExecutionDoesNotExist\",\"message\":\"Execution Does "
                     "Not Exist: 'x'\"}");
    call_api(fd, "DescribeExecution", "{}", "");
    wants_answer(fd, "400 {\"__type\":\"ValidationException\",\"message\":\"1 validation error "
                     "detected: Value null at 'executionArn' failed to satisfy constraint: "
                     "Member must not be null\"}");
    call_api(fd, "DescribeExecution", "{\"executionArn\":1}", "");
    wants_answer(fd,
                 "400 {\"__type\":\"SerializationException\",\"message\":\"NUMBER_VALUE can "
                 "not be converted to a String\"}");
    call_api(fd, "Nothing", "{}", "");
    wants_answer(fd, "400 {\"__type\":\"UnknownOperationException\"}");
    call_api(fd, "ListActivities", "{}", "");
    wants_answer(fd,
                 "400 {\"__type\":\"UnknownOperationException\",\"message\":\"ListActivities "
                 "needs the compiler: start the server by aslc serve\"}");
    ask(fd, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
    wants_answer(fd, "400 {\"__type\":\"UnknownOperationException\"}");
    CU_ASSERT_EQUAL(server_waiting(the_server), 0);
    close(fd);
    end();
}

static void test_paths(void)
{
    static const char nothing[] =
        "404 {\"message\":\"There is nothing here. The API is at POST /.\"}";
    begin((struct server_options){ 0 });
    check_raw("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "200 {\"status\":\"ok\"}");
    check_raw("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n", "200 {\"status\":\"ready\"}");
    is_busy = true;
    check_raw("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n", "503 {\"status\":\"busy\"}");
    check_raw("HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200 ");
    check_raw("POST /healthz HTTP/1.1\r\nHost: a\r\n\r\n", nothing);
    check_raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n", nothing);
    check_raw("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", nothing);
    check_raw("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", nothing);
    check_raw(
        "POST /x HTTP/1.1\r\nHost: a\r\nX-Amz-Target: AWSStepFunctions.StartExecution\r\n\r\n",
        nothing);
    check_raw("GET /route HTTP/1.1\r\nHost: a\r\n\r\n", "200 routed");
    int fd = dial();
    ask(fd, "POST /held HTTP/1.1\r\nHost: a\r\n\r\n");
    turn(10);
    close(fd);
    await(&other_gone_count, 1);
    CU_ASSERT_EQUAL(gone_count, 0);
    end();
}

/* ---- Who may ask ---- */

static void test_browsers(void)
{
    static const struct {
        const char *headers;
        bool is_foreign;
    } cases[] = {
        { "", false },
        { "Host: sync-127.0.0.1:8083\r\n", false },
        { "Host: states.us-east-1.amazonaws.com\r\n", false },
        { "Host: aslc:8083\r\nUser-Agent: aws-cli/2.9.19\r\n", false },
        { "Host: 127.0.0.1:8083\r\nOrigin: http://127.0.0.1:8083\r\n", false },
        { "Host: 127.0.0.1:8083\r\nUser-Agent: Mozilla/5.0\r\n", false },
        { "Host: localhost:8083\r\nSec-Fetch-Site: same-origin\r\n", false },
        { "Host: 127.0.0.1:8083\r\nOrigin: http://evil.example\r\n", true },
        { "Host: 127.0.0.1:8083\r\nOrigin: null\r\n", true },
        { "Host: evil.example\r\nOrigin: http://evil.example\r\n", true },
        { "Host: evil.example:8083\r\nUser-Agent: Mozilla/5.0\r\n", true },
        { "Host: evil.example:8083\r\nSec-Fetch-Site: same-origin\r\n", true },
        { "Host: evil.example:8083\r\nSec-Fetch-Mode: cors\r\n", true },
    };
    begin((struct server_options){ 0 });
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_start(cases[i].headers,
                    cases[i].is_foreign
                        ? "403 {\"__type\":\"AccessDeniedException\",\"message\":"
                          "\"This Host or Origin is not served here.\"}"
                        : "200 " ECHOED);
    }
    CU_ASSERT_EQUAL(echoed_count, 7);
    end();
}

#define AWS4(key)                                                                              \
    "Authorization: AWS4-HMAC-SHA256 Credential=" key                                          \
    "/20250101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00\r\n"

static void test_token(void)
{
    static const char missing[] = "401 {\"__type\":\"MissingAuthenticationTokenException\",";
    static const char wrong[] = "403 {\"__type\":\"UnrecognizedClientException\",";
    static const struct {
        const char *headers, *begins;
    } cases[] = {
        { "x-api-key: s3cret-token\r\n", "200 " },
        { "Authorization: Bearer s3cret-token\r\n", "200 " },
        { "authorization: bearer s3cret-token\r\n", "200 " },
        { AWS4("s3cret-token"), "200 " },
        { "x-api-key: s3cret-token\r\n" AWS4("AKIDEXAMPLE"), "200 " },
        { "", missing },
        { "Authorization: Basic eDp5\r\n", missing },
        { "Authorization: AWS4-HMAC-SHA256 \r\n", missing },
        { "x-api-key: \r\n", wrong },
        { "x-api-key: s3cret-toke\r\n", wrong },
        { "x-api-key: s3cret-tokenx\r\n", wrong },
        { "x-api-key: s3cret-token/x\r\n", wrong },
        { "x-api-key: S3cret-token\r\n", wrong },
        { "Authorization: Bearer x\r\n", wrong },
        { AWS4("AKIDEXAMPLE"), wrong },
    };
    begin((struct server_options){ .token = "s3cret-token" });
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int fd = dial();
        call_api(fd, START, cases[i].headers);
        char *said = hear(fd);
        CU_ASSERT_EQUAL(strncmp(said, cases[i].begins, strlen(cases[i].begins)), 0);
        memory_release(said);
        close(fd);
    }
    CU_ASSERT_EQUAL(echoed_count, 5);
    check_raw("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "200 {\"status\":\"ok\"}");
    end();
}

static void check_token_file(const char *name, const char *text, size_t size,
                             const char *wanted)
{
    struct buf path = { 0 }, why = { 0 };
    char *token = NULL;
    buf_print(&path, "%s/%s", folder(), name);
    if (text != NULL) {
        FILE *file = fopen(path.text, "w");
        CU_ASSERT_EQUAL(fwrite(text, 1, size, file), size);
        fclose(file);
    }
    if (access_read_token(path.text, &token, &why)) {
        UNIT_TEXT(token, wanted);
    } else {
        CU_ASSERT_EQUAL(strncmp(why.text, path.text, path.size), 0);
        UNIT_TEXT(why.text + path.size, wanted);
    }
    memory_release(token);
    buf_release(&path);
    buf_release(&why);
}

static void test_token_file(void)
{
    static const char form[] = ": a token is one line of letters, digits and -._~";
    char text[300];
    memset(text, 'x', sizeof text);
    check_token_file("a", "abc-._~9", 8, "abc-._~9");
    check_token_file("b", "abc\r\n", 5, "abc");
    check_token_file("c", "", 0, ": there is no token in it");
    check_token_file("d", "\n", 1, ": there is no token in it");
    check_token_file("e", "a b", 3, form);
    check_token_file("f", "a\nb\n", 4, form);
    check_token_file("g", "a\0b", 3, form);
    text[256] = '\0';
    check_token_file("h", text, 256, text);
    text[256] = 'x';
    check_token_file("i", text, 257, ": a token has at most 256 characters");
    check_token_file("j", NULL, 0, ": No such file or directory");
}

static void test_addresses(void)
{
    CU_ASSERT_TRUE(access_is_loopback("127.0.0.1"));
    CU_ASSERT_TRUE(access_is_loopback("127.9.9.9"));
    CU_ASSERT_TRUE(access_is_loopback("::1"));
    CU_ASSERT_FALSE(access_is_loopback("0.0.0.0"));
    CU_ASSERT_FALSE(access_is_loopback("::"));
    CU_ASSERT_FALSE(access_is_loopback("::ffff:10.0.0.1"));
    CU_ASSERT_FALSE(access_is_loopback("192.168.0.1"));
    CU_ASSERT_FALSE(access_is_loopback("128.0.0.1"));
    int fd;
    uint16_t port;
    if (listen_open("::1", 0, &fd, &port) == 0) {
        close(fd);
        begin((struct server_options){ .address = "::1" });
        CU_ASSERT_EQUAL(strncmp(server_url(the_server), "http://[::1]:", 13), 0);
        end();
    }
}

/* ---- Faults ---- */

#define TARGET "X-Amz-Target: AWSStepFunctions.StartExecution\r\n"

static void test_forms(void)
{
    begin((struct server_options){ 0 });
    check_raw("POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Transfer-Encoding: chunked\r\n\r\n"
              "8\r\n{\"stateM\r\nf;x=y\r\nachineArn\":\"a\"}\r\n0\r\nT: x\r\n\r\n",
              "200 " ECHOED);
    check_raw("POST / HTTP/1.0\r\n" TARGET "Content-Length: 23\r\n\r\n" ECHOED, "200 " ECHOED);
    check_raw("POST /?x=y HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: 23\r\n\r\n" ECHOED,
              "200 " ECHOED);
    check_raw(
        "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "\r\n",
        "400 {\"__type\":\"SerializationException\",\"message\":\"The body is not JSON: a "
        "value is expected, but the text ends, at line 1, column 1\"}");
    check_raw(
        "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: 1\r\n\r\n[",
        "400 {\"__type\":\"SerializationException\",\"message\":\"The body is not JSON: a "
        "value is expected, but the text ends, at line 1, column 2\"}");
    int fd = dial();
    ask(fd, "POST / HTTP/1.1\r\nHost: a\r\n" TARGET
            "Content-Length: 23\r\nExpect: 100-continue\r\n\r\n");
    wants(fd, "HTTP/1.1 100 Continue\r\n\r\n");
    ask(fd, ECHOED);
    wants_answer(fd, "200 " ECHOED);
    close(fd);
    end();
}

static void test_broken(void)
{
    struct buf bomb = { 0 }, many = { 0 };
    begin((struct server_options){ 0 });
    check_raw("POST / HTTP/3.0\r\n\r\n", "505 ");
    check_raw("nonsense\r\n\r\n", "400 ");
    check_raw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "400 ");
    check_raw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
              "400 ");
    check_raw("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "400 ");
    buf_text(&bomb, "POST / HTTP/1.1\r\nHost: a\r\nX: ");
    memset(buf_room(&bomb, 70000), 'x', 70000);
    bomb.size += 70000;
    buf_text(&bomb, "\r\n\r\n");
    check_raw(bomb.text, "431 ");
    buf_text(&many, "POST / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 200; i++) {
        buf_print(&many, "X-%d: x\r\n", i);
    }
    buf_text(&many, "\r\n");
    check_raw(many.text, "431 ");
    /* A body that is shorter than said, and one that is longer. */
    int fd = dial();
    ask(fd, "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: 24\r\n\r\n" ECHOED);
    turn(10);
    close(fd);
    fd = dial();
    ask(fd, "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: 23\r\n\r\n" ECHOED
            "}\r\n\r\n");
    wants_answer(fd, "200 " ECHOED);
    close(fd);
    check_start("", "200 " ECHOED);
    CU_ASSERT_EQUAL(echoed_count, 2);
    buf_release(&bomb);
    buf_release(&many);
    end();
}

/* Sends a body of so many bytes of JSON. */
static void send_large(int fd, size_t size)
{
    struct buf text = { 0 };
    buf_print(&text, "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: %zu\r\n\r\n",
              size);
    buf_text(&text, ECHOED);
    memset(buf_room(&text, size - strlen(ECHOED)), ' ', size - strlen(ECHOED));
    text.size += size - strlen(ECHOED);
    put(fd, text.text, text.size);
    buf_release(&text);
}

static void test_large(void)
{
    static const char refused[] = "413 {\"__type\":\"RequestEntityTooLargeException\",";
    begin((struct server_options){ 0 });
    static const size_t sizes[] = { (1 << 20) + 1, 10 << 20 };
    int fd = dial();
    send_large(fd, 1 << 20);
    wants_answer(fd, "200 " ECHOED);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        send_large(fd, sizes[i]);
        char *said = hear(fd);
        CU_ASSERT_EQUAL(strncmp(said, refused, strlen(refused)), 0);
        memory_release(said);
    }
    close(fd);
    end();
    begin((struct server_options){ .body_max = 4 << 20 });
    fd = dial();
    send_large(fd, (1 << 20) + 1);
    char *said = hear(fd);
    CU_ASSERT_EQUAL(strncmp(said, refused, strlen(refused)), 0);
    memory_release(said);
    close(fd);
    end();
}

/* ---- Calls that wait ---- */

static void test_held(void)
{
    begin((struct server_options){ 0 });
    int first = dial(), second = dial();
    call_api(first, "StartSyncExecution", "{\"stateMachineArn\":\"a\"}", "");
    await(&held_count, 1);
    call_api(first, START, ""); /* sent ahead: it waits for its turn */
    call_api(second, "GetActivityTask", "{\"activityArn\":\"b\"}", "");
    await(&held_count, 2);
    turn(10);
    CU_ASSERT_EQUAL(echoed_count, 0);
    CU_ASSERT_EQUAL(server_waiting(the_server), 2);
    CU_ASSERT_EQUAL(server_connections(the_server), 2);
    close(second);
    await(&gone_count, 1);
    CU_ASSERT_EQUAL(server_waiting(the_server), 1);
    call_good(held[0], NULL);
    wants_answer(first, "200 {}");
    await(&echoed_count, 1);
    call_api(first, "GetActivityTask", "{\"activityArn\":\"b\"}", "");
    await(&held_count, 3);
    end();
    CU_ASSERT_EQUAL(gone_count, 2);
    close(first);
}

static void test_slow(void)
{
    begin((struct server_options){ .quiet_ms = 50 });
    struct buf answer = { 0 };
    int half = dial(), waiting = dial();
    ask(half, "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: 23\r\n\r\n{");
    call_api(waiting, "StartSyncExecution", "{\"stateMachineArn\":\"a\"}", "");
    CU_ASSERT_TRUE(get(half, &answer, SIZE_MAX));
    CU_ASSERT_EQUAL(answer.size, 0);
    call_good(held[0], NULL);
    wants_answer(waiting, "200 {}");
    close(half);
    close(waiting);
    end();
}

/* What can be answered is, what waits for something else is not, and nobody new is let in. */
static void test_finish(void)
{
    begin((struct server_options){ .stop_ms = 200 });
    int idle = dial(), polling = dial(), running = dial(), stuck = dial();
    call_api(idle, START, "");
    wants_answer(idle, "200 " ECHOED);
    call_api(running, "StartSyncExecution", "{\"stateMachineArn\":\"a\"}", "");
    await(&held_count, 1);
    call_api(stuck, "StartSyncExecution", "{\"stateMachineArn\":\"a\"}", "");
    call_api(polling, "GetActivityTask", "{\"activityArn\":\"b\"}", "");
    await(&held_count, 3);
    server_finish(the_server, on_finished, NULL);
    wants_answer(idle, "");
    wants_answer(polling, "200 {\"taskToken\":null}");
    CU_ASSERT_EQUAL(finished_count, 0);
    call_good(held[0], NULL);
    wants_answer(running, "200 {}");
    CU_ASSERT_EQUAL(gone_count, 0);
    wants_answer(stuck, "503 {\"__type\":\"ServiceUnavailable\",\"message\":\"The server "
                        "stops.\"}");
    CU_ASSERT_EQUAL(gone_count, 1);
    await(&finished_count, 1);
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons(the_port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int late = socket(AF_INET, SOCK_STREAM, 0);
    CU_ASSERT_NOT_EQUAL(connect(late, (struct sockaddr *)&a, sizeof a), 0);
    close(late);
    close(idle);
    close(polling);
    close(running);
    close(stuck);
    end();
}

/* ---- A crowd ---- */

/* In a child: opens so many connections, asks on each once all are open, and ends with 0 if
 * each is answered. */
static _Noreturn void crowd(int count)
{
    static int fds[10000];
    static const char request[] =
        "POST / HTTP/1.1\r\nHost: a\r\n" TARGET "Content-Length: 23\r\n\r\n" ECHOED;
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons(the_port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    char answer[4096];
    for (int i = 0; i < count; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (fds[i] < 0 || connect(fds[i], (struct sockaddr *)&a, sizeof a) < 0) {
            _exit(1);
        }
    }
    for (int i = 0; i < count; i++) {
        if (send(fds[i], request, sizeof request - 1, MSG_NOSIGNAL) < 0) {
            _exit(2);
        }
    }
    for (int i = 0; i < count; i++) {
        if (recv(fds[i], answer, sizeof answer, 0) < 12 ||
            strncmp(answer, "HTTP/1.1 200", 12) != 0) {
            _exit(3);
        }
    }
    _exit(0);
}

/* 10,000 connections at once, as far as there are descriptors for them. */
static void test_crowd(void)
{
    struct rlimit files;
    begin((struct server_options){ 0 });
    getrlimit(RLIMIT_NOFILE, &files);
    int count = files.rlim_cur > 10600 ? 10000 : (int)files.rlim_cur / 2 - 100, status = 0;
    CU_ASSERT_TRUE(count > 0);
    pid_t child = fork();
    if (child == 0) {
        crowd(count);
    }
    bool is_over = false;
    uint64_t id = loop_real_deadline(the_loop, 60000, client_pass, &is_over);
    while (!is_over && waitpid(child, &status, WNOHANG) == 0) {
        loop_turn(the_loop, echoed_count < count);
    }
    loop_real_cancel(the_loop, id);
    CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CU_ASSERT_EQUAL(echoed_count, count);
    end();
}

UNIT_MAIN("server", { "headers", test_headers }, { "answers", test_answers },
          { "paths", test_paths }, { "browsers", test_browsers }, { "token", test_token },
          { "token file", test_token_file }, { "addresses", test_addresses },
          { "forms", test_forms }, { "broken", test_broken }, { "large", test_large },
          { "held", test_held }, { "slow", test_slow }, { "finish", test_finish },
          { "crowd", test_crowd })
