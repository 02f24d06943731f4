#include "runtime/embedded/feed.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/embedded/feedevent.h"
#include "runtime/embedded/feedletter.h"
#include "runtime/embedded/feedplace.h"
#include "runtime/embedded/localcall.h"
#include "runtime/local/hub.h"
#include "runtime/loop/loop.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define LOOK_MS       100
#define RETRY_MS      1000 /* after which a batch of a stream is tried again */
#define BATCHES_MOST  5    /* of a queue at once, where the order does not matter */
#define QUEUE_BATCH   10
#define STREAM_BATCH  100
#define RETRIES_USUAL 10000 /* AWS tries until a record is a day old */

struct feed;

/* Records of a stream that are to be tried again, in their order. */
struct chunk {
    struct value *all; /* owned */
    int64_t retries;   /* that there were so far */
    struct chunk *next;
};

/* Some of the records of a batch: from the one up to, but without, the other. */
struct part {
    size_t start, end;
};

/* What a function is at work on. */
struct batch {
    struct feed *feed;
    struct value *all; /* owned: messages or records, as the service gave them */
    int64_t retries;   /* of a stream's, so far */
    uint64_t call;
    struct batch *next;
};

struct feed {
    struct feeds *of;
    struct value *mapping; /* owned */
    struct value *filters; /* owned: an array of patterns; NULL: all is wanted */
    const char *source, *function;
    bool is_stream, has_reports, is_bisecting, is_lost;
    size_t batch_size, most, running;
    struct batch *first;
    struct feedplace place; /* in a stream */
    struct chunk *again;    /* owned: what is tried before anything new; NULL */
    int64_t again_ms;       /* when, on the monotonic clock */
    int64_t retries_most;
    int64_t age_most; /* of records, in seconds; -1: any */
    struct feed *next;
};

struct feeds {
    struct feeds_options options;
    struct feed *first;
    uint64_t timer;
};

/* ---- Asking ---- */

static int64_t wall_ms(const struct feed *f)
{
    return clock_now_ms(loop_clock(f->of->options.loop));
}

static int64_t steady_ms(void)
{
    return clock_monotonic_ns() / 1000000;
}

/* Says once what keeps a feed from its source. */
static void lose(struct feed *f, const char *why)
{
    if (!f->is_lost) {
        message_print(f->of->options.program, "function %s gets nothing of %s: %s", f->function,
                      f->source, why);
    }
    f->is_lost = true;
}

/* The answer, new; NULL where there is none. `input` is taken. */
static struct value *ask(struct feed *f, const char *service, const char *operation,
                         struct value *input)
{
    struct hub_request r = { service, operation, input, wall_ms(f) };
    struct buf why = { 0 };
    struct value *answer = hub_ask(f->of->options.hub, &r, &why);
    if (answer == NULL) {
        lose(f, buf_string(&why));
    }
    value_release(input);
    buf_release(&why);
    return answer;
}

/* ---- Queues ---- */

/* One that somebody has received since then stays: it comes again. */
static void delete_message(struct feed *f, const struct value *message)
{
    struct value *input = value_object();
    struct buf ignored = { 0 };
    value_set_text(&input, "QueueUrl", f->source);
    value_set_text(&input, "ReceiptHandle", value_member_text(message, "ReceiptHandle"));
    struct hub_request r = { "sqs", "DeleteMessage", input, wall_ms(f) };
    value_release(hub_ask(f->of->options.hub, &r, &ignored));
    value_release(input);
    buf_release(&ignored);
}

static bool is_among(const struct value *failures, const char *id)
{
    for (size_t i = 0; i < value_count(failures); i++) {
        const char *one = value_member_text(value_item(failures, i), "itemIdentifier");
        if (one != NULL && id != NULL && strcmp(one, id) == 0) {
            return true;
        }
    }
    return false;
}

/* The items of which a function that reports them says that they have failed: a new list; NULL
 * if it says nothing of the kind. What is said in another form counts as a failure of them all,
 * as on AWS. */
static struct value *failures_of(const struct feed *f, const char *text, size_t size,
                                 bool *has_failed)
{
    struct value *json = NULL, *list = NULL;
    struct read_error ignored;
    if (f->has_reports && read_json(text, size, &json, &ignored)) {
        value_member(json, "batchItemFailures", &list);
        bool is_list = value_type(list) == VALUE_ARRAY;
        *has_failed = list != NULL && !is_list && !value_is_null(list);
        list = is_list ? value_share(list) : NULL;
    }
    value_release(json);
    return list;
}

static void end_of_queue(struct feed *f, const struct batch *b, const struct value *failures)
{
    for (size_t i = 0; i < value_count(b->all); i++) {
        const struct value *message = value_item(b->all, i);
        if (!is_among(failures, value_member_text(message, "MessageId"))) {
            delete_message(f, message);
        }
    }
}

