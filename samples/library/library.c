/*
 * The task of library.asl.json: a letter to a reader. Nobody knows the address of "bo".
 */
#include <asl/task.h>
#include <stddef.h>
#include <string.h>

struct json_object *send_letter(struct json_object *input, struct asl_call *call);

ASL_TASK_QUICK(send_letter)
struct json_object *send_letter(struct json_object *input, struct asl_call *call)
{
    struct json_object *to = NULL;
    json_object_object_get_ex(input, "to", &to);
    if (to == NULL || strcmp(json_object_get_string(to), "bo") == 0) {
        asl_call_fail(call, "Post.NoAddress", "no address is known");
        return NULL;
    }
    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "sent", json_object_new_boolean(1));
    return result;
}
