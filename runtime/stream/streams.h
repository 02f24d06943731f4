/*
 * streams.h - the streams of the embedded DynamoDB's tables, as DynamoDB Streams' own API of
 * 2012-08-10 tells them. A stream has one shard, which is closed when the table's stream is
 * switched off, and keeps its records for a day.
 */
#ifndef STREAM_STREAMS_H
#define STREAM_STREAMS_H

#include <stdint.h>

struct dynamo;
struct service_answer;
struct value;

/* Does an operation ("GetRecords") at that time, in milliseconds since 1970. `request` is
 * borrowed; *ret_answer is to be released. */
void streams_answer(struct dynamo *d, const char *operation, const struct value *request,
                    int64_t now_ms, struct service_answer *ret_answer);

#endif
