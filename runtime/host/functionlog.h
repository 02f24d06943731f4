/*
 * functionlog.h - what a function prints, on our standard error: each line with the function's
 * name in front of it, "[NAME] text".
 */
#ifndef HOST_FUNCTIONLOG_H
#define HOST_FUNCTIONLOG_H

#include <stddef.h>

#include "runtime/base/buf.h"

struct functionlog {
    char *name;       /* owned */
    struct buf begun; /* a line whose end has not come yet */
};

void functionlog_open(struct functionlog *f, const char *name);

/* Print the lines that end in these bytes, in one write. A line of more than 64 KiB is cut into
 * several. */
void functionlog_put(struct functionlog *f, const char *bytes, size_t size);

/* Print one whole line of ours. */
void functionlog_say(struct functionlog *f, const char *line);

/* Print what is left, and release it all. */
void functionlog_close(struct functionlog *f);

#endif
