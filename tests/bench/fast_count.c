/*
 * count.asl.json by hand, on the runtime's values: each turn makes a new object, as the state
 * does.
 */
#include "tests/bench/fast.h"

static struct value *fast_run(struct value *data)
{
    int64_t number;
    do {
        struct value *i = NULL, *next = value_object();
        value_member(data, "i", &i);
        number = value_to_number(i).integer + 1;
        value_set_take(&next, "i", value_int(number));
        value_release(data);
        data = next;
    } while (number < 1000);
    return data;
}
