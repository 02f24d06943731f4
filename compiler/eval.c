#include "compiler/eval.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/excerpt.h"
#include "compiler/base/load.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/drive/options.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/path.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

enum { DONE = 0, FAILED = 1, UNUSABLE = 2 };

/* What the expression sees. */
struct world {
    struct value *data;
    struct value *context;
    struct value *bindings;
};

static struct value *context_of(void *owner)
{
    struct world *w = owner;
    return w->context;
}

static bool variable_of(void *owner, const char *name, struct value **ret_value)
{
    struct world *w = owner;
    return w->bindings != NULL && value_member(w->bindings, name, ret_value);
}

/* The file's JSON; false after a message. No file is null. */
static bool read_file(struct arena *a, const char *path, struct value **ret_value)
{
    if (path == NULL) {
        *ret_value = NULL;
        return true;
    }
    struct diag *d = diag_new(a);
    const struct source *text = load_source(a, d, path);
    if (text == NULL) {
        report_text(d, stderr, false);
        return false;
    }
    struct read_error error;
    if (!read_json(text->text, text->size, ret_value, &error)) {
        fprintf(stderr, "%s:%d:%d: error: %s\n", path, error.line, error.column, error.message);
        return false;
    }
    return true;
}

/* ---- Answers ---- */

static int report(const char *code, size_t position, const char *message)
{
    struct buf line = { 0 };
    buf_text(&line, "{\"code\":");
    write_string(&line, code, strlen(code));
    buf_print(&line, ",\"position\":%zu,\"message\":", position);
    write_string(&line, message, strlen(message));
    fprintf(stderr, "%s}\n", buf_string(&line));
    buf_release(&line);
    return FAILED;
}

static void put_line_end(struct buf *out, int depth)
{
    buf_char(out, '\n');
    for (int i = 0; i < depth; i++) {
        buf_text(out, "  ");
    }
}

/* One byte of compact JSON outside of its texts, as a person likes to read it. */
static void put_pretty(struct buf *out, char c, bool is_empty, int *depth)
{
    bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
    *depth -= closes;
    if (closes && !is_empty) {
        put_line_end(out, *depth);
    }
    buf_char(out, c);
    *depth += opens;
    if (c == ',' || (opens && !is_empty)) {
        put_line_end(out, *depth);
    } else if (c == ':') {
        buf_char(out, ' ');
    }
}

/* Appends compact JSON, laid out in lines. */
static void lay_out(struct buf *out, const char *json, size_t size)
{
    int depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < size; i++) {
        char c = json[i];
        if (in_text && c == '\\') {
            buf_put(out, json + i++, 2);
        } else if (in_text || c == '"') {
            in_text ^= c == '"';
            buf_char(out, c);
        } else {
            /* A bracket that closes stands two behind the one that opens, in ASCII. */
            bool opens = c == '{' || c == '[';
            bool is_empty = opens ? json[i + 1] == c + 2 : i > 0 && json[i - 1] == c - 2;
            put_pretty(out, c, is_empty, &depth);
        }
    }
}

/* JSONata's undefined prints nothing. */
static int print(const struct value *v)
{
    if (v == NULL) {
        return DONE;
    }
    struct buf json = { 0 }, shown = { 0 };
    write_json(&json, v);
    if (isatty(STDOUT_FILENO) == 1) {
        lay_out(&shown, buf_string(&json), json.size);
    }
    const struct buf *text = shown.size > 0 ? &shown : &json;
    buf_char(shown.size > 0 ? &shown : &json, '\n');
    bool good = fwrite(text->text, 1, text->size, stdout) == text->size && fflush(stdout) == 0;
    buf_release(&json);
    buf_release(&shown);
    if (!good) {
        perror("aslc: standard output");
    }
    return good ? DONE : UNUSABLE;
}

/* ---- JSONPath and intrinsics ---- */

static struct asl_scope scope_of(struct world *w, struct random *chance)
{
    random_seed_system(chance);
    return (struct asl_scope){
        .data = w->data,
        .owner = w,
        .context = context_of,
        .variable = variable_of,
        .random = chance,
        .field = "expression",
    };
}

static int evaluate(struct world *w, const struct asl_expr *e, bool is_path)
{
    struct random chance;
    struct asl_scope scope = scope_of(w, &chance);
    struct value *v = NULL;
    bool good = is_path ? eval_path_field(&scope, e, &v) : eval(&scope, e, &v);
    int code;
    if (good) {
        code = print(v);
    } else {
        const char *name = scope.error.name, *cause = scope.error.cause;
        code = report(name == NULL ? "States.Runtime" : name, 0, cause == NULL ? "" : cause);
    }
    value_release(v);
    scope_lift(&scope);
    return code;
}

static void warn_of_words(const char *expression, const struct expr_bare *first)
{
    for (const struct expr_bare *b = first; b != NULL; b = b->next) {
        struct buf word = { 0 };
        excerpt_put_text(&word, expression + b->offset, b->size);
        fprintf(stderr,
                "aslc: warning: %s has no quotes in this filter and is taken for a text: write "
                "'%s'\n",
                buf_string(&word), buf_string(&word));
        buf_release(&word);
    }
}

