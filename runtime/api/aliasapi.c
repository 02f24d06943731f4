#include "runtime/api/aliasapi.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/machineref.h"
#include "runtime/api/page.h"
#include "runtime/api/reply.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/machine/aliases.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/station/change.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

/* AWS's quota of aliases of a machine. */
#define ALIASES_MOST 100

#define ROUTES "routingConfiguration"

/* ---- Routes ---- */

static const char *route_arn(const struct value *routes, size_t i)
{
    return value_member_text(value_item(routes, i), "stateMachineVersionArn");
}

static bool invalid(struct service_answer *a)
{
    a->body = value_object();
    value_set_text(&a->body, "reason", "INVALID_ROUTING_CONFIGURATION");
    return false;
}

static bool fail_routes(const struct value *routes, const char *what, struct service_answer *a)
{
    struct buf list = { 0 };
    for (size_t i = 0; i < value_count(routes); i++) {
        buf_print(&list, "%s%s", i > 0 ? ", " : "", route_arn(routes, i));
    }
    service_answer_fail(a, 400, NULL, "ValidationException",
                        "Routing configuration must contain %s. Received: [%s]", what,
                        buf_string(&list));
    buf_release(&list);
    return invalid(a);
}

static bool check_weights(const struct value *routes, struct service_answer *a)
{
    struct buf list = { 0 };
    int64_t sum = 0;
    for (size_t i = 0; i < value_count(routes); i++) {
        int64_t weight = aliases_number(value_item(routes, i), "weight");
        sum += weight;
        buf_print(&list, "%s%" PRId64, i > 0 ? ", " : "", weight);
    }
    if (sum != 100) {
        service_answer_fail(a, 400, NULL, "ValidationException",
                            "Sum of routing configuration weights must equal 100. Received: "
                            "[%s]",
                            buf_string(&list));
    }
    buf_release(&list);
    return sum == 100 || invalid(a);
}

static void fail_missing(const char *arn, struct service_answer *a)
{
    service_answer_fail(a, 400, NULL, "ResourceNotFound",
                        "Request references a resource that does not exist.");
    a->body = value_object();
    value_set_text(&a->body, "resourceName", arn);
}

/* The machine that a version is of; NULL with an error in the answer, if it is none. */
static struct machine *machine_of(struct station *s, const struct value *routes, size_t i,
                                  struct service_answer *a)
{
    const char *arn = route_arn(routes, i);
    struct machineref r;
    if (!machineref_read(s, arn, &r, a)) {
        return NULL;
    }
    machineref_close(&r);
    if (r.kind == MACHINEREF_VERSION) {
        return r.machine;
    }
    if (machineref_is_version(&r)) {
        fail_missing(arn, a);
    } else {
        fail_routes(routes, "state machine version ARNs", a);
    }
    return NULL;
}

/* Routes lead to one or two versions of one machine. Returns true, and the machine; or false
 * with an error in the answer. */
static bool check_routes(struct station *s, const struct value *routes,
                         struct machine **ret_machine, struct service_answer *a)
{
    bool has_two = value_count(routes) > 1;
    if (has_two && strcmp(route_arn(routes, 0), route_arn(routes, 1)) == 0) {
        return fail_routes(routes, "distinct state machine version ARNs", a);
    }
    if (!check_weights(routes, a)) {
        return false;
    }
    struct machine *m = machine_of(s, routes, 0, a);
    struct machine *second = m != NULL && has_two ? machine_of(s, routes, 1, a) : m;
    if (m == NULL || second == NULL) {
        return false;
    }
    if (m != second) {
        return fail_routes(routes, "versions of the same state machine", a);
    }
    *ret_machine = m;
    return true;
}

static bool check_machine(const struct machine *m, struct service_answer *a)
{
    if (m->is_deleting) {
        service_answer_fail(a, 400, NULL, "StateMachineDeleting",
                            "State Machine is being deleted: '%s'", m->arn);
    }
    return !m->is_deleting;
}

/* ---- CreateStateMachineAlias ---- */

