/*
 * options.h - the command line of a workflow's program (interface.md section 2).
 */
#ifndef PROGRAM_OPTIONS_H
#define PROGRAM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_feature;

/* Options that may be given several times, in their order; the texts are argv's. */
struct option_list {
    const char **texts;
    size_t count;
};

struct options {
    const struct asl_feature *feature; /* what to do; static */
    bool help, version;
    const char *program;    /* argv[0]'s last part */
    const char *input;      /* JSON text; NULL: none given */
    const char *input_file; /* "-": standard input */
    const char *name;
    const char *role_arn;
    bool express;
    const char *history_file;
    bool describe;
    bool trace;
    bool virtual_time;
    int64_t virtual_start_ms;
    bool seeded;
    uint64_t seed;
    const char *mock;
    struct option_list task_files; /* --tasks, and over them: */
    struct option_list tasks;      /* --task */
    const char *local;
    bool no_limits;
    double seconds;                  /* bench: how long to measure; 0: not said */
    struct option_list against;      /* bench: commands that do one run, */
    struct option_list against_warm; /* and those that answer lines */
    bool json;                       /* bench: for machines */
    size_t threads;                  /* of the pool for task functions; 0: not said */
    size_t in_flight;                /* batch: so many executions at once; 0: not said */
    const char *junit_file;          /* test */
    const char *lcov_file;           /* test */
    size_t fail_under;               /* test: percent of the states */
    int argc;                        /* the command line itself; borrowed */
    char **argv;
};

/* Read argv; its first word may name a feature, else it is the first of them. False, after one
 * line on standard error, where it cannot be understood. */
bool options_read(struct options *o, const struct asl_feature *const *features, int argc,
                  char **argv);
void options_release(struct options *o);

/* What the program can do, on standard output. */
void options_help(const char *program, const struct asl_feature *const *features);

#endif
