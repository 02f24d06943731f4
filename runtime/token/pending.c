#include "runtime/token/pending.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/value/complaint.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Lengths that the API takes. */
#define TOKEN_BYTES_MAX  2048
#define OUTPUT_BYTES_MAX 262144
#define ERROR_BYTES_MAX  256
#define CAUSE_BYTES_MAX  32768

#define BUCKETS_AT_FIRST 16

struct pending {
    struct pending_list *list;
    struct pending *same_bucket;
    struct pending *next, *previous; /* in the order in which they began to wait */
    char *token, *activity, *state, *execution;
    struct value *input;
    int64_t since_ms;
    bool is_queued;       /* a worker may be offered it */
    struct pending **who; /* it is offered to somebody: his place for it */
    void (*tell)(void *owner, struct pending_news *news);
    void *owner;
};

/* The order of the list is that of every queue in it. */
struct pending_list {
    struct pending **buckets;
    size_t bucket_count; /* a power of 2 */
    size_t count;
    struct pending *first, *last;
};

/* ---- The list ---- */

struct pending_list *pending_list_new(void)
{
    struct pending_list *list = memory_zero(sizeof *list);
    list->bucket_count = BUCKETS_AT_FIRST;
    list->buckets = memory_zero(list->bucket_count * sizeof(struct pending *));
    return list;
}

void pending_list_release(struct pending_list *list)
{
    memory_release(list->buckets);
    memory_release(list);
}

size_t pending_count(const struct pending_list *list)
{
    return list->count;
}

size_t pending_queued(const struct pending_list *list)
{
    size_t count = 0;
    for (const struct pending *p = list->first; p != NULL; p = p->next) {
        count += p->is_queued;
    }
    return count;
}

/* FNV-1a */
static struct pending **bucket_of(const struct pending_list *list, const char *token)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *at = token; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    }
    return &list->buckets[(hash ^ hash >> 32) & (list->bucket_count - 1)];
}

static void add_to_bucket(struct pending_list *list, struct pending *p)
{
    struct pending **bucket = bucket_of(list, p->token);
    p->same_bucket = *bucket;
    *bucket = p;
}

static void grow(struct pending_list *list)
{
    memory_release(list->buckets);
    list->bucket_count *= 2;
    list->buckets = memory_zero(list->bucket_count * sizeof(struct pending *));
    for (struct pending *p = list->first; p != NULL; p = p->next) {
        add_to_bucket(list, p);
    }
}

static struct pending *find(const struct pending_list *list, const char *token)
{
    struct pending *p = *bucket_of(list, token);
    while (p != NULL && strcmp(p->token, token) != 0) {
        p = p->same_bucket;
    }
    return p;
}

bool pending_knows(const struct pending_list *list, const char *token)
{
    return find(list, token) != NULL;
}

struct pending *pending_add(struct pending_list *list, const struct pending_task *t)
{
    struct pending *p = memory_zero(sizeof *p);
    *p = (struct pending){
        .list = list,
        .previous = list->last,
        .token = memory_text(t->token),
        .activity = memory_text(t->activity),
        .state = memory_text(t->state),
        .execution = memory_text(t->execution),
        .input = value_share(t->input),
        .since_ms = t->since_ms,
        .is_queued = t->activity != NULL && !t->is_taken,
        .tell = t->tell,
        .owner = t->owner,
    };
    *(list->last != NULL ? &list->last->next : &list->first) = p;
    list->last = p;
    if (list->count == list->bucket_count) {
        grow(list); /* it stands in its bucket afterwards */
    } else {
        add_to_bucket(list, p);
    }
    list->count++;
    return p;
}

static void unlink_task(struct pending_list *list, struct pending *p)
{
    struct pending **at = bucket_of(list, p->token);
    while (*at != p) {
        at = &(*at)->same_bucket;
    }
    *at = p->same_bucket;
    *(p->previous != NULL ? &p->previous->next : &list->first) = p->next;
    *(p->next != NULL ? &p->next->previous : &list->last) = p->previous;
    list->count--;
}

