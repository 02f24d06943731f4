/*
 * options.h - the command line of a workflow's program, which its --help lists.
 *
 * Its first word may name a feature, else it is for the one that a variable of the environment
 * asks for, or for the first of them. What a feature takes are
 * the tables that it lists: of its own rows, and of those below, which several share.
 */
#ifndef PROGRAM_OPTIONS_H
#define PROGRAM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/program/option.h"

struct asl_feature;

struct options {
    const struct asl_feature *feature; /* what to do; static */
    bool is_chosen;                    /* its word stands there */
    bool help, version;
    bool is_manual;         /* --help=man */
    const char *program;    /* argv[0]'s last part */
    const char *input;      /* JSON text; NULL if none is given */
    const char *input_file; /* "-": standard input */
    const char *name;
    const char *role_arn;
    bool express;
    bool virtual_time;
    int64_t virtual_start_ms;
    bool seeded;
    uint64_t seed;
    const char *mock;
    const char *store; /* where executions live; NULL if it is not said. Of what a command runs
                          as Express nothing is kept there (options_keep()) */
    struct option_list task_files; /* --tasks, and over them: */
    struct option_list tasks;      /* --task */
    const char *local;
    const char *local_load;
    bool no_limits;
    bool has_reports;       /* --function-reports */
    size_t threads;         /* of the pool for task functions; 0 if not said */
    const char *trace_file; /* --trace-file; NULL: none */
    int argc;               /* the command line itself; borrowed */
    char **argv;
};

/* Returns true if what such a command runs is kept in a store: of an Express execution nothing
 * stays, on AWS as well. */
bool options_keep(const struct options *o);

/* The tables that several features share. */
extern const struct option_row options_input[];   /* --input, --input-file */
extern const struct option_row options_name[];    /* --name */
extern const struct option_row options_mock[];    /* --mock */
extern const struct option_row options_store[];   /* --store */
extern const struct option_row options_session[]; /* clock, limits, who does the tasks */
extern const struct option_row options_local[];   /* --local */
extern const struct option_row options_load[];    /* --local-load */
extern const struct option_row options_traces[];  /* --trace-file */
extern const struct option_row options_any[]; /* --help and --version: every feature has it */

/* A feature's argument that is the input itself, as --input has it. */
extern const struct option_row options_json;

/* Read argv. New; NULL, after a message on standard error, where it cannot be understood.
 * `features` ends with NULL. */
struct options *options_read(const struct asl_feature *const *features, int argc, char **argv);
void options_release(struct options *o);

#endif
