/*
 * main.c - aslc: what the user wants, and the stages in their order.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/chosen.h"
#include "compiler/drive/arguments.h"
#include "compiler/drive/build.h"
#include "compiler/drive/cache.h"
#include "compiler/drive/depend.h"
#include "compiler/drive/help.h"
#include "compiler/drive/options.h"
#include "compiler/drive/pairs.h"
#include "compiler/drive/place.h"
#include "compiler/drive/scratch.h"
#include "compiler/drive/unused.h"
#include "compiler/drive/usage.h"
#include "compiler/emit/emit.h"
#include "compiler/eval.h"
#include "compiler/graph/chart.h"
#include "compiler/graph/dot.h"
#include "compiler/graph/mermaid.h"
#include "compiler/graph/svg.h"
#include "compiler/lsp/run.h"
#include "compiler/lsp/settings.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "compiler/reformat.h"
#include "compiler/serve/command.h"
#include "compiler/session.h"
#include "compiler/substitute.h"
#include "compiler/template/machine.h"
#include "runtime/base/buf.h"
#include "runtime/base/fatal.h"
#include "runtime/base/text.h"

static void read_tasks(struct session *s, struct diag *d)
{
    if (s->o->tasks_file != NULL) {
        bindings_read(s->a, d, s->o->tasks_file, s->o->without, s->o->is_static, &s->tasks);
    }
}

/* What --tasks binds, now that the workflow is known. */
static void check_bound(const struct session *s, struct diag *d, const struct workflow *w)
{
    if (s->tasks.list != NULL) {
        bindings_check_keys(s->a, d, &s->tasks, w);
    }
}

/* The workflow's errors weigh more than those of --tasks, of which there are so many. */
static int exit_code(const struct diag *d, size_t tasks_errors)
{
    return tasks_errors > 0 && diag_errors(d) == tasks_errors ? 2 : 1;
}

/* People read file after file; a program gets one answer about all of them. */
static int check_all(struct session *s)
{
    struct diag *d = session_diag(s);
    read_tasks(s, d);
    size_t tasks_errors = diag_errors(d);
    int code = 0;
    const struct chosen *list = chosen_read(s, d);
    if (list == NULL) {
        return 2;
    }
    if (list->label == NULL) {
        return session_report_last(s, d) ? 0 : 1;
    }
    for (const struct chosen *c = list; c->label != NULL; c++) {
        struct definition def = session_look(s, d, c);
        bool is_last = c[1].label == NULL;
        if (c == list && is_last) {
            check_bound(s, d, def.ast);
        }
        if (s->o->checks_format && (c->machine == NULL || !c->machine->is_inside)) {
            reformat_check(s, &def);
        }
        if (s->o->form == REPORT_TEXT || is_last) {
            bool is_good = is_last ? session_report_last(s, d) : session_report(s, d);
            code = is_good ? code : code == 1 ? 1 : exit_code(d, tasks_errors);
            d = is_last ? d : session_diag(s);
            tasks_errors = 0;
        }
    }
    return code;
}

static bool is_read(const struct options *o, const struct chosen *c, const char *output)
{
    bool is_same = place_is_same(output, c->path) ||
                   (o->template_path != NULL && place_is_same(output, o->template_path));
    for (size_t i = 0; o->cc_args[i] != NULL; i++) {
        is_same = is_same || place_is_same(output, o->cc_args[i]);
    }
    return is_same || (o->tasks_file != NULL && place_is_same(output, o->tasks_file)) ||
           (o->substitutions_file != NULL && place_is_same(output, o->substitutions_file));
}

