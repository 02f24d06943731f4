/*
 * restoring.h - objects of the storage classes whose objects must be restored before they are
 * read. Here that takes no time. Private to runtime/s3/.
 */
#ifndef S3_RESTORING_H
#define S3_RESTORING_H

#include <stdbool.h>

struct ask;
struct known;
struct value;
struct visit;

/* RestoreObject. */
void restoring_begin(struct ask *a);

/* Returns true if the object can be read; false after a failure. */
bool restoring_allows(struct visit *v, const struct known *r);

/* Set what the answer says of the restored copy, if there is one. */
void restoring_set(struct visit *v, const struct known *r, struct value **body);

#endif
