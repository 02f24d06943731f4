#include "runtime/sqs/entries.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/sqs/queue.h"
#include "runtime/value/value.h"

#define ENTRIES_MAX 10
#define ID_MAX      80

static bool check_ids(struct ask *a, const struct value *entries)
{
    for (size_t i = 0; i < value_count(entries); i++) {
        const char *id = value_member_text(value_item(entries, i), "Id");
        if (id == NULL || !plain_is_name(id, strlen(id), ID_MAX, "")) {
            return ask_fail(a, "InvalidBatchEntryId",
                            "A batch entry id can only contain alphanumeric characters, "
                            "hyphens and underscores. It can be at most 80 letters long.");
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(id, value_member_text(value_item(entries, j), "Id")) == 0) {
                return ask_fail(a, "BatchEntryIdsNotDistinct", "Id %s repeated.", id);
            }
        }
    }
    return true;
}

static bool check(struct ask *a, const struct value *entries, const char *type)
{
    size_t count = value_count(entries);
    if (count == 0) {
        return ask_fail(a, "EmptyBatchRequest",
                        "There should be at least one %s in the request.", type);
    }
    if (count > ENTRIES_MAX) {
        return ask_fail(a, "TooManyEntriesInBatchRequest",
                        "Maximum number of entries per request are 10. You have sent %zu.",
                        count);
    }
    return check_ids(a, entries);
}

/* The failure of one entry; the request itself is good again. */
static struct value *failed(struct ask *a)
{
    struct value *body = value_object();
    value_set_take(&body, "SenderFault", value_bool(true));
    value_set_text(&body, "Code", queue_query_code(a->answer->code));
    value_set_text(&body, "Message", a->answer->message);
    service_answer_release(a->answer);
    service_answer_good(a->answer, NULL);
    return body;
}

void entries_run(struct ask *a, struct queue *q, const char *type, entries_one *run)
{
    struct value *entries = NULL;
    value_member(a->request, "Entries", &entries);
    if (!check(a, entries, type)) {
        return;
    }
    struct value *good = value_array(0), *bad = value_array(0), *body = value_object();
    for (size_t i = 0; i < value_count(entries); i++) {
        const struct value *entry = value_item(entries, i);
        struct value *said = run(a, q, entry);
        struct value **list = said != NULL ? &good : &bad;
        said = said != NULL ? said : failed(a);
        value_set_text(&said, "Id", value_member_text(entry, "Id"));
        value_append_take(list, said);
    }
    value_set_take(&body, "Successful", good);
    value_set_take(&body, "Failed", bad);
    service_answer_release(a->answer);
    service_answer_good(a->answer, body);
}
