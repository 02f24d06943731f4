/*
 * count.asl.json by hand: each turn makes a new object, as the state does.
 */
#include "twin.h"

static struct json_object *twin_run(struct json_object *data)
{
    struct json_object *i;
    do {
        json_object_object_get_ex(data, "i", &i);
        struct json_object *next = json_object_new_object();
        i = json_object_new_int64(json_object_get_int64(i) + 1);
        json_object_object_add(next, "i", i);
        json_object_put(data);
        data = next;
    } while (json_object_get_int64(i) < 1000);
    return data;
}
