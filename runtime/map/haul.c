/* haul.c - the hauls of distributed Maps, which fetch and put: what depot.h says. */
#include <asl/asl.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/map/depot.h"
#include "runtime/map/fetching.h"
#include "runtime/map/input.h"
#include "runtime/map/part.h"
#include "runtime/map/run.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/task/workers.h"
#include "runtime/value/value.h"

/* How many bytes of results make a file. Where executions are stored, all that has gathered is
 * stored with each change. */
#define STORED_BYTES ((size_t)256 << 10)
#define FILE_BYTES   ((size_t)8 << 20)

/* What a Map Run does here, for as long as it is in this process. */
struct haul {
    struct haul *next;
    char *id;                  /* the Map Run's; owned */
    uint64_t ticket;           /* of what is asked; 0: nothing is */
    struct part part;          /* that is put; else something is fetched */
    struct fetching *fetching; /* NULL before anything is */
    struct target_sink sink;
    bool is_fetched;
    const char *error; /* static; NULL: nothing has failed */
    char *cause;       /* owned */

    /* Of one that has failed: how far the items have been read that were never begun. */
    bool has_begun_pending, has_all_pending;
    struct mapinput_place pending;
};

static const struct asl_map_s3 *s3_of(const struct asl_frame *f)
{
    return frame_row(f)->map->s3;
}

/* ---- Hauls ---- */

static struct haul **place_of(const struct asl_frame *f)
{
    struct haul **at = &f->run->deployment->hauls;
    while (*at != NULL && !text_is((*at)->id, f->fan->map_run->id)) {
        at = &(*at)->next;
    }
    return at;
}

/* The frame's own, which begins if there is none. */
static struct haul *haul_of(const struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    if (r->haul == NULL) {
        struct haul **at = place_of(f);
        if (*at == NULL) {
            *at = memory_zero(sizeof **at);
            (*at)->id = memory_text(r->id);
        }
        r->haul = *at;
    }
    return r->haul;
}

static void close_dataset(struct map_run *r)
{
    if (r->dataset != NULL) {
        r->close_dataset(r->dataset);
        r->dataset = NULL;
    }
}

static void left(struct asl_frame *f)
{
    struct haul **at = place_of(f), *h = *at;
    if (h == NULL) {
        return;
    }
    *at = h->next;
    f->fan->map_run->haul = NULL;
    if (h->ticket != 0) {
        workers_cancel(f->run->deployment->workers, h->ticket);
    }
    close_dataset(f->fan->map_run);
    fetching_release(h->fetching);
    value_release(h->pending.held);
    memory_release(h->cause);
    memory_release(h->id);
    memory_release(h);
}

static void fail(struct haul *h, const char *error, const char *cause)
{
    h->error = error;
    h->cause = memory_text(cause);
}

/* ---- Asking ---- */

/* `parameters` are taken. */
static enum depot ask(struct asl_frame *f, struct haul *h, const struct asl_request *r,
                      struct value *parameters, const struct target_sink *sink)
{
    slots_give_ticket(&f->run->engine->slots, &f->seat);
    h->ticket = f->seat.ticket;
    workers_start(f->run->deployment->workers, &(struct workers_order){
                                                   .ticket = h->ticket,
                                                   .run = f->run->family,
                                                   .state = frame_row(f)->name,
                                                   .request = r,
                                                   .input = parameters,
                                                   .chance = h->ticket,
                                                   .ahead_ms = f->run->ahead_ms,
                                                   .sink = sink,
                                                   .is_map_s = true,
                                               });
    value_release(parameters);
    return DEPOT_WAITS;
}

static enum depot put(struct asl_frame *f, struct haul *h, struct part part)
{
    const struct map_run *r = f->fan->map_run;
    h->part = part;
    return ask(f, h, &s3_of(f)->put, part_ask(&r->writer, &part, r->arn), NULL);
}

