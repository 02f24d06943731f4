#include "runtime/exec/express.h"

#include <stddef.h>

#include <asl/tree.h>

#include "runtime/base/arn.h"
#include "runtime/base/buf.h"

/* NULL: nothing is wrong with it. */
static const char *wrong_with(const struct asl_state *s)
{
    if (s->map != NULL && s->map->mode != ASL_INLINE) {
        return "can not have a DISTRIBUTED Map";
    }
    if (s->request == NULL) {
        return NULL;
    }
    switch (arn_pattern(arn_part(s->request->resource), NULL)) {
    case ARN_TOKEN: return "can not wait for a task token";
    case ARN_SYNC:
    case ARN_SYNC_2: return "can not wait for a job (.sync)";
    case ARN_CALL: break;
    }
    return arn_is_activity(s->request->resource) ? "can not have an activity" : NULL;
}

/* Recursion is bounded by the definition's own depth. */
bool express_takes(const struct asl_machine *m, struct buf *why)
{
    bool takes = true;
    for (const struct asl_state *s = m == NULL ? NULL : m->states; s != NULL && s->name != NULL;
         s++) {
        const char *wrong = wrong_with(s);
        if (wrong != NULL) {
            buf_print(why, "%sstate '%s': an Express execution %s", why->size > 0 ? "\n" : "",
                      s->name, wrong);
            takes = false;
            continue;
        }
        for (size_t i = 0; s->branches != NULL && s->branches[i] != NULL; i++) {
            takes = express_takes(s->branches[i], why) && takes;
        }
        takes = (s->map == NULL || express_takes(s->map->processor, why)) && takes;
    }
    return takes;
}
