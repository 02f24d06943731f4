#include "runtime/task/notice.h"

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

void notice_release(struct notice *n)
{
    value_release(n->value);
    memory_release(n->error);
    memory_release(n->cause);
    *n = (struct notice){ .value = NULL };
}
