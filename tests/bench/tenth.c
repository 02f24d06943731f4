/*
 * The task that uses a tenth of the array that it gets.
 */
#include <asl/task.h>
#include <stddef.h>

struct json_object *tenth(struct json_object *input, struct asl_call *call);

ASL_TASK_QUICK(tenth)

struct json_object *tenth(struct json_object *input, struct asl_call *call)
{
    struct json_object *items = NULL;
    int64_t sum = 0;
    (void)call;
    json_object_object_get_ex(input, "items", &items);
    size_t count = json_object_array_length(items) / 10;
    for (size_t i = 0; i < count; i++) {
        sum += json_object_get_int64(json_object_array_get_idx(items, i));
    }
    return json_object_new_int64(sum);
}
