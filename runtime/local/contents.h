/*
 * contents.h - what is in the embedded services, for people: tables, buckets, queues, mails.
 *
 * A thing is named SERVICE/NAME: sqs/people, dynamodb/exams, s3/pictures, sns/mails, which is
 * all that was published.
 */
#ifndef LOCAL_CONTENTS_H
#define LOCAL_CONTENTS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct hub;

/* Appends a line for each thing: its name, and how much is in it. Returns false, with the
 * reason in `why`, if a service cannot be read. */
bool contents_list(struct hub *h, int64_t now_ms, struct buf *out, struct buf *why);

/* Appends what is in a thing, each item as a line of JSON; of an object s3/BUCKET/KEY its
 * bytes. Returns false, with the reason in `why`, if there is no such thing. */
bool contents_show(struct hub *h, const char *thing, int64_t now_ms, struct buf *out,
                   struct buf *why);

/* The same for a queue or the mails, which are empty after that. */
bool contents_drain(struct hub *h, const char *thing, int64_t now_ms, struct buf *out,
                    struct buf *why);

#endif
