/*
 * The task of retry.asl.json: a service that is busy as many times as the input's "busy" says.
 */
#include <asl/task.h>
#include <stdatomic.h>
#include <stddef.h>

struct json_object *fetch_report(struct json_object *input, struct asl_call *call);

struct json_object *fetch_report(struct json_object *input, struct asl_call *call)
{
    /* Tasks run on the threads of a pool, so what they share must be safe to share. */
    static atomic_int calls;
    int call_number = atomic_fetch_add(&calls, 1) + 1;
    struct json_object *busy = NULL;
    json_object_object_get_ex(input, "busy", &busy);
    if (call_number <= json_object_get_int(busy)) {
        asl_call_fail(call, "Service.Busy", "Try again later.");
        return NULL;
    }
    struct json_object *report = json_object_new_object();
    json_object_object_add(report, "pages", json_object_new_int(12));
    json_object_object_add(report, "calls", json_object_new_int(call_number));
    return report;
}
