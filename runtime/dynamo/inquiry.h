/*
 * inquiry.h - one request while it is answered. Private to runtime/dynamo/ and
 * runtime/stream/.
 */
#ifndef DYNAMO_INQUIRY_H
#define DYNAMO_INQUIRY_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/service/answer.h"

struct database;
struct random;
struct value;

struct dynamo {
    struct database *database; /* owned */
    struct random *random;     /* borrowed */
    int64_t expired_ms;        /* when it was last looked for items that have expired */
};

struct inquiry {
    struct dynamo *dynamo;
    const char *operation;
    const struct value *request;   /* borrowed: of a batch or transaction, one part of it */
    struct service_answer *answer; /* where errors go */
    int64_t now_ms;                /* since 1970 */
    bool is_expiry;                /* nobody asks: items have expired */
};

enum inquiry_error {
    INQUIRY_VALIDATION,
    INQUIRY_SERIALIZATION,
    INQUIRY_UNKNOWN_OPERATION,
    INQUIRY_ACCESS_DENIED,
    INQUIRY_RESOURCE_NOT_FOUND,
    INQUIRY_TABLE_NOT_FOUND,
    INQUIRY_RESOURCE_IN_USE,
    INQUIRY_LIMIT_EXCEEDED,
    INQUIRY_CONDITION_FAILED,
    INQUIRY_TRANSACTION_CANCELED,
    INQUIRY_IDEMPOTENT_MISMATCH,
    INQUIRY_EXPIRED_ITERATOR,
    INQUIRY_BACKUP_NOT_FOUND,
    INQUIRY_TABLE_EXISTS,
    INQUIRY_NO_RECOVERY,
    INQUIRY_RESTORE_TIME,
    INQUIRY_POLICY_NOT_FOUND,
    INQUIRY_EXPORT_NOT_FOUND,
    INQUIRY_IMPORT_NOT_FOUND,
    INQUIRY_GLOBAL_TABLE_NOT_FOUND,
    INQUIRY_GLOBAL_TABLE_EXISTS,
    INQUIRY_REPLICA_NOT_FOUND,
    INQUIRY_REPLICA_EXISTS,
    INQUIRY_DUPLICATE_ITEM,
    INQUIRY_INTERNAL
};

/* Make the answer that error. Always false, so that a function can return it. */
bool inquiry_fail(struct inquiry *c, enum inquiry_error error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for ValidationException. */
bool inquiry_invalid(struct inquiry *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A member of an object, borrowed; NULL if it is absent or null. */
const struct value *inquiry_member_of(const struct value *object, const char *name);

/* Members of the request. Numbers are cut to integers; `absent` if it is not there. */
const struct value *inquiry_member(const struct inquiry *c, const char *name);
const char *inquiry_text(const struct inquiry *c, const char *name);
bool inquiry_is(const struct inquiry *c, const char *name, const char *text);
bool inquiry_is_true(const struct inquiry *c, const char *name);
int64_t inquiry_number(const struct inquiry *c, const char *name, int64_t absent);

/* What answers are made of: an object with that member, whose value is taken; the time of the
 * request in seconds; and a member that stands in another object, if it is there. New. */
struct value *inquiry_body(const char *member, struct value *v);
struct value *inquiry_now(const struct inquiry *c);
void inquiry_copy(struct value **to, const struct value *from, const char *member);

#endif
