/*
 * sarif.c - messages as a log of SARIF 2.1.0 (OASIS), which code scanners and editors read.
 */
#include <string.h>

#include "compiler/base/message.h"
#include "compiler/base/report.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/* Where the rule of each message stands among those that are used; 0 if it is not. */
struct rules {
    size_t place[DIAG_CODES]; /* + 1 */
    size_t count;
};

static void put_text(struct buf *out, const char *key, const char *text)
{
    buf_print(out, "\"%s\":", key);
    text_put_json(out, text, strlen(text));
}

static void put_rule(struct buf *out, const struct message *m)
{
    buf_text(out, "{");
    put_text(out, "id", m->row->slug);
    buf_text(out, ",\"properties\":{");
    put_text(out, "awsCode", message_aws_code(m->row));
    buf_text(out, "}}");
}

/* Each row that a message is of, once, in the order of the first. */
static void put_rules(struct buf *out, struct rules *rules, struct message *const *list,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t *place = &rules->place[list[i]->code];
        if (*place == 0) {
            *place = ++rules->count;
            buf_text(out, *place > 1 ? ",\n" : "\n");
            put_rule(out, list[i]);
        }
    }
}

/* A path as a URI: relative ones stay so. */
static void put_uri(struct buf *out, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/";
    buf_text(out, path[0] == '/' ? "\"file://" : "\"");
    for (const char *c = path; *c != '\0'; c++) {
        if (strchr(plain, *c) != NULL) {
            buf_char(out, *c);
        } else {
            buf_print(out, "%%%02X", (unsigned char)*c);
        }
    }
    buf_char(out, '"');
}

static void put_region(struct buf *out, const struct message *m)
{
    struct source_place start = source_place(m->origin->source, m->at.start);
    struct source_place end = source_end(m->origin->source, m->at);
    buf_print(out,
              ",\"region\":{\"startLine\":%d,\"startColumn\":%d,\"endLine\":%d,"
              "\"endColumn\":%d}",
              start.line, start.column, end.line, end.column);
}

/* Where it is in the document, as an RFC 6901 pointer. */
static void put_logical(struct buf *out, const struct message *m)
{
    struct buf location = { .limit = MESSAGE_PLACE_BYTES };
    struct buf pointer = { .limit = MESSAGE_PLACE_BYTES };
    m->origin->locate(m->origin->doc, m->at.start, &location, &pointer);
    if (!pointer.full) {
        buf_text(out, ",\"logicalLocations\":[{\"fullyQualifiedName\":");
        text_put_json(out, buf_string(&pointer), pointer.size);
        buf_text(out, "}]");
    }
    buf_release(&location);
    buf_release(&pointer);
}

static void put_location(struct buf *out, const struct message *m)
{
    const struct source *s = m->origin->source;
    buf_text(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    put_uri(out, strcmp(s->path, "-") == 0 ? s->name : s->path);
    buf_char(out, '}');
    if (!m->is_global) {
        put_region(out, m);
    }
    buf_char(out, '}');
    if (!m->is_global && m->origin->doc != NULL) {
        put_logical(out, m);
    }
    buf_text(out, "}]");
}

static void put_result(struct buf *out, const struct message *m, const struct rules *rules)
{
    buf_text(out, "{");
    put_text(out, "ruleId", m->row->slug);
    buf_print(out, ",\"ruleIndex\":%zu,\"level\":\"%s\",\"message\":{",
              rules->place[m->code] - 1, m->severity == DIAG_ERROR ? "error" : "warning");
    struct buf text = { 0 };
    message_put(&text, m);
    put_text(out, "text", buf_string(&text));
    buf_release(&text);
    buf_char(out, '}');
    if (m->origin->source != NULL) {
        put_location(out, m);
    }
    buf_char(out, '}');
}

void report_sarif(const struct diag *d, FILE *out, const char *version)
{
    struct buf text = { 0 };
    struct rules rules = { .count = 0 };
    size_t count;
    struct message **list = message_list(d, message_compare, false, &count);
    buf_text(&text, "{\"$schema\":\"" SCHEMA "\",\"version\":\"2.1.0\",\"runs\":[{"
                    "\"tool\":{\"driver\":{\"name\":\"aslc\",");
    put_text(&text, "version", version);
    buf_text(&text, ",\"rules\":[");
    put_rules(&text, &rules, list, count);
    buf_text(&text, "]}},\n\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, i > 0 ? ",\n" : "\n");
        put_result(&text, list[i], &rules);
        fwrite(buf_string(&text), 1, text.size, out);
        buf_clear(&text);
    }
    buf_text(&text, "]}]}\n");
    fwrite(buf_string(&text), 1, text.size, out);
    buf_release(&text);
    memory_release(list);
}
