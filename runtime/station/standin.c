#include "runtime/station/standin.h"

#include <asl/tree.h>
#include <stddef.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/run.h"

struct asl_frame *standin_new(struct deployment *d)
{
    struct execution *x = run_new(d, false);
    struct asl_frame *f = frame_new(x, d->workflow->machine, NULL);
    frame_open_fan(f, (struct frame_fan){ .map_run = NULL });
    slots_add(&d->engine->slots, &f->seat, 0);
    return f;
}

void standin_release(struct asl_frame *f)
{
    struct execution *x = f->run;
    slots_remove(&x->engine->slots, &f->seat);
    frame_release(f);
    run_release(x);
}