/* The output may be none of the files that are read, nor may the rules for make. */
static int refuse_own_goal(struct arena *a, const struct options *o, const struct chosen *c,
                           const char *output)
{
    if (output != NULL && is_read(o, c, output)) {
        return usage_fail("the output '%s' is one of the inputs: name another with -o", output);
    }
    const char *rules = o->rules.word != NULL ? depend_path(a, o, output) : NULL;
    if (rules != NULL &&
        (is_read(o, c, rules) || (output != NULL && strcmp(rules, output) == 0))) {
        return usage_fail("the file of rules '%s' is one of the inputs, or the output: name "
                          "another with -MF",
                          rules);
    }
    return 0;
}

/* What the program is made of names it, so that the same is never built twice. */
static int run_program(struct build *b, const char *name, const struct buf *c)
{
    struct buf key = { 0 }, why = { 0 };
    buf_print(&key, "aslc %s\n", ASLC_VERSION);
    build_key(b, &key);
    buf_put(&key, buf_string(c), c->size);
    const char *program = cache_path(b->a, name, &key, &why);
    buf_release(&key);
    if (program == NULL) {
        fprintf(stderr, "aslc: %s\n", buf_string(&why));
        buf_release(&why);
        return 3;
    }
    if (!cache_has(program)) {
        const char *made;
        int code = build_program(b, name, c, &made);
        if (code == 0) {
            code = cache_put(b->a, made, program);
        }
        if (code != 0) {
            return code;
        }
    }
    size_t count = 0;
    while (b->o->run_args[count] != NULL) {
        count++;
    }
    char **argv = arena_array(b->a, count + 2, sizeof *argv);
    argv[0] = arena_text(b->a, program);
    for (size_t i = 0; i < count; i++) {
        argv[i + 1] = arena_text(b->a, b->o->run_args[i]);
    }
    scratch_close();
    execv(program, argv);
    fprintf(stderr, "aslc: cannot run '%s': %s\n", program, strerror(errno));
    return 3;
}

static int deliver(struct build *b, const char *name, const char *output, const struct buf *c)
{
    const char *made;
    switch (b->o->action) {
    case OPTIONS_EMIT:
        scratch_close();
        return output == NULL ? place_print(buf_string(c), c->size)
                              : place_bytes(b->a, buf_string(c), c->size, output, false);
    case OPTIONS_RUN: return run_program(b, name, c);
    case OPTIONS_BUILD:
    case OPTIONS_FORMAT:
    case OPTIONS_CHECK:
    case OPTIONS_EVAL:
    case OPTIONS_LSP:
    case OPTIONS_HELP:
    case OPTIONS_MANUAL:
    case OPTIONS_VERSION: break;
    }
    int code = build_program(b, name, c, &made);
    if (code != 0 || scratch_interrupted()) {
        return 3;
    }
    return b->o->is_shared ? cache_put(b->a, made, output)
                           : place_file(b->a, made, output, true);
}

/* An error that nobody wants to see is an error still: there is nothing to build. */
static int refuse(const struct session *s, const struct definition *def, const struct chosen *c,
                  size_t tasks_errors)
{
    check_bound(s, def->d, def->ast);
    if (session_report_last(s, def->d)) {
        fprintf(stderr,
                "aslc: '%s' has errors that are suppressed: it can be checked, but not built\n",
                c->label);
    }
    return exit_code(def->d, tasks_errors);
}

/* What is known of --tasks and of the given files once they are compiled. */
static void check_given(const struct session *s, struct diag *d, const struct definition *def,
                        const struct build *b, const struct plan *plan)
{
    check_bound(s, d, def->ast);
    if (s->tasks.list != NULL) {
        bindings_check_symbols(d, &s->tasks, b->symbols);
    }
    if (diag_errors(d) == 0) {
        unused_check(s->a, d, b, plan);
    }
}

static void emit(struct buf *out, const struct session *s, const struct plan *plan,
                 const struct workflow *w)
{
    if (s->o->action != OPTIONS_EMIT || s->o->emit == OPTIONS_C) {
        emit_workflow(out, plan);
        return;
    }
    const struct chart *chart = chart_make(s->a, plan->name, w->block);
    switch (s->o->emit) {
    case OPTIONS_C: break;
    case OPTIONS_SVG: svg_print(out, chart); break;
    case OPTIONS_DOT: dot_print(out, chart); break;
    case OPTIONS_MERMAID: mermaid_print(out, chart); break;
    }
}

