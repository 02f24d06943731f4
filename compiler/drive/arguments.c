#include "compiler/drive/arguments.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/drive/options.h"
#include "compiler/drive/row.h"
#include "compiler/drive/together.h"
#include "compiler/drive/usage.h"
#include "compiler/drive/without.h"
#include "compiler/read/reader.h"
#include "runtime/base/plainname.h"
#include "runtime/base/text.h"

static bool choose_action(struct parse *p, const char *word, enum options_action action)
{
    if (p->action_word != NULL) {
        return usage_refuse("'%s' and '%s' exclude each other", p->action_word, word);
    }
    p->action_word = word;
    p->o->action = action;
    return true;
}

static bool one_of(const char *option, const char *value, const char *wanted)
{
    return usage_refuse("%s does not take '%s': it takes %s", option, value, wanted);
}

static bool take_emit(struct parse *p, const char *value)
{
    if (strcmp(value, "asl") == 0) {
        p->emits_asl = true;
        return true;
    }
    static const char *const forms[] = { [OPTIONS_C] = "c",
                                         [OPTIONS_SVG] = "svg",
                                         [OPTIONS_DOT] = "dot",
                                         [OPTIONS_MERMAID] = "mermaid" };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(value, forms[i]) == 0) {
            p->o->emit = (enum options_emit)i;
            return choose_action(p, "--emit", OPTIONS_EMIT);
        }
    }
    return one_of("--emit", value, "c, asl, svg, dot or mermaid");
}

static bool take_eval(struct parse *p, const char *value)
{
    if (strcmp(value, "jsonpath") != 0 && strcmp(value, "intrinsic") != 0 &&
        strcmp(value, "jsonata") != 0) {
        return one_of("--eval", value, "jsonata, jsonpath or intrinsic");
    }
    p->o->eval.language = value;
    return choose_action(p, "--eval", OPTIONS_EVAL);
}

static bool take_help(struct parse *p, const char *value)
{
    if (strcmp(value, "man") == 0) {
        return choose_action(p, "--help", OPTIONS_MANUAL);
    }
    return one_of("--help", value, "man, or nothing");
}

static bool take_level(struct parse *p, const char *value)
{
    static const char *const levels[] = { "-O0", "-O1", "-O2" };
    if (value[0] < '0' || value[0] > '2' || value[1] != '\0') {
        return usage_refuse("unknown level '-O%s': there are -O0, -O1 and -O2", value);
    }
    p->o->level = levels[value[0] - '0'];
    return true;
}

static bool take_type(struct parse *p, const char *value)
{
    if (strcmp(value, "standard") == 0) {
        p->o->type = CHECK_STANDARD;
    } else if (strcmp(value, "express") == 0) {
        p->o->type = CHECK_EXPRESS;
    } else {
        return one_of("--type", value, "standard or express");
    }
    return true;
}

static bool take_diagnostics(struct parse *p, const char *value)
{
    static const char *const forms[] = { [REPORT_TEXT] = "text",
                                         [REPORT_JSON] = "json",
                                         [REPORT_SARIF] = "sarif",
                                         [REPORT_GITHUB] = "github" };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(value, forms[i]) == 0) {
            p->o->form = (enum report_form)i;
            return true;
        }
    }
    return one_of("--diagnostics", value, "text, json, sarif or github");
}

static bool take_define(struct parse *p, const char *value)
{
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value) {
        return usage_refuse("'-D %s' is not NAME=VALUE", value);
    }
    size_t good = text_utf8_span(value, strlen(value));
    if (value[good] != '\0') {
        return usage_refuse("'-D %.*s' is not UTF-8: the byte 0x%02X follows here", (int)good,
                            value, (unsigned char)value[good]);
    }
    p->defines[p->define_count++] = value;
    return true;
}

