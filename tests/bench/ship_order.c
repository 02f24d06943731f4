/*
 * The task of ship.asl.json. It is quick and says so: the hand-written programs call it as a
 * function is called, too.
 */
#include <asl/task.h>
#include <stddef.h>

struct json_object *ship_order(struct json_object *input, struct asl_call *call);

ASL_TASK_QUICK(ship_order)

struct json_object *ship_order(struct json_object *input, struct asl_call *call)
{
    struct json_object *id = NULL, *amount = NULL;
    (void)call;
    json_object_object_get_ex(input, "orderId", &id);
    json_object_object_get_ex(input, "amount", &amount);
    struct json_object *shipped = json_object_new_object();
    json_object_object_add(shipped, "orderId", json_object_get(id));
    json_object_object_add(shipped, "status", json_object_new_string("SHIPPED"));
    json_object_object_add(shipped, "charged",
                           json_object_new_int64(json_object_get_int64(amount) + 100));
    return shipped;
}
