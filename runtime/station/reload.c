#include "runtime/station/reload.h"

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/options.h"
#include "runtime/station/station.h"

struct reload_item {
    struct reload *reload;     /* NULL: nobody waits for it any more */
    struct revision *revision; /* held */
    bool is_ready;
};

static void tell(const struct reload *r, const struct revision *of, const char *why)
{
    message_print(r->station->session.options->program,
                  "the state machine %s of the store cannot run: %s", of->machine->name, why);
}

static void on_compiled(void *owner, const struct compile_result *result)
{
    struct reload_item *item = owner;
    struct reload *r = item->reload;
    struct buf why = { 0 };
    if (r == NULL) {
        compile_unload(result);
        memory_release(item);
        return;
    }
    item->is_ready = true;
    r->pending--;
    if (result->end != COMPILE_DONE) {
        tell(r, item->revision, result->reason);
    } else if (!revision_load(&r->station->machines, item->revision, &result->load, &why)) {
        tell(r, item->revision, buf_string(&why));
        compile_unload(result);
    }
    buf_release(&why);
}

/* The revision is taken. */
static void add(struct reload *r, struct revision *of)
{
    struct reload_item *item = memory_get(sizeof *item);
    *item = (struct reload_item){ .reload = r, .revision = of };
    r->items = memory_grow(r->items, r->count, &r->room, sizeof(struct reload_item *));
    r->items[r->count++] = item;
}

static bool visit_parked(void *owner, uint64_t number)
{
    struct reload *r = owner;
    struct machines *ms = &r->station->machines;
    uint64_t revision = ledger_revision(&r->station->ledger, number);
    if (revision_find(ms, revision) == NULL) {
        struct revision *of = shelf_take_revision(ms, revision);
        if (of != NULL) {
            add(r, of);
        }
    }
    return true;
}

/* A compiler may have one ready at once: all are there before the first one begins. */
void reload_begin(struct reload *r, struct station *s)
{
    *r = (struct reload){ .station = s };
    shelf_read(&s->machines);
    for (struct revision *of = s->machines.revisions; of != NULL; of = of->next) {
        if (of->load.workflow == NULL) {
            add(r, revision_hold(of));
        }
    }
    ledger_walk(&s->ledger, NULL, 0, false, visit_parked, r);
    r->pending = r->count;
    for (size_t i = 0; i < r->count; i++) {
        const struct revision *of = r->items[i]->revision;
        compile_begin(&s->compiles,
                      &(struct compile_request){ .definition = of->definition,
                                                 .name = of->machine->name,
                                                 .is_express = of->machine->is_express },
                      on_compiled, r->items[i]);
    }
}

void reload_end(struct reload *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct reload_item *item = r->items[i];
        revision_let_go(&r->station->machines, item->revision);
        item->reload = NULL;
        if (item->is_ready) {
            memory_release(item);
        }
    }
    memory_release(r->items);
    *r = (struct reload){ .station = r->station };
}