/* All warnings are on from the start, so -Wall and -WSLUG have nothing to do. */
static bool take_warning(struct parse *p, const char *value)
{
    if (strcmp(value, "error") == 0) {
        p->o->warnings_are_errors = true;
        return true;
    }
    if (strcmp(value, "all") == 0 || strcmp(value, "extra") == 0) {
        return true;
    }
    bool is_off = strncmp(value, "no-", 3) == 0;
    const char *slug = is_off ? value + 3 : value;
    if (!diag_suppress_warning(diag_new(p->a), slug)) {
        return usage_refuse("unknown warning '-W%s'", value);
    }
    if (is_off) {
        p->silenced[p->silenced_count++] = slug;
    }
    return true;
}

static bool take_suppress(struct parse *p, const char *value)
{
    if (!diag_suppress(diag_new(p->a), value)) {
        return usage_refuse("no message is called '%s'", value);
    }
    p->suppressed[p->suppressed_count++] = value;
    return true;
}

/* Each word stands in the list once, so that it cannot overflow. */
static void leave_out(struct parse *p, const char *word)
{
    for (size_t i = 0; i < p->without_count; i++) {
        if (strcmp(p->without[i], word) == 0) {
            return;
        }
    }
    p->without[p->without_count++] = word;
}

/* A static program loads no shared library, such as that of PostgreSQL. */
static void leave_out_dynamic(struct parse *p)
{
#define ASL_TARGET(word, target, dynamic, scheme, form, help)                                  \
    if (dynamic) {                                                                             \
        leave_out(p, word);                                                                    \
    }
#include <asl/words.def>
    leave_out(p, "postgres");
}

static bool take_without(struct parse *p, const char *value)
{
    do {
        size_t size = strcspn(value, ",");
        const char *word = arena_text_n(p->a, value, size);
        if (!without_takes(word)) {
            return one_of("--without", word, without_words(p->a));
        }
        leave_out(p, word);
        value += size;
    } while (*value++ == ',');
    return true;
}

static bool take_name(struct parse *p, const char *value)
{
    size_t size = strlen(value);
    if (size > PLAINNAME_MAX) {
        return usage_refuse(
            "the name that --name gives has %zu letters: a workflow's name has at "
            "most %d",
            size, PLAINNAME_MAX);
    }
    if (!plainname_takes(value)) {
        return usage_refuse(
            "'%s' cannot be a workflow's name: --name takes letters, digits, '-' and "
            "'_'",
            value);
    }
    p->o->name = value;
    return true;
}

static bool take_target(struct parse *p, const char *value, bool is_quoted)
{
    p->targets[p->target_count++] = (struct options_target){ value, is_quoted };
    return true;
}

static bool take_rules(struct parse *p, const struct row *row)
{
    if (row->word == WORD_RULES_PHONY) {
        p->o->rules.has_phony = true;
    } else if (row->word == WORD_RULES_ALL || p->o->rules.word == NULL) {
        p->o->rules.word = row->text; /* -MD wants more, wherever it stands */
    }
    return true;
}

static bool take_template(struct parse *p, const char *value)
{
    if (p->o->template_path != NULL) {
        return usage_refuse("more than one template is given: '%s' and '%s'",
                            p->o->template_path, value);
    }
    p->o->template_path = value;
    return true;
}

/* One of the state machines of a template. */
static bool take_logical_id(struct parse *p, const char *value)
{
    p->has_logical_id = true;
    p->inputs[p->input_count++] = value;
    return true;
}

/* cc would take a name that starts with - or @ for something else. */
static const char *plain_name(struct parse *p, const char *name)
{
    bool is_special = (name[0] == '-' && name[1] != '\0') || name[0] == '@';
    return is_special ? arena_print(p->a, "./%s", name) : name;
}

