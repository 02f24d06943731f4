#include "runtime/cluster/offspring.h"

#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/outcome.h"
#include "runtime/station/childmail.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/revive.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/value.h"

/* One that was redriven since with its Map Run goes on: it had ended before it was told. */
static bool stop(struct station *s, const struct childmail *m)
{
    const struct ongoing *g = ongoings_find(&s->ongoings, m->child);
    if (g != NULL && outcome_int(g->entry, "mapRunRedrives") <= m->redrives) {
        run_stop_child(g->x);
    }
    return g != NULL;
}

/* Whether nobody will want it. An execution that runs, and is not here, may have been given
 * back in this turn: whoever has it next gets the letter. A parent that is over may be
 * redriven, and then counts the child, unless it has succeeded. */
static bool is_in_vain(struct station *s, const struct childmail *m)
{
    struct value *entry = ledger_read(&s->ledger, m->is_stop ? m->child : m->parent);
    enum execution_status status = entry == NULL ? EXECUTION_SUCCEEDED : outcome_status(entry);
    value_release(entry);
    return status == EXECUTION_SUCCEEDED || (m->is_stop && status != EXECUTION_RUNNING);
}

bool offspring_do(struct station *s, const struct shared_letter *l)
{
    struct childmail m;
    if (!childmail_read(l, &m)) {
        return false;
    }
    bool is_done = m.is_stop ? stop(s, &m) : revive_count_child(&s->ongoings, &m);
    if (is_done || is_in_vain(s, &m)) {
        store_take_back(s->store, l->id);
    } else {
        store_leave(s->store, l->id);
    }
    memory_release(m.map_run);
    return true;
}