/* As many as a queue gives at once. */
static struct value *receive_some(struct feed *f, size_t most)
{
    struct value *input = value_object(), *every = value_array(1), *answer, *list = NULL;
    value_append_take(&every, value_text("All"));
    value_set_text(&input, "QueueUrl", f->source);
    value_set_take(&input, "MaxNumberOfMessages",
                   value_int((int64_t)(most < QUEUE_BATCH ? most : QUEUE_BATCH)));
    value_set_take(&input, "WaitTimeSeconds", value_int(0));
    value_set_take(&input, "AttributeNames", value_share(every));
    value_set_take(&input, "MessageAttributeNames", every);
    answer = ask(f, "sqs", "ReceiveMessage", input);
    list = value_member(answer, "Messages", &list) ? value_share(list) : value_array(0);
    value_release(answer);
    return list;
}

/* A batch of what is there. */
static struct value *receive(struct feed *f)
{
    struct value *all = receive_some(f, f->batch_size);
    size_t got = value_count(all);
    while (got > 0 && value_count(all) < f->batch_size) {
        struct value *more = receive_some(f, f->batch_size - value_count(all));
        got = value_count(more);
        for (size_t i = 0; i < got; i++) {
            value_append_take(&all, value_share(value_item(more, i)));
        }
        value_release(more);
    }
    return all;
}

/* ---- A function at work ---- */

static void take_out(struct batch *b)
{
    struct batch **at = &b->feed->first;
    while (*at != b) {
        at = &(*at)->next;
    }
    *at = b->next;
    b->feed->running--;
}

static void release_batch(struct batch *b)
{
    value_release(b->all);
    memory_release(b);
}

/* The first of the records that has failed: the first of all if it does not say which. */
static size_t first_failed(const struct batch *b, const struct value *failures)
{
    size_t count = value_count(b->all), from = 0;
    while (value_count(failures) > 0 && from < count &&
           !is_among(failures, feedevent_sequence(value_item(b->all, from)))) {
        from++;
    }
    return from == count ? 0 : from;
}

/* Some of the records are tried again, before all that is to be tried already. */
static void try_again(struct feed *f, const struct batch *b, struct part of, int64_t retries)
{
    struct chunk *c = memory_zero(sizeof *c);
    *c = (struct chunk){ value_array(of.end - of.start), retries, f->again };
    for (size_t i = of.start; i < of.end; i++) {
        value_append_take(&c->all, value_share(value_item(b->all, i)));
    }
    f->again = c;
    f->again_ms = steady_ms() + RETRY_MS;
}

/* The destination is told, if there is one. */
static void give_up(struct feed *f, const struct batch *b, bool is_old)
{
    struct buf why = { 0 };
    struct feedletter letter = { .mapping = f->mapping,
                                 .records = b->all,
                                 .function = f->function,
                                 .stream = f->place.stream,
                                 .shard = f->place.shard,
                                 .tries = is_old ? b->retries : b->retries + 1,
                                 .is_old = is_old,
                                 .now_ms = wall_ms(f) };
    if (!feedletter_send(&letter, f->of->options.hub, &why)) {
        message_print(f->of->options.program,
                      "the destination of what function %s does not take of %s: %s",
                      f->function, f->source, buf_string(&why));
    }
    buf_release(&why);
}

/* All up to that record, which does not count, needs no more work. */
static void keep_until(struct feed *f, const struct batch *b, size_t end)
{
    if (end > 0) {
        feedplace_keep(&f->place, feedevent_sequence(value_item(b->all, end - 1)));
    }
}

/* To halve a batch is no retry. What a function reports as done is not tried again. */
static void end_of_stream(struct feed *f, struct batch *b, bool has_failed,
                          const struct value *failures)
{
    size_t count = value_count(b->all), from = first_failed(b, failures);
    bool is_again = has_failed || value_count(failures) > 0;
    size_t middle = from + (count - from + 1) / 2;
    bool is_halved = f->is_bisecting && from == 0 && count > 1;
    if (is_again && is_halved) {
        try_again(f, b, (struct part){ middle, count }, b->retries);
        try_again(f, b, (struct part){ 0, middle }, b->retries);
    } else if (is_again && b->retries < f->retries_most) {
        keep_until(f, b, from);
        try_again(f, b, (struct part){ from, count }, b->retries + 1);
    } else {
        if (is_again) {
            give_up(f, b, false);
        }
        keep_until(f, b, count);
    }
}

