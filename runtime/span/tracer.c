#include "runtime/span/tracer.h"

#include <asl/tree.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/frame.h"
#include "runtime/span/called.h"
#include "runtime/span/span.h"
#include "runtime/task/target.h"

#define NS_OF_MS INT64_C(1000000)

/* An execution under way. */
struct tracer_flow {
    struct span_context context; /* its trace, and the span around it */
    uint64_t seed, id;
    int64_t start_ns;
    bool is_sampled, is_inner;
    unsigned walks; /* how often tracer_walk() has shown it */
    uint32_t lane;
    uint32_t around; /* the slot of the Map that started it; 0 */
    char *arn, *name, *machine_arn, *machine;
    bool express, has_header; /* a trace was taken up */
    size_t index, items;      /* of an inner one */
    struct buf pieces;        /* of the sinks: what they keep of the spans in it */
};

/* A frame, and the state that it is in. */
struct tracer_track {
    struct tracer_flow *flow;
    uint32_t lane;
    bool has_own_lane;
    uint32_t above; /* the slot of the frame above; 0 */
    uint32_t place; /* which of its branches or items it is */
    bool is_item;

    const struct asl_state *state; /* NULL between two states */
    uint64_t id;
    int64_t start_ns;
    struct buf pieces;

    bool is_trying; /* an attempt is under way */
    uint64_t attempt_id;
    int64_t attempt_ns;
    int attempts;
    struct called called; /* what the attempt calls */

    struct span_retry *retries;
    size_t retry_count, retry_room, retries_all;
    int64_t retry_wait_ms;
    bool is_caught;
    int rule;            /* that held, of a Choice; -1 */
    char *error, *cause; /* the last of the state */
};

/* ---- Places and lanes -------------------------------------------------------------------- */

/* `list` with room for the place `index`, where new ones are 0. */
static void *with_room(void *list, uint32_t *room, uint32_t index, size_t size)
{
    if (index < *room) {
        return list;
    }
    uint32_t wanted = *room == 0 ? 16 : *room * 2;
    wanted = wanted > index ? wanted : index + 1;
    char *all = memory_resize(list, wanted * size);
    memset(all + *room * size, 0, (wanted - *room) * size);
    *room = wanted;
    return all;
}

/* The lowest lane that is free. */
static uint32_t take_lane(struct tracer *t)
{
    uint32_t lane = 0;
    while (lane < t->lane_room && t->lanes[lane]) {
        lane++;
    }
    t->lanes = with_room(t->lanes, &t->lane_room, lane, sizeof *t->lanes);
    t->lanes[lane] = true;
    return lane;
}

static int64_t now_ns(const struct tracer *t, const struct execution *x)
{
    return clock_steady_ns(t->clock) - x->ahead_ms * NS_OF_MS;
}

static struct tracer_track *track_at(const struct tracer *t, uint32_t slot)
{
    return slot != 0 && slot < t->track_room ? t->tracks[slot] : NULL;
}

/* ---- Executions -------------------------------------------------------------------------- */

/* A trace of its own begins with the second in which the execution started. */
static void begin_trace(struct tracer_flow *flow, const struct execution *x)
{
    uint64_t second = (uint64_t)(x->start_ms / 1000) & UINT32_MAX;
    flow->context.high = second << 32 | (span_id(flow->seed, 1) & UINT32_MAX);
    flow->context.low = span_id(flow->seed, 2);
}

static void be_inner(struct tracer *t, struct tracer_flow *flow, const struct execution *x)
{
    const struct tracer_track *map = track_at(t, x->parent);
    flow->is_inner = true;
    flow->around = x->parent;
    flow->index = x->child->index;
    flow->items = x->child->items;
    if (map != NULL) {
        flow->context = map->flow->context;
        flow->context.parent = map->id;
    }
}

/* Ids number 1 to 3 are the execution's own; those of spans in it have numbers of its events.
 */
#define FIRST_EVENT_ID UINT64_C(16)

