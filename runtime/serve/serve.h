/*
 * serve.h - the feature `serve`: a server from its options to its end. A workflow's program
 * serves that workflow; aslc, which can compile, serves any, with the same code.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include <stdbool.h>

#include "runtime/front/front.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/serve/log.h"
#include "runtime/serve/retention.h"

struct serve_more;

struct serve_options {
    struct options common; /* first */
    const char *listen, *token, *mock;
    struct option_factor wait_scale;
    bool is_insecure, accepts_changed;
    struct front_options front;
    size_t max_open; /* 0: as many as AWS lets be */
    struct retention_limit retention;
    struct log_options log;
    struct retention_limit lease; /* of a node; whose time is keep_ms */
    bool no_listen;
};

/* The rows of all but `common`: the server's, and those of its routes. */
extern const struct option_row serve_rows[];
extern const struct option_row serve_front_rows[];

/* Serve until a signal asks for the end. Returns the exit code. */
int serve_run(const struct serve_options *o, const struct serve_more *more);

#endif
