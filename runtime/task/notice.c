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

struct value *notice_keep(const struct notice *n)
{
    struct value *kept = value_object();
    if (n->value != NULL) {
        value_set_take(&kept, "output", value_share(n->value));
    } else {
        value_set_text(&kept, "error", n->error);
        value_set_text(&kept, "cause", n->cause);
    }
    return kept;
}

struct notice notice_kept(const struct value *kept)
{
    struct value *output = NULL;
    if (value_member(kept, "output", &output)) {
        return (struct notice){ .kind = NOTICE_SUCCEEDED, .value = value_share(output) };
    }
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = memory_text(value_member_text(kept, "error")),
                            .cause = memory_text(value_member_text(kept, "cause")) };
}

void notice_release(struct notice *n)
{
    value_release(n->value);
    memory_release(n->error);
    memory_release(n->cause);
    memory_release(n->log);
    *n = (struct notice){ .value = NULL };
}