/* What has been read, as rules for make, where they are wanted. */
static int write_rules(const struct build *b, const struct chosen *c, const char *output)
{
    const struct options *o = b->o;
    if (o->rules.word == NULL) {
        return 0;
    }
    struct depend *d = depend_new(b->a);
    depend_file(d, c->path);
    depend_file(d, o->template_path);
    depend_file(d, o->tasks_file);
    depend_file(d, o->substitutions_file);
    int code = build_reads(b, d);
    return code == 0 ? depend_write(d, o, output) : code;
}

/* One of them, to `output`, or as its name says where that is NULL. */
static int compile(struct session *s, struct diag *d, const struct chosen *c,
                   const char *output, size_t tasks_errors)
{
    const struct options *o = s->o;
    struct build b = { .a = s->a, .o = o };
    struct definition def = session_look(s, d, c);
    if (diag_errors(def.d) > 0 || diag_suppressed_errors(def.d) > 0) {
        return refuse(s, &def, c, tasks_errors);
    }
    const char *name = def.ast->name[0] != '\0' ? def.ast->name : "workflow";
    output = output == NULL && o->action == OPTIONS_BUILD ? name : output;
    int code = refuse_own_goal(s->a, o, c, output);
    if (code == 0 && (o->action != OPTIONS_EMIT || o->cc_args[0] != NULL)) {
        code = build_start(&b, s->a, o, output);
    }
    if (code != 0) {
        return code;
    }
    struct plan_extras extras = {
        .tasks = s->tasks.list,
        .symbols = b.symbols,
        .without = o->without,
        .name = o->name,
        .debug = o->debug,
        .without_main = o->without_main,
        .is_loaded = o->is_shared,
    };
    struct plan *plan = plan_make(s->a, def.d, def.ast, &extras);
    bool is_good = diag_errors(d) == 0;
    check_given(s, d, &def, &b, plan);
    if (!session_report_last(s, d)) {
        return is_good ? 2 : 1;
    }
    struct buf text = { 0 };
    emit(&text, s, plan, def.ast);
    code = write_rules(&b, c, output);
    code = code == 0 ? deliver(&b, name, output, &text) : code;
    buf_release(&text);
    return code;
}

/* All state machines of a template, each to a file of its name in the folder of -o. */
static int compile_all(struct session *s, struct diag *d, const struct chosen *list,
                       size_t tasks_errors)
{
    static const char *const ends[] = { [OPTIONS_C] = ".c",
                                        [OPTIONS_SVG] = ".svg",
                                        [OPTIONS_DOT] = ".dot",
                                        [OPTIONS_MERMAID] = ".mmd" };
    const char *end = s->o->action == OPTIONS_EMIT ? ends[s->o->emit] : "";
    int code = place_folder(s->o->output);
    if (code != 0) {
        return code;
    }
    for (const struct chosen *c = list; c->label != NULL; c++) {
        const char *output = chosen_output(s, c, end);
        int own = compile(s, d, c, output, tasks_errors);
        scratch_close(); /* each has a folder of its own */
        code = own > code ? own : code;
        d = session_diag(s);
    }
    return code;
}

static int compile_chosen(struct session *s)
{
    struct diag *d = session_diag(s);
    const struct options *o = s->o;
    int code = 0;
    read_tasks(s, d);
    size_t tasks_errors = diag_errors(d);
    const struct chosen *list = chosen_read(s, d);
    if (list == NULL) {
        return 2;
    }
    if (diag_errors(d) == tasks_errors && chosen_have_folder(s)) {
        return compile_all(s, d, list, tasks_errors);
    }
    if (chosen_have_folder(s) || !chosen_is_one(s, list, &code)) {
        session_report_last(s, d);
        return code == 0 ? 1 : code;
    }
    return compile(s, d, list, o->output, tasks_errors);
}

