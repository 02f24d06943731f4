#include "runtime/door/errorcode.h"

#include <stddef.h>
#include <string.h>

#include "runtime/door/models.h"

/* SQS had names of its own before it spoke JSON; clients of both ages compare them. */
static const char *const queue_codes[][2] = {
    { "BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct" },
    { "BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong" },
    { "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest" },
    { "InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId" },
    { "MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight" },
    { "PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress" },
    { "QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently" },
    { "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue" },
    { "QueueNameExists", "QueueAlreadyExists" },
    { "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest" },
    { "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation" },
    { "InvalidParameterValueException", "InvalidParameterValue" },
    { "MissingRequiredParameterException", "MissingParameter" },
    { "SerializationException", "MalformedInput" },
    { "UnknownOperationException", "InvalidAction" },
};

const char *errorcode_of_form(const struct models_service *s, const char *code)
{
    if (strcmp(s->name, "sqs") != 0) {
        return models_code(s, code);
    }
    for (size_t i = 0; i < sizeof queue_codes / sizeof queue_codes[0]; i++) {
        if (strcmp(queue_codes[i][0], code) == 0) {
            return queue_codes[i][1];
        }
    }
    return code;
}