static bool is_cc_file(const char *name)
{
    static const char endings[] =
#define FILES(endings, help) endings " "
#include "compiler/drive/options.def"
        ;
    const char *dot = strrchr(name, '.');
    size_t size = dot != NULL ? strlen(dot) : 0;
    for (const char *at = endings; dot != NULL && *at != '\0'; at += strcspn(at, " ") + 1) {
        if (strcspn(at, " ") == size && strncmp(at, dot, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool take_file(struct parse *p, const char *name)
{
    if (name[0] == '\0') {
        return usage_refuse("an argument is empty");
    }
    p->plain[p->plain_count++] = name;
    if (is_cc_file(name)) {
        p->cc_args[p->cc_count++] = plain_name(p, name);
    } else {
        p->inputs[p->input_count++] = plain_name(p, name);
    }
    return true;
}

static bool take_pass_on(struct parse *p, const struct row *row, const char *value)
{
    p->cc_args[p->cc_count++] = arena_print(p->a, "%s%s", row->text, value);
    return true;
}

static bool take_valued(struct parse *p, const struct row *row, const char *value)
{
    struct options *o = p->o;
    switch (row->word) {
    case WORD_EMIT: return take_emit(p, value);
    case WORD_EVAL: return take_eval(p, value);
    case WORD_LEVEL: return take_level(p, value);
    case WORD_TYPE: return take_type(p, value);
    case WORD_DIAGNOSTICS: return take_diagnostics(p, value);
    case WORD_DEFINE: return take_define(p, value);
    case WORD_WARNING: return take_warning(p, value);
    case WORD_LIBRARY:
    case WORD_LIBRARIES:
    case WORD_INCLUDES: return take_pass_on(p, row, value);
    case WORD_HELP: return take_help(p, value);
    case WORD_OUTPUT: o->output = value; return true;
    case WORD_CC: o->cc = value; return true;
    case WORD_TEMPLATE: return take_template(p, value);
    case WORD_LOGICAL_ID: return take_logical_id(p, value);
    case WORD_TASKS: o->tasks_file = value; return true;
    case WORD_SUBSTITUTIONS: o->substitutions_file = value; return true;
    case WORD_SUPPRESS: return take_suppress(p, value);
    case WORD_WITHOUT: return take_without(p, value);
    case WORD_NAME: return take_name(p, value);
    case WORD_RULES_FILE: o->rules.file = value; return true;
    case WORD_RULES_TARGET: return take_target(p, value, false);
    case WORD_RULES_QUOTED: return take_target(p, value, true);
    case WORD_INPUT_FILE: o->eval.input_file = value; return true;
    case WORD_EXPRESSION_FILE: o->expression_file = value; return true;
    case WORD_CONTEXT: o->eval.context_file = value; return true;
    case WORD_BINDINGS: o->eval.bindings_file = value; return true;
    case WORD_CHECK:
    case WORD_RUN:
    case WORD_LSP:
    case WORD_STDIO:
    case WORD_VERSION:
    case WORD_DEBUG:
    case WORD_STATIC:
    case WORD_NO_MAIN:
    case WORD_SHARED:
    case WORD_IN_PLACE:
    case WORD_RULES:
    case WORD_RULES_ALL:
    case WORD_RULES_PHONY: break;
    }
    return usage_refuse("'%s' is not in this version of aslc", row->text);
}

static bool take_plain(struct parse *p, const struct row *row)
{
    if (row->word == WORD_DEBUG) {
        p->o->debug = true;
        return true;
    }
    if (row->word == WORD_STATIC) {
        p->o->is_static = true;
        leave_out_dynamic(p);
        return true;
    }
    if (row->word == WORD_NO_MAIN) {
        p->o->without_main = true;
        return true;
    }
    if (row->word == WORD_SHARED) {
        p->o->is_shared = true;
        return true;
    }
    if (row->word == WORD_STDIO) {
        p->has_stdio = true;
        return true;
    }
    if (row->word == WORD_IN_PLACE) {
        p->o->is_in_place = true;
        return true;
    }
    if (row->word == WORD_RULES || row->word == WORD_RULES_ALL ||
        row->word == WORD_RULES_PHONY) {
        return take_rules(p, row);
    }
    enum options_action action = row->word == WORD_CHECK  ? OPTIONS_CHECK
                                 : row->word == WORD_LSP  ? OPTIONS_LSP
                                 : row->word == WORD_RUN  ? OPTIONS_RUN
                                 : row->word == WORD_HELP ? OPTIONS_HELP
                                                          : OPTIONS_VERSION;
    return choose_action(p, row->text, action);
}

static bool take_option(struct parse *p, const char *arg)
{
    const struct row *row = row_find(arg);
    if (row == NULL) {
        return row_refuse_unknown(arg);
    }
    const char *inside = arg + strlen(row->text);
    if (row_may_lack_value(row) && *inside == '\0') {
        return take_plain(p, row);
    }
    if (row->value == NULL) {
        return usage_refuse("'%s' takes no value", row->text);
    }
    if (arg[1] == '-' && *inside == '=') {
        inside++;
    } else if (*inside == '\0') {
        if (p->at >= p->argc) {
            return usage_refuse("'%s' needs a value", row->text);
        }
        inside = p->argv[p->at++];
    }
    if (*inside == '\0') {
        return usage_refuse("'%s' needs a value", row->text);
    }
    return take_valued(p, row, inside);
}

/* Returns true for an action that looks at nothing else on the command line. */
static bool only_prints(const struct options *o)
{
    return o->action == OPTIONS_HELP || o->action == OPTIONS_MANUAL ||
           o->action == OPTIONS_VERSION;
}

/* Behind --: the program's arguments after --run, names of files otherwise. */
static bool take_rest(struct parse *p)
{
    while (p->at < p->argc) {
        const char *arg = p->argv[p->at++];
        if (p->o->action == OPTIONS_RUN) {
            p->run_args[p->run_count++] = arg;
        } else if (!take_file(p, arg)) {
            return false;
        }
    }
    return true;
}

static bool take_arguments(struct parse *p)
{
    while (p->at < p->argc) {
        const char *arg = p->argv[p->at++];
        if (strcmp(arg, "--") == 0) {
            return take_rest(p);
        }
        bool is_option = arg[0] == '-' && arg[1] != '\0';
        if (is_option ? !take_option(p, arg) : !take_file(p, arg)) {
            return false;
        }
        if (only_prints(p->o)) {
            return true;
        }
    }
    return true;
}

/* --emit=asl is an action of its own, or what --check looks at as well. */
static bool settle_format(struct parse *p)
{
    struct options *o = p->o;
    if (!p->emits_asl) {
        return o->is_in_place ? usage_refuse("--in-place goes with --emit=asl only") : true;
    }
    if (o->action == OPTIONS_CHECK && !o->is_in_place) {
        o->checks_format = true;
        return true;
    }
    return choose_action(p, "--emit=asl", OPTIONS_FORMAT);
}

bool arguments_parse(struct arena *a, int argc, char **argv, struct options *ret_options)
{
    struct options o = { 0 };
    size_t room = (size_t)argc + 1;
    struct parse p = { .a = a, .argv = argv, .argc = argc, .at = 1, .o = &o };
    p.plain = arena_array(a, room, sizeof *p.plain);
    p.inputs = arena_array(a, room, sizeof *p.inputs);
    p.cc_args = arena_array(a, room, sizeof *p.cc_args);
    p.run_args = arena_array(a, room, sizeof *p.run_args);
    p.defines = arena_array(a, room, sizeof *p.defines);
    p.suppressed = arena_array(a, room, sizeof *p.suppressed);
    p.silenced = arena_array(a, room, sizeof *p.silenced);
    p.without = arena_array(a, without_count() + 1, sizeof *p.without);
    p.targets = arena_array(a, room, sizeof *p.targets);
    o.rules.targets = p.targets;
    if (!take_arguments(&p)) {
        return false;
    }
    if (!only_prints(&o) && (!settle_format(&p) || !together_check(&p))) {
        return false;
    }
    const char *usual = o.action == OPTIONS_RUN || o.is_shared ? "-O0" : "-Og";
    o.workflow_level = o.level != NULL ? o.level : usual;
    o.level = o.level != NULL ? o.level : "-O1";
    o.inputs = p.inputs;
    o.cc_args = p.cc_args;
    o.run_args = p.run_args;
    o.defines = p.defines;
    o.suppressed = p.suppressed;
    o.silenced = p.silenced;
    o.without = p.without;
    *ret_options = o;
    return true;
}
