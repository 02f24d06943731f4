/*
 * sfnlocal.h - the options and variables of AWS Step Functions Local, so that a container or a
 * CI job that has it can have `aslc serve` in its place. Each becomes what it is here
 * (sfnlocal.def); a line on standard error says which were taken.
 */
#ifndef SERVE_SFNLOCAL_H
#define SERVE_SFNLOCAL_H

#include <stdbool.h>

struct serve_options;

enum {
#define VARIABLE(name, ...) SFNLOCAL_##name,
#define SETTING(name, ...)  SFNLOCAL_##name,
#include "compiler/serve/sfnlocal.def"
#undef VARIABLE
#undef SETTING
    SFNLOCAL_SETTINGS
};

/* What the command line gave; NULL for what it did not. Borrowed. */
struct sfnlocal {
    const char *values[SFNLOCAL_SETTINGS];
};

/* Take what was given, and what the environment has. An option counts more than a variable of
 * Step Functions Local, and what was set in aslc's own way more than that. Sets variables of
 * this process. Returns false, after a message, if a value is wrong. */
bool sfnlocal_take(const struct sfnlocal *given, struct serve_options *o);

#endif
