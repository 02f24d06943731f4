/*
 * completion.h - `completion`: the script by which a shell completes the program's command
 * line, and the answers to it.
 */
#ifndef COMPLETE_COMPLETION_H
#define COMPLETE_COMPLETION_H

#include "runtime/program/option.h"
#include "runtime/program/options.h"

struct asl_feature;
struct asl_workflow;
struct candidates_kind;

struct completion_options {
    struct options common;
    struct option_list words; /* a shell; or COMPLETION_WORDS, and each word behind a '=' */
};
#define COMPLETION_USAGE "bash|zsh|fish"
#define COMPLETION_WORDS "words"
#define COMPLETION_HELP                                                                        \
    "print the script by which a shell completes its command line: source <(... completion "   \
    "bash)"

extern const struct option_row completion_shell;

/* Do it. `unnamed` and `kinds` as in candidates.h. Returns the exit code. */
int completion_run(const struct asl_workflow *w, const struct options *o,
                   const struct asl_feature *unnamed, const struct candidates_kind *kinds);

#endif
