#include "runtime/way/lookup.h"

#include <stdint.h>

#include <asl/service.h>
#include <asl/tree.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/api.h"
#include "runtime/call/pass.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/fetch.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/way/call.h"

void lookup_release(struct lookup *l)
{
    value_release(l->input);
    l->input = NULL;
}

bool lookup_ask(struct lookup *l, const struct target_job *job, struct wire_request *r,
                struct buf *why)
{
    const struct asl_lookup *t = call_action(job->request)->lookup;
    struct value *input = NULL, *asks = pass_onto(NULL, t->asks, job->input, NULL);
    l->input = value_share((struct value *)(uintptr_t)job->input);
    bool is_good = api_input(t->action, asks, job->random, &input, why) &&
                   t->action->service->protocol->build(t->action, input, r, why);
    value_release(asks);
    value_release(input);
    return is_good;
}

/* The id of the item with that name, new; NULL if there is none. */
static struct value *id_of(const struct asl_lookup *t, const struct value *answer,
                           const char *name)
{
    struct value *list = pass_get(answer, t->list), *id = NULL;
    size_t count = list != NULL && value_type(list) == VALUE_ARRAY ? value_count(list) : 0;
    for (size_t i = 0; id == NULL && i < count; i++) {
        char *one = pass_text(value_item(list, i), t->name);
        id = text_is(one, name) ? pass_get(value_item(list, i), t->id) : NULL;
        memory_release(one);
    }
    value_release(list);
    return id;
}

static struct notice not_there(const struct asl_lookup *t, const char *name)
{
    struct buf cause = { 0 };
    buf_print(&cause, "%s tells of nothing with the %s '%s'", t->action->operation, t->given,
              name != NULL ? name : "");
    return notice_task_failed(&cause);
}

bool lookup_answered(struct lookup *l, const struct asl_request *request,
                     const struct wire_request *sent, const struct fetch_end *end, int attempts,
                     struct notice *ret_end)
{
    const struct asl_lookup *t = call_action(request)->lookup;
    struct value *output = NULL, *id = NULL;
    struct buf why = { 0 };
    char *name = pass_text(l->input, t->given);
    bool is_read = end->fault == FETCH_GOOD && end->answer->status >= 200 &&
                   end->answer->status < 300 &&
                   t->action->service->protocol->read(t->action, end->answer, &output, &why);
    if (is_read) {
        struct value *shown = api_result(t->action, output);
        id = id_of(t, shown, name);
        value_release(shown);
    }
    if (id != NULL) {
        l->input = pass_without(l->input, t->given);
        pass_put(&l->input, t->to, id);
    } else {
        *ret_end = is_read ? not_there(t, name) : call_end(request, NULL, sent, end, attempts);
    }
    bool is_found = id != NULL;
    value_release(output);
    buf_release(&why);
    memory_release(name);
    return is_found;
}
