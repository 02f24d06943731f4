#include "runtime/station/recall.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/machine/shelf.h"
#include "runtime/station/station.h"

struct recall {
    struct station *station;
    struct call *call;         /* NULL: its client is gone */
    struct revision *revision; /* held */
    void (*then)(struct station *s, struct call *c);
    void (*failed)(struct station *s, struct call *c, const char *why);
};

static void on_gone(struct call *c)
{
    struct recall *r = c->mark;
    r->call = NULL;
}

/* Another call may have had the same one loaded meanwhile. */
static bool load(struct recall *r, const struct compile_result *result, struct buf *why)
{
    if (result->end != COMPILE_DONE) {
        buf_text(why, result->reason);
        return false;
    }
    if (r->revision->load.workflow != NULL) {
        compile_unload(result);
        return true;
    }
    if (!revision_load(&r->station->machines, r->revision, &result->load, why)) {
        compile_unload(result);
        return false;
    }
    return true;
}

static void on_compiled(void *owner, const struct compile_result *result)
{
    struct recall *r = owner;
    struct buf why = { 0 };
    bool is_loaded = load(r, result, &why);
    if (r->call != NULL && is_loaded) {
        r->then(r->station, r->call);
    } else if (r->call != NULL) {
        r->failed(r->station, r->call, buf_string(&why));
    }
    revision_let_go(&r->station->machines, r->revision);
    memory_release(r);
    buf_release(&why);
}

bool recall_begin(struct station *s, struct call *c, uint64_t number,
                  void (*then)(struct station *s, struct call *c),
                  void (*failed)(struct station *s, struct call *c, const char *why))
{
    struct revision *revision =
        s->compiles.hooks == NULL ? NULL : shelf_take_revision(&s->machines, number);
    if (revision == NULL) {
        return false;
    }
    struct recall *r = memory_get(sizeof *r);
    *r = (struct recall){ s, c, revision, then, failed };
    c->on_gone = on_gone;
    c->mark = r;
    compile_begin(&s->compiles,
                  &(struct compile_request){ .definition = revision->definition,
                                             .name = revision->machine->name,
                                             .is_express = revision->machine->is_express },
                  on_compiled, r);
    return true;
}
