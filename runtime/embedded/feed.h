/*
 * feed.h - functions that get what comes to a queue, or what changes in a table, in batches, as
 * AWS's event source mappings have it.
 *
 * A mapping is an object with the members of Lambda's CreateEventSourceMapping:
 *
 *   {"EventSourceArn": of a queue, a table or its stream, "FunctionName": a name or an ARN,
 *    "BatchSize": 10, "Enabled": true, "FunctionResponseTypes": ["ReportBatchItemFailures"],
 *    "FilterCriteria": {"Filters": [{"Pattern": text}]}, "StartingPosition": "TRIM_HORIZON",
 *    "MaximumRetryAttempts": 3, "MaximumRecordAgeInSeconds": 60,
 *    "BisectBatchOnFunctionError": true, "ScalingConfig": {"MaximumConcurrency": 2},
 *    "DestinationConfig": {"OnFailure": {"Destination": the ARN of a queue or a topic}}}
 *
 * Numbers and truths may be texts, as templates have them. Messages whose batch a function has
 * taken are deleted; the others are seen again when their visibility timeout is over. Of a
 * stream the last record that was taken is kept below the folder, so that a server that is
 * started again goes on behind it. Where a batch of a stream fails, its halves are tried apart
 * if the mapping wants that; what has been tried so often, or is so old, goes by,
 * and the destination is told.
 */
#ifndef EMBEDDED_FEED_H
#define EMBEDDED_FEED_H

struct feeds; /* opaque */
struct hub;
struct localcall;
struct loop;
struct value;

/* All is borrowed, and must outlive the feeds. */
struct feeds_options {
    const char *program; /* for messages */
    struct loop *loop;
    struct hub *hub;
    struct localcall *calls;
    const char *folder; /* of the embedded services */
};

/* New. */
struct feeds *feeds_new(const struct feeds_options *o);

/* From now on the function gets it; the mapping is taken. One that is not enabled is dropped.
 */
void feeds_add(struct feeds *f, struct value *mapping);

/* Functions at work are stopped. Does nothing for NULL. */
void feeds_release(struct feeds *f);

#endif