static struct tracer_flow *open_flow(struct tracer *t, const struct execution *x,
                                     const struct span_context *context)
{
    struct tracer_flow *flow = memory_zero(sizeof *flow);
    int64_t now = now_ns(t, x), start_ns = x->start_ms * NS_OF_MS;
    bool is_new = x->events <= 2; /* it starts, and enters its first state */
    const struct identity_texts *texts = identity_texts(&x->identity);
    flow->arn = memory_text(texts->arn);
    flow->name = memory_text(texts->name);
    flow->machine_arn = memory_text(texts->machine_arn);
    flow->machine = memory_text(texts->machine_name);
    flow->seed = text_hash(texts->arn, strlen(texts->arn));
    flow->id = span_id(flow->seed, 3);
    flow->start_ns = is_new || start_ns > now ? now : start_ns;
    flow->express = x->express;
    flow->lane = take_lane(t);
    flow->context = *context;
    if (x->parent != 0) {
        be_inner(t, flow, x);
    }
    flow->has_header = (context->high | context->low) != 0;
    if ((flow->context.high | flow->context.low) == 0) {
        begin_trace(flow, x);
    }
    flow->is_sampled = flow->context.sampling != SPAN_LEFT_OUT;
    t->flows = with_room(t->flows, &t->flow_room, x->place, sizeof *t->flows);
    t->flows[x->place] = flow;
    t->sinks.begun(t->sinks.owner);
    return flow;
}

static struct tracer_flow *flow_at(const struct tracer *t, const struct execution *x)
{
    return x->place < t->flow_room ? t->flows[x->place] : NULL;
}

static struct tracer_flow *flow_of(struct tracer *t, const struct execution *x)
{
    struct tracer_flow *flow = flow_at(t, x);
    return flow != NULL ? flow : open_flow(t, x, &t->incoming);
}

void tracer_take_up(struct tracer *t, const struct execution *x,
                    const struct span_context *context)
{
    if (flow_at(t, x) == NULL) {
        open_flow(t, x, context);
    }
}

/* Its span, without an end. */
static void describe(const struct tracer_flow *flow, struct span *s)
{
    *s = (struct span){ .trace = flow->context,
                        .id = flow->id,
                        .kind = SPAN_EXECUTION,
                        .is_inner = flow->is_inner,
                        .name = flow->machine,
                        .start_ns = flow->start_ns,
                        .lane = flow->lane };
    span_add_text(s, "execution_arn", flow->arn);
    span_add_text(s, "execution_name", flow->name);
    span_add_text(s, "state_machine_arn", flow->machine_arn);
    span_add_text(s, "execution_type", flow->express ? "EXPRESS" : "STANDARD");
    if (flow->is_inner) {
        span_add_number(s, "index", (int64_t)flow->index);
        span_add_number(s, "items", (int64_t)flow->items);
    }
}

static void release_flow(struct tracer_flow *flow)
{
    memory_release(flow->arn);
    memory_release(flow->name);
    memory_release(flow->machine_arn);
    memory_release(flow->machine);
    buf_release(&flow->pieces);
    memory_release(flow);
}

static void give(struct tracer *t, const struct span *s, struct buf *own, struct buf *around)
{
    t->sinks.take(t->sinks.owner, s, own, around);
}

/* The last of its frames goes: it has ended. */
static void close_flow(struct tracer *t, const struct execution *x)
{
    struct tracer_flow *flow = flow_of(t, x);
    struct tracer_track *around = track_at(t, flow->around);
    struct span s;
    describe(flow, &s);
    s.end_ns = now_ns(t, x);
    s.end_ns = s.end_ns > s.start_ns ? s.end_ns : s.start_ns;
    span_add_text(&s, "status", execution_status_word((enum execution_status)x->status));
    s.outcome = x->status == EXECUTION_SUCCEEDED ? SPAN_GOOD
                : x->status == EXECUTION_ABORTED ? SPAN_STOPPED
                                                 : SPAN_FAILED;
    s.error = x->error;
    s.cause = x->cause;
    give(t, &s, &flow->pieces, around == NULL ? NULL : &around->pieces);
    t->lanes[flow->lane] = false;
    t->flows[x->place] = NULL;
    release_flow(flow);
}

