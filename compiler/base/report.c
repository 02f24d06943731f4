#include "compiler/base/report.h"

#include <string.h>

#include "compiler/base/diag.h"
#include "compiler/base/excerpt.h"
#include "compiler/base/message.h"
#include "compiler/base/source.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

/* ---- For people ---- */

static void put_head(struct buf *out, const struct message *m, bool color)
{
    bool is_error = m->severity == DIAG_ERROR;
    const char *path = m->origin->source == NULL ? "aslc" : m->origin->source->path;
    if (strcmp(path, "-") == 0) {
        path = "<stdin>";
    }
    buf_text(out, color ? "\033[1m" : "");
    excerpt_put_text(out, path, strlen(path));
    if (m->origin->source != NULL && !m->is_global) {
        struct source_place place = source_place(m->origin->source, m->at.start);
        buf_print(out, ":%d:%d", place.line, place.column);
    }
    buf_text(out, ": ");
    buf_text(out, !color ? "" : is_error ? "\033[31m" : "\033[35m");
    buf_text(out, is_error ? "error:" : "warning:");
    buf_text(out, color ? "\033[0m \033[1m" : " ");
    buf_text(out, m->text);
    buf_text(out, color ? "\033[0m" : "");
    buf_print(out, " [%s]\n", m->row->slug);
}

static void put_rest(struct buf *out, size_t errors, size_t warnings)
{
    if (errors + warnings > 0) {
        buf_print(out, "aslc: %zu more error%s and %zu more warning%s are not shown\n", errors,
                  errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    }
}

void report_text(const struct diag *d, FILE *out, bool color)
{
    struct buf text = { 0 };
    size_t count;
    struct message **list = message_list(d, message_compare, false, &count);
    size_t shown[] = { [DIAG_ERROR] = 0, [DIAG_WARNING] = 0 };
    for (size_t i = 0; i < count; i++) {
        const struct message *m = list[i];
        if (shown[m->severity] == REPORT_SHOWN_MAX) {
            continue;
        }
        shown[m->severity]++;
        put_head(&text, m, color);
        if (m->origin->source != NULL && !m->is_global) {
            excerpt_put_line(&text, m->origin->source, m->at, m->hint, color);
        }
    }
    put_rest(&text, diag_errors(d) - shown[DIAG_ERROR],
             diag_count(d) - diag_errors(d) - shown[DIAG_WARNING]);
    fwrite(buf_string(&text), 1, text.size, out);
    buf_release(&text);
    memory_release(list);
}

/* ---- For a GitHub workflow ---- */

/* In such a command a line break ends the message, a comma ends a property, and a colon ends
 * the list of properties: where they belong to a text, they are written as %XX. */
static void put_escaped(struct buf *out, const char *text, bool is_property)
{
    for (const char *c = text; *c != '\0'; c++) {
        bool is_special =
            *c == '%' || *c == '\r' || *c == '\n' || (is_property && (*c == ':' || *c == ','));
        if (is_special) {
            buf_print(out, "%%%02X", (unsigned)*c);
        } else {
            buf_char(out, *c);
        }
    }
}

static void put_place(struct buf *out, const struct message *m)
{
    struct source_place start = source_place(m->origin->source, m->at.start);
    struct source_place end = source_end(m->origin->source, m->at);
    buf_print(out, ",line=%d,endLine=%d", start.line, end.line);
    if (start.line == end.line) {
        buf_print(out, ",col=%d,endColumn=%d", start.column, end.column);
    }
}

static void put_command(struct buf *out, const struct message *m)
{
    buf_print(out, "::%s title=%s", m->severity == DIAG_ERROR ? "error" : "warning",
              m->row->slug);
    if (m->origin->source != NULL) {
        buf_text(out, ",file=");
        put_escaped(out, m->origin->source->path, true);
        if (!m->is_global) {
            put_place(out, m);
        }
    }
    struct buf text = { 0 };
    message_put(&text, m);
    buf_text(out, "::");
    put_escaped(out, buf_string(&text), false);
    buf_char(out, '\n');
    buf_release(&text);
}

void report_github(const struct diag *d, FILE *out)
{
    struct buf text = { 0 };
    size_t count;
    struct message **list = message_list(d, message_compare, false, &count);
    for (size_t i = 0; i < count; i++) {
        put_command(&text, list[i]);
    }
    fwrite(buf_string(&text), 1, text.size, out);
    buf_release(&text);
    memory_release(list);
}
