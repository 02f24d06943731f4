#include "runtime/task/notice.h"

#include <errno.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"

struct notice notice_task_failed(struct buf *cause)
{
    return (struct notice){
        .kind = NOTICE_FAILED,
        .error = memory_text("States.TaskFailed"),
        .cause = buf_take(cause),
    };
}

struct notice notice_not_run(const char *kind, const char *name, int error)
{
    struct buf cause = { 0 };
    if (error == ENOENT) {
        buf_print(&cause, "The %s '%s' was not found.", kind, name);
    } else {
        buf_print(&cause, "The %s '%s' could not be run: %s", kind, name, strerror(error));
    }
    return notice_task_failed(&cause);
}

void notice_release(struct notice *n)
{
    value_release(n->value);
    memory_release(n->error);
    memory_release(n->cause);
    *n = (struct notice){ .value = NULL };
}
