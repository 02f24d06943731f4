#include "runtime/span/segment.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/span/span.h"

/* Bytes that are shown of texts; X-Ray takes 1,000 characters in an annotation. */
#define NAME_CHARACTERS 200
#define TEXT_BYTES      1000
#define RETRY_BYTES     64

/* ---- Texts ------------------------------------------------------------------------------- */

static void put_text(struct buf *b, const char *text, size_t most)
{
    text_put_json(b, text, text_cut(text, strlen(text), most));
}

static void put_member(struct buf *b, const char *key, const char *text)
{
    if (text != NULL) {
        buf_print(b, ",\"%s\":", key);
        put_text(b, text, TEXT_BYTES);
    }
}

/* Beyond ASCII these are letters and blanks for certain; X-Ray takes no other symbols than the
 * ones below. */
static bool is_letter(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        { 0xC0, 0xD6 },     { 0xD8, 0xF6 },     { 0xF8, 0x24F },    { 0x391, 0x3A1 },
        { 0x3A3, 0x3F5 },   { 0x400, 0x481 },   { 0x48A, 0x52F },   { 0x5D0, 0x5EA },
        { 0x620, 0x64A },   { 0x904, 0x939 },   { 0xE01, 0xE30 },   { 0x1E00, 0x1F15 },
        { 0x3041, 0x3096 }, { 0x30A1, 0x30FA }, { 0x30FC, 0x30FF }, { 0x3400, 0x4DBF },
        { 0x4E00, 0x9FFF }, { 0xAC00, 0xD7A3 },
    };
    size_t i = 0, count = sizeof ranges / sizeof ranges[0];
    while (i < count && c > ranges[i].last) {
        i++;
    }
    return i < count && c >= ranges[i].first;
}

static bool is_allowed(uint32_t c)
{
    bool is_ascii = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                    (c >= 'a' && c <= 'z') ||
                    (c > 0 && c < 0x80 && strchr(" _.:/%&#=+-@", (int)c) != NULL);
    return is_ascii || is_letter(c);
}

void segment_put_name(struct buf *b, const char *name)
{
    size_t left = strlen(name);
    if (left == 0) {
        buf_char(b, '_');
    }
    for (int count = 0; left > 0 && count < NAME_CHARACTERS; count++) {
        uint32_t c = TEXT_REPLACEMENT;
        size_t size = text_decode(name, left, &c);
        if (size > 0 && is_allowed(c)) {
            buf_put(b, name, size);
        } else {
            buf_char(b, '_');
        }
        size = size > 0 ? size : 1;
        name += size;
        left -= size;
    }
}

static void put_time(struct buf *b, const char *key, int64_t ns)
{
    buf_print(b, ",\"%s\":%" PRId64 ".%06d", key, ns / 1000000000,
              (int)(ns % 1000000000 / 1000));
}

/* ---- What went wrong --------------------------------------------------------------------- */

/* A throttled call and one that was wrong are errors of the caller; the rest are faults. */
static void put_flags(struct buf *b, const struct span *s)
{
    static const char http[] = "States.Http.StatusCode.";
    const char *error = s->error != NULL ? s->error : "";
    bool is_http = strncmp(error, http, sizeof http - 1) == 0;
    const char *status = is_http ? error + sizeof http - 1 : "";
    if (s->outcome == SPAN_STOPPED) {
        buf_text(b, ",\"error\":true");
    } else if (s->outcome != SPAN_FAILED) {
        return;
    } else if (strstr(error, "Throttl") != NULL || strstr(error, "TooManyRequests") != NULL ||
               text_is(status, "429")) {
        buf_text(b, ",\"error\":true,\"throttle\":true");
    } else if (status[0] == '4') {
        buf_text(b, ",\"error\":true");
    } else {
        buf_text(b, ",\"fault\":true");
    }
}

static void put_cause(struct buf *b, const struct span *s)
{
    if (s->error == NULL && s->cause == NULL) {
        return;
    }
    buf_print(b, ",\"cause\":{\"exceptions\":[{\"id\":\"%016" PRIx64 "\"", span_id(s->id, 1));
    put_member(b, "type", s->error);
    put_member(b, "message", s->cause);
    buf_print(b, "%s}]}", s->kind == SPAN_ATTEMPT ? ",\"remote\":true" : "");
}

