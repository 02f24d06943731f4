#include "runtime/local/hub.h"

#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/dynamo/dynamo.h"
#include "runtime/events/events.h"
#include "runtime/s3/objects.h"
#include "runtime/scheduler/scheduler.h"
#include "runtime/secrets/secrets.h"
#include "runtime/service/answer.h"
#include "runtime/sns/sns.h"
#include "runtime/sqs/queue.h"
#include "runtime/sqs/sqs.h"
#include "runtime/ssm/ssm.h"
#include "runtime/stream/expiry.h"
#include "runtime/stream/streams.h"
#include "runtime/value/value.h"

struct hub {
    char *folder, *base;
    struct random *random;
    struct dynamo *dynamo;
    struct sqs *sqs;
    struct sns *sns;
    struct events *events;
    struct objects *objects;
    struct scheduler *scheduler;
    struct ssm *ssm;
    struct secrets *secrets;
    void (*on_call)(void *owner, const char *receiver, const char *event, size_t size);
    void (*on_post)(void *owner, const struct value *delivery);
    void *owner;
};

/* How the hub speaks to a service. *ret_deliveries stays NULL where there are none. */
struct service {
    const char *name;
    bool (*open)(struct hub *h, struct buf *why); /* does nothing the second time */
    int64_t (*answer)(struct hub *h, const struct hub_request *r, struct service_answer *ret,
                      struct value **ret_deliveries);
    void (*make)(struct hub *h, const struct hub_request *r, struct buf *made);
};

/* ---- The services ---- */

static bool open_dynamo(struct hub *h, struct buf *why)
{
    return h->dynamo != NULL || dynamo_open(h->folder, h->random, &h->dynamo, why);
}

static int64_t answer_dynamo(struct hub *h, const struct hub_request *r,
                             struct service_answer *ret, struct value **ret_deliveries)
{
    (void)ret_deliveries;
    expiry_run(h->dynamo, r->now_ms);
    dynamo_answer(h->dynamo, r->operation, r->input, r->now_ms, ret);
    return 0;
}

static int64_t answer_streams(struct hub *h, const struct hub_request *r,
                              struct service_answer *ret, struct value **ret_deliveries)
{
    (void)ret_deliveries;
    expiry_run(h->dynamo, r->now_ms);
    streams_answer(h->dynamo, r->operation, r->input, r->now_ms, ret);
    return 0;
}

static void make_dynamo(struct hub *h, const struct hub_request *r, struct buf *made)
{
    dynamo_make_for(h->dynamo, r->input, r->now_ms, made);
}

static bool open_sqs(struct hub *h, struct buf *why)
{
    if (h->sqs == NULL && sqs_open(h->folder, h->random, &h->sqs, why) && h->base != NULL) {
        sqs_set_base(h->sqs, h->base);
    }
    return h->sqs != NULL;
}

static int64_t answer_sqs(struct hub *h, const struct hub_request *r,
                          struct service_answer *ret, struct value **ret_deliveries)
{
    (void)ret_deliveries;
    return sqs_answer(h->sqs, r->operation, r->input, r->now_ms, ret);
}

static void make_sqs(struct hub *h, const struct hub_request *r, struct buf *made)
{
    sqs_make_for(h->sqs, r->input, r->now_ms, made);
}

static bool open_sns(struct hub *h, struct buf *why)
{
    if (h->sns == NULL && sns_open(h->folder, h->random, &h->sns, why) && h->base != NULL) {
        sns_set_base(h->sns, h->base);
    }
    return h->sns != NULL;
}

static int64_t answer_sns(struct hub *h, const struct hub_request *r,
                          struct service_answer *ret, struct value **ret_deliveries)
{
    sns_answer(h->sns, r->operation, r->input, r->now_ms, ret, ret_deliveries);
    return 0;
}

static void make_sns(struct hub *h, const struct hub_request *r, struct buf *made)
{
    sns_make_for(h->sns, r->input, r->now_ms, made);
}

static bool open_events(struct hub *h, struct buf *why)
{
    return h->events != NULL || events_open(h->folder, h->random, &h->events, why);
}

static int64_t answer_events(struct hub *h, const struct hub_request *r,
                             struct service_answer *ret, struct value **ret_deliveries)
{
    events_answer(h->events, r->operation, r->input, r->now_ms, ret, ret_deliveries);
    return 0;
}

static void make_events(struct hub *h, const struct hub_request *r, struct buf *made)
{
    events_make_for(h->events, r->operation, r->input, r->now_ms, made);
}

