/*
 * member.h - takes a member out of an object.
 */
#ifndef SERVICE_MEMBER_H
#define SERVICE_MEMBER_H

struct value;

/* The object is without that member afterwards; the caller's own reference stays one. */
void member_drop(struct value **object, const char *key);

#endif
