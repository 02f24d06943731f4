#include "runtime/serve/log.h"

#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/exec/frame.h"
#include "runtime/front/answered.h"
#include "runtime/machine/machine.h"
#include "runtime/program/option.h"
#include "runtime/station/ongoing.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- The command line ---- */

static bool set_form(struct log_options *l, const char *value)
{
    bool is_json = strcmp(value, "json") == 0;
    l->form = is_json ? LOG_JSON : LOG_TEXT;
    return is_json || strcmp(value, "text") == 0;
}

static bool set_level(struct log_options *l, const char *value)
{
    l->is_verbose = strcmp(value, "debug") == 0;
    l->is_terse = strcmp(value, "error") == 0;
    return l->is_verbose || l->is_terse || strcmp(value, "info") == 0;
}

bool log_option(struct options *o, const struct option_row *row, const char *value,
                struct buf *why)
{
    struct log_options *l = (struct log_options *)((char *)o + row->place);
    bool is_level = row->least == 1;
    bool is_good = is_level ? set_level(l, value) : set_form(l, value);
    if (!is_good) {
        buf_print(why, "%s takes %s, not '%s'", row->word,
                  is_level ? "debug, info or error" : "json or text", value);
    }
    return is_good;
}

/* ---- Lines ---- */

static const char *const words[] = { "debug", "info", "error" };

static bool is_wanted(const struct log *l, enum log_level level)
{
    enum log_level least = l->options.is_verbose ? LOG_DEBUG
                           : l->options.is_terse ? LOG_ERROR
                                                 : LOG_INFO;
    return l->options.form != LOG_NONE && level >= least;
}

static struct value *line_of(const struct log *l, enum log_level level, const char *event)
{
    struct value *line = value_object();
    member_put_time(&line, "time", clock_now_ms(l->clock));
    value_set_text(&line, "level", words[level]);
    value_set_text(&line, "event", event);
    return line;
}

/* Returns true if the text is one word on a line, whatever reads it. */
static bool is_word(const char *text)
{
    size_t i = 0;
    while (text[i] > ' ' && text[i] < 0x7F && strchr("\"\\=", text[i]) == NULL) {
        i++;
    }
    return i > 0 && text[i] == '\0';
}

static void put_plain_value(struct buf *out, const struct value *v)
{
    if (value_type(v) == VALUE_STRING && is_word(value_string(v))) {
        buf_text(out, value_string(v));
    } else {
        write_json(out, v);
    }
}

/* time level event KEY=VALUE... */
static void put_plain(struct buf *out, const struct value *line)
{
    size_t at = 0;
    for (struct value_walk w = value_walk(line); value_step(&w); at++) {
        if (at > 0) {
            buf_char(out, ' ');
        }
        if (at >= 3) {
            buf_print(out, "%s=", w.key);
        }
        put_plain_value(out, w.value);
    }
}

/* One write for each line, so that none is torn apart. The line is taken. */
static void tell(const struct log *l, struct value *line)
{
    struct buf out = { 0 };
    if (l->options.form == LOG_JSON) {
        write_json(&out, line);
    } else {
        put_plain(&out, line);
    }
    buf_char(&out, '\n');
    fwrite(out.text, 1, out.size, stderr);
    fflush(stderr);
    buf_release(&out);
    value_release(line);
}

/* ---- Executions ---- */

/* What the machine's own loggingConfiguration leaves. */
static bool is_let(const struct ongoing *g, enum log_level level)
{
    struct value *logging = NULL;
    const char *word = value_member(g->revision->config, "loggingConfiguration", &logging)
                           ? value_member_text(logging, "level")
                           : NULL;
    bool is_strict = word != NULL && (strcmp(word, "ERROR") == 0 || strcmp(word, "FATAL") == 0);
    return level == LOG_ERROR || !is_strict;
}

static void put_json(struct value **line, const char *key, const struct value *payload)
{
    if (payload != NULL) {
        member_put_json(line, key, payload);
    }
}

static void tell_of(const struct log *l, const struct ongoing *g, enum log_level level,
                    const char *event)
{
    const struct execution *x = g->x;
    bool has_ended = x->status != EXECUTION_RUNNING;
    enum log_level own = x->parent != 0 && level == LOG_INFO ? LOG_DEBUG : level;
    if (!is_wanted(l, own) || !is_let(g, own)) {
        return;
    }
    const struct identity_texts *texts = identity_texts(&x->identity);
    struct value *line = line_of(l, own, event);
    value_set_text(&line, "machine", g->revision->machine->name);
    value_set_text(&line, "execution", texts->arn);
    value_set_text(&line, "status", execution_status_word((enum execution_status)x->status));
    if (has_ended) {
        value_set_take(&line, "tookMs", value_int(x->stop_ms - x->start_ms));
        value_set_text(&line, "error", x->error);
    }
    if (l->options.has_data) {
        put_json(&line, "input", has_ended ? NULL : x->input);
        put_json(&line, "output", x->status == EXECUTION_SUCCEEDED ? x->output : NULL);
        value_set_text(&line, "cause", has_ended ? x->cause : NULL);
    }
    tell(l, line);
}

void log_begun(const struct log *l, const struct ongoing *g)
{
    tell_of(l, g, LOG_INFO, "ExecutionStarted");
}

void log_redriven(const struct log *l, const struct ongoing *g)
{
    tell_of(l, g, LOG_INFO, "ExecutionRedriven");
}

void log_ended(const struct log *l, const struct ongoing *g)
{
    bool is_good = g->x->status == EXECUTION_SUCCEEDED;
    tell_of(l, g, is_good ? LOG_INFO : LOG_ERROR,
            is_good ? "ExecutionSucceeded" : "ExecutionFailed");
}

/* ---- Requests ---- */

void log_answered(const struct log *l, enum operation o, int status)
{
    if (is_wanted(l, LOG_DEBUG)) {
        struct value *line = line_of(l, LOG_DEBUG, "RequestAnswered");
        value_set_text(&line, "operation", o == OPERATIONS ? "none" : operation_name(o));
        value_set_take(&line, "status", value_int(status));
        tell(l, line);
    }
}

void log_routed(const struct log *l, const struct front_answered *a)
{
    if (is_wanted(l, LOG_DEBUG)) {
        struct value *line = line_of(l, LOG_DEBUG, "RouteAnswered");
        value_set_text(&line, "method", a->method);
        value_set_text(&line, "route", a->path != NULL ? a->path : "none");
        value_set_take(&line, "status", value_int(a->status));
        value_set_take(&line, "tookMs", value_int(a->took_ms));
        value_set_text(&line, "requestId", a->id);
        value_set_text(&line, "execution", a->execution);
        tell(l, line);
    }
}