static void on_done(void *owner, const char *text, size_t size, bool has_failed)
{
    struct batch *b = owner;
    struct feed *f = b->feed;
    struct value *failures = has_failed ? NULL : failures_of(f, text, size, &has_failed);
    take_out(b);
    if (has_failed) {
        message_print(f->of->options.program, "function %s has not taken what came of %s: %.*s",
                      f->function, f->source, (int)(size < 1000 ? size : 1000), text);
    }
    if (f->is_stream) {
        end_of_stream(f, b, has_failed, failures);
    } else if (!has_failed) {
        end_of_queue(f, b, failures);
    }
    value_release(failures);
    release_batch(b);
}

/* Calls the function with these messages or records (taken). */
static void call(struct feed *f, struct value *all, int64_t retries)
{
    struct batch *b = memory_zero(sizeof *b);
    struct value *event = f->is_stream ? feedevent_of_stream(all, f->place.stream)
                                       : feedevent_of_queue(all, f->source);
    char *text = write_text(event);
    struct buf why = { 0 };
    *b = (struct batch){ .feed = f, .all = all, .retries = retries, .next = f->first };
    f->first = b;
    f->running++;
    struct localcall_order order = { .function = f->function,
                                     .event = text,
                                     .size = strlen(text),
                                     .done = on_done,
                                     .owner = b };
    if (!localcall_begin(f->of->options.calls, &order, &b->call, &why)) {
        lose(f, buf_string(&why));
        take_out(b);
        release_batch(b);
    }
    buf_release(&why);
    memory_release(text);
    value_release(event);
}

/* ---- Looking ---- */

/* What the filters want: taken, and new. What they do not want of a queue is deleted. */
static struct value *wanted(struct feed *f, struct value *all)
{
    if (f->filters == NULL) {
        return all;
    }
    struct value *some = value_array(value_count(all));
    for (size_t i = 0; i < value_count(all); i++) {
        struct value *one = value_item(all, i);
        if (feedevent_is_wanted(one, f->filters, f->is_stream)) {
            value_append_take(&some, value_share(one));
        } else if (!f->is_stream) {
            delete_message(f, one);
        }
    }
    value_release(all);
    return some;
}

static void look_at_queue(struct feed *f)
{
    bool is_more = true;
    while (is_more && !f->is_lost && f->running < f->most) {
        struct value *all = receive(f);
        is_more = value_count(all) > 0;
        all = wanted(f, all);
        if (value_count(all) > 0) {
            call(f, all, 0);
        } else {
            value_release(all);
        }
    }
}

/* What is new in the stream, and wanted; NULL if it cannot be read. */
static struct value *next_records(struct feed *f)
{
    struct buf why = { 0 };
    struct value *all =
        feedplace_next(&f->place, f->of->options.hub, f->batch_size, wall_ms(f), &why);
    if (all == NULL) {
        lose(f, buf_string(&why));
    }
    buf_release(&why);
    return all != NULL ? wanted(f, all) : NULL;
}

/* How many of the records are older than the mapping wants: the oldest are the first. */
static size_t count_old(const struct feed *f, const struct value *all)
{
    size_t count = value_count(all), old = 0;
    while (f->age_most > 0 && old < count &&
           wall_ms(f) / 1000 - feedevent_time(value_item(all, old)) > f->age_most) {
        old++;
    }
    return old;
}

/* Records that are too old go by: taken, and new. */
static struct value *fresh(struct feed *f, struct value *all, int64_t retries)
{
    size_t count = value_count(all), old = count_old(f, all);
    struct value *rest = value_array(count - old);
    struct batch b = { .feed = f, .all = value_array(old), .retries = retries };
    if (old == 0) {
        value_release(rest);
        value_release(b.all);
        return all;
    }
    for (size_t i = 0; i < count; i++) {
        value_append_take(i < old ? &b.all : &rest, value_share(value_item(all, i)));
    }
    give_up(f, &b, true);
    keep_until(f, &b, old);
    value_release(b.all);
    value_release(all);
    return rest;
}

static void look_at_stream(struct feed *f)
{
    struct chunk *again = f->again;
    if (f->running > 0 || (again != NULL && steady_ms() < f->again_ms)) {
        return;
    }
    struct value *all = again != NULL ? again->all : next_records(f);
    int64_t retries = again != NULL ? again->retries : 0;
    if (again != NULL) {
        f->again = again->next;
        memory_release(again);
    }
    all = all != NULL ? fresh(f, all, retries) : NULL;
    if (value_count(all) > 0) {
        call(f, all, retries);
    } else {
        value_release(all);
    }
}

static void look(void *owner)
{
    struct feeds *all = owner;
    for (struct feed *f = all->first; f != NULL; f = f->next) {
        if (!f->is_lost && f->is_stream) {
            look_at_stream(f);
        } else if (!f->is_lost) {
            look_at_queue(f);
        }
    }
    all->timer = loop_real_deadline(all->options.loop, LOOK_MS, look, all);
}