/* What was fetched before a restart has to be the same now: items were read of it. */
static enum depot compare(struct map_run *r, struct haul *h)
{
    const char *seal = fetching_seal(h->fetching);
    h->is_fetched = true;
    if (r->seal == NULL) {
        r->seal = memory_text(seal);
    } else if (!text_is(r->seal, seal)) {
        fail(h, "States.ItemReaderFailed",
             "What the ItemReader reads from S3 is not what it was when the Map Run began.");
        return DEPOT_FAILED;
    }
    return DEPOT_READY;
}

static enum depot fetch(struct asl_frame *f, struct haul *h)
{
    struct map_run *r = f->fan->map_run;
    struct value *parameters = NULL;
    struct buf why = { 0 };
    enum depot outcome = DEPOT_FAILED;
    if (h->fetching == NULL) {
        h->fetching = fetching_new(r->reader);
        h->sink = (struct target_sink){ fetching_take, h->fetching };
    }
    switch (fetching_ask(h->fetching, &parameters, &why)) {
    case FETCHING_GET: outcome = ask(f, h, &s3_of(f)->get, parameters, &h->sink); break;
    case FETCHING_LIST: outcome = ask(f, h, &s3_of(f)->list, parameters, NULL); break;
    case FETCHING_DONE: outcome = compare(r, h); break;
    case FETCHING_FAILED: fail(h, "States.ItemReaderFailed", buf_string(&why)); break;
    }
    buf_release(&why);
    return outcome;
}

static bool is_to_be_fetched(const struct map_run *r, const struct haul *h)
{
    return r->reads_remote && !r->exhausted && !h->is_fetched;
}

/* ---- What a Map asks for ---- */

static void open(struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    const struct workers *w = f->run->deployment->workers;
    const char *state = frame_row(f)->name;
    r->reads_remote = r->reader != NULL && workers_reach(w, state, &s3_of(f)->get);
    r->writer.is_remote = r->writer.exports && workers_reach(w, state, &s3_of(f)->put);
}

static size_t file_bytes(const struct asl_frame *f)
{
    return f->run->engine->commit != NULL ? STORED_BYTES : FILE_BYTES;
}

static enum depot prepare(struct asl_frame *f, struct mapinput_failure *failure)
{
    const struct map_run *r = f->fan->map_run;
    struct part next = { .kind = PART_NONE };
    if (!r->reads_remote && !r->writer.is_remote) {
        return DEPOT_READY;
    }
    struct haul *h = haul_of(f);
    if (h->ticket == 0 && h->error == NULL && r->writer.is_remote) {
        next = part_next(&r->writer, file_bytes(f));
    }
    if (next.kind != PART_NONE) {
        put(f, h, next);
    } else if (h->ticket == 0 && h->error == NULL && is_to_be_fetched(r, h)) {
        fetch(f, h);
    }
    if (h->error != NULL) {
        failure->error = h->error;
        buf_text(&failure->cause, h->cause);
        return DEPOT_FAILED;
    }
    bool has_room = h->part.kind == PART_FILE && !is_to_be_fetched(r, h) &&
                    part_gathered(&r->writer) < 2 * file_bytes(f);
    return h->ticket == 0 || has_room ? DEPOT_READY : DEPOT_WAITS;
}

static enum depot close(struct asl_frame *f, struct buf *why)
{
    struct map_run *r = f->fan->map_run;
    struct haul *h = haul_of(f);
    if (h->ticket != 0) {
        return DEPOT_WAITS;
    }
    if (h->error != NULL) {
        buf_text(why, h->cause);
        return DEPOT_FAILED;
    }
    if (r->writer.is_closed) {
        return DEPOT_READY;
    }
    struct part next = part_next(&r->writer, 1);
    return put(f, h, next.kind != PART_NONE ? next : (struct part){ .kind = PART_MANIFEST });
}

/* Gathers items that were never begun, up to a file of them. They stay where they are: a
 * redrive begins them. Those that cannot be read any more are left out. */
