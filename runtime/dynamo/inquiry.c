#include "runtime/dynamo/inquiry.h"

#include <stdarg.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

#define DYNAMODB "com.amazonaws.dynamodb.v20120810"
#define VALIDATE "com.amazon.coral.validate"
#define SERVICE  "com.amazon.coral.service"

static const struct {
    const char *space, *code;
    int status;
    bool says_Message;
} errors[] = {
    [INQUIRY_VALIDATION] = { VALIDATE, "ValidationException", 400, false },
    [INQUIRY_SERIALIZATION] = { SERVICE, "SerializationException", 400, true },
    [INQUIRY_UNKNOWN_OPERATION] = { SERVICE, "UnknownOperationException", 400, false },
    [INQUIRY_ACCESS_DENIED] = { SERVICE, "AccessDeniedException", 400, true },
    [INQUIRY_RESOURCE_NOT_FOUND] = { DYNAMODB, "ResourceNotFoundException", 400, false },
    [INQUIRY_TABLE_NOT_FOUND] = { DYNAMODB, "TableNotFoundException", 400, false },
    [INQUIRY_RESOURCE_IN_USE] = { DYNAMODB, "ResourceInUseException", 400, false },
    [INQUIRY_LIMIT_EXCEEDED] = { DYNAMODB, "LimitExceededException", 400, false },
    [INQUIRY_CONDITION_FAILED] = { DYNAMODB, "ConditionalCheckFailedException", 400, false },
    [INQUIRY_TRANSACTION_CANCELED] = { DYNAMODB, "TransactionCanceledException", 400, true },
    [INQUIRY_IDEMPOTENT_MISMATCH] = { DYNAMODB, "IdempotentParameterMismatchException", 400,
                                      true },
    [INQUIRY_EXPIRED_ITERATOR] = { DYNAMODB, "ExpiredIteratorException", 400, false },
    [INQUIRY_BACKUP_NOT_FOUND] = { DYNAMODB, "BackupNotFoundException", 400, false },
    [INQUIRY_TABLE_EXISTS] = { DYNAMODB, "TableAlreadyExistsException", 400, false },
    [INQUIRY_NO_RECOVERY] = { DYNAMODB, "PointInTimeRecoveryUnavailableException", 400, false },
    [INQUIRY_RESTORE_TIME] = { DYNAMODB, "InvalidRestoreTimeException", 400, false },
    [INQUIRY_POLICY_NOT_FOUND] = { DYNAMODB, "PolicyNotFoundException", 400, false },
    [INQUIRY_EXPORT_NOT_FOUND] = { DYNAMODB, "ExportNotFoundException", 400, false },
    [INQUIRY_IMPORT_NOT_FOUND] = { DYNAMODB, "ImportNotFoundException", 400, false },
    [INQUIRY_GLOBAL_TABLE_NOT_FOUND] = { DYNAMODB, "GlobalTableNotFoundException", 400, false },
    [INQUIRY_GLOBAL_TABLE_EXISTS] = { DYNAMODB, "GlobalTableAlreadyExistsException", 400,
                                      false },
    [INQUIRY_REPLICA_NOT_FOUND] = { DYNAMODB, "ReplicaNotFoundException", 400, false },
    [INQUIRY_REPLICA_EXISTS] = { DYNAMODB, "ReplicaAlreadyExistsException", 400, false },
    [INQUIRY_DUPLICATE_ITEM] = { DYNAMODB, "DuplicateItemException", 400, false },
    [INQUIRY_INTERNAL] = { DYNAMODB, "InternalServerError", 500, false },
};

static void fail(struct inquiry *c, enum inquiry_error error, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void fail(struct inquiry *c, enum inquiry_error error, const char *format, va_list args)
{
    struct buf message = { 0 };
    buf_vprint(&message, format, args);
    service_answer_fail(c->answer, errors[error].status, errors[error].space,
                        errors[error].code, "%s", buf_string(&message));
    c->answer->says_Message = errors[error].says_Message;
    buf_release(&message);
}

bool inquiry_fail(struct inquiry *c, enum inquiry_error error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(c, error, format, args);
    va_end(args);
    return false;
}

bool inquiry_invalid(struct inquiry *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(c, INQUIRY_VALIDATION, format, args);
    va_end(args);
    return false;
}

const struct value *inquiry_member_of(const struct value *object, const char *name)
{
    struct value *found = NULL;
    return value_member(object, name, &found) && !value_is_null(found) ? found : NULL;
}

const struct value *inquiry_member(const struct inquiry *c, const char *name)
{
    return inquiry_member_of(c->request, name);
}

const char *inquiry_text(const struct inquiry *c, const char *name)
{
    return value_member_text(c->request, name);
}

bool inquiry_is(const struct inquiry *c, const char *name, const char *text)
{
    return text_is(inquiry_text(c, name), text);
}

bool inquiry_is_true(const struct inquiry *c, const char *name)
{
    return value_is_true(inquiry_member(c, name));
}

int64_t inquiry_number(const struct inquiry *c, const char *name, int64_t absent)
{
    const struct value *v = inquiry_member(c, name);
    if (v == NULL) {
        return absent;
    }
    struct number n = value_to_number(v);
    return n.kind == NUMBER_INT ? n.integer : (int64_t)number_cut(n.real);
}

struct value *inquiry_body(const char *member, struct value *v)
{
    struct value *body = value_object();
    value_set_take(&body, member, v);
    return body;
}

struct value *inquiry_now(const struct inquiry *c)
{
    return value_double((double)c->now_ms / 1000);
}

void inquiry_copy(struct value **to, const struct value *from, const char *member)
{
    const struct value *v = inquiry_member_of(from, member);
    if (v != NULL) {
        value_set_take(to, member, value_share((struct value *)v));
    }
}
