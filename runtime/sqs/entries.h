/*
 * entries.h - requests of up to ten entries, each of which is good or bad by itself.
 */
#ifndef SQS_ENTRIES_H
#define SQS_ENTRIES_H

struct ask;
struct queue;
struct value;

/* Does one entry. Returns what its answer says besides the Id (new), or NULL after a failure of
 * the request, which becomes one of the entry alone. */
typedef struct value *entries_one(struct ask *a, struct queue *q, const struct value *entry);

/* Runs all entries of the request, and answers it; `type` is SQS's word for an entry. */
void entries_run(struct ask *a, struct queue *q, const char *type, entries_one *run);

#endif
