/*
 * ship.asl.json by hand: the task's function is called as a function is.
 */
#include "twin.h"

static struct json_object *ship_order(struct json_object *order)
{
    struct json_object *id = NULL, *amount = NULL;
    json_object_object_get_ex(order, "orderId", &id);
    json_object_object_get_ex(order, "amount", &amount);
    struct json_object *shipped = json_object_new_object();
    json_object_object_add(shipped, "orderId", json_object_get(id));
    json_object_object_add(shipped, "status", json_object_new_string("SHIPPED"));
    json_object_object_add(shipped, "charged",
                           json_object_new_int64(json_object_get_int64(amount) + 100));
    return shipped;
}

static struct json_object *twin_run(struct json_object *order)
{
    struct json_object *status = NULL;
    json_object_object_get_ex(order, "paymentStatus", &status);
    if (status == NULL || strcmp(json_object_get_string(status), "PAID") != 0) {
        fprintf(stderr, "Order.NotPaid: There is no payment.\n");
        exit(1);
    }
    struct json_object *shipped = ship_order(order);
    json_object_put(order);
    return shipped;
}
