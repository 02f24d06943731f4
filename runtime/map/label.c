#include "runtime/map/label.h"

#include <asl/tree.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/map/run.h"

/* Where a Map has no Label, AWS makes one up, once for each Map of a machine. Here it is a UUID
 * that follows from the names of the machine and the state. */
static char *label_of(const struct asl_frame *f)
{
    const char *label = frame_row(f)->map->label;
    if (label != NULL) {
        return memory_text(label);
    }
    struct buf names = { 0 };
    struct random r;
    char *uuid = memory_get(RANDOM_UUID_SIZE + 1);
    buf_print(&names, "%s/%s/", identity_texts(&f->run->identity)->machine_name,
              frame_row(f)->name);
    random_seed(&r, text_hash(names.text, names.size));
    random_uuid(&r, uuid);
    buf_release(&names);
    return uuid;
}

void label_put_names(struct asl_frame *f, struct map_run *r)
{
    struct buf more = { 0 };
    r->label = label_of(f);
    buf_print(&more, "/%s:%s", r->label, r->id);
    r->arn =
        names_arn("mapRun", identity_texts(&f->run->identity)->machine_name, buf_string(&more));
    names_open_child(&r->names, identity_texts(&f->run->identity)->machine_name, r->label,
                     identity_texts(&f->run->identity)->role_arn);
    buf_release(&more);
}

bool label_draw_id(struct asl_frame *f, struct map_run *r, bool exports, struct buf *why)
{
    const char *local = f->run->deployment->local;
    bool claimed = false, made = true;
    r->id = memory_get(RANDOM_UUID_SIZE + 1);
    while (made && !claimed) {
        random_uuid(f->run->random, r->id);
        claimed = !exports || r->writer.is_remote;
        made = claimed || mapwriter_claim(&r->writer, local, r->id, &claimed, why);
    }
    if (r->writer.is_remote) {
        mapwriter_name(&r->writer, r->id);
    }
    return made;
}
