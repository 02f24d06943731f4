/*
 * context.h - what the conditions of a bucket's policy may ask of a request.
 */
#ifndef BUCKET_CONTEXT_H
#define BUCKET_CONTEXT_H

struct value;
struct visit;

/* The member of a request that nobody has signed: true. */
#define CONTEXT_EVERYBODY "Anonymous"

/* The member that says how a request has come: an object with the texts Referer and UserAgent,
 * where it has them. A request without it has come over no wire, which is safe. */
#define CONTEXT_CALLER "Caller"

/* The context (clause.h) of the visit's request about that object, whose key may be NULL: new.
 * The tags that the object has are in it only if the policy, a text, speaks of them. */
struct value *context_of(struct visit *v, const char *policy, const char *bucket,
                         const char *key, const char *version);

#endif
