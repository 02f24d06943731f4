/*
 * together.h - the command line while it is read, and which options go together.
 */
#ifndef DRIVE_TOGETHER_H
#define DRIVE_TOGETHER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct options;
struct options_target;

/* What is being filled in. The lists have room for all arguments and one more, so none can
 * overflow. */
struct parse {
    struct arena *a;
    char **argv;
    int argc;
    int at;
    struct options *o;
    const char **plain; /* every argument that is not an option, as it was typed */
    const char **inputs, **cc_args, **run_args, **defines, **suppressed, **silenced, **without;
    struct options_target *targets;
    size_t plain_count, input_count, cc_count, run_count, define_count, suppressed_count,
        silenced_count, without_count, target_count;
    bool has_stdio;
    bool has_logical_id;
    bool emits_asl;          /* --emit=asl, which --check may stand beside */
    const char *action_word; /* the word that chose the action; NULL if none has */
};

/* Returns true if the words make sense together. If not, returns false after a message. What
 * --eval evaluates is settled with it. */
bool together_check(const struct parse *p);

#endif
