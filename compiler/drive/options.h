/*
 * options.h - what the user typed: the command line of aslc (aslc --help lists it), as data.
 */
#ifndef DRIVE_OPTIONS_H
#define DRIVE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/report.h"
#include "compiler/check/check.h"

struct diag;

/* What --eval is asked. */
struct options_eval {
    const char *language;      /* "jsonpath", "intrinsic", "jsonata" */
    const char *expression;    /* its text; a file's is read by the caller */
    const char *input_file;    /* the data; "-" is standard input; NULL if there is none */
    const char *context_file;  /* what $$ means; NULL if there is none */
    const char *bindings_file; /* a JSON object of variables; NULL if there are none */
};

/* A target of -MT, or of -MQ, which is quoted for make. */
struct options_target {
    const char *name;
    bool is_quoted;
};

/* -MMD and its kin: what was read, as rules for make. */
struct options_rules {
    const char *word;                     /* "-MMD" or "-MD"; NULL if no rules are wanted */
    const char *file;                     /* -MF; NULL for the output's name with .d */
    const struct options_target *targets; /* a name of NULL ends them; none: the output */
    bool has_phony;                       /* -MP */
};

enum options_action {
    OPTIONS_BUILD,  /* a definition to an executable */
    OPTIONS_CHECK,  /* only look, at any number of definitions */
    OPTIONS_EMIT,   /* the generated C, or a picture */
    OPTIONS_FORMAT, /* definitions laid out in one way */
    OPTIONS_RUN,    /* build into the cache, run at once */
    OPTIONS_EVAL,   /* one expression */
    OPTIONS_LSP,    /* a language server */
    OPTIONS_HELP,
    OPTIONS_MANUAL, /* --help=man */
    OPTIONS_VERSION
};

enum options_emit { OPTIONS_C, OPTIONS_SVG, OPTIONS_DOT, OPTIONS_MERMAID };

struct options {
    enum options_action action;
    enum options_emit emit; /* of OPTIONS_EMIT */

    const char *const
        *inputs; /* definitions; ends with NULL; one at least where the action takes any; with
                  * --template the names of its state machines: none means all */
    const char *const *cc_args;  /* .c .o .a .so -l -L -I, in their order; ends with NULL */
    const char *const *run_args; /* behind --, for --run; ends with NULL */

    const char *output;         /* -o; NULL if there is none */
    const char *level;          /* of the given files: "-O1" */
    const char *workflow_level; /* "-Og", which takes a quarter less time to compile (build.c
                                 * has "-O0" for large ones); "-O0" for --run and --shared;
                                 * the same as `level` where the user said one */
    bool debug;                 /* -g */
    bool is_static;             /* --static */
    const char *const *without; /* features, of --without; ends with NULL */
    const char *name;           /* --name; NULL for the file's name */
    bool without_main;          /* --no-main */
    bool is_shared;             /* --shared */
    bool is_in_place;           /* --in-place, with OPTIONS_FORMAT */
    bool checks_format;         /* --emit=asl, with OPTIONS_CHECK */
    const char *cc;             /* --cc; NULL for $CC, then cc */
    enum check_type type;
    enum report_form form; /* --diagnostics */

    struct options_rules rules;

    const char *template_path;      /* --template; NULL if there is none */
    const char *tasks_file;         /* --tasks; NULL if there is none */
    const char *substitutions_file; /* --substitutions; NULL if there is none */
    const char *const *defines;     /* NAME=VALUE of each -D; ends with NULL */

    bool warnings_are_errors;
    const char *const *suppressed; /* of --suppress; ends with NULL */
    const char *const *silenced;   /* of -Wno-SLUG; ends with NULL */

    struct options_eval eval;    /* of OPTIONS_EVAL */
    const char *expression_file; /* --expression-file: eval.expression is NULL then */
};

/* Tell `d` how the user wants messages: -Werror, -Wno-..., --suppress. */
void options_apply(const struct options *o, struct diag *d);

#endif
