#include "runtime/span/otlpspan.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/span/settings.h"
#include "runtime/span/span.h"

#define TEXT_BYTES 4096

/* Numbers of opentelemetry/proto/trace/v1/trace.proto. */
enum { KIND_INTERNAL = 1, KIND_SERVER = 2, KIND_CLIENT = 3 };
enum { STATUS_UNSET = 0, STATUS_ERROR = 2 };

static void put_text(struct buf *b, const char *text)
{
    text_put_json(b, text, text_cut(text, strlen(text), TEXT_BYTES));
}

/* ---- Attributes -------------------------------------------------------------------------- */

/* A list of them. */
struct list {
    struct buf *out;
    bool has_any;
};

static struct list begin(struct buf *b, const char *key)
{
    buf_print(b, "\"%s\":[", key);
    return (struct list){ .out = b };
}

static void next(struct list *l)
{
    buf_text(l->out, l->has_any ? "," : "");
    l->has_any = true;
}

/* What is known by a name that has been agreed on has it; the rest is our own. */
static const char *key_of(const char *key)
{
    static const struct {
        const char *key, *agreed;
    } keys[] = { { "state_machine_arn", "aws.step_functions.state_machine.arn" },
                 { "execution_arn", "aws.step_functions.execution.arn" } };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(key, keys[i].key) == 0) {
            return keys[i].agreed;
        }
    }
    return NULL;
}

static void put_key(struct list *l, const char *key)
{
    const char *agreed = key_of(key);
    next(l);
    buf_print(l->out, "{\"key\":\"%s%s\",\"value\":{",
              agreed == NULL && strchr(key, '.') == NULL ? "asl." : "",
              agreed == NULL ? key : agreed);
}

static void add_text(struct list *l, const char *key, const char *text)
{
    if (text != NULL) {
        put_key(l, key);
        buf_text(l->out, "\"stringValue\":");
        put_text(l->out, text);
        buf_text(l->out, "}}");
    }
}

static void add_number(struct list *l, const char *key, int64_t number)
{
    put_key(l, key);
    buf_print(l->out, "\"intValue\":\"%" PRId64 "\"}}", number);
}

static void put_attributes(struct buf *b, const struct span *s)
{
    struct list l = begin(b, "attributes");
    for (size_t i = 0; i < s->attribute_count; i++) {
        const struct span_attribute *a = &s->attributes[i];
        if (a->text != NULL) {
            add_text(&l, a->key, a->text);
        } else {
            add_number(&l, a->key, a->number);
        }
    }
    add_text(&l, "error.type", s->error);
    add_text(&l, "http.request.method", s->method);
    add_text(&l, "url.full", s->url);
    if (s->status != 0) {
        add_number(&l, "http.response.status_code", s->status);
    }
    if (s->url == NULL && s->service != NULL) {
        add_text(&l, "rpc.service", s->service);
        add_text(&l, "rpc.method", s->operation);
    }
    buf_char(b, ']');
}

/* ---- Events ------------------------------------------------------------------------------ */

static void put_event(struct list *l, int64_t at_ns, const char *name)
{
    next(l);
    buf_print(l->out, "{\"timeUnixNano\":\"%" PRId64 "\",\"name\":\"%s\",", at_ns, name);
}

static void put_events(struct buf *b, const struct span *s)
{
    struct list events = begin(b, "events");
    for (size_t i = 0; i < s->retry_count; i++) {
        const struct span_retry *r = &s->retries[i];
        put_event(&events, r->at_ns, "retry");
        struct list l = begin(b, "attributes");
        add_number(&l, "retry", r->attempt);
        add_number(&l, "wait_ms", r->wait_ms);
        add_text(&l, "error.type", r->error);
        buf_text(b, "]}");
    }
    if (s->error != NULL) {
        put_event(&events, s->end_ns, "exception");
        struct list l = begin(b, "attributes");
        add_text(&l, "exception.type", s->error);
        add_text(&l, "exception.message", s->cause);
        buf_text(b, "]}");
    }
    buf_char(b, ']');
}

/* ---- The span ---------------------------------------------------------------------------- */

/* What has failed is an error, and what was stopped says so. */
static void put_status(struct buf *b, const struct span *s)
{
    bool is_error = s->outcome == SPAN_FAILED || s->outcome == SPAN_STOPPED;
    buf_print(b, "\"status\":{\"code\":%d", is_error ? STATUS_ERROR : STATUS_UNSET);
    if (is_error) {
        const char *message = s->cause != NULL ? s->cause : s->error;
        buf_text(b, ",\"message\":");
        put_text(b, message != NULL ? message : span_outcome_word(s->outcome));
    }
    buf_char(b, '}');
}

static int kind_of(const struct span *s)
{
    return s->kind == SPAN_ATTEMPT                     ? KIND_CLIENT
           : s->kind == SPAN_EXECUTION && !s->is_inner ? KIND_SERVER
                                                       : KIND_INTERNAL;
}

void otlpspan_put(struct buf *b, const struct span *s)
{
    buf_text(b, "{\"traceId\":\"");
    span_context_put_trace(b, &s->trace);
    buf_print(b, "\",\"spanId\":\"%016" PRIx64 "\",", s->id);
    if (s->trace.parent != 0) {
        buf_print(b, "\"parentSpanId\":\"%016" PRIx64 "\",", s->trace.parent);
    }
    buf_text(b, "\"flags\":1,\"name\":");
    put_text(b, s->name[0] != '\0' ? s->name : "_");
    buf_print(b,
              ",\"kind\":%d,\"startTimeUnixNano\":\"%" PRId64
              "\",\"endTimeUnixNano\":\"%" PRId64 "\",",
              kind_of(s), s->start_ns, s->end_ns);
    put_attributes(b, s);
    buf_char(b, ',');
    put_events(b, s);
    buf_char(b, ',');
    put_status(b, s);
    buf_char(b, '}');
}

/* ---- Around the spans -------------------------------------------------------------------- */

void otlpspan_put_head(struct buf *b, const struct span_settings *settings)
{
    buf_text(b, "{\"resourceSpans\":[{\"resource\":{");
    struct list l = begin(b, "attributes");
    for (size_t i = 0; i < settings->resource_count; i++) {
        const struct span_pair *pair = &settings->resource[i];
        next(&l);
        buf_text(b, "{\"key\":");
        put_text(b, pair->key);
        buf_text(b, ",\"value\":{\"stringValue\":");
        put_text(b, pair->value);
        buf_text(b, "}}");
    }
    buf_text(b, "]},\"scopeSpans\":[{\"scope\":{\"name\":\"aslc\",\"version\":\"" ASLC_VERSION
                "\"},\"spans\":[");
}

void otlpspan_put_end(struct buf *b)
{
    buf_text(b, "]}]}]}");
}