/* ---- Frames ------------------------------------------------------------------------------ */

static struct tracer_track *open_track(struct tracer *t, const struct asl_frame *f)
{
    struct tracer_track *track = memory_zero(sizeof *track);
    uint32_t slot = f->seat.slot;
    track->flow = flow_of(t, f->run);
    track->above = f->seat.parent;
    track->has_own_lane = track->above != 0;
    track->lane = track->has_own_lane ? take_lane(t) : track->flow->lane;
    track->place = f->place;
    track->is_item = track->above != 0 && frame_is_map(frame_above(f));
    t->tracks = with_room(t->tracks, &t->track_room, slot, sizeof *t->tracks);
    t->tracks[slot] = track;
    return track;
}

static void forget_error(struct tracer_track *track)
{
    memory_release(track->error);
    memory_release(track->cause);
    track->error = track->cause = NULL;
    track->is_caught = false;
}

static void forget_retries(struct tracer_track *track)
{
    for (size_t i = 0; i < track->retry_count; i++) {
        memory_release(track->retries[i].error);
    }
    track->retry_count = track->retries_all = 0;
    track->retry_wait_ms = 0;
}

static void release_track(struct tracer_track *track)
{
    forget_error(track);
    forget_retries(track);
    called_forget(&track->called);
    memory_release(track->retries);
    buf_release(&track->pieces);
    memory_release(track);
}

static void close_track(struct tracer *t, const struct asl_frame *f)
{
    struct tracer_track *track = track_at(t, f->seat.slot);
    if (track == NULL) {
        return;
    }
    if (track->has_own_lane) {
        t->lanes[track->lane] = false;
    }
    t->tracks[f->seat.slot] = NULL;
    release_track(track);
}

static void begin_state(struct tracer_track *track, const struct asl_frame *f, int64_t at_ns)
{
    track->state = frame_row(f);
    track->id = span_id(track->flow->seed, FIRST_EVENT_ID + f->entered_event);
    track->start_ns = at_ns;
    track->attempts = 0;
    track->rule = -1;
    forget_error(track);
    forget_retries(track);
}

/* The frame's track. One that is new here has been resumed in the middle of its state. */
static struct tracer_track *track_of(struct tracer *t, const struct asl_frame *f)
{
    struct tracer_track *track = track_at(t, f->seat.slot);
    track = track != NULL ? track : open_track(t, f);
    if (track->state == NULL) {
        begin_state(track, f, f->entered_ms * NS_OF_MS);
    }
    return track;
}

/* ---- States ------------------------------------------------------------------------------ */

static const char *type_word(enum asl_type type)
{
    static const char *const words[] = {
#define ASL_STATE_TYPE(word, type) [type] = word,
#include <asl/words.def>
    };
    return words[type];
}

static void describe_state(const struct tracer_track *track, struct span *s)
{
    const struct asl_state *row = track->state;
    span_add_text(s, "state", row->name);
    span_add_text(s, "type", type_word(row->type));
    if (track->above != 0) {
        span_add_number(s, track->is_item ? "item" : "branch", track->place);
    }
    if (row->request != NULL) {
        span_add_text(s, "resource", row->request->resource);
        span_add_number(s, "attempts", track->attempts);
    }
    if (track->retries_all > 0) {
        span_add_number(s, "retries", (int64_t)track->retries_all);
        span_add_number(s, "retry_wait_ms", track->retry_wait_ms);
    }
    if (row->type == ASL_WAIT) {
        span_add_number(s, "wait_ms", (s->end_ns - s->start_ns) / NS_OF_MS);
    }
    if (track->rule >= 0) {
        span_add_number(s, "choice", track->rule);
    }
}

static struct buf *pieces_around(struct tracer *t, struct tracer_track *track)
{
    struct tracer_track *above = track_at(t, track->above);
    return above != NULL ? &above->pieces : track->above == 0 ? &track->flow->pieces : NULL;
}

static uint64_t id_around(const struct tracer *t, const struct tracer_track *track)
{
    const struct tracer_track *above = track_at(t, track->above);
    return above != NULL ? above->id : track->flow->id;
}

