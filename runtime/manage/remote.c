#include "runtime/manage/remote.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"
#include "runtime/program/asking.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define CONNECT_MS 5000
#define TOTAL_MS   60000
#define WHO_MS     5000
#define ANSWER_MAX ((size_t)64 << 20)

struct remote {
    char *address; /* owned, for messages */
    struct clock clock;
    struct loop *loop;
    const struct fetch_way *way;
    struct wire_request request; /* but for the body and X-Amz-Target */
    void *call;

    /* Of the request that is under way. */
    bool (*take)(struct remote *r, const struct wire_answer *a);
    struct asking_answer *answer;
    const struct remote_node *node;
    struct buf *why;
    bool is_good;
};

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket; /* nothing sets one */
}

bool remote_open(const struct remote_options *o, struct remote **ret_remote, struct buf *why)
{
    struct url url;
    if (!url_read(o->url, &url, why)) {
        return false;
    }
    const struct fetch_way *way = url.is_tls ? o->tls : &fetch_plain;
    if (way == NULL) {
        buf_text(why, "this program does not speak HTTPS");
    }
    if (way == NULL || (way->prepare != NULL && !way->prepare(why))) {
        url_release(&url);
        return false;
    }
    struct remote *r = memory_zero(sizeof *r);
    r->address = memory_text(o->url);
    clock_start_real(&r->clock);
    r->loop = loop_new(&r->clock, on_deadline, NULL);
    r->way = way;
    r->request = (struct wire_request){ .method = "POST", .url = url };
    wire_add(&r->request.headers, "Content-Type", "application/x-amz-json-1.0");
    if (o->token != NULL) {
        wire_add(&r->request.headers, "x-api-key", o->token);
    }
    *ret_remote = r;
    return true;
}

void remote_close(struct remote *r)
{
    if (r != NULL) {
        loop_release(r->loop);
        wire_request_release(&r->request);
        memory_release(r->address);
        memory_release(r);
    }
}

/* "com.amazonaws.swf#InvalidArn" and "InvalidArn" are the same. */
static char *code_of(const char *type)
{
    const char *hash = strchr(type, '#');
    return memory_text(hash != NULL ? hash + 1 : type);
}

/* An answer of the API is JSON; an error says which one it is. */
static bool take_answer(struct remote *r, const struct wire_answer *a)
{
    struct read_error ignored;
    struct value *body = NULL;
    if (read_json(buf_string(&a->body), a->body.size, &body, &ignored) &&
        value_type(body) == VALUE_OBJECT) {
        const char *type = value_member_text(body, "__type");
        if (a->status == 200) {
            *r->answer = (struct asking_answer){ .body = body };
            return true;
        }
        if (type != NULL) {
            *r->answer = (struct asking_answer){
                .code = code_of(type),
                .message = memory_text(value_member_text(body, "message")),
            };
            value_release(body);
            return true;
        }
    }
    value_release(body);
    buf_print(r->why, "%s: what answers there is not the API of Step Functions (HTTP %d)",
              r->address, a->status);
    return false;
}

static void on_end(void *owner, struct fetch_end *end)
{
    struct remote *r = owner;
    r->call = NULL;
    if (end->fault == FETCH_GOOD) {
        r->is_good = r->take(r, end->answer);
    } else {
        buf_print(r->why, "%s: no server answers: %s", r->address, end->reason);
    }
}

/* Returns true if the answer was there, and `take` took it. */
static bool exchange(struct remote *r, const struct wire_request *request, int64_t total_ms,
                     bool (*take)(struct remote *r, const struct wire_answer *a),
                     struct buf *why)
{
    r->take = take;
    r->why = why;
    r->is_good = false;
    r->call = r->way->start(&(struct fetch_job){
        .loop = r->loop,
        .request = request,
        .limits = { .connect_ms = CONNECT_MS, .total_ms = total_ms, .body_max = ANSWER_MAX },
        .done = on_end,
        .owner = r,
    });
    while (r->call != NULL) {
        loop_turn(r->loop, true);
    }
    return r->is_good;
}

bool remote_ask(struct remote *r, const char *operation, const struct value *input,
                struct asking_answer *ret_answer, struct buf *why)
{
    struct buf target = { 0 };
    buf_print(&target, "AWSStepFunctions.%s", operation);
    wire_set(&r->request.headers, "X-Amz-Target", buf_string(&target));
    buf_release(&target);
    buf_clear(&r->request.body);
    write_json(&r->request.body, input);
    r->answer = ret_answer;
    return exchange(r, &r->request, TOTAL_MS, take_answer, why);
}

/* ---- Who it is ---- */

static bool take_node(struct remote *r, const struct wire_answer *a)
{
    struct read_error ignored;
    struct value *body = NULL, *node;
    int64_t number = 0;
    bool is_it = a->status == 200 &&
                 read_json(buf_string(&a->body), a->body.size, &body, &ignored) &&
                 value_member(body, "node", &node) && value_is_int(node, &number) &&
                 number == r->node->id && value_member_text(body, "store") != NULL &&
                 strcmp(value_member_text(body, "store"), r->node->store) == 0;
    value_release(body);
    if (a->status == 401 || a->status == 403) {
        buf_print(r->why,
                  "%s: the server does not tell who it is: --token is wrong, or not there",
                  r->address);
    } else if (!is_it) {
        buf_print(r->why,
                  "%s: what answers there does not say that it is that server of this store",
                  r->address);
    }
    return is_it;
}

bool remote_is_node(struct remote *r, const struct remote_node *node, struct buf *why)
{
    struct wire_request who = r->request;
    who.method = "GET";
    who.url.path = (char *)(uintptr_t) "/nodez";
    who.body = (struct buf){ 0 };
    r->node = node;
    return exchange(r, &who, WHO_MS, take_node, why);
}