void pending_remove(struct pending_list *list, struct pending *p)
{
    unlink_task(list, p);
    if (p->who != NULL) {
        *p->who = NULL;
    }
    memory_release(p->token);
    memory_release(p->activity);
    memory_release(p->state);
    memory_release(p->execution);
    value_release(p->input);
    memory_release(p);
}

/* ---- What a request may be ---- */

static bool refuse(struct service_answer *a, const char *code, const char *message)
{
    service_answer_fail(a, 400, NULL, code, "%s", message);
    return false;
}

static bool is_short(const struct value *request, const char *key, size_t most,
                     struct service_answer *a)
{
    struct value *text = NULL;
    value_member(request, key, &text);
    if (value_type(text) != VALUE_STRING || value_string_size(text) <= most) {
        return true;
    }
    service_answer_fail(a, 400, NULL, "ValidationException",
                        "1 validation error detected: Value at '%s' failed to satisfy "
                        "constraint: Member must have length less than or equal to %zu",
                        key, most);
    return false;
}

/* Every token of ours is a UUID. */
static bool is_token(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; i < sizeof form; i++) {
        bool is_hex = text[i] != '\0' && strchr("0123456789abcdef", text[i]) != NULL;
        if (form[i] == 'x' ? !is_hex : text[i] != form[i]) {
            return false;
        }
    }
    return true;
}

static bool check_token(const struct value *request, struct service_answer *a)
{
    const char *token = value_member_text(request, "taskToken");
    if (!is_short(request, "taskToken", TOKEN_BYTES_MAX, a)) {
        return false;
    }
    return (token != NULL && is_token(token)) ||
           refuse(a, "InvalidToken", "Invalid Token: 'Invalid token'");
}

/* Reads the output, which is new. */
static bool read_output(const struct value *request, struct value **ret_output,
                        struct service_answer *a)
{
    struct value *text = NULL;
    struct read_error error = { .message = "it is missing" };
    struct buf why = { 0 };
    value_member(request, "output", &text);
    if (!is_short(request, "output", OUTPUT_BYTES_MAX, a)) {
        return false;
    }
    bool is_text = value_type(text) == VALUE_STRING;
    const char *json = is_text ? value_string(text) : "";
    size_t size = is_text ? value_string_size(text) : 0;
    if (is_text && read_json(json, size, ret_output, &error)) {
        return true;
    }
    complaint_put(&why, json, size, &error);
    service_answer_fail(a, 400, NULL, "InvalidOutput", "Invalid Output: '%s'",
                        buf_string(&why));
    buf_release(&why);
    return false;
}

bool pending_check(const char *operation, const struct value *request,
                   struct service_answer *ret_answer)
{
    struct value *output = NULL;
    if (!check_token(request, ret_answer)) {
        return false;
    }
    if (strcmp(operation, "SendTaskSuccess") == 0) {
        bool is_json = read_output(request, &output, ret_answer);
        value_release(output);
        return is_json;
    }
    return is_short(request, "error", ERROR_BYTES_MAX, ret_answer) &&
           is_short(request, "cause", CAUSE_BYTES_MAX, ret_answer);
}

/* ---- Answers to a task ---- */

/* Tells the owner how the task has ended; the task is gone by then. */
static void end_task(struct pending_list *list, struct pending *p, struct pending_news news)
{
    void (*tell)(void *, struct pending_news *) = p->tell;
    void *owner = p->owner;
    pending_remove(list, p);
    tell(owner, &news);
}

static void send_success(struct pending_list *list, struct pending *p,
                         const struct value *request, struct service_answer *a)
{
    struct value *output = NULL;
    if (read_output(request, &output, a)) {
        service_answer_good(a, NULL);
        end_task(list, p, (struct pending_news){ .kind = PENDING_SUCCESS, .value = output });
    }
}

