#include "runtime/api/reply.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"

void reply_good(struct station *s, struct call *c, struct value *body)
{
    struct service_answer a = { .status = 0 };
    service_answer_good(&a, body);
    station_answer(s, c, &a);
}

void reply_fail(struct station *s, struct call *c, const char *code, const char *format, ...)
{
    struct service_answer a = { .status = 0 };
    struct buf text = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&text, format, args);
    va_end(args);
    service_answer_fail(&a, 400, NULL, code, "%s", buf_string(&text));
    station_answer(s, c, &a);
    buf_release(&text);
}

void reply_elsewhere(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    service_answer_fail(&a, 503, NULL, "ServiceUnavailable",
                        "The execution is under way, and not on this node any more. Try again "
                        "later.");
    station_answer(s, c, &a);
}

void reply_put_date(struct value **body, const char *key, int64_t at_ms)
{
    char text[NUMBER_ROOM];
    int size =
        snprintf(text, sizeof text, "%" PRId64 ".%03d", at_ms / 1000, (int)(at_ms % 1000));
    value_set_take(body, key, value_number(text, (size_t)size));
}

void reply_copy_date(struct value **body, const char *key, const struct value *row)
{
    struct value *v;
    int64_t at_ms;
    if (value_member(row, key, &v) && value_is_int(v, &at_ms)) {
        reply_put_date(body, key, at_ms);
    }
}

void reply_copy_text(struct value **body, const char *key, const struct value *row)
{
    value_set_text(body, key, value_member_text(row, key));
}

static bool is_in(const char *const *keys, const char *key)
{
    while (*keys != NULL && strcmp(*keys, key) != 0) {
        keys++;
    }
    return *keys != NULL;
}

struct value *reply_without(const struct value *all, const char *const *keys)
{
    struct value *o = value_object();
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        if (!is_in(keys, w.key)) {
            value_set_take(&o, w.key, value_share(w.value));
        }
    }
    return o;
}

void reply_put_payload(struct value **body, const char *key, const char *details_key,
                       const char *json)
{
    value_set_text(body, key, json);
    member_put_flag(body, details_key, "included", true);
}

/* An error with one member more. */
static void fail_with(struct station *s, struct call *c, const char *code, const char *message,
                      const char *key, const char *text)
{
    struct service_answer a = { .status = 0 };
    service_answer_fail(&a, 400, NULL, code, "%s", message);
    a.body = value_object();
    value_set_text(&a.body, key, text);
    station_answer(s, c, &a);
}

void reply_invalid(struct station *s, struct call *c, const char *reason, const char *message)
{
    fail_with(s, c, "ValidationException", message, "reason", reason);
}

void reply_not_found(struct station *s, struct call *c, const char *arn)
{
    struct buf message = { 0 };
    buf_print(&message, "Resource not found: '%s'", arn);
    fail_with(s, c, "ResourceNotFound", buf_string(&message), "resourceName", arn);
    buf_release(&message);
}

void reply_started(struct station *s, struct call *c, const char *arn, int64_t start_ms)
{
    struct value *body = value_object();
    value_set_text(&body, "executionArn", arn);
    reply_put_date(&body, "startDate", start_ms);
    reply_good(s, c, body);
}
