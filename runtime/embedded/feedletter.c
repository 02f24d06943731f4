#include "runtime/embedded/feedletter.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/embedded/feedevent.h"
#include "runtime/local/hub.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- What is told ---- */

static void set_function(struct value **context, const char *function)
{
    struct buf arn = { 0 };
    if (strncmp(function, "arn:", 4) != 0) {
        buf_print(&arn, "arn:%s:lambda:%s:%s:function:", account_partition(), account_region(),
                  account_id());
    }
    buf_text(&arn, function);
    value_set_text(context, "functionArn", buf_string(&arn));
    buf_release(&arn);
}

static struct value *request_context(const struct feedletter *l)
{
    struct value *context = value_object();
    struct random chance;
    char id[RANDOM_UUID_SIZE + 1];
    random_seed_system(&chance);
    random_uuid(&chance, id);
    value_set_text(&context, "requestId", id);
    set_function(&context, l->function);
    value_set_text(&context, "condition",
                   l->is_old ? "RecordAgeExceeded" : "RetryAttemptsExhausted");
    value_set_take(&context, "approximateInvokeCount", value_int(l->tries));
    return context;
}

static struct value *response_context(void)
{
    struct value *context = value_object();
    value_set_take(&context, "statusCode", value_int(200));
    value_set_text(&context, "executedVersion", "$LATEST");
    value_set_text(&context, "functionError", "Unhandled");
    return context;
}

static void set_arrival(struct value **info, const char *name, const struct value *record)
{
    const struct value *about = member_of(record, "dynamodb");
    member_put_time(info, name, member_int(about, "ApproximateCreationDateTime") * 1000);
}

/* The records themselves are still in the stream. */
static struct value *batch_info(const struct feedletter *l)
{
    size_t count = value_count(l->records);
    const struct value *first = value_item(l->records, 0);
    const struct value *last = value_item(l->records, count - 1);
    struct value *info = value_object();
    value_set_text(&info, "shardId", l->shard);
    value_set_text(&info, "startSequenceNumber", feedevent_sequence(first));
    value_set_text(&info, "endSequenceNumber", feedevent_sequence(last));
    set_arrival(&info, "approximateArrivalOfFirstRecord", first);
    set_arrival(&info, "approximateArrivalOfLastRecord", last);
    value_set_take(&info, "batchSize", value_int((int64_t)count));
    value_set_text(&info, "streamArn", l->stream);
    return info;
}

/* As text: new. */
static char *letter(const struct feedletter *l)
{
    struct value *whole = value_object();
    value_set_take(&whole, "requestContext", request_context(l));
    if (l->tries > 0) {
        value_set_take(&whole, "responseContext", response_context());
    }
    value_set_text(&whole, "version", "1.0");
    member_put_time(&whole, "timestamp", l->now_ms);
    value_set_take(&whole, "DDBStreamBatchInfo", batch_info(l));
    char *text = write_text(whole);
    value_release(whole);
    return text;
}

/* ---- Where it goes ---- */

static const struct {
    const char *part; /* of an ARN */
    const char *service, *operation, *to, *text;
} kinds[] = {
    { ":sqs:", "sqs", "SendMessage", "QueueUrl", "MessageBody" },
    { ":sns:", "sns", "Publish", "TopicArn", "Message" },
};

bool feedletter_send(const struct feedletter *l, struct hub *h, struct buf *why)
{
    struct value *config = NULL, *failure = NULL;
    value_member(l->mapping, "DestinationConfig", &config);
    value_member(config, "OnFailure", &failure);
    const char *to = value_member_text(failure, "Destination");
    size_t i = 0, count = sizeof kinds / sizeof kinds[0];
    while (to != NULL && i < count && strstr(to, kinds[i].part) == NULL) {
        i++;
    }
    if (to == NULL || i == count) {
        buf_print(why, "%s", to == NULL ? "" : "it is neither a queue nor a topic");
        return to == NULL;
    }
    struct value *input = value_object();
    char *text = letter(l);
    value_set_text(&input, kinds[i].to, to);
    value_set_text(&input, kinds[i].text, text);
    struct hub_request r = { kinds[i].service, kinds[i].operation, input, l->now_ms };
    struct value *answer = hub_ask(h, &r, why);
    bool is_sent = answer != NULL;
    value_release(answer);
    value_release(input);
    memory_release(text);
    return is_sent;
}