/* ---- Facts ------------------------------------------------------------------------------- */

static void put_annotations(struct buf *b, const struct span *s)
{
    buf_text(b, ",\"annotations\":{");
    for (size_t i = 0; i < s->attribute_count; i++) {
        const struct span_attribute *a = &s->attributes[i];
        buf_print(b, "%s\"%s\":", i > 0 ? "," : "", a->key);
        if (a->text != NULL) {
            put_text(b, a->text, TEXT_BYTES);
        } else {
            buf_int(b, a->number);
        }
    }
    buf_char(b, '}');
}

static void put_retries(struct buf *b, const struct span *s)
{
    if (s->retry_count == 0) {
        return;
    }
    buf_text(b, ",\"metadata\":{\"states\":{\"retries\":[");
    for (size_t i = 0; i < s->retry_count; i++) {
        const struct span_retry *r = &s->retries[i];
        buf_print(b, "%s{\"retry\":%d,\"wait_ms\":%" PRId64, i > 0 ? "," : "", r->attempt,
                  r->wait_ms);
        put_time(b, "time", r->at_ns);
        buf_text(b, ",\"error\":");
        put_text(b, r->error, RETRY_BYTES);
        buf_char(b, '}');
    }
    buf_text(b, "]}}");
}

/* An operation is called as the API calls it: GetItem. */
static void put_called(struct buf *b, const struct span *s)
{
    if (s->url != NULL) {
        buf_text(b, ",\"namespace\":\"remote\",\"http\":{\"request\":{\"url\":");
        put_text(b, s->url, TEXT_BYTES);
        put_member(b, "method", s->method);
        buf_char(b, '}');
        if (s->status != 0) {
            buf_print(b, ",\"response\":{\"status\":%d}", s->status);
        }
        buf_char(b, '}');
    } else if (s->service != NULL && s->operation != NULL) {
        struct buf operation = { 0 };
        buf_text(&operation, s->operation);
        if (operation.size > 0 && operation.text[0] >= 'a' && operation.text[0] <= 'z') {
            operation.text[0] = (char)(operation.text[0] - 'a' + 'A');
        }
        buf_text(b, ",\"namespace\":\"aws\",\"aws\":{\"operation\":");
        put_text(b, buf_string(&operation), TEXT_BYTES);
        put_member(b, "region", account_region());
        buf_char(b, '}');
        buf_release(&operation);
    }
}

/* ---- The document ------------------------------------------------------------------------ */

bool segment_is_whole(const struct span *s)
{
    return s->kind == SPAN_EXECUTION && !s->is_inner;
}

static void put_place(struct buf *b, const struct span *s)
{
    buf_text(b, ",\"trace_id\":\"");
    span_context_put_root(b, &s->trace);
    buf_char(b, '"');
    if (s->trace.parent != 0) {
        buf_print(b, ",\"parent_id\":\"%016" PRIx64 "\"", s->trace.parent);
    }
    if (!segment_is_whole(s)) {
        buf_text(b, ",\"type\":\"subsegment\"");
    }
}

void segment_put(struct buf *b, const struct span *s, const struct buf *pieces,
                 bool is_document)
{
    struct buf name = { 0 };
    segment_put_name(&name, s->name);
    buf_text(b, "{\"name\":");
    text_put_json(b, name.text, name.size);
    buf_release(&name);
    buf_print(b, ",\"id\":\"%016" PRIx64 "\"", s->id);
    if (is_document) {
        put_place(b, s);
    }
    put_time(b, "start_time", s->start_ns);
    if (s->end_ns == 0) {
        buf_text(b, ",\"in_progress\":true");
    } else {
        put_time(b, "end_time", s->end_ns);
    }
    if (segment_is_whole(s)) {
        buf_text(b, ",\"origin\":\"AWS::StepFunctions::StateMachine\"");
    }
    put_flags(b, s);
    put_cause(b, s);
    put_called(b, s);
    put_annotations(b, s);
    put_retries(b, s);
    if (pieces != NULL && pieces->size > 0) {
        buf_text(b, ",\"subsegments\":[");
        buf_put(b, pieces->text, pieces->size);
        buf_char(b, ']');
    }
    buf_char(b, '}');
}