/* ---- Coming and going ---- */

struct feeds *feeds_new(const struct feeds_options *o)
{
    struct feeds *f = memory_zero(sizeof *f);
    f->options = *o;
    f->timer = loop_real_deadline(o->loop, LOOK_MS, look, f);
    return f;
}

/* A member that is a number, or a text that is one. */
static int64_t number_of(const struct value *mapping, const char *name, int64_t otherwise)
{
    struct value *v = NULL;
    struct number n = value_member(mapping, name, &v) ? value_read_number(v)
                                                      : (struct number){ .kind = NUMBER_BAD };
    return n.kind == NUMBER_INT ? n.integer : otherwise;
}

/* A member that is a truth, or a text that is one, says that. */
static bool says(const struct value *mapping, const char *name, bool truth)
{
    struct value *v = NULL;
    const char *text = value_member_text(mapping, name);
    return value_member(mapping, name, &v) &&
           (v == value_bool(truth) ||
            (text != NULL && strcmp(text, truth ? "true" : "false") == 0));
}

static bool has_reports(const struct value *mapping)
{
    struct value *types = NULL;
    value_member(mapping, "FunctionResponseTypes", &types);
    for (size_t i = 0; value_type(types) == VALUE_ARRAY && i < value_count(types); i++) {
        const struct value *one = value_item(types, i);
        if (value_type(one) == VALUE_STRING &&
            strcmp(value_string(one), "ReportBatchItemFailures") == 0) {
            return true;
        }
    }
    return false;
}

static size_t batches_most(const struct value *mapping)
{
    struct value *scaling = NULL;
    value_member(mapping, "ScalingConfig", &scaling);
    int64_t most = number_of(scaling, "MaximumConcurrency", BATCHES_MOST);
    return most >= 1 && most < BATCHES_MOST ? (size_t)most : BATCHES_MOST;
}

static void set_up(struct feed *f)
{
    const struct value *m = f->mapping;
    f->source = value_member_text(m, "EventSourceArn");
    f->function = value_member_text(m, "FunctionName");
    f->is_stream = strstr(f->source, ":dynamodb:") != NULL;
    f->has_reports = has_reports(m);
    f->is_bisecting = says(m, "BisectBatchOnFunctionError", true);
    int64_t size = number_of(m, "BatchSize", f->is_stream ? STREAM_BATCH : QUEUE_BATCH);
    f->batch_size = size < 1 ? 1 : size > 1000 ? 1000 : (size_t)size;
    size_t length = strlen(f->source);
    bool is_ordered =
        f->is_stream || (length > 5 && strcmp(f->source + length - 5, ".fifo") == 0);
    f->most = is_ordered ? 1 : batches_most(m);
    f->age_most = number_of(m, "MaximumRecordAgeInSeconds", -1);
    int64_t retries = number_of(m, "MaximumRetryAttempts", -1);
    f->retries_most = retries < 0 ? RETRIES_USUAL : retries;
    f->filters = feedevent_filters(m);
}

void feeds_add(struct feeds *all, struct value *mapping)
{
    if (says(mapping, "Enabled", false) ||
        value_member_text(mapping, "EventSourceArn") == NULL ||
        value_member_text(mapping, "FunctionName") == NULL) {
        value_release(mapping);
        return;
    }
    struct feed *f = memory_zero(sizeof *f);
    f->of = all;
    f->mapping = mapping;
    set_up(f);
    if (f->is_stream) {
        const char *from = value_member_text(mapping, "StartingPosition");
        feedplace_open(&f->place,
                       &(struct feedplace_options){ .folder = all->options.folder,
                                                    .table = f->source,
                                                    .function = f->function,
                                                    .is_latest = from != NULL &&
                                                                 strcmp(from, "LATEST") == 0 });
    }
    f->next = all->first;
    all->first = f;
}

static void release_feed(struct feed *f)
{
    while (f->first != NULL) {
        struct batch *b = f->first;
        localcall_cancel(f->of->options.calls, b->call);
        take_out(b);
        release_batch(b);
    }
    while (f->again != NULL) {
        struct chunk *c = f->again;
        f->again = c->next;
        value_release(c->all);
        memory_release(c);
    }
    feedplace_close(&f->place);
    value_release(f->filters);
    value_release(f->mapping);
    memory_release(f);
}

void feeds_release(struct feeds *all)
{
    if (all == NULL) {
        return;
    }
    loop_real_cancel(all->options.loop, all->timer);
    while (all->first != NULL) {
        struct feed *f = all->first;
        all->first = f->next;
        release_feed(f);
    }
    memory_release(all);
}
