#include "runtime/vtl/run.h"

#include <stdarg.h>

#include "runtime/base/buf.h"

#define STEPS_MAX 2000000

struct datum *run_fail(struct run *r, enum vtl_end end, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!r->has_failed) {
        r->has_failed = true;
        r->end = end;
        buf_vprint(r->why, format, args);
    }
    va_end(args);
    return NULL;
}

bool run_goes_on(struct run *r, size_t steps)
{
    r->steps += steps;
    if (r->steps > STEPS_MAX) {
        run_fail(r, VTL_FAILED, "it goes on for too long");
    } else if (heap_is_full(&r->heap)) {
        run_fail(r, VTL_FAILED, "it uses too much memory");
    }
    return !r->has_failed;
}
