/*
 * bootstrap.h - the programs that run a Lambda function written for Node or Python, from
 * bootstrap.js and bootstrap.py in this folder. An interpreter gets them on its standard input.
 */
#ifndef HOST_BOOTSTRAP_H
#define HOST_BOOTSTRAP_H

#include <stddef.h>

#include "runtime/base/handler.h"

extern const char bootstrap_js[], bootstrap_py[];
extern const size_t bootstrap_js_size, bootstrap_py_size;

/* A language that functions can be written in. */
struct bootstrap {
    const char *command;     /* its interpreter */
    const char *package;     /* Debian's, which has it */
    const char *environment; /* what AWS_EXECUTION_ENV says */
    const char *text;
    size_t size;
};

/* Of a language; NULL for HANDLER_COMMAND. Static. */
const struct bootstrap *bootstrap_of(enum handler_language language);

#endif
