#include "runtime/program/trace.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/value/value.h"

/* Columns of a name, and bytes of a payload before it is cut. */
#define NAME_COLUMNS  26
#define PAYLOAD_BYTES 100

void trace_open(struct trace *t, FILE *out, int64_t start_ms)
{
    *t = (struct trace){ .out = out, .color = isatty(fileno(out)) != 0, .start_ms = start_ms };
}

enum paint { PLAIN, BOLD, DIM, GREEN, RED, YELLOW };

static const char *const paints[] = { "",         "\033[1m",  "\033[2m",
                                      "\033[32m", "\033[31m", "\033[33m" };

/* Control characters, a terminal's escapes among them, are shown as ?. */
static void put_safe(struct buf *b, const char *text, size_t most_bytes)
{
    size_t size = strlen(text);
    size_t shown = text_cut(text, size, most_bytes);
    for (size_t i = 0; i < shown; i++) {
        unsigned char c = (unsigned char)text[i];
        buf_char(b, c < 0x20 || c == 0x7F ? '?' : text[i]);
    }
    if (shown < size) {
        buf_text(b, " ...");
    }
}

/* One line: the time, the name at its depth, and what is to be said of it. */
static void line(struct trace *t, int64_t at_ms, int depth, enum paint paint, const char *name,
                 const char *said)
{
    int64_t since_ms = at_ms - t->start_ms;
    struct buf b = { 0 };
    struct buf shown = { 0 };
    buf_print(&b, "%6" PRId64 ".%03d  ", since_ms / 1000, (int)(since_ms % 1000));
    for (int i = 0; i < depth; i++) {
        buf_text(&b, "  ");
    }
    put_safe(&shown, name, 60);
    const char *text = buf_string(&shown);
    buf_print(&b, "%s%s%s", t->color ? paints[paint] : "", text,
              t->color && paint != PLAIN ? "\033[0m" : "");
    for (size_t n = text_count(text, strlen(text)) + 2 * (size_t)depth; n < NAME_COLUMNS; n++) {
        buf_char(&b, ' ');
    }
    buf_text(&b, "  ");
    put_safe(&b, said, PAYLOAD_BYTES);
    buf_char(&b, '\n');
    fwrite(b.text, 1, b.size, t->out);
    buf_release(&b);
    buf_release(&shown);
}

static const char *detail(const struct history_event *e, const char *key)
{
    const char *text = value_member_text(e->details, key);
    return text == NULL ? "" : text;
}

static void entered(struct trace *t, const struct history_event *e)
{
    struct buf said = { 0 };
    buf_print(&said, "%-8.*s  %s", (int)(strstr(e->type, "StateEntered") - e->type), e->type,
              detail(e, "input"));
    line(t, e->at_ms, e->depth, BOLD, detail(e, "name"), buf_string(&said));
    buf_release(&said);
}

static void failure(struct trace *t, const struct history_event *e, const char *name, int depth)
{
    struct buf said = { 0 };
    const char *error = detail(e, "error");
    buf_print(&said, "%s%s%s", error,
              error[0] != '\0' && detail(e, "cause")[0] != '\0' ? ": " : "",
              detail(e, "cause"));
    line(t, e->at_ms, depth, RED, name, buf_string(&said));
    buf_release(&said);
}

/* Who is called: a service as type:name, a function or an activity by its own name. */
static void put_callee(struct buf *b, const struct history_event *e)
{
    const char *type = value_member_text(e->details, "resourceType");
    const char *resource = detail(e, "resource");
    const char *colon = strrchr(resource, ':');
    if (type != NULL) {
        buf_print(b, "call %s:%s", type, resource);
    } else {
        buf_print(b, "call %s", colon == NULL ? resource : colon + 1);
    }
}

/* A task's own events, below its state. */
static void task(struct trace *t, const struct history_event *e)
{
    int depth = e->depth + 1;
    if (text_ends_with(e->type, "Scheduled")) {
        const char *input =
            value_member(e->details, "parameters", NULL) ? "parameters" : "input";
        struct buf name = { 0 };
        put_callee(&name, e);
        line(t, e->at_ms, depth, PLAIN, buf_string(&name), detail(e, input));
        buf_release(&name);
    } else if (text_ends_with(e->type, "Submitted")) {
        line(t, e->at_ms, depth, PLAIN, "submitted", detail(e, "output"));
    } else if (text_ends_with(e->type, "Succeeded")) {
        line(t, e->at_ms, depth, GREEN, "succeeded", detail(e, "output"));
    } else if (text_ends_with(e->type, "TimedOut")) {
        failure(t, e, "timed out", depth);
    } else if (text_ends_with(e->type, "Failed")) {
        failure(t, e, "failed", depth);
    }
}

void trace_event(struct trace *t, const struct execution *x, const struct history_event *e)
{
    switch ((int)e->event) {
    case EVENT_EXECUTION_STARTED:
        line(t, e->at_ms, e->depth, BOLD, x->machine_name, x->name);
        return;
    case EVENT_EXECUTION_SUCCEEDED:
        line(t, e->at_ms, e->depth, GREEN, "SUCCEEDED", detail(e, "output"));
        return;
    case EVENT_EXECUTION_FAILED: failure(t, e, "FAILED", e->depth); return;
    case EVENT_EXECUTION_TIMED_OUT: failure(t, e, "TIMED_OUT", e->depth); return;
    case EVENT_EXECUTION_ABORTED: failure(t, e, "ABORTED", e->depth); return;
    default: break;
    }
    if (text_ends_with(e->type, "StateEntered")) {
        entered(t, e);
    } else if (e->event >= EVENT_LAMBDA_SCHEDULED && e->event <= EVENT_ACTIVITY_TIMED_OUT) {
        task(t, e);
    } else if (text_ends_with(e->type, "Failed") || text_ends_with(e->type, "Aborted")) {
        failure(t, e, e->type, e->depth);
    }
}

void trace_retry(struct trace *t, const struct history_retry *r)
{
    struct buf name = { 0 };
    struct buf said = { 0 };
    buf_print(&name, "retry %d of %d", r->attempt, r->most);
    buf_print(&said, "in %" PRId64 ".%03d s, after %s", r->wait_ms / 1000,
              (int)(r->wait_ms % 1000),
              r->error == NULL ? "a failure without a name" : r->error);
    line(t, r->at_ms, r->depth + 1, YELLOW, buf_string(&name), buf_string(&said));
    buf_release(&name);
    buf_release(&said);
}
