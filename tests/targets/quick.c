/* Task functions that say that they are quick; they are valid C++ as well. */
#include <asl/task.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __cplusplus
#define TASK(name)                                                                          \
    extern "C" struct json_object *name(struct json_object *input, struct asl_call *call);  \
    ASL_TASK_QUICK(name)                                                                    \
    struct json_object *name(struct json_object *input, struct asl_call *call)
#else
#define TASK(name)                                                                          \
    struct json_object *name(struct json_object *input, struct asl_call *call);             \
    ASL_TASK_QUICK(name)                                                                    \
    struct json_object *name(struct json_object *input, struct asl_call *call)
#endif

/* How many threads the program has. */
TASK(threads)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/task");
    (void)input, (void)call;
    for (struct dirent *e = folder ? readdir(folder) : NULL; e; e = readdir(folder)) {
        count += e->d_name[0] != '.';
    }
    if (folder) {
        closedir(folder);
    }
    return json_object_new_int(count);
}

TASK(quick_hang)
{
    (void)input, (void)call;
    for (;;) {
        pause();
    }
}

TASK(quick_slow)
{
    (void)call;
    for (unsigned left = 3; left > 0;) {
        left = sleep(left);
    }
    return json_object_get(input);
}

TASK(quick_crash)
{
    (void)input, (void)call;
    abort();
}

TASK(quick_leave)
{
    (void)input, (void)call;
    exit(0);
}

TASK(quick_talk)
{
    asl_call_heartbeat(call);
    printf("talking\n");
    return input;
}

TASK(quick_fail)
{
    (void)input;
    asl_call_fail(call, "Quick.Error", asl_call_cancelled(call) ? "cancelled" : "by itself");
    return NULL;
}