/* The file's text without the newline that editors put at its end; NULL after a message. */
static const char *expression_text(struct arena *a, const char *path)
{
    struct diag *d = diag_new(a);
    const struct source *text = load_source(a, d, path);
    if (text == NULL) {
        report_text(d, stderr, false);
        return NULL;
    }
    if (memchr(text->text, '\0', text->size) != NULL) {
        fprintf(stderr, "aslc: '%s' holds a NUL byte: it is not an expression\n", path);
        return NULL;
    }
    size_t size = text->size;
    if (size > 0 && text->text[size - 1] == '\n') {
        size--;
    }
    return arena_text_n(a, text->text, size);
}

static int evaluate(const struct session *s)
{
    struct options_eval request = s->o->eval;
    if (request.expression == NULL) {
        request.expression = expression_text(s->a, s->o->expression_file);
    }
    return request.expression == NULL ? 2 : eval_expression(&request);
}

/* The file's first, then each -D, so that the command line wins. */
static bool read_substitutions(struct session *s)
{
    const struct pair *from_file = NULL;
    size_t file_count = 0, define_count = 0;
    if (s->o->substitutions_file != NULL) {
        struct diag *d = session_diag(s);
        from_file = pairs_read(s->a, d, s->o->substitutions_file, PAIRS_SCALARS, NULL);
        if (from_file == NULL) {
            session_report(s, d);
            return false;
        }
    }
    while (from_file != NULL && from_file[file_count].name != NULL) {
        file_count++;
    }
    while (s->o->defines[define_count] != NULL) {
        define_count++;
    }
    struct pair *all = arena_array(s->a, file_count + define_count + 1, sizeof *all);
    for (size_t i = 0; i < file_count; i++) {
        all[i] = from_file[i];
    }
    for (size_t i = 0; i < define_count; i++) {
        const char *text = s->o->defines[i];
        size_t name_size = strcspn(text, "=");
        all[file_count + i].name = arena_text_n(s->a, text, name_size);
        all[file_count + i].value = text + name_size + 1;
    }
    s->pairs = all;
    s->substitute = substitute_new(s->a, all);
    return true;
}

static int serve_editor(struct session *s)
{
    return read_substitutions(s)
               ? lsp_run(&(struct lsp_settings){ s->o, s->pairs, ASLC_VERSION })
               : 2;
}

static int act(struct session *s)
{
    switch (s->o->action) {
    case OPTIONS_HELP: help_put(MANUAL_TEXT); return 0;
    case OPTIONS_MANUAL: help_put(MANUAL_PAGE); return 0;
    case OPTIONS_VERSION: puts("aslc " ASLC_VERSION); return 0;
    case OPTIONS_EVAL: return evaluate(s);
    case OPTIONS_LSP: return serve_editor(s);
    case OPTIONS_CHECK: return read_substitutions(s) ? check_all(s) : 2;
    case OPTIONS_FORMAT: return read_substitutions(s) ? reformat(s) : 2;
    case OPTIONS_BUILD:
    case OPTIONS_EMIT:
    case OPTIONS_RUN: break;
    }
    return read_substitutions(s) ? compile_chosen(s) : 2;
}

int main(int argc, char **argv)
{
    if (argc > 1 && command_is(argv[1])) {
        return command_run(argc, argv);
    }
    fatal_exit_code(3);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of its write() then */
    struct options o;
    struct session s = { .a = arena_new(), .o = &o };
    int code = arguments_parse(s.a, argc, argv, &o) ? act(&s) : 2;
    scratch_close();
    arena_release(s.a);
    if (fflush(stdout) != 0 && code == 0) {
        fprintf(stderr, "aslc: cannot write to standard output: %s\n", strerror(errno));
        code = 3;
    }
    return code;
}
