#include "compiler/reformat.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/chosen.h"
#include "compiler/drive/options.h"
#include "compiler/drive/place.h"
#include "compiler/drive/usage.h"
#include "compiler/format/comment.h"
#include "compiler/format/format.h"
#include "compiler/read/ast.h"
#include "compiler/read/reader.h"
#include "compiler/session.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* A definition as its author wrote it: `source` is another one where a ${NAME} was filled. */
struct written {
    const struct source *source;
    const struct doc_node *doc; /* NULL after a message */
};

static struct written as_written(const struct session *s, const struct definition *def)
{
    const struct source *filled = def->source;
    if (filled->piece_count == 0) {
        return (struct written){ filled, def->doc };
    }
    struct source *own =
        source_of_text(s->a, filled->name, filled->written, filled->written_size);
    own->path = filled->path;
    struct diag *silent = diag_new(s->a);
    struct written w = { own, reader_parse(s->a, silent, own) };
    if (w.doc == NULL || diag_errors(silent) > 0) {
        diag_global(def->d, DIAG_FORMAT_OPEN, NULL);
        w.doc = NULL;
    }
    return w;
}

/* ---- Where a file differs ---- */

/* The line of `text` around `at`, without blanks at its ends. */
static struct span line_around(const char *text, size_t size, size_t at)
{
    size_t start = at, end = at;
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    while (end < size && text[end] != '\n') {
        end++;
    }
    while (start < end && text_is_blank(text[start])) {
        start++;
    }
    while (end > start && text_is_blank(text[end - 1])) {
        end--;
    }
    return (struct span){ (uint32_t)start, (uint32_t)end };
}

static uint32_t word_start(const char *text, size_t at)
{
    while (at > 0 && !text_is_blank(text[at - 1])) {
        at--;
    }
    return (uint32_t)at;
}

static void say_difference(const struct session *s, struct diag *d, const struct source *own,
                           const struct buf *wanted)
{
    size_t at = 0;
    while (at < own->size && at < wanted->size && own->text[at] == wanted->text[at]) {
        at++;
    }
    struct span line = line_around(wanted->text, wanted->size, at);
    int size = (int)(line.end - line.start);
    const char *instead =
        at >= wanted->size ? "ends here"
        : size == 0        ? "breaks the line here"
                    : arena_print(s->a, "has this line: %.*s", size, wanted->text + line.start);
    struct span here = line_around(own->text, own->size, at);
    if (at > here.start && at <= here.end) {
        here.start = word_start(own->text, at);
    }
    diag_source(d, own);
    diag_say(d, DIAG_FORMAT, here, instead, NULL);
}

void reformat_check(const struct session *s, const struct definition *def)
{
    if (def->ast == NULL || reader_is_yaml(def->source)) {
        return;
    }
    struct written w = as_written(s, def);
    struct buf out = { 0 };
    if (w.doc != NULL) {
        format_write(s->a, &out, w.source, w.doc);
        if (out.size != w.source->size || memcmp(out.text, w.source->text, out.size) != 0) {
            say_difference(s, def->d, w.source, &out);
        }
    }
    buf_release(&out);
}

/* ---- One definition ---- */

/* What is wrong with it is said in `d`: then it is not to be written. */
static struct definition look(const struct session *s, struct diag *d, const struct chosen *c,
                              bool *ret_is_good)
{
    size_t errors = diag_errors(d), suppressed = diag_suppressed_errors(d);
    diag_errors_only(d, true);
    struct definition def = session_look(s, d, c);
    diag_errors_only(d, false);
    *ret_is_good = diag_errors(d) == errors && diag_suppressed_errors(d) == suppressed;
    if (diag_suppressed_errors(d) > suppressed) {
        fprintf(stderr,
                "aslc: '%s' has errors that are suppressed: it can be checked, but not laid "
                "out\n",
                c->label);
    }
    return def;
}

/* Standard output where `output` is NULL. */
static int write_one(const struct session *s, struct diag *d, const struct chosen *c,
                     const char *output)
{
    bool is_good;
    if (output != NULL && place_is_same(output, c->path)) {
        return usage_fail("the output '%s' is the input: --in-place lays out the file "
                          "itself",
                          output);
    }
    struct definition def = look(s, d, c, &is_good);
    if (is_good && reader_is_yaml(def.source)) {
        comment_keep(s->a, d, def.source, def.doc);
    }
    if (!session_report_last(s, d) || !is_good) {
        return 1;
    }
    struct buf out = { 0 };
    format_write(s->a, &out, def.source, def.doc);
    int code = output == NULL ? place_print(buf_string(&out), out.size)
                              : place_bytes(s->a, buf_string(&out), out.size, output, false);
    buf_release(&out);
    return code;
}

/* All state machines of a template, each to a file of its name. */
static int write_each(const struct session *s, struct diag *d, const struct chosen *list)
{
    int code = place_folder(s->o->output);
    bool can = code == 0;
    for (const struct chosen *c = list; can && c->label != NULL; c++) {
        int own = write_one(s, d, c, chosen_output(s, c, ".asl.json"));
        code = own > code ? own : code;
        d = session_diag(s);
    }
    return code;
}

/* Standard output, or the file or folder of -o. */
static int write_chosen(struct session *s)
{
    int code = 0;
    struct diag *d = session_diag(s);
    const struct chosen *list = chosen_read(s, d);
    const char *output = s->o->output;
    if (list == NULL) {
        return 2;
    }
    if (chosen_have_folder(s) && diag_errors(d) == 0) {
        return write_each(s, d, list);
    }
    if (chosen_have_folder(s) || !chosen_is_one(s, list, &code)) {
        session_report_last(s, d);
        return code == 0 ? 1 : code;
    }
    return write_one(s, d, list, output);
}

/* ---- In place ---- */

static int write_over(const struct session *s, const struct definition *def)
{
    struct written w = as_written(s, def);
    struct buf out = { 0 };
    int code = w.doc == NULL ? 1 : 0;
    if (w.doc != NULL) {
        format_write(s->a, &out, w.source, w.doc);
        if (out.size != w.source->size || memcmp(out.text, w.source->text, out.size) != 0) {
            code = place_over(s->a, buf_string(&out), out.size, w.source->path);
        }
    }
    buf_release(&out);
    return code;
}

/* People read file after file; a program gets one answer about all of them. */
static int write_all_over(struct session *s)
{
    struct diag *d = session_diag(s);
    int code = 0;
    for (const struct chosen *c = chosen_read(s, d); c->label != NULL; c++) {
        bool is_good, is_last = c[1].label == NULL;
        struct definition def = look(s, d, c, &is_good);
        int own = is_good ? write_over(s, &def) : 1;
        code = own > code ? own : code;
        if (is_last) {
            bool is_fine = session_report_last(s, d);
            code = is_fine || code > 0 ? code : 1;
        } else if (s->o->form == REPORT_TEXT) {
            session_report(s, d);
            d = session_diag(s);
        }
    }
    return code;
}

int reformat(struct session *s)
{
    return s->o->is_in_place ? write_all_over(s) : write_chosen(s);
}
