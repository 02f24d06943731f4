/*
 * exposition.h - numbers in Prometheus's text format, as GET /metrics answers them.
 */
#ifndef ENDPOINT_EXPOSITION_H
#define ENDPOINT_EXPOSITION_H

#include <stdint.h>

struct buf;

/* Append the lines that say what the samples of `name` are. `type` is counter, gauge or
 * histogram; `help` is one line. */
void exposition_head(struct buf *out, const char *name, const char *type, const char *help);

/* Append key="value", the value escaped. */
void exposition_label(struct buf *out, const char *key, const char *value);

/* Append the head of `name` and its only sample, without labels. */
void exposition_number(struct buf *out, const char *name, const char *type, const char *help,
                       uint64_t value);

#endif
