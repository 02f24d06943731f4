/*
 * log.h - structured logs on standard error: a line for each execution that begins or ends, and
 * for each request of the API or of a route.
 *
 * Executions that fail are errors, the others info; requests, and executions that a Map Run has
 * started, are debug. No line has an input, an output or a cause unless --log-data asks for
 * them. A state machine whose loggingConfiguration has the level ERROR or FATAL tells of errors
 * alone.
 */
#ifndef SERVE_LOG_H
#define SERVE_LOG_H

#include <stdbool.h>

#include "runtime/endpoint/operation.h"

struct clock;
struct front_answered;
struct ongoing;
struct option_row;

enum log_form { LOG_NONE, LOG_TEXT, LOG_JSON };
enum log_level { LOG_DEBUG, LOG_INFO, LOG_ERROR };

struct log_options {
    enum log_form form;
    bool is_verbose; /* debug as well */
    bool is_terse;   /* errors alone */
    bool has_data;
};

/* --log and what belongs to it, for a struct log_options `at` that place. */
#define LOG_ROWS(at)                                                                           \
    { "--log", OPTION_VALUE, "json|text", "logs on standard error", log_option, (at), 0, 0 },  \
        { "--log-level",                                                                       \
          OPTION_VALUE,                                                                        \
          "debug|info|error",                                                                  \
          "how much of it; default info",                                                      \
          log_option,                                                                          \
          (at),                                                                                \
          1,                                                                                   \
          0 },                                                                                 \
    {                                                                                          \
        "--log-data", OPTION_NOTHING, NULL, "inputs, outputs and causes are in it",            \
            option_flag, (at) + offsetof(struct log_options, has_data), 0, 0                   \
    }

struct buf;
struct options;

/* What sets them; `least` is 1 for the level. */
bool log_option(struct options *o, const struct option_row *row, const char *value,
                struct buf *why);

struct log {
    struct log_options options;
    const struct clock *clock; /* borrowed */
};

void log_begun(const struct log *l, const struct ongoing *g);
void log_redriven(const struct log *l, const struct ongoing *g);
void log_ended(const struct log *l, const struct ongoing *g);

/* A request was answered; OPERATIONS if it is for none. */
void log_answered(const struct log *l, enum operation o, int status);

/* The same of a route. */
void log_routed(const struct log *l, const struct front_answered *a);

#endif
