#include "compiler/eval.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/excerpt.h"
#include "compiler/base/load.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/drive/options.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/path.h"
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
    return value_member(w->bindings, name, ret_value);
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

static int print(const struct value *v)
{
    struct buf line = { 0 };
    write_json(&line, v);
    buf_char(&line, '\n');
    bool good = fwrite(line.text, 1, line.size, stdout) == line.size && fflush(stdout) == 0;
    buf_release(&line);
    if (!good) {
        perror("aslc: standard output");
    }
    return good ? DONE : UNUSABLE;
}

static int evaluate(struct world *w, const struct asl_expr *e, bool is_path)
{
    struct random chance;
    random_seed_system(&chance);
    struct asl_scope scope = {
        .data = w->data,
        .owner = w,
        .context = context_of,
        .variable = variable_of,
        .random = &chance,
        .field = "expression",
    };
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

static int run(struct arena *a, const struct options_eval *r, struct world *w)
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
    if (!read_file(a, r->input_file, &w->data) || !read_file(a, r->context_file, &w->context) ||
        !read_file(a, r->bindings_file, &w->bindings)) {
        return UNUSABLE;
    }
    if (w->bindings != NULL && value_type(w->bindings) != VALUE_OBJECT) {
        fprintf(stderr, "aslc: '%s' must hold a JSON object of variables\n", r->bindings_file);
        return UNUSABLE;
    }
    return evaluate(w, e, is_path);
}

int eval_expression(const struct options_eval *r)
{
    if (strcmp(r->language, "jsonata") == 0) {
        fprintf(stderr, "aslc: this version does not evaluate JSONata\n");
        return UNUSABLE;
    }
    if (strcmp(r->language, "jsonpath") != 0 && strcmp(r->language, "intrinsic") != 0) {
        fprintf(stderr, "aslc: --eval takes jsonpath or intrinsic, not '%s'\n", r->language);
        return UNUSABLE;
    }
    struct arena *a = arena_new();
    struct world w = { 0 };
    int code = run(a, r, &w);
    value_release(w.data);
    value_release(w.context);
    value_release(w.bindings);
    arena_release(a);
    return code;
}
