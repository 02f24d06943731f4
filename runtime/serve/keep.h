/*
 * keep.h - executions from the command line in a store: the same rows as a server's, so that a
 * server of the workflow that is opened on the file shows them, and goes on with them.
 */
#ifndef SERVE_KEEP_H
#define SERVE_KEEP_H

#include "runtime/program/keeping.h"

extern const struct feature_keeping keep_executions;

#endif
