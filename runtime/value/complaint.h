/*
 * complaint.h - what Jackson, the JSON parser of Step Functions, says of a text that is not
 * JSON. Its words are a part of AWS's messages, and programs that test errors compare them.
 */
#ifndef VALUE_COMPLAINT_H
#define VALUE_COMPLAINT_H

#include <stddef.h>

struct buf;
struct read_error;

/* Append what Jackson says of `text`, which read_json() refused with `error`, as in
 * "Unrecognized token 'not': was expecting (...)". Where Jackson is not known to have words,
 * the message is the reader's own. */
void complaint_put(struct buf *out, const char *text, size_t size,
                   const struct read_error *error);

/* Append where Jackson stopped, as in "[Source: (String)"not"; line: 1, column: 4]". */
void complaint_put_source(struct buf *out, const char *text, size_t size,
                          const struct read_error *error);

/* Append the message of InvalidExecutionInput, for an input of an execution. */
void complaint_put_input(struct buf *out, const char *text, size_t size,
                         const struct read_error *error);

#endif
