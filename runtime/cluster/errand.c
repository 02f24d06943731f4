#include "runtime/cluster/errand.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/request.h"
#include "runtime/ledger/outcome.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct errand {
    struct call call; /* first */
    struct station *station;
    int64_t letter, job;
    uint64_t losses; /* how often the node had lost what it had, when this began */
};

/* ---- Replies: {"status","code","message","body"} ---- */

static void put_reply(struct buf *out, const struct service_answer *a)
{
    struct value *reply = value_object();
    if (a->body != NULL) {
        value_set_take(&reply, "body", value_share(a->body));
    }
    if (!service_answer_is_good(a)) {
        value_set_take(&reply, "status", value_int(a->status));
        value_set_text(&reply, "code", a->code);
        value_set_text(&reply, "message", a->message);
    }
    write_json(out, reply);
    value_release(reply);
}

static void reply(struct station *s, int64_t letter, int64_t job,
                  const struct service_answer *a)
{
    struct buf text = { 0 };
    put_reply(&text, a);
    store_reply(s->store, letter, job, store_buf(&text));
    buf_release(&text);
}

bool errand_read_reply(const struct shared_letter *l, struct service_answer *ret_answer,
                       char **ret_code)
{
    struct value *reply = NULL, *body = NULL;
    struct read_error e;
    *ret_code = NULL;
    if (!read_json_own(l->body.at, l->body.size, &reply, &e)) {
        return false;
    }
    const char *code = value_member_text(reply, "code");
    const char *message = value_member_text(reply, "message");
    value_member(reply, "body", &body);
    if (code == NULL) {
        service_answer_good(ret_answer, body != NULL ? value_share(body) : NULL);
    } else {
        *ret_code = memory_text(code);
        service_answer_fail(ret_answer, (int)outcome_int(reply, "status"), NULL, "", "%s",
                            message != NULL ? message : "");
        ret_answer->body = body != NULL ? value_share(body) : NULL;
    }
    value_release(reply);
    return true;
}

/* ---- Calls ---- */

static void on_answer(struct call *c, const struct service_answer *a)
{
    struct errand *e = (struct errand *)c;
    if (store_counts(e->station->store)->lost == e->losses) {
        reply(e->station, e->letter, e->job, a);
    }
    call_close(c);
    memory_release(e);
}

struct errand *errand_new(struct station *s, int64_t letter, enum operation o,
                          struct value *input)
{
    struct errand *e = memory_zero(sizeof *e);
    *e = (struct errand){ .call = { .operation = o,
                                    .input = input,
                                    .now_ms = station_now_ms(s),
                                    .on_answer = on_answer,
                                    .is_committed = true },
                          .station = s,
                          .letter = letter,
                          .losses = store_counts(s->store)->lost };
    return e;
}

struct call *errand_call(struct errand *e)
{
    return &e->call;
}

void errand_for_job(struct errand *e, int64_t job)
{
    e->job = job;
}

void errand_do(struct station *s, const struct shared_letter *l,
               void (*ask)(void *owner, struct call *c), void *owner)
{
    struct buf target = { 0 };
    struct service_answer refused = { .status = 0 };
    enum operation o;
    struct value *input;
    buf_print(&target, "AWSStepFunctions.%s", l->operation);
    if (request_read(buf_string(&target), l->body.at, l->body.size, &o, &input, &refused)) {
        ask(owner, errand_call(errand_new(s, l->id, o, input)));
    } else {
        reply(s, l->id, 0, &refused);
        service_answer_release(&refused);
    }
    buf_release(&target);
}