static bool open_objects(struct hub *h, struct buf *why)
{
    if (h->objects == NULL && objects_open(h->folder, h->random, &h->objects, why) &&
        h->base != NULL) {
        objects_set_base(h->objects, h->base);
    }
    return h->objects != NULL;
}

static int64_t answer_objects(struct hub *h, const struct hub_request *r,
                              struct service_answer *ret, struct value **ret_deliveries)
{
    objects_answer(h->objects, r->operation, r->input, r->now_ms, ret, ret_deliveries);
    return 0;
}

static void make_objects(struct hub *h, const struct hub_request *r, struct buf *made)
{
    objects_make_for(h->objects, r->operation, r->input, r->now_ms, made);
}

static bool open_ssm(struct hub *h, struct buf *why)
{
    return h->ssm != NULL || ssm_open(h->folder, &h->ssm, why);
}

static int64_t answer_ssm(struct hub *h, const struct hub_request *r,
                          struct service_answer *ret, struct value **ret_deliveries)
{
    (void)ret_deliveries;
    ssm_answer(h->ssm, r->operation, r->input, r->now_ms, ret);
    return 0;
}

static bool open_secrets(struct hub *h, struct buf *why)
{
    return h->secrets != NULL || secrets_open(h->folder, h->random, &h->secrets, why);
}

static int64_t answer_secrets(struct hub *h, const struct hub_request *r,
                              struct service_answer *ret, struct value **ret_deliveries)
{
    (void)ret_deliveries;
    secrets_answer(h->secrets, r->operation, r->input, r->now_ms, ret);
    return 0;
}

static bool open_scheduler(struct hub *h, struct buf *why)
{
    return h->scheduler != NULL || scheduler_open(h->folder, h->random, &h->scheduler, why);
}

static int64_t answer_scheduler(struct hub *h, const struct hub_request *r,
                                struct service_answer *ret, struct value **ret_deliveries)
{
    (void)ret_deliveries;
    scheduler_answer(h->scheduler, r->operation, r->input, r->now_ms, ret);
    return 0;
}

/* Nothing is made of its name alone. */
static void make_nothing(struct hub *h, const struct hub_request *r, struct buf *made)
{
    (void)h;
    (void)r;
    (void)made;
}

static const struct service services[] = {
    { "dynamodb", open_dynamo, answer_dynamo, make_dynamo },
    { "dynamodbstreams", open_dynamo, answer_streams, make_nothing },
    { "eventbridge", open_events, answer_events, make_events },
    { "s3", open_objects, answer_objects, make_objects },
    { "scheduler", open_scheduler, answer_scheduler, make_nothing },
    { "secretsmanager", open_secrets, answer_secrets, make_nothing },
    { "sns", open_sns, answer_sns, make_sns },
    { "sqs", open_sqs, answer_sqs, make_sqs },
    { "ssm", open_ssm, answer_ssm, make_nothing },
};
#define SERVICES (sizeof services / sizeof services[0])

static const struct service *find(const char *name)
{
    for (size_t i = 0; i < SERVICES; i++) {
        if (strcmp(services[i].name, name) == 0) {
            return &services[i];
        }
    }
    return NULL;
}

bool hub_has(const char *service)
{
    return find(service) != NULL;
}

const char *hub_shown_code(const char *service, const char *code)
{
    return strcmp(service, "sqs") == 0 ? queue_query_code(code) : NULL;
}

/* ---- The hub ---- */

struct hub *hub_open(const struct hub_options *o)
{
    struct hub *h = memory_zero(sizeof *h);
    h->folder = memory_text(o->folder);
    h->random = o->random;
    h->on_call = o->on_call;
    h->on_post = o->on_post;
    h->owner = o->owner;
    return h;
}

void hub_close(struct hub *h)
{
    if (h == NULL) {
        return;
    }
    dynamo_close(h->dynamo);
    sqs_close(h->sqs);
    sns_close(h->sns);
    events_close(h->events);
    objects_close(h->objects);
    scheduler_close(h->scheduler);
    ssm_close(h->ssm);
    secrets_close(h->secrets);
    memory_release(h->folder);
    memory_release(h->base);
    memory_release(h);
}

void hub_set_base(struct hub *h, const char *base)
{
    memory_release(h->base);
    h->base = memory_text(base);
    if (h->sqs != NULL) {
        sqs_set_base(h->sqs, base);
    }
    if (h->sns != NULL) {
        sns_set_base(h->sns, base);
    }
    if (h->objects != NULL) {
        objects_set_base(h->objects, base);
    }
}

/* ---- What services hand to each other ---- */

