#include "runtime/bus/endpoint.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/bus/bus.h"
#include "runtime/bus/thing.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/value/value.h"

#define KIND           "endpoint"
#define NAME_MAX_BYTES 64
#define BUSES          2

static const char *const members[] = { "Description", "RoutingConfig", "ReplicationConfig",
                                       "EventBuses",  "RoleArn",       NULL };

/* Both are ARNs of a bus of the same name, and it is there. */
static bool check_buses(struct ask *a)
{
    struct value *buses = NULL;
    if (!value_member(a->request, "EventBuses", &buses)) {
        return true;
    }
    if (value_count(buses) != BUSES) {
        return ask_fail(a, "ValidationException",
                        "Parameter EventBuses is not valid. Reason: it must have two buses.");
    }
    const char *first = NULL;
    for (size_t i = 0; i < BUSES; i++) {
        const char *arn = value_member_text(value_item(buses, i), "EventBusArn");
        const char *bus = arn != NULL ? bus_of(arn) : "";
        if (!bus_is_there(a, bus)) {
            return ask_fail(a, "ResourceNotFoundException", "Event bus %s does not exist.",
                            bus);
        }
        if (first != NULL && strcmp(first, bus) != 0) {
            return ask_fail(a, "ValidationException",
                            "Parameter EventBuses is not valid. Reason: both buses must have "
                            "the same name.");
        }
        first = bus;
    }
    return true;
}

static void keep(struct ask *a, struct value **endpoint)
{
    static const char *const shown[] = { "Arn",        "EndpointId",    "EndpointUrl",
                                         "EventBuses", "Name",          "ReplicationConfig",
                                         "RoleArn",    "RoutingConfig", "State",
                                         NULL };
    thing_copy(a, endpoint, members);
    value_set_text(endpoint, "State", "ACTIVE");
    thing_set_time(endpoint, "LastModifiedTime", a->now_ms);
    thing_store(a, KIND, value_member_text(*endpoint, "Name"), *endpoint);
    service_answer_good(a->answer, thing_show(*endpoint, shown));
}

/* Its id is two words: "0123456789abcdef.0123". */
static struct value *new_endpoint(struct ask *a, const char *name)
{
    struct value *endpoint = value_object(), *replication = value_object();
    struct buf text = { 0 }, id = { 0 };
    buf_print(&id, "%012" PRIx64 ".%03x", random_next(a->random) >> 16,
              (unsigned)random_below(a->random, 4096));
    value_set_text(&endpoint, "Name", name);
    value_set_text(&endpoint, "EndpointId", buf_string(&id));
    buf_print(&text, "arn:%s:events:%s:%s:endpoint/%s", account_partition(), account_region(),
              account_id(), name);
    value_set_text(&endpoint, "Arn", buf_string(&text));
    buf_clear(&text);
    buf_print(&text, "https://%s.endpoint.events.amazonaws.com", buf_string(&id));
    value_set_text(&endpoint, "EndpointUrl", buf_string(&text));
    value_set_text(&replication, "State", "ENABLED");
    value_set_take(&endpoint, "ReplicationConfig", replication);
    thing_set_time(&endpoint, "CreationTime", a->now_ms);
    buf_release(&text);
    buf_release(&id);
    return endpoint;
}

void endpoint_create(struct ask *a)
{
    static const char *const required[] = { "RoutingConfig", "EventBuses" };
    const char *name = thing_name(a, "Name", NAME_MAX_BYTES);
    for (size_t i = 0; name != NULL && i < sizeof required / sizeof required[0]; i++) {
        if (!value_member(a->request, required[i], NULL)) {
            ask_fail_missing(a, required[i]);
            return;
        }
    }
    if (name == NULL || !check_buses(a)) {
        return;
    }
    struct value *endpoint = thing_load(a, KIND, name);
    if (endpoint != NULL) {
        ask_fail(a, "ResourceAlreadyExistsException", "Endpoint %s already exists.", name);
    } else {
        endpoint = new_endpoint(a, name);
        keep(a, &endpoint);
    }
    value_release(endpoint);
}

/* The request's endpoint: new; NULL after a failure. */
static struct value *endpoint_of(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    struct value *endpoint = name != NULL ? thing_load(a, KIND, name) : NULL;
    if (name != NULL && endpoint == NULL) {
        ask_fail(a, "ResourceNotFoundException", "Endpoint %s does not exist.", name);
    }
    return endpoint;
}

void endpoint_update(struct ask *a)
{
    struct value *endpoint = check_buses(a) ? endpoint_of(a) : NULL;
    if (endpoint != NULL) {
        keep(a, &endpoint);
    }
    value_release(endpoint);
}

void endpoint_delete(struct ask *a)
{
    struct value *endpoint = endpoint_of(a);
    if (endpoint != NULL) {
        thing_forget(a, KIND, value_member_text(endpoint, "Name"));
    }
    value_release(endpoint);
}

void endpoint_describe(struct ask *a)
{
    struct value *endpoint = endpoint_of(a);
    if (endpoint != NULL) {
        service_answer_good(a->answer, value_share(endpoint));
    }
    value_release(endpoint);
}

void endpoint_list(struct ask *a)
{
    static const char *const shown[] = { "Arn",
                                         "CreationTime",
                                         "Description",
                                         "EndpointId",
                                         "EndpointUrl",
                                         "EventBuses",
                                         "LastModifiedTime",
                                         "Name",
                                         "ReplicationConfig",
                                         "RoleArn",
                                         "RoutingConfig",
                                         "State",
                                         NULL };
    static const char *const by[] = { NULL };
    thing_list(a, KIND, "Endpoints", shown, by);
}
