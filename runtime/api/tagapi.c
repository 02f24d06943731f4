#include "runtime/api/tagapi.h"

#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/reply.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/table.h"
#include "runtime/ledger/tags.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/store/store.h"
#include "runtime/value/value.h"

static bool is_there(struct station *s, const struct apiarn *parts)
{
    if (strcmp(parts->kind, "activity") == 0) {
        return store_get(s->store, TABLE_ACTIVITY, store_text(parts->arn), NULL);
    }
    return machine_find(&s->machines, parts->arn, strlen(parts->arn)) != NULL;
}

/* The ARN of something that can have tags. Returns NULL after an answer. */
static const char *find(struct station *s, struct call *c)
{
    static const char *const kinds[] = { "stateMachine", "activity", NULL };
    const char *arn = call_text(c, "resourceArn");
    struct service_answer a = { .status = 0 };
    struct apiarn parts;
    if (!apiarn_read(arn, kinds, &parts, &a)) {
        station_answer(s, c, &a);
        return NULL;
    }
    if (!is_there(s, &parts)) {
        reply_not_found(s, c, arn);
        return NULL;
    }
    return arn;
}

void tagapi_tag(struct station *s, struct call *c)
{
    const char *arn = find(s, c);
    struct service_answer a = { .status = 0 };
    struct value *tags;
    if (arn == NULL || !value_member(c->input, "tags", &tags)) {
        return;
    }
    struct value *all = tags_merge(tags_get(s->store, arn), tags);
    if (!tags_check(arn, all, &a)) {
        station_answer(s, c, &a);
    } else {
        tags_put(s->store, arn, all);
        reply_good(s, c, NULL);
    }
    value_release(all);
}

void tagapi_untag(struct station *s, struct call *c)
{
    const char *arn = find(s, c);
    struct value *keys;
    if (arn != NULL && value_member(c->input, "tagKeys", &keys)) {
        tags_remove(s->store, arn, keys);
        reply_good(s, c, NULL);
    }
}

void tagapi_list(struct station *s, struct call *c)
{
    const char *arn = find(s, c);
    if (arn != NULL) {
        struct value *body = value_object();
        value_set_take(&body, "tags", tags_get(s->store, arn));
        reply_good(s, c, body);
    }
}
