#include "runtime/exec/express.h"

#include <stddef.h>

#include <asl/tree.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"

static enum arn_lack lack_of(const struct asl_state *s)
{
    if (s->map != NULL && s->map->mode != ASL_INLINE) {
        return ARN_LACKS_MAP;
    }
    return s->request == NULL ? ARN_LACKS_NOTHING : arn_express_lack(s->request->resource);
}

/* Recursion is bounded by the definition's own depth. */
bool express_takes(const struct asl_machine *m, struct buf *why)
{
    bool takes = true;
    for (const struct asl_state *s = m == NULL ? NULL : m->states; s != NULL && s->name != NULL;
         s++) {
        enum arn_lack lack = lack_of(s);
        if (lack != ARN_LACKS_NOTHING) {
            buf_print(why, "%sstate '%s': an Express execution can not %s",
                      why->size > 0 ? "\n" : "", s->name, arn_lack_words(lack));
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
