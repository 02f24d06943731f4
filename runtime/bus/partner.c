#include "runtime/bus/partner.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/bus/thing.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/value/value.h"

#define KIND           "source"
#define PREFIX         "aws.partner/"
#define NAME_MAX_BYTES 256
#define DAY_MS         INT64_C(86400000)
#define DAYS           14 /* how long a source waits for its bus */

static const char *const nothing[] = { NULL };

/* The request's source: new; NULL after a failure. */
static struct value *source_of(struct ask *a, const char *member)
{
    const char *name = ask_text(a, a->request, member);
    struct value *source = name != NULL ? thing_load(a, KIND, name) : NULL;
    if (name != NULL && source == NULL) {
        ask_fail(a, "ResourceNotFoundException", "Event source %s does not exist.", name);
    }
    return source;
}

static void set_state(struct ask *a, struct value **source, const char *state)
{
    value_set_text(source, "State", state);
    thing_store(a, KIND, value_member_text(*source, "Name"), *source);
}

bool partner_join(struct ask *a, const char *bus, const char *source)
{
    struct value *found = thing_load(a, KIND, source);
    if (found == NULL) {
        return ask_fail(a, "ResourceNotFoundException", "Event source %s does not exist.",
                        source);
    }
    bool is_same = strcmp(bus, source) == 0;
    if (is_same) {
        set_state(a, &found, "ACTIVE");
    } else {
        ask_fail(a, "ValidationException",
                 "The event bus of a partner's event source must have its name, %s.", source);
    }
    value_release(found);
    return is_same;
}

bool partner_is_active(struct ask *a, const char *source)
{
    struct value *found = thing_load(a, KIND, source);
    bool is_active = text_is(value_member_text(found, "State"), "ACTIVE");
    value_release(found);
    return is_active;
}

/* ---- The partner's side ---- */

/* "aws.partner/example.com/orders": two parts at least behind the first. */
static bool check_name(struct ask *a, const char *name)
{
    size_t size = strlen(name), begin = sizeof PREFIX - 1;
    const char *slash = size > begin ? strchr(name + begin, '/') : NULL;
    bool is_good = strncmp(name, PREFIX, begin) == 0 && slash != NULL && slash[1] != '\0' &&
                   plain_is_name(name, size, NAME_MAX_BYTES, "./");
    return is_good || ask_fail(a, "ValidationException",
                               "1 validation error detected: Value '%s' at 'name' failed to "
                               "satisfy constraint: Member must satisfy regular expression "
                               "pattern: aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}",
                               name);
}

void partner_create(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    const char *account = name != NULL ? ask_text(a, a->request, "Account") : NULL;
    if (account == NULL || !check_name(a, name)) {
        return;
    }
    struct value *source = thing_load(a, KIND, name), *body = value_object();
    if (source != NULL) {
        ask_fail(a, "ResourceAlreadyExistsException", "Event source %s already exists.", name);
    } else {
        struct buf arn = { 0 };
        buf_print(&arn, "arn:%s:events:%s::event-source/%s", account_partition(),
                  account_region(), name);
        source = value_object();
        value_set_text(&source, "Name", name);
        value_set_text(&source, "Arn", buf_string(&arn));
        value_set_text(&source, "Account", account);
        value_set_text(&source, "CreatedBy", account_id());
        thing_set_time(&source, "CreationTime", a->now_ms);
        thing_set_time(&source, "ExpirationTime", a->now_ms + DAYS * DAY_MS);
        set_state(a, &source, "PENDING");
        value_set_text(&body, "EventSourceArn", buf_string(&arn));
        service_answer_good(a->answer, value_share(body));
        buf_release(&arn);
    }
    value_release(body);
    value_release(source);
}

/* One that is not there is deleted without an error. */
void partner_delete(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    if (name != NULL && ask_text(a, a->request, "Account") != NULL) {
        thing_forget(a, KIND, name);
    }
}

static void answer_shown(struct ask *a, const char *const *shown)
{
    struct value *source = source_of(a, "Name");
    if (source != NULL) {
        service_answer_good(a->answer, thing_show(source, shown));
    }
    value_release(source);
}

static const char *const short_members[] = { "Arn", "Name", NULL };
static const char *const long_members[] = {
    "Arn", "CreatedBy", "CreationTime", "ExpirationTime", "Name", "State", NULL
};

void partner_describe(struct ask *a)
{
    answer_shown(a, short_members);
}

void partner_list(struct ask *a)
{
    if (ask_text(a, a->request, "NamePrefix") != NULL) {
        thing_list(a, KIND, "PartnerEventSources", short_members, nothing);
    }
}

void partner_list_accounts(struct ask *a)
{
    static const char *const shown[] = { "Account", "CreationTime", "ExpirationTime", "State",
                                         NULL };
    struct value *source = source_of(a, "EventSourceName");
    if (source != NULL) {
        struct value *all = value_array(1), *body = value_object();
        value_append_take(&all, thing_show(source, shown));
        value_set_take(&body, "PartnerEventSourceAccounts", all);
        service_answer_good(a->answer, body);
    }
    value_release(source);
}

/* ---- The account's side ---- */

void partner_describe_source(struct ask *a)
{
    answer_shown(a, long_members);
}

void partner_list_sources(struct ask *a)
{
    thing_list(a, KIND, "EventSources", long_members, nothing);
}

static void change(struct ask *a, const char *from, const char *to)
{
    struct value *source = source_of(a, "Name");
    if (source != NULL && !text_is(value_member_text(source, "State"), from) &&
        !text_is(value_member_text(source, "State"), to)) {
        ask_fail(a, "InvalidStateException",
                 "Event source %s is not in a valid state for this operation.",
                 value_member_text(source, "Name"));
    } else if (source != NULL) {
        set_state(a, &source, to);
    }
    value_release(source);
}

/* AWS activates what was deactivated: its bus is there then. */
void partner_activate(struct ask *a)
{
    change(a, "PENDING", "ACTIVE");
}

void partner_deactivate(struct ask *a)
{
    change(a, "ACTIVE", "PENDING");
}
