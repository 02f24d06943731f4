#include "compiler/drive/together.h"

#include <string.h>

#include "compiler/drive/options.h"
#include "compiler/drive/usage.h"
#include "compiler/read/reader.h"
#include "runtime/base/text.h"

static bool check_eval(const struct parse *p)
{
    struct options *o = p->o;
    if (o->template_path != NULL) {
        return usage_refuse("'--template' has nothing to do with '--eval'");
    }
    if (p->plain_count > (o->expression_file != NULL ? 0 : 1)) {
        return usage_refuse("--eval takes one expression");
    }
    if (o->expression_file == NULL && p->plain_count == 0) {
        return usage_refuse("--eval needs an expression");
    }
    o->eval.expression = o->expression_file == NULL ? p->plain[0] : NULL;
    return true;
}

/* A server reads definitions from its client alone, and prints nothing but answers. */
static bool check_lsp(const struct parse *p)
{
    if (p->plain_count > 0) {
        return usage_refuse("--lsp takes no file: '%s'", p->plain[0]);
    }
    const char *other = p->o->output != NULL          ? "-o"
                        : p->o->template_path != NULL ? "--template"
                        : p->o->tasks_file != NULL    ? "--tasks"
                        : p->o->form != REPORT_TEXT   ? "--diagnostics"
                                                      : NULL;
    return other == NULL || usage_refuse("'%s' has nothing to do with '--lsp'", other);
}

/* What --emit=asl can lay out: files of their own, of JSON. */
static bool check_in_place(const struct parse *p)
{
    if (p->o->output != NULL) {
        return usage_refuse(
            "--in-place writes the definitions themselves: '-o' has nothing to do");
    }
    for (size_t i = 0; i < p->input_count; i++) {
        const char *name = p->inputs[i];
        if (strcmp(name, "-") == 0) {
            return usage_refuse(
                "--in-place needs a file: without it, --emit=asl writes what it reads "
                "on standard input to standard output");
        }
        if (reader_is_yaml_name(name)) {
            return usage_refuse(
                "'%s' is YAML, whose layout and comments --in-place leaves to its "
                "author: '--emit=asl %s -o FILE' writes it as JSON",
                name, name);
        }
    }
    return true;
}

static bool check_format(const struct parse *p)
{
    if (p->cc_count > 0) {
        return usage_refuse("'%s' has nothing to do with --emit=asl", p->cc_args[0]);
    }
    return !p->o->is_in_place || check_in_place(p);
}

/* Rules are of something that is built, and name it. */
static bool check_rules(const struct parse *p)
{
    const struct options *o = p->o;
    const struct options_rules *r = &o->rules;
    const char *word = r->word != NULL       ? r->word
                       : r->file != NULL     ? "-MF"
                       : p->target_count > 0 ? "-MT"
                       : r->has_phony        ? "-MP"
                                             : NULL;
    if (word == NULL) {
        return true;
    }
    if (r->word == NULL) {
        return usage_refuse("'%s' goes with -MMD or -MD", word);
    }
    if (o->action != OPTIONS_BUILD && o->action != OPTIONS_EMIT) {
        return usage_refuse("'%s' has nothing to do with '%s'", word, p->action_word);
    }
    bool is_printed = o->action == OPTIONS_EMIT && o->output == NULL;
    if (is_printed && (p->target_count == 0 || r->file == NULL)) {
        return usage_refuse("'%s' wants -o, or both -MT and -MF: what goes to standard output "
                            "has no name",
                            word);
    }
    return true;
}

