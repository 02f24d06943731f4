/*
 * feedevent.h - messages of a queue and records of a stream as the event that a function gets,
 * and which of them a mapping's filters want.
 */
#ifndef EMBEDDED_FEEDEVENT_H
#define EMBEDDED_FEEDEVENT_H

#include <stdbool.h>
#include <stdint.h>

struct value;

/* {"Records": [...]} of messages as ReceiveMessage gives them, of a queue by its ARN; or of
 * records as GetRecords gives them. New. */
struct value *feedevent_of_queue(const struct value *messages, const char *queue);
struct value *feedevent_of_stream(const struct value *records, const char *stream);

/* The sequence number of a stream's record, borrowed; NULL if it has none. */
const char *feedevent_sequence(const struct value *record);

/* When a record was made, in seconds since 1970. */
int64_t feedevent_time(const struct value *record);

/* The patterns of a mapping's FilterCriteria: a new array; NULL if it has none. */
struct value *feedevent_filters(const struct value *mapping);

/* Returns true if one of the patterns fits a message or a record. */
bool feedevent_is_wanted(const struct value *one, const struct value *filters, bool is_stream);

#endif