static void gather_pending(struct asl_frame *f, struct haul *h)
{
    struct map_run *r = f->fan->map_run;
    struct mapinput_place before;
    struct mapinput_failure failure = { .error = NULL };
    struct buf ignored = { 0 };
    struct map_input input;
    enum mapinput taken = MAPINPUT_TAKEN;
    mapinput_mark(r, &before);
    if (h->has_begun_pending) {
        mapinput_go_back(r, &h->pending);
        h->pending = (struct mapinput_place){ .held = NULL };
    }
    h->has_begun_pending = true;
    while (taken == MAPINPUT_TAKEN && !r->exhausted &&
           r->writer.files[MAP_PENDING].unwritten.size < FILE_BYTES) {
        taken = mapinput_take(f, &input, &failure);
        if (taken == MAPINPUT_TAKEN) {
            mapwriter_put_pending(&r->writer, NULL, input.value, &ignored);
            value_release(input.value);
        }
    }
    h->has_all_pending = taken != MAPINPUT_TAKEN || r->exhausted;
    frame_lift_error(f);
    mapinput_mark(r, &h->pending);
    mapinput_go_back(r, &before);
    buf_release(&failure.cause);
}

/* A restart has lost how far that had come: it begins anew. */
static void forget_pending(struct map_run *r)
{
    struct map_writer_file *f = &r->writer.files[MAP_PENDING];
    value_release(f->sizes);
    f->sizes = NULL;
    buf_clear(&f->unwritten);
}

static enum depot give_up(struct asl_frame *f, bool has_pending)
{
    struct map_run *r = f->fan->map_run;
    struct haul *h = haul_of(f);
    struct buf ignored = { 0 };
    if (h->ticket != 0) {
        return DEPOT_WAITS;
    }
    if (!r->writer.is_remote || text_is(h->error, "States.ResultWriterFailed")) {
        return DEPOT_READY;
    }
    if (has_pending && is_to_be_fetched(r, h) && h->error == NULL && !h->has_all_pending &&
        fetch(f, h) == DEPOT_WAITS) {
        return DEPOT_WAITS;
    }
    if (h->error != NULL) {
        h->has_all_pending = true;
        memory_release(h->cause);
        h->cause = NULL;
        h->error = NULL;
    }
    if (has_pending && !h->has_all_pending) {
        if (!h->has_begun_pending) {
            forget_pending(r);
        }
        gather_pending(f, h);
        struct part next = part_next(&r->writer, FILE_BYTES);
        if (next.kind != PART_NONE) {
            return put(f, h, next);
        }
    }
    enum depot outcome = close(f, &ignored);
    buf_release(&ignored);
    return outcome == DEPOT_WAITS ? DEPOT_WAITS : DEPOT_READY;
}

/* ---- Answers ---- */

static void answered(struct asl_frame *f, const struct notice *n)
{
    struct map_run *r = f->fan->map_run;
    struct haul *h = haul_of(f);
    struct buf why = { 0 };
    bool is_end = n->kind == NOTICE_SUCCEEDED || n->kind == NOTICE_FAILED;
    if (!is_end || h->ticket != n->ticket) {
        return;
    }
    bool is_put = h->part.kind != PART_NONE;
    h->ticket = f->seat.ticket = 0;
    if (is_put && n->kind == NOTICE_SUCCEEDED) {
        part_was_put(&r->writer, &h->part);
    } else if (is_put) {
        fail(h, "States.ResultWriterFailed", n->cause == NULL ? "" : n->cause);
    } else if (!fetching_answered(h->fetching, n, &why)) {
        fail(h, "States.ItemReaderFailed", buf_string(&why));
    }
    h->part = (struct part){ .kind = PART_NONE };
    buf_release(&why);
}

static void fetched(struct asl_frame *f, const char **root, const struct value **reader)
{
    const struct haul *h = haul_of(f);
    if (h->is_fetched) {
        *root = fetching_root(h->fetching);
        *reader = fetching_reader(h->fetching);
    }
}

const struct asl_map_depot asl_map_depot = {
    .open = open,
    .prepare = prepare,
    .close = close,
    .give_up = give_up,
    .answered = answered,
    .left = left,
    .fetched = fetched,
};