static struct value *created(const char *arn, const struct value *row)
{
    struct value *body = value_object();
    value_set_text(&body, "stateMachineAliasArn", arn);
    reply_copy_date(&body, "creationDate", row);
    return body;
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_repeated(const struct value *row, const struct value *input)
{
    struct value *before, *now;
    return value_member(row, ROUTES, &before) && value_member(input, ROUTES, &now) &&
           value_equal(before, now) &&
           is_same(value_member_text(row, "description"),
                   value_member_text(input, "description"));
}

static struct value *new_row(struct station *s, struct machine *m, const struct value *input)
{
    int64_t now_ms = station_now_ms(s);
    struct value *row = value_object(), *routes;
    value_set_take(&row, "number", value_int((int64_t)++m->last_alias));
    value_set_text(&row, "name", value_member_text(input, "name"));
    value_set_text(&row, "description", value_member_text(input, "description"));
    if (value_member(input, ROUTES, &routes)) {
        value_set_take(&row, ROUTES, value_share(routes));
    }
    value_set_take(&row, "creationDate", value_int(now_ms));
    value_set_take(&row, "updateDate", value_int(now_ms));
    return row;
}

static bool is_full(struct station *s, const struct machine *m)
{
    struct value *list = aliases_list(s->store, m, NULL);
    size_t count = value_count(list);
    value_release(list);
    return count >= ALIASES_MOST;
}

static void create(struct station *s, struct call *c, struct machine *m, const char *arn)
{
    struct value *row = aliases_get(s->store, arn);
    if (row != NULL && is_repeated(row, c->input)) {
        reply_good(s, c, created(arn, row));
    } else if (row != NULL) {
        reply_fail(s, c, "ConflictException",
                   "Failed to create alias because an alias with the same name and a different "
                   "routing configuration already exists.");
    } else if (is_full(s, m)) {
        reply_fail(s, c, "ServiceQuotaExceededException",
                   "The state machine has %d aliases, and cannot have more: '%s'", ALIASES_MOST,
                   m->arn);
    } else {
        row = new_row(s, m, c->input);
        aliases_put(s->store, arn, row);
        shelf_write(&s->machines, m);
        reply_good(s, c, created(arn, row));
    }
    value_release(row);
}

void aliasapi_create(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct value *routes = NULL;
    struct machine *m;
    struct buf arn = { 0 };
    if (!change_is_possible(&s->changes, c)) {
        return;
    }
    value_member(c->input, ROUTES, &routes);
    if (!check_routes(s, routes, &m, &a) || !check_machine(m, &a)) {
        station_answer(s, c, &a);
    } else {
        buf_print(&arn, "%s:%s", m->arn, call_text(c, "name"));
        create(s, c, m, buf_string(&arn));
        buf_release(&arn);
    }
}

/* ---- One alias ---- */

/* Whether the text can be the ARN of an alias. Returns false with an error in the answer. */
static bool check_arn(const char *arn, struct service_answer *a)
{
    static const char *const kinds[] = { "stateMachine", NULL };
    struct apiarn parts;
    if (!apiarn_read(arn, kinds, &parts, a)) {
        return false;
    }
    if (parts.more == NULL) {
        service_answer_fail(a, 400, NULL, "InvalidArn", "Invalid Arn: '%s'", arn);
    }
    return parts.more != NULL;
}

/* The row of the alias that the request names: new. Returns NULL after an answer. */
static struct value *find(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineAliasArn");
    struct service_answer a = { .status = 0 };
    if (!check_arn(arn, &a)) {
        station_answer(s, c, &a);
        return NULL;
    }
    struct value *row = aliases_get(s->store, arn);
    if (row == NULL) {
        fail_missing(arn, &a);
        station_answer(s, c, &a);
    }
    return row;
}

void aliasapi_describe(struct station *s, struct call *c)
{
    struct value *row = change_is_possible(&s->changes, c) ? find(s, c) : NULL, *routes;
    if (row == NULL) {
        return;
    }
    struct value *body = value_object();
    value_set_text(&body, "stateMachineAliasArn", call_text(c, "stateMachineAliasArn"));
    reply_copy_text(&body, "name", row);
    reply_copy_text(&body, "description", row);
    if (value_member(row, ROUTES, &routes)) {
        value_set_take(&body, ROUTES, value_share(routes));
    }
    reply_copy_date(&body, "creationDate", row);
    reply_copy_date(&body, "updateDate", row);
    reply_good(s, c, body);
    value_release(row);
}

/* An alias stays with its machine. */
static bool check_update(struct station *s, const struct call *c, const struct value *routes,
                         struct service_answer *a)
{
    struct machine *m;
    if (routes == NULL) {
        return true;
    }
    if (!check_routes(s, routes, &m, a) || !check_machine(m, a)) {
        return false;
    }
    const char *arn = call_text(c, "stateMachineAliasArn");
    size_t size = strlen(m->arn);
    return (strncmp(arn, m->arn, size) == 0 && arn[size] == ':') ||
           fail_routes(routes, "versions of the alias's own state machine", a);
}

static void update(struct station *s, struct call *c, struct value *row)
{
    const char *arn = call_text(c, "stateMachineAliasArn");
    struct service_answer a = { .status = 0 };
    struct value *routes = NULL;
    value_member(c->input, ROUTES, &routes);
    if (!check_update(s, c, routes, &a)) {
        station_answer(s, c, &a);
        value_release(row);
        return;
    }
    value_set_text(&row, "description", call_text(c, "description"));
    if (routes != NULL) {
        value_set_take(&row, ROUTES, value_share(routes));
    }
    value_set_take(&row, "updateDate", value_int(station_now_ms(s)));
    aliases_put(s->store, arn, row);
    struct value *body = value_object();
    reply_copy_date(&body, "updateDate", row);
    reply_good(s, c, body);
    value_release(row);
}

void aliasapi_update(struct station *s, struct call *c)
{
    struct value *row = change_is_possible(&s->changes, c) ? find(s, c) : NULL;
    if (row == NULL) {
        return;
    }
    if (call_text(c, "description") == NULL && !value_member(c->input, ROUTES, NULL)) {
        value_release(row);
        reply_invalid(s, c, "MISSING_REQUIRED_PARAMETER",
                      "Either the description or the routing configuration must be specified");
    } else {
        update(s, c, row);
    }
}

/* It is no error if there is none. */
void aliasapi_delete(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineAliasArn");
    struct service_answer a = { .status = 0 };
    if (!change_is_possible(&s->changes, c)) {
        return;
    }
    if (!check_arn(arn, &a)) {
        station_answer(s, c, &a);
    } else {
        aliases_remove(s->store, arn);
        reply_good(s, c, NULL);
    }
}

/* ---- ListStateMachineAliases ---- */

static struct value *page_of(const struct value *rows, const struct page *p)
{
    struct value *body = value_object(), *list = value_array(0);
    size_t i = 0;
    while (i < value_count(rows) &&
           (uint64_t)aliases_number(value_item(rows, i), "number") < p->from) {
        i++;
    }
    for (; i < value_count(rows) && value_count(list) < p->most; i++) {
        const struct value *row = value_item(rows, i);
        value_append_take(&list, created(value_member_text(row, "stateMachineAliasArn"), row));
    }
    value_set_take(&body, "stateMachineAliases", list);
    if (i < value_count(rows)) {
        page_put_token(&body, p, (uint64_t)aliases_number(value_item(rows, i), "number"));
    }
    return body;
}

void aliasapi_list(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineArn");
    struct service_answer a = { .status = 0 };
    struct machineref r;
    struct page p;
    struct buf question = { 0 };
    if (!change_is_possible(&s->changes, c)) {
        return;
    }
    buf_print(&question, "aliases %s", arn);
    if (!machineref_any(s, arn, &r, &a)) {
        station_answer(s, c, &a);
    } else if (!page_read(c->input, buf_string(&question), PAGE_USUAL, &p, &a)) {
        machineref_close(&r);
        station_answer(s, c, &a);
    } else {
        const char *of = r.kind == MACHINEREF_VERSION ? r.arn : NULL;
        struct value *rows = aliases_list(s->store, r.machine, of);
        reply_good(s, c, page_of(rows, &p));
        value_release(rows);
        machineref_close(&r);
    }
    buf_release(&question);
}
