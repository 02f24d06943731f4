/* Task functions that tell on which thread they run. */
#include <asl/task.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TASK(name) struct json_object *name(struct json_object *input, struct asl_call *call)

TASK(where);
TASK(where_quick);
TASK(where_blocks);
TASK(hang);
TASK(nap);
TASK(silent);

static bool is_main(void)
{
    return getpid() == gettid();
}

/* Whether it is the main thread. With the input "slow" it takes its time. */
TASK(where)
{
    (void)call;
    if (json_object_is_type(input, json_type_string) &&
        strcmp(json_object_get_string(input), "slow") == 0) {
        usleep(5000);
    }
    return json_object_new_boolean(is_main());
}

ASL_TASK_QUICK(where_quick)
TASK(where_quick)
{
    (void)input, (void)call;
    return json_object_new_boolean(is_main());
}

ASL_TASK_BLOCKS(where_blocks)
TASK(where_blocks)
{
    (void)input, (void)call;
    return json_object_new_boolean(is_main());
}

/* On the main thread it does not return. */
TASK(hang)
{
    (void)input, (void)call;
    while (is_main()) {
        pause();
    }
    return NULL;
}

/* Gives up as soon as nobody waits for it. */
ASL_TASK_QUICK(nap)
TASK(nap)
{
    (void)input;
    while (!asl_call_cancelled(call)) {
        usleep(10000);
    }
    return json_object_new_string("too late");
}

/* Gives a sign of life, and then none for too long. */
ASL_TASK_QUICK(silent)
TASK(silent)
{
    (void)input;
    asl_call_heartbeat(call);
    usleep(1500000);
    asl_call_heartbeat(call);
    return json_object_new_string("too late");
}
