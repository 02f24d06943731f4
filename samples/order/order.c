/*
 * The two tasks of order.asl.json. The last part of each Resource is the name of a function
 * here. They wait for nothing, and so may run on the program's main thread.
 */
#include <asl/task.h>
#include <stddef.h>

struct json_object *confirm_order(struct json_object *input, struct asl_call *call);
struct json_object *turn_down_order(struct json_object *input, struct asl_call *call);

/* What was ordered goes into the answer as it came; a value has one more owner then. */
static struct json_object *answer(struct json_object *order, const char *status,
                                  const char *message)
{
    static const char *const kept[] = { "id", "customer", "date", "amount" };
    struct json_object *details = json_object_new_object();
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        struct json_object *value;
        if (json_object_object_get_ex(order, kept[i], &value)) {
            json_object_object_add(details, kept[i], json_object_get(value));
        }
    }
    json_object_object_add(details, "status", json_object_new_string(status));

    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "message", json_object_new_string(message));
    json_object_object_add(result, "order", details);
    return result;
}

ASL_TASK_QUICK(confirm_order)
struct json_object *confirm_order(struct json_object *input, struct asl_call *call)
{
    struct json_object *id;
    if (!json_object_object_get_ex(input, "id", &id)) {
        asl_call_fail(call, "Order.NoId", "An order without an id cannot be confirmed.");
        return NULL;
    }
    return answer(input, "confirmed", "Thank you. Your order is on its way to the warehouse.");
}

ASL_TASK_QUICK(turn_down_order)
struct json_object *turn_down_order(struct json_object *input, struct asl_call *call)
{
    (void)call;
    return answer(input, "turned down", "We are sorry: the payment did not go through.");
}
