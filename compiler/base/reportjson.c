/*
 * reportjson.c - messages as AWS's ValidateStateMachineDefinition answers.
 */
#include <string.h>

#include "compiler/base/message.h"
#include "compiler/base/report.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define SHOWN_BYTES 500 /* of a text that is not JSON */

static bool is_no_json(const struct message *m)
{
    return m->origin->source != NULL && !m->is_global &&
           strcmp(m->row->aws_code, "INVALID_JSON_DESCRIPTION") == 0;
}

/* What AWS looks at first, and what only then. */
static int phase_of(const struct message *m)
{
    bool is_last = m->code == DIAG_STATE_UNREACHABLE || m->code == DIAG_NO_END ||
                   m->code == DIAG_NO_END_INSIDE;
    if (m->is_global) {
        return 4;
    }
    return is_no_json(m) ? 0 : is_last ? 3 : m->code == DIAG_NEXT_UNKNOWN ? 2 : 1;
}

static int compare_as_aws(const void *left, const void *right)
{
    const struct message *a = *(const struct message *const *)left;
    const struct message *b = *(const struct message *const *)right;
    if (a->origin->order == b->origin->order && phase_of(a) != phase_of(b)) {
        return phase_of(a) < phase_of(b) ? -1 : 1;
    }
    if (a->origin->order == b->origin->order && a->within != b->within) {
        return a->within < b->within ? -1 : 1;
    }
    return message_compare(left, right);
}

/* Appends ,"key":"text". */
static void put_member(struct buf *out, const char *key, const char *text, size_t size)
{
    buf_print(out, ",\"%s\":", key);
    text_put_json(out, text, size);
}

/* Where a message stands. */
struct place {
    struct buf location; /* AWS's; empty: none */
    struct buf pointer;
    bool has_pointer;
};

/* The text as AWS's reader shows it: its beginning, and how much more there is. */
static void put_source(struct buf *out, const struct source *s)
{
    size_t size = text_cut(s->written, s->written_size, SHOWN_BYTES);
    buf_text(out, "[Source: (String)\"");
    buf_put(out, s->written, size);
    buf_char(out, '"');
    if (size < s->written_size) {
        buf_print(out, "[truncated %zu chars]", s->written_size - size);
    }
}

static void find_place(const struct message *m, struct place *p)
{
    const struct message_origin *o = m->origin;
    buf_clear(&p->location);
    buf_clear(&p->pointer);
    p->has_pointer = o->doc != NULL && !m->is_global;
    if (p->has_pointer) {
        o->locate(o->doc, m->at.start, &p->location, &p->pointer);
    }
    if (p->has_pointer && m->within != m->at.start) {
        struct buf pointer = { .limit = MESSAGE_PLACE_BYTES };
        buf_clear(&p->location);
        o->locate(o->doc, m->within, &p->location, &pointer);
        buf_release(&pointer);
    }
    if (is_no_json(m)) {
        struct source_place end = source_end(m->origin->source, m->at);
        buf_clear(&p->location);
        put_source(&p->location, m->origin->source);
        buf_print(&p->location, "; line: %d, column: %d]", end.line, end.column);
    }
    /* A place that is cut would be another place. */
    p->has_pointer = p->has_pointer && !p->location.full && !p->pointer.full;
    if (m->row->aws_code[0] == '-' || p->location.full) {
        buf_clear(&p->location);
    }
}

static void put_aws_text(struct buf *out, const struct message *m, const struct place *p)
{
    buf_text(out, m->aws_text);
    if (is_no_json(m)) {
        buf_print(out, "\n at %s", buf_string(&p->location));
    }
}

static void put_message(struct buf *out, const struct message *m, const struct place *p)
{
    const struct message_row *r = m->row;
    struct buf aws_text = { 0 };
    put_aws_text(&aws_text, m, p);
    buf_print(out, "{\"severity\":\"%s\"", m->severity == DIAG_ERROR ? "ERROR" : "WARNING");
    put_member(out, "code", message_aws_code(r), strlen(message_aws_code(r)));
    put_member(out, "message", buf_string(&aws_text), aws_text.size);
    buf_release(&aws_text);
    if (p->location.size > 0) {
        put_member(out, "location", buf_string(&p->location), p->location.size);
    }
    put_member(out, "slug", r->slug, strlen(r->slug));
    if (p->has_pointer) {
        put_member(out, "pointer", buf_string(&p->pointer), p->pointer.size);
    }
    if (m->origin->source != NULL) {
        put_member(out, "file", m->origin->source->path, strlen(m->origin->source->path));
        if (!m->is_global) {
            struct source_place place = source_place(m->origin->source, m->at.start);
            buf_print(out, ",\"line\":%d,\"column\":%d", place.line, place.column);
        }
    }
    buf_char(out, '}');
}

void report_json(const struct diag *d, FILE *out)
{
    struct buf text = { 0 };
    struct place p = { .location = { .limit = MESSAGE_PLACE_BYTES },
                       .pointer = { .limit = MESSAGE_PLACE_BYTES } };
    size_t count;
    /* What an error was followed by is nothing once that error is suppressed. */
    struct message **list = message_list(d, compare_as_aws, diag_errors(d) > 0, &count);
    buf_print(&text, "{\"result\":\"%s\",\"diagnostics\":[",
              diag_errors(d) > 0 ? "FAIL" : "OK");
    for (size_t i = 0; i < count; i++) {
        find_place(list[i], &p);
        buf_text(&text, i > 0 ? ",\n" : "\n");
        put_message(&text, list[i], &p);
        fwrite(buf_string(&text), 1, text.size, out);
        buf_clear(&text);
    }
    buf_print(&text, "%s]%s}\n", count > 0 ? "\n" : "",
              message_dropped(d) > 0 ? ",\"truncated\":true" : "");
    fwrite(buf_string(&text), 1, text.size, out);
    buf_release(&p.location);
    buf_release(&p.pointer);
    buf_release(&text);
    memory_release(list);
}

void report_each(const struct diag *d, void (*f)(void *owner, const struct report_row *row),
                 void *owner)
{
    struct buf text = { 0 };
    struct place p = { .location = { .limit = MESSAGE_PLACE_BYTES },
                       .pointer = { .limit = MESSAGE_PLACE_BYTES } };
    size_t count;
    struct message **list = message_list(d, compare_as_aws, diag_errors(d) > 0, &count);
    for (size_t i = 0; i < count; i++) {
        const struct message *m = list[i];
        find_place(m, &p);
        buf_clear(&text);
        put_aws_text(&text, m, &p);
        f(owner, &(struct report_row){
                     .is_error = m->severity == DIAG_ERROR,
                     .code = message_aws_code(m->row),
                     .text = buf_string(&text),
                     .text_size = text.size,
                     .location = p.location.size > 0 ? buf_string(&p.location) : NULL,
                     .has_location_inside = is_no_json(m),
                     .slug = m->row->slug,
                 });
    }
    buf_release(&p.location);
    buf_release(&p.pointer);
    buf_release(&text);
    memory_release(list);
}