/* Whether standard input, which can be read once, is asked for again. */
static bool shares_standard_input(const struct options_eval *r)
{
    const char *const files[] = { r->input_file, r->context_file, r->bindings_file };
    int count = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        count += files[i] != NULL && strcmp(files[i], "-") == 0;
    }
    return count > 1;
}

static bool read_world(struct arena *a, const struct options_eval *r, struct world *w)
{
    if (shares_standard_input(r)) {
        fputs("aslc: only one file can be standard input\n", stderr);
        return false;
    }
    if (!read_file(a, r->input_file, &w->data) || !read_file(a, r->context_file, &w->context) ||
        !read_file(a, r->bindings_file, &w->bindings)) {
        return false;
    }
    if (w->bindings != NULL && value_type(w->bindings) != VALUE_OBJECT) {
        fprintf(stderr, "aslc: '%s' must hold a JSON object of variables\n", r->bindings_file);
        return false;
    }
    return true;
}

static int run_path(struct arena *a, const struct options_eval *r, struct world *w)
{
    bool is_path = strcmp(r->language, "jsonpath") == 0;
    size_t size = strlen(r->expression);
    struct expr_error error;
    const struct asl_expr *e = is_path ? path_parse(a, r->expression, size, PATH_ANY, &error)
                                       : intrinsic_parse(a, r->expression, size, &error);
    if (e == NULL) {
        return report("syntax", error.offset, error.message);
    }
    warn_of_words(r->expression, error.bare);
    return read_world(a, r, w) ? evaluate(w, e, is_path) : UNUSABLE;
}

/* ---- JSONata ---- */

/* What bounds have, which JSONata knows no code for; its own suite calls them so. */
#define BOUND_CODE "U1001"

static bool is_bound_to(const void *owner, const char *name)
{
    const struct world *w = owner;
    struct value *v;
    return w->bindings != NULL && value_member(w->bindings, name, &v);
}

/* Shows a person the line of the expression, and a caret below what is wrong. */
static void point_at(struct arena *a, const char *expression, size_t start, size_t end)
{
    if (isatty(STDERR_FILENO) != 1) {
        return;
    }
    const struct source *s = source_of_text(a, "expression", expression, strlen(expression));
    struct span at = { (uint32_t)start, (uint32_t)end };
    struct buf lines = { 0 };
    excerpt_put_line(&lines, s, at, NULL, false);
    fputs(buf_string(&lines), stderr);
    buf_release(&lines);
}

/* Why an evaluation failed, in JSONata's own words, at the place of the node that did. */
static int report_query(struct arena *a, const char *expression,
                        const struct scope_error *error, const struct jsonata_spots *spots)
{
    const struct jsonata_spot *spot = spot_of(spots, error->at);
    size_t position = spot == NULL ? 0 : fault_units(expression, spot->end);
    if (spot != NULL) {
        point_at(a, expression, spot->start, spot->end);
    }
    return report(error->code == NULL ? BOUND_CODE : error->code, position,
                  error->message != NULL ? error->message
                  : error->cause != NULL ? error->cause
                                         : "");
}

static int query(struct arena *a, const char *expression, struct world *w,
                 const struct asl_expr *e, const struct jsonata_spots *spots)
{
    struct random chance;
    struct asl_scope scope = scope_of(w, &chance);
    scope.bounds = &scope_aws_bounds;
    struct value *v = e->eval(&scope, e);
    int code = scope.failed ? report_query(a, expression, &scope.error, spots) : print(v);
    value_release(v);
    scope_lift(&scope);
    return code;
}

static int run_jsonata(struct arena *a, const struct options_eval *r, struct world *w)
{
    if (r->context_file != NULL) {
        fputs("aslc: --context is what $$ means to a path; to JSONata it is the data\n",
              stderr);
        return UNUSABLE;
    }
    if (!read_world(a, r, w)) {
        return UNUSABLE;
    }
    const struct jsonata_names names = { .has = is_bound_to, .owner = w };
    struct jsonata_spots spots = { 0 };
    struct jsonata_error error;
    const struct asl_expr *e =
        jsonata_parse(a, r->expression, strlen(r->expression), &names, &error, &spots);
    if (e == NULL) {
        point_at(a, r->expression, error.start, error.end);
        return report(error.code, error.position, error.message);
    }
    return query(a, r->expression, w, e, &spots);
}

int eval_expression(const struct options_eval *r)
{
    struct arena *a = arena_new();
    struct world w = { 0 };
    bool is_jsonata = strcmp(r->language, "jsonata") == 0;
    int code = is_jsonata ? run_jsonata(a, r, &w) : run_path(a, r, &w);
    value_release(w.data);
    value_release(w.context);
    value_release(w.bindings);
    arena_release(a);
    return code;
}
