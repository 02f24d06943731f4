/*
 * environment.h - the environment of a function's process.
 */
#ifndef HOST_ENVIRONMENT_H
#define HOST_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a function's environment is made of. All is borrowed; NULL where it does not apply. */
struct environment {
    const char *function; /* its name */
    const char *handler;
    const char *runtime;    /* AWS_EXECUTION_ENV */
    const char *endpoint;   /* the URL where the embedded services answer */
    const char *api;        /* the URL of a server's API of Step Functions; where the services
                               do not answer for all, our own environment's counts more */
    bool is_local;          /* they answer for services with an address of their own, too */
    const char *const *own; /* "NAME=value", which win over all others; ends with NULL */
    size_t memory_mb;
    uint16_t port; /* of its Runtime API, on loopback */
    int64_t now_ms;
};

/* The variables that are set for it, and those taken out, as loop_child_keep() takes them. New,
 * for words_release(). */
char **environment_make(const struct environment *e);

#endif
