/*
 * functionlog.h - what a function prints, on our standard error: each line with the function's
 * name in front of it, "[NAME] text".
 */
#ifndef HOST_FUNCTIONLOG_H
#define HOST_FUNCTIONLOG_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"

struct functionlog {
    char *name;       /* owned */
    struct buf begun; /* a line whose end has not come yet */
    bool is_kept;     /* the last lines are kept in `tail`, without the name */
    struct buf tail;
};

void functionlog_open(struct functionlog *f, const char *name);

/* Print the lines that end in these bytes, in one write. A line of more than 64 KiB is cut into
 * several. */
void functionlog_put(struct functionlog *f, const char *bytes, size_t size);

/* Print one whole line of ours. */
void functionlog_say(struct functionlog *f, const char *line);

/* Keep the lines that come from now on; functionlog_tail() has the last 4 KB of them, borrowed,
 * and with it no more are kept. */
void functionlog_keep(struct functionlog *f);
const struct buf *functionlog_tail(struct functionlog *f);

/* Keep one whole line of ours that is not printed. */
void functionlog_note(struct functionlog *f, const char *line);

/* Print what is left, and release it all. */
void functionlog_close(struct functionlog *f);

#endif
