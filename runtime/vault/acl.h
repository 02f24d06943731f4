/*
 * acl.h - the grants of buckets and objects of the embedded S3, as they are written down. There
 * is one user, who may do everything; what everybody else may do is bucket/entrance.h's.
 *
 * A list is what GetBucketAcl answers: {"Owner": {"ID"}, "Grants": [{"Grantee",
 * "Permission"}]}.
 */
#ifndef VAULT_ACL_H
#define VAULT_ACL_H

#include <stdbool.h>

struct known;
struct value;
struct visit;

/* The list that a request gives by a canned ACL, by headers, or by an AccessControlPolicy: new
 * in *ret, or NULL if it says nothing of grants. Returns false after a failure. */
bool acl_read(struct visit *v, struct value **ret);

/* Set in `r` the grants that a request gives to its new object. Returns false after a failure.
 */
bool acl_of_request(struct visit *v, struct known *r);

/* Returns true if a grantee is everybody, signed or not: the group AllUsers. */
bool acl_is_everybody(const struct value *grantee);

/* Returns true if the visit's bucket knows no grants but its owner's. */
bool acl_is_off(struct visit *v);

/* Where nobody has said anything: all to the owner. New. */
struct value *acl_default(void);

/* {"ID"}, the one user: new. */
struct value *acl_owner(void);

/* The list of a version of an object: new. */
struct value *acl_of_object(const struct known *r);

/* The version gets that list. */
void acl_set(struct known *r, struct value *list);

#endif
