#include "runtime/dynamo/options.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

#define INVALID "One or more parameter values were invalid: "

/* ---- Warm throughput ---- */

static const struct {
    const char *warm, *provisioned;
    int64_t least; /* on demand (AWS's documentation) */
} rates[] = {
    { "ReadUnitsPerSecond", "ReadCapacityUnits", 12000 },
    { "WriteUnitsPerSecond", "WriteCapacityUnits", 4000 },
};

/* What a table has at least: on demand the same for each, else what is provisioned. */
static int64_t least_rate(const struct value *table, size_t i)
{
    const struct value *units = inquiry_member_of(
        inquiry_member_of(table, "ProvisionedThroughput"), rates[i].provisioned);
    bool on_demand = text_is(value_member_text(table, "BillingMode"), "PAY_PER_REQUEST");
    return on_demand || units == NULL ? rates[i].least : value_to_number(units).integer;
}

bool options_check(struct inquiry *c, const struct value *table)
{
    const struct value *warm = inquiry_member(c, "WarmThroughput");
    bool on_demand = text_is(value_member_text(table, "BillingMode"), "PAY_PER_REQUEST");
    for (size_t i = 0; i < 2; i++) {
        const struct value *rate = inquiry_member_of(warm, rates[i].warm);
        if (rate == NULL || value_to_number(rate).real >= (double)least_rate(table, i)) {
            continue;
        }
        return on_demand
                   ? inquiry_invalid(c,
                                     INVALID "Requested %s for WarmThroughput for table is "
                                             "lower than initial throughput for OnDemand",
                                     rates[i].warm)
                   : inquiry_invalid(c,
                                     INVALID "Requested %s for WarmThroughput for table is "
                                             "lower than %s of ProvisionedThroughput",
                                     rates[i].warm, rates[i].provisioned);
    }
    return true;
}

static void put_warm(const struct value *given, struct value **document)
{
    struct value *shown = value_object();
    for (size_t i = 0; i < 2; i++) {
        value_set_take(&shown, rates[i].warm, value_int(least_rate(*document, i)));
        inquiry_copy(&shown, given, rates[i].warm);
    }
    value_set_text(&shown, "Status", "ACTIVE");
    value_set_take(document, "WarmThroughput", shown);
}

/* ---- Encryption ---- */

/* The key's ARN: where the request names none, that of a key of AWS's. */
static void put_key(struct inquiry *c, const char *key, struct buf *out)
{
    char id[RANDOM_UUID_SIZE + 1];
    if (key != NULL && strncmp(key, "arn:", 4) == 0) {
        buf_text(out, key);
        return;
    }
    random_uuid(c->dynamo->random, id);
    buf_print(out, "arn:%s:kms:%s:%s:%s%s", account_partition(), account_region(), account_id(),
              key != NULL && strncmp(key, "alias/", 6) == 0 ? "" : "key/",
              key != NULL ? key : id);
}

/* Without encryption by a key of KMS descriptions show nothing of it. */
static void put_encryption(struct inquiry *c, const struct value *given,
                           struct value **document)
{
    struct buf key = { 0 };
    struct value *shown = value_object();
    put_key(c, value_member_text(given, "KMSMasterKeyId"), &key);
    value_set_text(&shown, "Status", "ENABLED");
    value_set_text(&shown, "SSEType", "KMS");
    value_set_text(&shown, "KMSMasterKeyArn", buf_string(&key));
    value_set_take(document, "SSEDescription", shown);
    buf_release(&key);
}

void options_put(struct inquiry *c, struct value **document)
{
    const struct value *encryption = inquiry_member(c, "SSESpecification");
    const struct value *warm = inquiry_member(c, "WarmThroughput");
    const char *class = inquiry_text(c, "TableClass");
    inquiry_copy(document, c->request, "DeletionProtectionEnabled");
    inquiry_copy(document, c->request, "OnDemandThroughput");
    if (value_is_true(inquiry_member_of(encryption, "Enabled"))) {
        put_encryption(c, encryption, document);
    } else if (encryption != NULL) {
        value_set_take(document, "SSEDescription", value_null());
    }
    if (warm != NULL) {
        put_warm(warm, document);
    }
    if (class != NULL) {
        struct value *shown = value_object();
        value_set_text(&shown, "TableClass", class);
        value_set_take(document, "TableClassSummary", shown);
    }
}
