#include "compiler/template/trace.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "runtime/base/text.h"

/* `text` is what was read, `raw` how it is written; both are walked side by side. */
struct trace {
    const struct source *s;
    const char *text;
    size_t size, done;
    uint32_t at, end; /* of what is written, in the source */
    char style;       /* its opening quote; | or > of a block; 0 if it is plain */
    bool is_same;     /* the last byte of the text stands in the source as it is */
    struct patch patch;
};

static bool is_gap(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static uint32_t skip_gap(const struct trace *t, uint32_t at)
{
    while (at < t->end && is_gap(t->s->text[at])) {
        at++;
    }
    return at;
}

/* A tag and an anchor stand before the text itself. */
static void skip_properties(struct trace *t)
{
    const char *text = t->s->text;
    while (t->at < t->end && (text[t->at] == '!' || text[t->at] == '&')) {
        while (t->at < t->end && !is_gap(text[t->at])) {
            t->at++;
        }
        t->at = skip_gap(t, t->at);
    }
}

/* What opens it. A block begins on the line behind that. */
static void open(struct trace *t)
{
    const char *text = t->s->text;
    char first = t->at < t->end ? text[t->at] : '\0';
    t->style = first == '"' || first == '\'' || first == '|' || first == '>' ? first : '\0';
    if (t->style == '"' || t->style == '\'') {
        t->at++;
    } else if (t->style != '\0') {
        while (t->at < t->end && text[t->at] != '\n') {
            t->at++;
        }
        t->at += t->at < t->end;
    }
}

/* The bytes of an escape. */
static uint32_t escape_size(const struct trace *t)
{
    const char *raw = t->s->text + t->at;
    size_t left = t->end - t->at;
    uint32_t character;
    size_t size = raw[1] == 'u' ? text_read_escape(raw + 1, left - 1, &character) : 0;
    return size > 0         ? (uint32_t)(1 + size)
           : raw[1] == 'x'  ? 4
           : raw[1] == 'U'  ? 10
           : raw[1] == '\r' ? 3
                            : 2;
}

static void put(struct trace *t, size_t size, uint32_t written)
{
    patch_put(&t->patch, t->text + t->done, size, (struct span){ t->at, t->at + written });
    t->done += size;
    t->at += written;
    t->is_same = false;
}

static void step_escape(struct trace *t)
{
    uint32_t size = escape_size(t), character;
    char letter = t->s->text[t->at + 1];
    if (letter == '\n' || letter == '\r') {
        t->at += size;
        t->is_same = false;
        return;
    }
    put(t, text_decode(t->text + t->done, t->size - t->done, &character), size);
}

static void step_same(struct trace *t)
{
    if (!t->is_same) {
        patch_put(&t->patch, "", 0, (struct span){ t->at, t->at });
    }
    buf_char(&t->patch.out, t->text[t->done++]);
    t->at++;
    t->is_same = true;
}

/* One byte of what is written, or more. Returns false if it cannot be followed. */
static bool step(struct trace *t)
{
    char raw = t->s->text[t->at], wanted = t->text[t->done];
    bool is_pair =
        t->style == '\'' && raw == '\'' && t->at + 1 < t->end && t->s->text[t->at + 1] == '\'';
    if (t->style == '"' && raw == '\\' && t->at + 1 < t->end) {
        step_escape(t);
    } else if (is_pair && wanted == '\'') {
        put(t, 1, 2);
    } else if (raw == wanted) {
        step_same(t);
    } else if (raw == '\n' && wanted == ' ') {
        put(t, 1, 1);
    } else if (is_gap(raw)) {
        t->at++;
        t->is_same = false;
    } else {
        return false;
    }
    return true;
}

struct patched trace_scalar(struct arena *a, const struct source *s, const struct doc_node *n)
{
    struct trace t = { .s = s, .text = n->text, .size = n->text_size };
    t.at = n->span.start;
    t.end = n->span.end;
    t.patch = (struct patch){ .a = a };
    skip_properties(&t);
    open(&t);
    bool is_good = true;
    while (is_good && t.done < t.size) {
        is_good = t.at < t.end && step(&t);
    }
    if (!is_good) {
        buf_release(&t.patch.out);
        t.patch = (struct patch){ .a = a };
        patch_put(&t.patch, n->text, n->text_size, n->span);
    }
    return patch_end(&t.patch);
}
