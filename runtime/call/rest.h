/*
 * rest.h - what the two REST protocols share: members that travel in the path, the query, the
 * headers and the status, and a member that is the whole body.
 */
#ifndef CALL_REST_H
#define CALL_REST_H

#include <stdbool.h>

struct asl_action;
struct asl_member;
struct asl_shape;
struct buf;
struct value;
struct wire_answer;
struct wire_request;

/* Fills the method, the path, the query and the headers; and the body, where a text or a blob
 * is all of it. Returns false, with AWS's words in `why`, if the path needs a member that is
 * missing. */
bool rest_build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                struct buf *why);

/* Sets the members that the answer's headers and status hold; and the body's, where a text or a
 * blob is all of it. */
void rest_read(const struct asl_action *a, const struct wire_answer *w, struct value **output);

/* The member that is the whole body, and is not a text or a blob; NULL if there is none. */
const struct asl_member *rest_body_of(const struct asl_shape *s);

/* Returns true if members of the input travel in a body around them. */
bool rest_has_members(const struct asl_shape *s);

#endif
