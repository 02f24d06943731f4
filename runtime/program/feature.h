/*
 * feature.h - one thing that a workflow's program can do: a word on its command line and a
 * function.
 *
 * The generated program lists its features (asl.h), so that what it cannot do is not linked.
 */
#ifndef PROGRAM_FEATURE_H
#define PROGRAM_FEATURE_H

struct asl_workflow;
struct options;

struct asl_feature {
    const char *word;
    const char *help; /* behind the word in --help: arguments, and what it does */
    int (*run)(const struct asl_workflow *w, const struct options *o); /* the exit code */
};

#endif
