#include "runtime/serve/sharing.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/message.h"
#include "runtime/ledger/storage.h"
#include "runtime/machine/machine.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/task/workers.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

bool sharing_fits(const struct options *o, const char *alone)
{
    bool is_shared = storage_conninfo(o) != NULL;
    if (is_shared && o->virtual_time) {
        message_print(o->program, "--virtual-time: servers that share a store have the "
                                  "time of the world: it is sqlite:FILE or memory");
    } else if (!is_shared && alone != NULL) {
        message_print(o->program, "%s is for --store postgres:CONNINFO alone", alone);
    }
    return is_shared ? !o->virtual_time : alone == NULL;
}

void sharing_warn(const struct station *s)
{
    struct buf names = { 0 };
    bool is_shared = store_is_shared(s->store);
    for (const struct machine *m = is_shared ? s->machines.first : NULL; m != NULL;
         m = m->next) {
        struct buf states = { 0 };
        const struct revision *r = m->current;
        if (r != NULL && r->load.workflow != NULL &&
            workers_calling(r->deployment.workers, true, &states) > 0) {
            buf_print(&names, "%s%s (%s)", names.size > 0 ? ", " : "", m->name,
                      buf_string(&states));
        }
        buf_release(&states);
    }
    if (names.size > 0) {
        message_print(s->session.options->program,
                      "warning: embedded services are used by %s: what these keep is on this "
                      "machine alone, and other machines that go on with an execution do not "
                      "have it",
                      buf_string(&names));
    }
    buf_release(&names);
}

void sharing_put_node(struct store *s, struct buf *out)
{
    struct buf store = { 0 };
    struct value *v = value_object();
    value_set_take(&v, "node", value_int(store_who(s, &store)));
    value_set_text(&v, "store", buf_string(&store));
    write_json(out, v);
    value_release(v);
    buf_release(&store);
}
