/*
 * chrome.h - spans as a file in Chrome's trace event format, which Perfetto and
 * chrome://tracing show. A span is a bar in its lane, a retry a mark.
 *
 * The forks of a process write to the same file, each event at once as a whole; the process
 * itself writes the beginning and, after they are gone, the end.
 */
#ifndef SPAN_CHROME_H
#define SPAN_CHROME_H

#include <stdbool.h>
#include <stdint.h>

struct chrome; /* opaque */
struct span;

/* Begin the file, which is made new; `workflow` is what it calls the process. Returns 0 and
 * *ret_chrome (new), or a negative errno. */
int chrome_open(const char *path, const char *workflow, struct chrome **ret_chrome);

/* A span is over. */
void chrome_take(struct chrome *c, const struct span *s);

/* In a fork of the process that has opened it. */
void chrome_renew(struct chrome *c);

/* Write what is left, and release it. Returns 0 or, if something could not be written, a
 * negative errno. */
int chrome_close(struct chrome *c);

#endif
