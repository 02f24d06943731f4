/*
 * record.h - a change of an item as a record of a stream.
 */
#ifndef STREAM_RECORD_H
#define STREAM_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct value;

/* The record of a change (changes.h) of that rank: new. Its size is added to *bytes. */
struct value *record_of(const struct value *change, int64_t rank, size_t *bytes);

/* A rank as a sequence number: 21 digits. record_read_sequence() returns false for a text that
 * is none. */
void record_set_sequence(struct value **to, const char *member, int64_t rank);
bool record_read_sequence(const char *text, int64_t *ret_rank);

#endif
