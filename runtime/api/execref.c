#include "runtime/api/execref.h"

#include <stddef.h>
#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/reply.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"

/* The name of a Map Run's child begins with MACHINE/LABEL. */
static bool is_child(const struct apiarn *parts)
{
    size_t size = strcspn(parts->name, ":");
    return memchr(parts->name, '/', size) != NULL;
}

static bool find(struct station *s, struct call *c, const char *const *kinds,
                 uint64_t *ret_number)
{
    static const char *const plain[] = { "execution", NULL };
    const char *arn = call_text(c, "executionArn");
    struct service_answer a = { .status = 0 };
    struct apiarn parts;
    bool is_read = apiarn_read(arn, kinds, &parts, &a);
    if (is_read && strcmp(parts.kind, plain[0]) != 0 && !is_child(&parts)) {
        is_read = apiarn_read(arn, plain, &parts, &a);
    }
    if (!is_read) {
        station_answer(s, c, &a);
        return false;
    }
    if (!ledger_find(&s->ledger, arn, ret_number)) {
        reply_fail(s, c, "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'", arn);
        return false;
    }
    return true;
}

bool execref_find(struct station *s, struct call *c, uint64_t *ret_number)
{
    static const char *const kinds[] = { "execution", NULL };
    return find(s, c, kinds, ret_number);
}

bool execref_find_any(struct station *s, struct call *c, uint64_t *ret_number)
{
    static const char *const kinds[] = { "execution", "express", NULL };
    return find(s, c, kinds, ret_number);
}
