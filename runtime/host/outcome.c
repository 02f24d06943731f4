#include "runtime/host/outcome.h"

#include <string.h>
#include <sys/wait.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/host/runtimeapi.h"

static void put(struct buf *out, const char *type, const struct buf *message)
{
    buf_print(out, "{\"errorType\":\"%s\",\"errorMessage\":", type);
    text_put_json(out, message->text, message->size);
    buf_char(out, '}');
}

void outcome_timeout(struct buf *out, const char *request_id, int64_t timeout_ms)
{
    struct buf message = { 0 };
    buf_print(&message, "RequestId: %s Error: Task timed out after %d.%02d seconds", request_id,
              (int)(timeout_ms / 1000), (int)(timeout_ms % 1000 / 10));
    put(out, OUTCOME_TIMEOUT, &message);
    buf_release(&message);
}

void outcome_exit(struct buf *out, const char *request_id, int status)
{
    struct buf message = { 0 };
    buf_print(&message, "RequestId: %s Error: Runtime exited ", request_id);
    if (WIFSIGNALED(status)) {
        buf_print(&message, "with error: signal: %s", strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status) != 0) {
        buf_print(&message, "with error: exit status %d", WEXITSTATUS(status));
    } else {
        buf_text(&message, "without providing a reason");
    }
    put(out, OUTCOME_EXIT, &message);
    buf_release(&message);
}

void outcome_too_large(struct buf *out)
{
    struct buf message = { 0 };
    buf_print(&message,
              "Response payload size exceeded maximum allowed payload size (%d bytes).",
              RUNTIMEAPI_RESPONSE_MAX);
    put(out, OUTCOME_TOO_LARGE, &message);
    buf_release(&message);
}

void outcome_silence(struct buf *out, const char *request_id)
{
    struct buf message = { 0 };
    buf_print(&message,
              "RequestId: %s Error: Runtime asked for the next event without an answer",
              request_id);
    put(out, OUTCOME_SILENCE, &message);
    buf_release(&message);
}
