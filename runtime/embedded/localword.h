/*
 * localword.h - `local`: the embedded services of a program, for people and for AWS's clients.
 * What stands behind the word is one of several things to do (local.c has their table).
 */
#ifndef EMBEDDED_LOCALWORD_H
#define EMBEDDED_LOCALWORD_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/clock.h"
#include "runtime/base/random.h"
#include "runtime/program/options.h"

struct asl_workflow;
struct hub;

#define LOCAL_WORDS_MAX 8

struct local_options {
    struct options common;
    const char *words[LOCAL_WORDS_MAX]; /* the thing to do, and what stands behind it; argv's */
    size_t count;
    uint16_t port; /* 0: the system picks one */
};

/* What each of the things to do has. */
struct local {
    const struct local_options *options;
    const struct asl_workflow *workflow;
    struct clock clock;
    struct random random;
    char *folder; /* owned */
    struct hub *hub;
};

/* A thing to do. `names` is what stands behind its word, in its bounds, all borrowed. Returns
 * the exit code. */
struct local_word {
    const char *word, *usage;
    size_t least, most; /* how much stands behind it */
    int (*run)(struct local *l, const char *const *names);
};

#endif
