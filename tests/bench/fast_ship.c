/*
 * ship.asl.json by hand, on the runtime's values.
 */
#include "tests/bench/fast.h"

static struct value *ship_order(const struct value *order)
{
    struct value *id = NULL, *amount = NULL, *shipped = value_object();
    value_member(order, "orderId", &id);
    value_member(order, "amount", &amount);
    value_set_take(&shipped, "orderId", value_share(id));
    value_set_take(&shipped, "status", value_text("SHIPPED"));
    value_set_take(&shipped, "charged", value_int(value_to_number(amount).integer + 100));
    return shipped;
}

static struct value *fast_run(struct value *order)
{
    const char *status = value_member_text(order, "paymentStatus");
    if (status == NULL || strcmp(status, "PAID") != 0) {
        fprintf(stderr, "Order.NotPaid: There is no payment.\n");
        exit(1);
    }
    struct value *shipped = ship_order(order);
    value_release(order);
    return shipped;
}