static struct span span_of(const struct tracer_track *track, enum span_kind kind,
                           int64_t start_ns, int64_t end_ns, enum span_outcome outcome)
{
    bool has_error = outcome == SPAN_FAILED || outcome == SPAN_CAUGHT;
    return (struct span){ .trace = track->flow->context,
                          .kind = kind,
                          .start_ns = start_ns,
                          .end_ns = end_ns > start_ns ? end_ns : start_ns,
                          .outcome = outcome,
                          .error = has_error ? track->error : NULL,
                          .cause = has_error ? track->cause : NULL,
                          .lane = track->lane };
}

static void end_attempt(struct tracer *t, struct tracer_track *track, int64_t at_ns,
                        enum span_outcome outcome)
{
    if (!track->is_trying) {
        return;
    }
    struct span s = span_of(track, SPAN_ATTEMPT, track->attempt_ns, at_ns, outcome);
    struct buf none = { 0 };
    track->is_trying = false;
    s.id = track->attempt_id;
    s.trace.parent = track->id;
    called_describe(&track->called, &s);
    span_add_text(&s, "resource", track->state->request->resource);
    span_add_number(&s, "attempt", track->attempts);
    span_add_text(&s, "status", span_outcome_word(outcome));
    give(t, &s, &none, &track->pieces);
    buf_release(&none);
    called_forget(&track->called);
}

static void end_state(struct tracer *t, struct tracer_track *track, int64_t at_ns,
                      enum span_outcome outcome)
{
    end_attempt(t, track, at_ns, SPAN_STOPPED);
    outcome = outcome == SPAN_GOOD && track->is_caught ? SPAN_CAUGHT : outcome;
    struct span s = span_of(track, SPAN_STATE, track->start_ns, at_ns, outcome);
    s.id = track->id;
    s.trace.parent = id_around(t, track);
    s.name = track->state->name;
    s.retries = track->retries;
    s.retry_count = track->retry_count;
    describe_state(track, &s);
    span_add_text(&s, "status", span_outcome_word(outcome));
    give(t, &s, &track->pieces, pieces_around(t, track));
    buf_clear(&track->pieces);
    track->state = NULL;
}

static void note_error(struct tracer_track *track, const struct frame_error *e)
{
    forget_error(track);
    if (e != NULL) {
        track->error = memory_text(e->name == NULL ? "" : e->name);
        track->cause = memory_text(e->cause);
    }
}

/* ---- The observer ------------------------------------------------------------------------ */

static void enter(struct tracer *t, const struct asl_frame *f, int64_t at_ns)
{
    struct tracer_track *track = track_at(t, f->seat.slot);
    track = track != NULL ? track : open_track(t, f);
    begin_state(track, f, at_ns);
}

static void begin_attempt(struct tracer_track *track, const struct asl_frame *f, int64_t at_ns)
{
    track->is_trying = true;
    track->attempts++;
    track->attempt_ns = at_ns;
    track->attempt_id = span_id(track->flow->seed, FIRST_EVENT_ID + f->last_event);
    called_read(&track->called, f);
}

static void answer(struct tracer *t, struct tracer_track *track, const struct asl_frame *f,
                   int64_t at_ns)
{
    note_error(track, f->error);
    called_answered(&track->called, f);
    end_attempt(t, track, at_ns, f->error != NULL ? SPAN_FAILED : SPAN_GOOD);
}

/* A frame that goes without its end was stopped. */
static void leave(struct tracer *t, const struct asl_frame *f, int64_t at_ns)
{
    struct tracer_track *track = track_at(t, f->seat.slot);
    if (track != NULL && track->state != NULL) {
        end_state(t, track, at_ns, SPAN_STOPPED);
    }
    close_track(t, f);
    if (f->seat.parent == 0) {
        close_flow(t, f->run);
    }
}

