#include "runtime/way/settings.h"

#include <asl/service.h>
#include <stddef.h>

#include "runtime/aws/endpoint.h"
#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/call/plainapi.h"
#include "runtime/client/wallet.h"
#include "runtime/way/call.h"

static bool reaches_named;

void settings_reach_named(void)
{
    reaches_named = true;
}

bool settings_answer(const struct asl_request *r, bool is_local)
{
    const struct asl_action *action = call_action(r);
    struct buf ignored = { 0 };
    if (plainapi_is(action)) {
        return !is_local;
    }
    bool may = action != NULL && (!is_local || reaches_named);
    struct profile *p = may ? profile_open(&ignored) : NULL;
    struct wallet *w = p != NULL && !is_local ? wallet_new(p) : NULL;
    struct endpoint_service names = { 0 };
    if (p != NULL) {
        names = (struct endpoint_service){ .id = action->service->id,
                                           .host = action->service->host };
    }
    bool is_set = p != NULL && ((w != NULL && wallet_is_set(w)) || endpoint_is_set(p, &names));
    wallet_release(w);
    profile_close(p);
    buf_release(&ignored);
    return is_set;
}