/* Its state machines are what is compiled. */
static bool check_template(const struct parse *p)
{
    const struct options *o = p->o;
    if (p->has_logical_id && o->template_path == NULL) {
        return usage_refuse("'--logical-id' belongs to '--template'");
    }
    if (o->template_path == NULL) {
        return true;
    }
    if (o->is_in_place) {
        return usage_refuse("--in-place lays out files of definitions, not templates");
    }
    bool is_folder = o->output != NULL && text_ends_with(o->output, "/");
    bool is_one_answer = o->form == REPORT_JSON || o->form == REPORT_SARIF;
    if (is_folder && (is_one_answer || o->name != NULL)) {
        return usage_refuse("'-o %s' is for all state machines of a template: '%s' is for one",
                            o->output,
                            o->name != NULL          ? "--name"
                            : o->form == REPORT_JSON ? "--diagnostics=json"
                                                     : "--diagnostics=sarif");
    }
    if (is_folder && (o->rules.file != NULL || p->target_count > 0)) {
        return usage_refuse("'-o %s' makes several files: each has rules of its own, without "
                            "-MF, -MT and -MQ",
                            o->output);
    }
    return true;
}

/* Words that belong to one action, or do not go with it. */
static bool check_action(const struct parse *p)
{
    const struct options *o = p->o;
    if (o->without_main && (o->action != OPTIONS_EMIT || o->emit != OPTIONS_C)) {
        return usage_refuse("--no-main goes with --emit=c only: a program needs a main");
    }
    if (o->is_shared &&
        (o->action != OPTIONS_BUILD || o->output == NULL || o->is_static || o->debug)) {
        return usage_refuse("--shared wants -o, and goes with no other action, nor with -g or "
                            "--static");
    }
    bool evaluates = o->action == OPTIONS_EVAL;
    if (!evaluates && (o->eval.input_file != NULL || o->expression_file != NULL ||
                       o->eval.context_file != NULL || o->eval.bindings_file != NULL)) {
        return usage_refuse(
            "--input-file, --expression-file, --context and --bindings belong to --eval");
    }
    if (!evaluates && p->has_stdio && o->action != OPTIONS_LSP) {
        return usage_refuse("'--stdio' belongs to '--lsp'");
    }
    return true;
}

static bool check_inputs(const struct parse *p)
{
    const struct options *o = p->o;
    if (p->input_count == 0 && o->template_path == NULL) {
        return usage_refuse("no definition is given");
    }
    if (o->action == OPTIONS_FORMAT && !check_format(p)) {
        return false;
    }
    bool takes_many = o->action == OPTIONS_CHECK || o->is_in_place || o->template_path != NULL;
    if (!takes_many && p->input_count > 1) {
        return usage_refuse("more than one definition is given: '%s' and '%s'", p->inputs[0],
                            p->inputs[1]);
    }
    for (size_t i = 0; o->is_static && i < p->cc_count; i++) {
        if (text_ends_with(p->cc_args[i], ".so")) {
            return usage_refuse("'--static' links no shared library: '%s'", p->cc_args[i]);
        }
    }
    return true;
}

static bool check_output(const struct parse *p)
{
    const struct options *o = p->o;
    if (o->output != NULL && (o->action == OPTIONS_CHECK || o->action == OPTIONS_RUN)) {
        return usage_refuse("'-o' has nothing to do with '%s'", p->action_word);
    }
    bool emits = o->action == OPTIONS_EMIT || o->action == OPTIONS_FORMAT;
    bool is_printed =
        o->action == OPTIONS_RUN || (emits && o->output == NULL && !o->is_in_place);
    if (is_printed && (o->form == REPORT_JSON || o->form == REPORT_SARIF)) {
        return usage_refuse("'--diagnostics=%s' and '%s' both want standard output",
                            o->form == REPORT_JSON ? "json" : "sarif", p->action_word);
    }
    return true;
}

bool together_check(const struct parse *p)
{
    if (!check_rules(p) || !check_action(p)) {
        return false;
    }
    if (p->o->action == OPTIONS_EVAL) {
        return check_eval(p);
    }
    if (p->o->action == OPTIONS_LSP) {
        return check_lsp(p);
    }
    return check_template(p) && check_inputs(p) && check_output(p);
}
