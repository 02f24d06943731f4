#include "runtime/cluster/refusals.h"

#include <string.h>

#include "runtime/base/memory.h"

#define MINUTE_NS    INT64_C(60000000000)
#define WAIT_MOST_NS (60 * MINUTE_NS)
#define COUNT_MOST   1000

static struct refusal *find(struct refusals *r, uint64_t root)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->list[i].root == root) {
            return &r->list[i];
        }
    }
    return NULL;
}

static struct refusal *add(struct refusals *r, uint64_t root)
{
    if (r->count == COUNT_MOST) {
        r->count--;
        memmove(r->list, r->list + 1, r->count * sizeof *r->list);
    }
    r->list = memory_grow(r->list, r->count, &r->room, sizeof *r->list);
    r->list[r->count] = (struct refusal){ .root = root };
    return &r->list[r->count++];
}

void refusals_add(struct refusals *r, uint64_t root, int64_t now_ns)
{
    struct refusal *of = find(r, root);
    if (of == NULL) {
        of = add(r, root);
    }
    int64_t twice_ns = 2 * of->wait_ns;
    of->wait_ns = twice_ns == 0 ? MINUTE_NS : twice_ns < WAIT_MOST_NS ? twice_ns : WAIT_MOST_NS;
    of->until_ns = now_ns + of->wait_ns;
}

const uint64_t *refusals_now(struct refusals *r, int64_t now_ns, size_t *ret_count)
{
    *ret_count = 0;
    r->roots = memory_resize(r->roots, (r->count + 1) * sizeof *r->roots);
    for (size_t i = 0; i < r->count; i++) {
        if (now_ns < r->list[i].until_ns) {
            r->roots[(*ret_count)++] = r->list[i].root;
        }
    }
    return r->roots;
}

void refusals_close(struct refusals *r)
{
    memory_release(r->list);
    memory_release(r->roots);
}
