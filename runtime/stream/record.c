#include "runtime/stream/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/item/attribute.h"
#include "runtime/value/value.h"

#define SEQUENCE_DIGITS 21

/* The first digit keeps all of them equally long. */
void record_set_sequence(struct value **to, const char *member, int64_t rank)
{
    char text[SEQUENCE_DIGITS + 1];
    snprintf(text, sizeof text, "1%020lld", (long long)rank);
    value_set_text(to, member, text);
}

bool record_read_sequence(const char *text, int64_t *ret_rank)
{
    size_t size = strlen(text);
    if (size != SEQUENCE_DIGITS || text[0] != '1' || strspn(text, "0123456789") != size) {
        return false;
    }
    *ret_rank = strtoll(text + 1, NULL, 10);
    return true;
}

static size_t copy(struct value **to, const struct value *change, const char *member)
{
    struct value *is = NULL;
    if (!value_member(change, member, &is)) {
        return 0;
    }
    value_set_take(to, member, value_share(is));
    return attribute_item_size(is);
}

/* Who has made the change, where it was not a request. */
static struct value *identity(void)
{
    struct value *who = value_object();
    value_set_text(&who, "PrincipalId", "dynamodb.amazonaws.com");
    value_set_text(&who, "Type", "Service");
    return who;
}

struct value *record_of(const struct value *change, int64_t rank, size_t *bytes)
{
    struct value *record = value_object(), *about = value_object(), *is = NULL;
    char id[33];
    int64_t at_ms = 0;
    if (value_member(change, "At", &is)) {
        value_is_int(is, &at_ms);
    }
    snprintf(id, sizeof id, "%032llx", (unsigned long long)rank);
    value_set_take(&about, "ApproximateCreationDateTime", value_int(at_ms / 1000));
    size_t size = copy(&about, change, "Keys");
    size += copy(&about, change, "NewImage") + copy(&about, change, "OldImage");
    record_set_sequence(&about, "SequenceNumber", rank);
    value_set_take(&about, "SizeBytes", value_int((int64_t)size));
    value_set_text(&about, "StreamViewType", value_member_text(change, "View"));
    value_set_text(&record, "eventID", id);
    value_set_text(&record, "eventName", value_member_text(change, "Name"));
    value_set_text(&record, "eventVersion", "1.1");
    value_set_text(&record, "eventSource", "aws:dynamodb");
    value_set_text(&record, "awsRegion", account_region());
    value_set_take(&record, "dynamodb", about);
    if (value_member(change, "IsExpired", &is) && value_is_true(is)) {
        value_set_take(&record, "userIdentity", identity());
    }
    *bytes += size;
    return record;
}