static void deliver_all(struct hub *h, const struct value *deliveries, int64_t now_ms);

/* What the receiver makes of it is not told to the sender, as on AWS; but what it does not take
 * goes to the queue of dead letters. */
static void pass_on(struct hub *h, const struct hub_request *r, const struct value *d)
{
    struct service_answer answer = { 0 };
    hub_answer(h, r, &answer);
    if (!service_answer_is_good(&answer)) {
        const char *code = hub_shown_code(r->service, answer.code);
        hub_bury(h, d, code != NULL ? code : answer.code, answer.message, r->now_ms);
    }
    service_answer_release(&answer);
}

static void copy_member(struct value **to, const struct value *from, const char *key)
{
    struct value *v = NULL;
    if (value_member(from, key, &v)) {
        value_set_take(to, key, value_share(v));
    }
}

static void to_queue(struct hub *h, const char *arn, const struct value *d, int64_t now_ms)
{
    struct value *input = value_object();
    value_set_text(&input, "QueueUrl", arn);
    value_set_text(&input, "MessageBody", value_member_text(d, "Body"));
    copy_member(&input, d, "MessageAttributes");
    copy_member(&input, d, "MessageGroupId");
    copy_member(&input, d, "MessageDeduplicationId");
    pass_on(h, &(struct hub_request){ "sqs", "SendMessage", input, now_ms }, d);
    value_release(input);
}

static void to_topic(struct hub *h, const char *arn, const struct value *d, int64_t now_ms)
{
    struct value *input = value_object();
    value_set_text(&input, "TopicArn", arn);
    value_set_text(&input, "Message", value_member_text(d, "Body"));
    copy_member(&input, d, "Subject");
    pass_on(h, &(struct hub_request){ "sns", "Publish", input, now_ms }, d);
    value_release(input);
}

static void add_reason(struct value **attributes, const char *name, const char *text)
{
    struct value *one = value_object();
    value_set_text(&one, "DataType", "String");
    value_set_text(&one, "StringValue", text);
    if (text != NULL && text[0] != '\0') {
        value_set_take(attributes, name, one);
    } else {
        value_release(one);
    }
}

void hub_bury(struct hub *h, const struct value *delivery, const char *code,
              const char *message, int64_t now_ms)
{
    const char *queue = value_member_text(delivery, "DeadLetter");
    if (queue == NULL) {
        return;
    }
    struct value *input = value_object(), *attributes = value_object();
    bool is_event = value_member_text(delivery, "Rule") != NULL;
    value_set_text(&input, "QueueUrl", queue);
    const char *letter = value_member_text(delivery, "Letter");
    value_set_text(&input, "MessageBody",
                   letter != NULL ? letter : value_member_text(delivery, "Body"));
    add_reason(&attributes, is_event ? "ERROR_CODE" : "ErrorCode", code);
    add_reason(&attributes, is_event ? "ERROR_MESSAGE" : "ErrorMessage", message);
    add_reason(&attributes, "RULE_ARN", value_member_text(delivery, "Rule"));
    if (is_event) {
        add_reason(&attributes, "TARGET_ARN", value_member_text(delivery, "Endpoint"));
    }
    value_set_take(&input, "MessageAttributes", attributes);
    copy_member(&input, delivery, "MessageGroupId");
    struct hub_request r = { "sqs", "SendMessage", input, now_ms };
    struct service_answer ignored = { 0 };
    hub_answer(h, &r, &ignored);
    service_answer_release(&ignored);
    value_release(input);
}

/* What is to be done is the delivery itself. */
static void to_operation(struct hub *h, const char *service, const struct value *d,
                         int64_t now_ms)
{
    struct value *input = NULL;
    value_member(d, "Input", &input);
    pass_on(h,
            &(struct hub_request){ service, value_member_text(d, "Operation"), input, now_ms },
            d);
}

/* An event of a service itself goes to the default bus. */
static void to_bus(struct hub *h, const struct value *d, int64_t now_ms)
{
    struct buf ignored = { 0 };
    struct value *detail = NULL;
    if (value_member(d, "Detail", &detail) && open_events(h, &ignored)) {
        struct value *deliveries = events_emit(
            h->events, value_member_text(d, "Source"), value_member_text(d, "DetailType"),
            value_member_text(d, "Resource"), detail, now_ms);
        deliver_all(h, deliveries, now_ms);
        value_release(deliveries);
    }
    buf_release(&ignored);
}

