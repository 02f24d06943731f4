/*
 * dynamo.h - the embedded DynamoDB: a request in, an answer out.
 *
 * Tables are in the SQLite file FOLDER/dynamodb.db, which several processes may use at once. An
 * answer to a write comes after its commit, so that what was answered survives the end of the
 * process. Requests, answers and messages are those of DynamoDB's API of 2012-08-10.
 */
#ifndef DYNAMO_DYNAMO_H
#define DYNAMO_DYNAMO_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct dynamo;
struct random;
struct service_answer;
struct value;

/* Open the tables of `folder`, which is made where it is missing; `random` is borrowed and
 * makes identifiers. Returns true and *ret_dynamo (new), or false with the reason in `why`. */
bool dynamo_open(const char *folder, struct random *random, struct dynamo **ret_dynamo,
                 struct buf *why);

/* Does nothing for NULL. */
void dynamo_close(struct dynamo *d);

/* Does an operation ("PutItem") at that time, in milliseconds since 1970. `request` is
 * borrowed; *ret_answer is to be released. */
void dynamo_answer(struct dynamo *d, const char *operation, const struct value *request,
                   int64_t now_ms, struct service_answer *ret_answer);

/*
 * Make the tables that a request names and that are not there, as a workflow's own task may
 * expect: their key is the request's own Key, or else of an Item the first attribute that can
 * be one, so that the first item decides. What was made is appended to `made`, a line each:
 * "table people". What cannot be made, such as a table whose request shows no key, is left
 * alone: the operation then fails as it does on AWS.
 */
void dynamo_make_for(struct dynamo *d, const struct value *request, int64_t now_ms,
                     struct buf *made);

#endif
