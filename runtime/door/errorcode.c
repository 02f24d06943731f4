#include "runtime/door/errorcode.h"

#include <string.h>

#include "runtime/door/models.h"
#include "runtime/sqs/queue.h"

const char *errorcode_of_form(const struct models_service *s, const char *code)
{
    if (strcmp(s->name, "sqs") != 0) {
        return models_code(s, code);
    }
    return strcmp(code, "SerializationException") == 0      ? "MalformedInput"
           : strcmp(code, "UnknownOperationException") == 0 ? "InvalidAction"
                                                            : queue_query_code(code);
}