static void to_address(struct hub *h, const struct value *d, int64_t now_ms)
{
    if (h->on_post != NULL) {
        h->on_post(h->owner, d);
    } else {
        hub_bury(h, d, "NoConnection", "Nothing is sent over HTTP by this program.", now_ms);
    }
}

/* By the service in the receiver's ARN; what has none is an event. */
static void deliver(struct hub *h, const struct value *d, int64_t now_ms)
{
    const char *text = value_member_text(d, "Endpoint");
    struct arn arn;
    struct value *body = NULL;
    if (text == NULL) {
        to_bus(h, d, now_ms);
        return;
    }
    if (value_member_text(d, "Service") != NULL) {
        to_operation(h, value_member_text(d, "Service"), d, now_ms);
        return;
    }
    if (!value_member(d, "Body", &body)) {
        return;
    }
    if (value_member(d, "Headers", NULL)) {
        to_address(h, d, now_ms);
        return;
    }
    if (!arn_read(arn_part(text), &arn)) {
        return;
    }
    if (arn_part_is(arn.service, "sqs")) {
        to_queue(h, text, d, now_ms);
    } else if (arn_part_is(arn.service, "sns")) {
        to_topic(h, text, d, now_ms);
    } else if (h->on_call != NULL &&
               (arn_part_is(arn.service, "lambda") || arn_part_is(arn.service, "states"))) {
        h->on_call(h->owner, text, value_string(body), value_string_size(body));
    }
}

static void deliver_all(struct hub *h, const struct value *deliveries, int64_t now_ms)
{
    for (size_t i = 0; i < value_count(deliveries); i++) {
        deliver(h, value_item(deliveries, i), now_ms);
    }
}

void hub_tick(struct hub *h, int64_t now_ms)
{
    struct buf ignored = { 0 };
    if (events_has_file(h->folder) && open_events(h, &ignored)) {
        struct value *deliveries = events_tick(h->events, now_ms);
        deliver_all(h, deliveries, now_ms);
        value_release(deliveries);
    }
    if (scheduler_has_file(h->folder) && open_scheduler(h, &ignored)) {
        struct value *deliveries = scheduler_tick(h->scheduler, now_ms);
        deliver_all(h, deliveries, now_ms);
        value_release(deliveries);
    }
    buf_release(&ignored);
}

/* ---- Requests ---- */

/* Finds the service and opens it. Returns NULL after a failure. */
static const struct service *ready(struct hub *h, const char *name, struct service_answer *a)
{
    const struct service *s = find(name);
    struct buf why = { 0 };
    if (s == NULL) {
        service_answer_fail(a, 400, NULL, "UnknownOperationException",
                            "%s is not one of the embedded services.", name);
    } else if (!s->open(h, &why)) {
        service_answer_fail(a, 500, NULL, "InternalFailure", "%s", buf_string(&why));
        s = NULL;
    }
    buf_release(&why);
    return s;
}

int64_t hub_answer(struct hub *h, const struct hub_request *r,
                   struct service_answer *ret_answer)
{
    struct value *deliveries = NULL;
    const struct service *s = ready(h, r->service, ret_answer);
    if (s == NULL) {
        return 0;
    }
    int64_t wait_ms = s->answer(h, r, ret_answer, &deliveries);
    deliver_all(h, deliveries, r->now_ms);
    value_release(deliveries);
    return wait_ms;
}

bool hub_make_for(struct hub *h, const struct hub_request *r, struct buf *made,
                  struct service_answer *ret_failure)
{
    const struct service *s = ready(h, r->service, ret_failure);
    if (s != NULL) {
        s->make(h, r, made);
    }
    return s != NULL;
}

struct value *hub_ask(struct hub *h, const struct hub_request *r, struct buf *why)
{
    struct service_answer answer = { 0 };
    struct value *body = NULL;
    hub_answer(h, r, &answer);
    if (service_answer_is_good(&answer)) {
        body = service_answer_json(&answer);
    } else {
        buf_print(why, "%s %s: %s: %s", r->service, r->operation, answer.code,
                  answer.message != NULL ? answer.message : "");
    }
    service_answer_release(&answer);
    return body;
}

struct value *hub_messages(struct hub *h, const char *queue, int64_t now_ms, struct buf *why)
{
    return open_sqs(h, why) ? sqs_messages(h->sqs, queue, now_ms, why) : NULL;
}

struct value *hub_mails(struct hub *h, struct buf *why)
{
    return open_sns(h, why) ? sns_published(h->sns, why) : NULL;
}

bool hub_drain_mails(struct hub *h, struct buf *why)
{
    return open_sns(h, why) && sns_drain(h->sns, why);
}
