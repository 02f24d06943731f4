/*
 * ownhost.h - what is special of AWS's own hosts: parts of a service, buckets and queues have
 * names of their own.
 */
#ifndef WAY_OWNHOST_H
#define WAY_OWNHOST_H

#include <stdbool.h>

struct asl_action;
struct buf;
struct value;
struct wire_request;

/* Changes the host of a request, and for a bucket its path, as the action and its input ask
 * for. Returns false, with the reason in `why`, if a member is missing that the host's name
 * has, or if its value cannot be part of one. */
bool ownhost_use(const struct asl_action *a, const struct value *input, struct wire_request *r,
                 struct buf *why);

#endif
