/*
 * ten-passes.asl.json by hand, on the runtime's values.
 */
#include "tests/bench/fast.h"

static void add_step(struct value **data, const char *key, int step, const char *label)
{
    struct value *result = value_object();
    value_set_take(&result, "step", value_int(step));
    value_set_take(&result, "label", value_text(label));
    value_set_take(data, key, result);
}

static struct value *fast_run(struct value *data)
{
    add_step(&data, "r0", 0, "s0");
    add_step(&data, "r1", 1, "s1");
    add_step(&data, "r2", 2, "s2");
    add_step(&data, "r3", 3, "s3");
    add_step(&data, "r4", 4, "s4");
    add_step(&data, "r5", 5, "s5");
    add_step(&data, "r6", 6, "s6");
    add_step(&data, "r7", 7, "s7");
    add_step(&data, "r8", 8, "s8");
    add_step(&data, "r9", 9, "s9");
    return data;
}