static void send_failure(struct pending_list *list, struct pending *p,
                         const struct value *request, struct service_answer *a)
{
    service_answer_good(a, NULL);
    end_task(list, p,
             (struct pending_news){
                 .kind = PENDING_FAILURE,
                 .error = memory_text(value_member_text(request, "error")),
                 .cause = memory_text(value_member_text(request, "cause")),
             });
}

static void send_heartbeat(struct pending_list *list, struct pending *p,
                           const struct value *request, struct service_answer *a)
{
    (void)list, (void)request;
    service_answer_good(a, NULL);
    p->tell(p->owner, &(struct pending_news){ .kind = PENDING_HEARTBEAT });
}

static void list_waiting(const struct pending_list *list, struct service_answer *a)
{
    struct value *all = value_array(list->count), *body = value_object();
    for (const struct pending *p = list->first; p != NULL; p = p->next) {
        struct value *o = value_object();
        value_set_text(&o, "token", p->token);
        value_set_text(&o, "state", p->state);
        value_set_text(&o, "execution", p->execution);
        value_set_text(&o, "activity", p->activity);
        member_put_time(&o, "since", p->since_ms);
        value_set_take(&o, "isTaken", value_bool(p->activity != NULL && !p->is_queued));
        value_append_take(&all, o);
    }
    value_set_take(&body, "waiting", all);
    service_answer_good(a, body);
}

void pending_answer(struct pending_list *list, const char *operation,
                    const struct value *request, struct service_answer *ret_answer)
{
    static const struct {
        const char *name;
        void (*run)(struct pending_list *list, struct pending *p, const struct value *request,
                    struct service_answer *a);
    } operations[] = {
        { "SendTaskSuccess", send_success },
        { "SendTaskFailure", send_failure },
        { "SendTaskHeartbeat", send_heartbeat },
    };
    if (strcmp(operation, "ListWaiting") == 0) {
        list_waiting(list, ret_answer);
        return;
    }
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strcmp(operations[i].name, operation) == 0) {
            struct pending *p = NULL;
            if (!pending_check(operation, request, ret_answer)) {
                return;
            }
            p = find(list, value_member_text(request, "taskToken"));
            if (p != NULL) {
                operations[i].run(list, p, request, ret_answer);
            } else {
                refuse(ret_answer, "TaskTimedOut", PENDING_UNKNOWN);
            }
            return;
        }
    }
    service_answer_fail(ret_answer, 400, NULL, "UnknownOperationException",
                        "There is no operation '%s' here", operation);
}

/* ---- Workers of activities ---- */

struct pending *pending_offer(struct pending_list *list, const char *activity,
                              struct pending **who)
{
    struct pending *p = list->first;
    while (p != NULL && (!p->is_queued || strcmp(p->activity, activity) != 0)) {
        p = p->next;
    }
    if (p != NULL) {
        p->is_queued = false;
        p->who = who;
    }
    return p;
}

struct value *pending_show(const struct pending *p)
{
    struct value *o = value_object();
    value_set_text(&o, "taskToken", p->token);
    member_put_json(&o, "input", p->input);
    return o;
}

const char *pending_execution(const struct pending *p)
{
    return p->execution;
}

void pending_take(struct pending *p, const char *worker)
{
    p->who = NULL;
    p->tell(p->owner, &(struct pending_news){ .kind = PENDING_TAKEN, .worker = worker });
}

void pending_refuse(struct pending *p)
{
    p->who = NULL;
    p->is_queued = true;
}

void pending_return(struct pending_list *list, const char *token)
{
    struct pending *p = find(list, token);
    if (p != NULL && p->activity != NULL && !p->is_queued) {
        p->is_queued = true;
        p->tell(p->owner, &(struct pending_news){ .kind = PENDING_RETURNED });
    }
}