static void on_passage(void *owner, const struct asl_frame *f, enum passage what, int index)
{
    struct tracer *t = owner;
    flow_of(t, f->run); /* it begins before what is in it */
    int64_t at_ns = now_ns(t, f->run);
    struct tracer_track *track =
        what == PASSAGE_STATE || what == PASSAGE_GONE ? NULL : track_of(t, f);
    switch (what) {
    case PASSAGE_STATE: enter(t, f, at_ns); break;
    case PASSAGE_TASK: begin_attempt(track, f, at_ns); break;
    case PASSAGE_ANSWER: answer(t, track, f, at_ns); break;
    case PASSAGE_RULE: track->rule = index; break;
    case PASSAGE_CATCHER:
        note_error(track, f->error);
        track->is_caught = true;
        break;
    case PASSAGE_NEXT: end_state(t, track, at_ns, SPAN_GOOD); break;
    case PASSAGE_END:
        if (f->error != NULL) {
            note_error(track, f->error);
        }
        end_state(t, track, at_ns, f->error != NULL ? SPAN_FAILED : SPAN_GOOD);
        break;
    case PASSAGE_GONE: leave(t, f, at_ns); break;
    }
}

static void on_retry(void *owner, const struct execution *x, const struct history_retry *r)
{
    struct tracer *t = owner;
    struct tracer_track *track = track_of(t, r->frame);
    track->retries_all++;
    track->retry_wait_ms += r->wait_ms;
    if (track->retry_count < SPAN_RETRIES_MAX) {
        track->retries = memory_grow(track->retries, track->retry_count, &track->retry_room,
                                     sizeof *track->retries);
        track->retries[track->retry_count++] =
            (struct span_retry){ .at_ns = now_ns(t, x),
                                 .error = memory_text(r->error == NULL ? "" : r->error),
                                 .attempt = r->attempt,
                                 .wait_ms = r->wait_ms };
    }
}

/* Where nobody is told of our spans, what came goes on as it came: a span that nobody knows is
 * no parent. */
static bool on_carry(void *owner, const struct asl_frame *f, struct target_trace *ret_trace)
{
    struct tracer *t = owner;
    const struct tracer_track *track = track_of(t, f);
    struct span_context c = track->flow->context;
    struct buf amazon = { 0 }, parent = { 0 };
    bool is_told = t->sinks.has_amazon || t->sinks.has_w3c;
    if (is_told && track->is_trying && (track->flow->is_sampled || c.parent == 0)) {
        c.parent = track->attempt_id;
    }
    span_context_put_amazon(&amazon, &c);
    if (c.parent != 0 && (t->sinks.has_w3c || !is_told)) {
        span_context_put_w3c(&parent, &c);
    }
    snprintf(ret_trace->amazon, sizeof ret_trace->amazon, "%s", buf_string(&amazon));
    snprintf(ret_trace->parent, sizeof ret_trace->parent, "%s", buf_string(&parent));
    buf_release(&amazon);
    buf_release(&parent);
    return is_told || track->flow->has_header;
}

void tracer_walk(struct tracer *t,
                 void (*look)(void *owner, const struct span *s, unsigned before), void *owner)
{
    for (uint32_t i = 0; i < t->flow_room; i++) {
        struct tracer_flow *flow = t->flows[i];
        if (flow != NULL && flow->is_sampled && !flow->is_inner) {
            struct span s;
            describe(flow, &s);
            look(owner, &s, flow->walks++);
        }
    }
}

void tracer_open(struct tracer *t, const struct clock *c, const struct tracer_sinks *sinks)
{
    *t = (struct tracer){
        .observer = { .passage = on_passage,
                      .retry = on_retry,
                      .carry = on_carry,
                      .children = true,
                      .owner = t },
        .sinks = *sinks,
        .clock = c,
    };
}

void tracer_close(struct tracer *t)
{
    for (uint32_t i = 0; i < t->track_room; i++) {
        if (t->tracks[i] != NULL) {
            release_track(t->tracks[i]);
        }
    }
    for (uint32_t i = 0; i < t->flow_room; i++) {
        if (t->flows[i] != NULL) {
            release_flow(t->flows[i]);
        }
    }
    memory_release(t->tracks);
    memory_release(t->flows);
    memory_release(t->lanes);
}
