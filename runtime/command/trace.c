#include "runtime/command/trace.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/exec/engine.h"
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

static void put_safe(struct buf *b, const char *text, size_t most_bytes)
{
    size_t size = strlen(text);
    size_t shown = text_cut(text, size, most_bytes);
    text_put_visible(b, text, shown);
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
    size_t columns = text_count(text, strlen(text)) + 2 * (size_t)depth;
    for (; said[0] != '\0' && columns < NAME_COLUMNS; columns++) {
        buf_char(&b, ' ');
    }
    buf_text(&b, said[0] != '\0' ? "  " : "");
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

/* ---- Whose line it is -------------------------------------------------------------------- */

/* The item that a frame belongs to, in each Map around it: "[2][0]". */
static void put_items(struct buf *b, const struct asl_frame *f)
{
    const struct asl_frame *above = frame_above(f);
    const struct execution *x = f->run;
    if (above != NULL) {
        put_items(b, above);
        if (f->item != NULL) {
            buf_print(b, "[%" PRIu32 "]", f->place);
        }
    } else if (x->parent != 0) {
        put_items(b, frame_of(slots_at(&x->engine->slots, x->parent)));
        buf_print(b, "[%zu]", x->child->index);
    }
}

/* "Send [2][0]" */
static void put_state(struct buf *b, const struct asl_frame *f)
{
    struct buf items = { 0 };
    put_items(&items, f);
    buf_print(b, "%s%s%s", frame_row(f)->name, items.size > 0 ? " " : "", buf_string(&items));
    buf_release(&items);
}

/* The same and what happens to it: "Send [2][0]: failed". A Task that nothing runs beside is
 * not named again. */
static void put_subject(struct buf *b, const struct asl_frame *f, const char *happens)
{
    bool is_alone =
        frame_above(f) == NULL && f->run->parent == 0 && frame_row(f)->type == ASL_TASK;
    if (!is_alone) {
        put_state(b, f);
        buf_text(b, ": ");
    }
    buf_text(b, happens);
}

/* ---- What a line says -------------------------------------------------------------------- */

struct saying {
    struct buf name, said;
    int depth;
};

/* Fill in what is to be said of an event. Returns false if there is nothing new to say. */
typedef bool say(struct saying *s, const struct execution *x, const struct history_event *e,
                 const char *happens);

static void put_error(struct buf *b, const char *error, const char *cause)
{
    error = error != NULL ? error : "";
    cause = cause != NULL ? cause : "";
    buf_print(b, "%s%s%s", error, error[0] != '\0' && cause[0] != '\0' ? ": " : "", cause);
}

/* A task's own lines stand below its state. */
static void begin(struct saying *s, const struct asl_frame *f, const char *happens)
{
    put_subject(&s->name, f, happens);
    s->depth += frame_row(f)->type == ASL_TASK;
}

static bool say_entered(struct saying *s, const struct execution *x,
                        const struct history_event *e, const char *happens)
{
    (void)x, (void)happens;
    put_state(&s->name, e->frame);
    buf_print(&s->said, "%-8.*s  %s", (int)(strstr(e->type, "StateEntered") - e->type), e->type,
              detail(e, "input"));
    return true;
}

/* Who is called: a service as type:name, a function or an activity by its own name. */
static bool say_called(struct saying *s, const struct execution *x,
                       const struct history_event *e, const char *happens)
{
    const char *type = value_member_text(e->details, "resourceType");
    const char *resource = detail(e, "resource");
    const char *colon = strrchr(resource, ':');
    bool has_parameters = value_member(e->details, "parameters", NULL);
    (void)x;
    begin(s, e->frame, happens);
    if (type != NULL) {
        buf_print(&s->name, " %s:%s", type, resource);
    } else {
        buf_print(&s->name, " %s", colon == NULL ? resource : colon + 1);
    }
    buf_text(&s->said, detail(e, has_parameters ? "parameters" : "input"));
    return true;
}

static bool say_output(struct saying *s, const struct execution *x,
                       const struct history_event *e, const char *happens)
{
    (void)x;
    begin(s, e->frame, happens);
    buf_text(&s->said, detail(e, "output"));
    return true;
}

static bool say_error(struct saying *s, const struct execution *x,
                      const struct history_event *e, const char *happens)
{
    (void)x;
    begin(s, e->frame, happens);
    put_error(&s->said, detail(e, "error"), detail(e, "cause"));
    return true;
}

/* A Parallel or a Map has failed, and its error stands. A distributed Map's run has said so. */
static bool say_fan_failed(struct saying *s, const struct execution *x,
                           const struct history_event *e, const char *happens)
{
    (void)x;
    begin(s, e->frame, happens);
    put_error(&s->said, e->frame->error->name, e->frame->error->cause);
    const struct asl_map *map = frame_row(e->frame)->map;
    return map == NULL || map->mode == ASL_INLINE;
}

static bool say_item_failed(struct saying *s, const struct execution *x,
                            const struct history_event *e, const char *happens)
{
    struct value *index = NULL;
    struct buf items = { 0 };
    (void)x;
    put_items(&items, e->frame);
    value_member(e->details, "index", &index);
    buf_print(&s->name, "%s %s[%" PRId64 "]: %s", frame_row(e->frame)->name, buf_string(&items),
              value_to_number(index).integer, happens);
    buf_release(&items);
    return true;
}

/* A task whose own failure is the reason has said so already. */
static bool say_stopped(struct saying *s, const struct execution *x,
                        const struct history_event *e, const char *happens)
{
    (void)x;
    put_subject(&s->name, e->frame, happens);
    buf_text(&s->said, "another branch or item failed");
    return e->previous != e->frame->last_event;
}

/* The child of a distributed Map bears the name of the Map and its number. */
static void put_run(struct buf *b, const struct execution *x)
{
    const struct asl_frame *map = frame_of(slots_at(&x->engine->slots, x->parent));
    struct buf items = { 0 };
    put_items(&items, map);
    buf_print(b, "%s %s[%zu]", frame_row(map)->name, buf_string(&items), x->child->index);
    buf_release(&items);
}

static bool say_started(struct saying *s, const struct execution *x,
                        const struct history_event *e, const char *happens)
{
    (void)e;
    if (x->parent == 0) {
        buf_text(&s->name, identity_texts(&x->identity)->machine_name);
    } else {
        put_run(&s->name, x);
        buf_print(&s->said, "%s ", happens);
    }
    buf_text(&s->said, identity_texts(&x->identity)->name);
    return true;
}

static bool say_ended(struct saying *s, const struct execution *x,
                      const struct history_event *e, const char *happens)
{
    if (x->parent != 0) {
        put_run(&s->name, x);
        buf_text(&s->name, ": ");
    }
    buf_text(&s->name, happens);
    if (x->status == EXECUTION_SUCCEEDED) {
        buf_text(&s->said, detail(e, "output"));
    } else {
        put_error(&s->said, detail(e, "error"), detail(e, "cause"));
    }
    return true;
}

/* ---- What is shown of each type of event ------------------------------------------------- */

/* Those that are not here say nothing new: a state is left, a task or an item begins, a Map
 * that is stopped takes its items along. */
static const struct look {
    say *say;
    enum paint paint;
    const char *happens;
} looks[EVENTS] = {
    [EVENT_EXECUTION_STARTED] = { say_started, BOLD, "execution" },
    [EVENT_EXECUTION_SUCCEEDED] = { say_ended, GREEN, "SUCCEEDED" },
    [EVENT_EXECUTION_FAILED] = { say_ended, RED, "FAILED" },
    [EVENT_EXECUTION_ABORTED] = { say_ended, RED, "ABORTED" },
    [EVENT_EXECUTION_TIMED_OUT] = { say_ended, RED, "TIMED_OUT" },
    [EVENT_PASS_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_TASK_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_CHOICE_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_WAIT_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_SUCCEED_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_FAIL_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_PARALLEL_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_MAP_ENTERED] = { say_entered, BOLD, NULL },
    [EVENT_LAMBDA_SCHEDULED] = { say_called, PLAIN, "call" },
    [EVENT_TASK_SCHEDULED] = { say_called, PLAIN, "call" },
    [EVENT_ACTIVITY_SCHEDULED] = { say_called, PLAIN, "call" },
    [EVENT_TASK_SUBMITTED] = { say_output, PLAIN, "submitted" },
    [EVENT_LAMBDA_SUCCEEDED] = { say_output, GREEN, "succeeded" },
    [EVENT_TASK_SUCCEEDED] = { say_output, GREEN, "succeeded" },
    [EVENT_ACTIVITY_SUCCEEDED] = { say_output, GREEN, "succeeded" },
    [EVENT_LAMBDA_FAILED] = { say_error, RED, "failed" },
    [EVENT_TASK_FAILED] = { say_error, RED, "failed" },
    [EVENT_ACTIVITY_FAILED] = { say_error, RED, "failed" },
    [EVENT_LAMBDA_TIMED_OUT] = { say_error, RED, "timed out" },
    [EVENT_TASK_TIMED_OUT] = { say_error, RED, "timed out" },
    [EVENT_ACTIVITY_TIMED_OUT] = { say_error, RED, "timed out" },
    [EVENT_EVALUATION_FAILED] = { say_error, RED, "evaluation failed" },
    [EVENT_ITERATION_FAILED] = { say_item_failed, RED, "failed" },
    [EVENT_MAP_RUN_FAILED] = { say_error, RED, "failed" },
    [EVENT_MAP_FAILED] = { say_fan_failed, RED, "failed" },
    [EVENT_PARALLEL_FAILED] = { say_fan_failed, RED, "failed" },
    [EVENT_TASK_STATE_ABORTED] = { say_stopped, YELLOW, "stopped" },
    [EVENT_WAIT_STATE_ABORTED] = { say_stopped, YELLOW, "stopped" },
    [EVENT_PARALLEL_STATE_ABORTED] = { say_stopped, YELLOW, "stopped" },
    [EVENT_MAP_STATE_ABORTED] = { say_stopped, YELLOW, "stopped" },
};

static void print(struct trace *t, int64_t at_ms, struct saying *s, enum paint paint)
{
    line(t, at_ms, s->depth, paint, buf_string(&s->name), buf_string(&s->said));
}

static void forget(struct saying *s)
{
    buf_release(&s->name);
    buf_release(&s->said);
}

void trace_event(struct trace *t, const struct execution *x, const struct history_event *e)
{
    const struct look *l = &looks[e->event];
    struct saying s = { .depth = e->depth };
    if (l->say != NULL && l->say(&s, x, e, l->happens)) {
        print(t, e->at_ms, &s, l->paint);
    }
    forget(&s);
}

void trace_retry(struct trace *t, const struct history_retry *r)
{
    struct saying s = { .depth = r->depth };
    char happens[64];
    snprintf(happens, sizeof happens, "retry %d of %d", r->attempt, r->most);
    begin(&s, r->frame, happens);
    buf_print(&s.said, "in %" PRId64 ".%03d s, after %s", r->wait_ms / 1000,
              (int)(r->wait_ms % 1000),
              r->error == NULL ? "a failure without a name" : r->error);
    print(t, r->at_ms, &s, YELLOW);
    forget(&s);
}
