/*
 * called.h - what queues are called.
 */
#ifndef SQS_CALLED_H
#define SQS_CALLED_H

/* The name of a queue's URL or ARN: what follows its last '/' or ':'. Borrowed. */
const char *called_of(const char *url_or_arn);

#endif
