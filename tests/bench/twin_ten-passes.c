/*
 * ten-passes.asl.json by hand.
 */
#include "twin.h"

static void add_step(struct json_object *data, const char *key, int step, const char *label)
{
    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "step", json_object_new_int(step));
    json_object_object_add(result, "label", json_object_new_string(label));
    json_object_object_add(data, key, result);
}

static struct json_object *twin_run(struct json_object *data)
{
    add_step(data, "r0", 0, "s0");
    add_step(data, "r1", 1, "s1");
    add_step(data, "r2", 2, "s2");
    add_step(data, "r3", 3, "s3");
    add_step(data, "r4", 4, "s4");
    add_step(data, "r5", 5, "s5");
    add_step(data, "r6", 6, "s6");
    add_step(data, "r7", 7, "s7");
    add_step(data, "r8", 8, "s8");
    add_step(data, "r9", 9, "s9");
    return data;
}
