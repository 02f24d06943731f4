#include "runtime/api/versionapi.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/api/machineref.h"
#include "runtime/api/page.h"
#include "runtime/api/reply.h"
#include "runtime/base/buf.h"
#include "runtime/endpoint/call.h"
#include "runtime/machine/aliases.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/station/change.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

/* AWS's quota of versions of a machine. */
#define VERSIONS_MOST 1000

static struct value *list_item(const struct machine *m, const struct version *v)
{
    struct value *o = value_object();
    struct buf arn = { 0 };
    buf_print(&arn, "%s:%" PRIu64, m->arn, v->number);
    value_set_text(&o, "stateMachineVersionArn", buf_string(&arn));
    reply_put_date(&o, "creationDate", v->created_ms);
    buf_release(&arn);
    return o;
}

/* ---- PublishStateMachineVersion ---- */

/* What a revision without an id is called. */
static const char *id_of(const struct revision *r)
{
    return r->id != NULL ? r->id : "INITIAL";
}

static void publish(struct change *c)
{
    const char *wanted = value_member_text(c->input, "revisionId");
    struct service_answer a = { .status = 0 };
    struct machine *m;
    if (!machineref_plain(c->station, c->arn, &m, &a)) {
        change_answer(c, &a);
    } else if (m->is_deleting) {
        change_fail(c, "StateMachineDeleting", "State Machine is being deleted: '%s'", m->arn);
    } else if (wanted != NULL && strcmp(wanted, id_of(m->current)) != 0) {
        change_fail(c, "ConflictException",
                    "Failed to publish the State Machine version for revision %s. The current "
                    "State Machine revision is %s.",
                    wanted, id_of(m->current));
    } else if (machine_version_of(m, m->current) == NULL && m->version_count >= VERSIONS_MOST) {
        change_fail(c, "ServiceQuotaExceededException",
                    "The state machine has %d versions, and cannot have more: '%s'",
                    VERSIONS_MOST, m->arn);
    } else {
        const char *description = value_member_text(c->input, "description");
        const struct version *v =
            shelf_publish(&c->station->machines, m, description, station_now_ms(c->station));
        change_good(c, list_item(m, v));
    }
}

void versionapi_publish(struct station *s, struct call *c)
{
    change_begin(&s->changes, c, call_text(c, "stateMachineArn"), publish);
}

/* ---- DeleteStateMachineVersion ---- */

static void put_aliases(struct station *s, const struct machineref *r, struct buf *names)
{
    struct value *list = aliases_list(s->store, r->machine, r->arn);
    for (size_t i = 0; i < value_count(list); i++) {
        buf_text(names, i > 0 ? ", " : "");
        buf_text(names, value_member_text(value_item(list, i), "name"));
    }
    value_release(list);
}

static void delete_version(struct station *s, struct call *c, const struct machineref *r)
{
    struct buf names = { 0 };
    if (r->version != NULL) {
        put_aliases(s, r, &names);
    }
    if (names.size > 0) {
        reply_fail(s, c, "ConflictException",
                   "Version to be deleted must not be referenced by an alias. Current list of "
                   "aliases referencing this version: [%s]",
                   buf_string(&names));
    } else {
        if (r->version != NULL) {
            shelf_drop_version(&s->machines, r->machine, r->version->number);
        }
        reply_good(s, c, NULL);
    }
    buf_release(&names);
}

void versionapi_delete(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineVersionArn");
    struct service_answer a = { .status = 0 };
    struct machineref r;
    if (!change_is_possible(&s->changes, c)) {
        return;
    }
    if (!machineref_read(s, arn, &r, &a)) {
        station_answer(s, c, &a);
        return;
    }
    if (machineref_is_version(&r)) {
        delete_version(s, c, &r);
    } else {
        reply_fail(s, c, "ValidationException", "The ARN of a version is needed: '%s'", arn);
    }
    machineref_close(&r);
}

/* ---- ListStateMachineVersions ---- */

/* The newest comes first. */
static struct value *page_of(const struct machine *m, const struct page *p)
{
    struct value *body = value_object(), *list = value_array(0);
    size_t i = m->version_count;
    while (i > 0 && p->from != 0 && m->versions[i - 1].number > p->from) {
        i--;
    }
    for (; i > 0 && value_count(list) < p->most; i--) {
        value_append_take(&list, list_item(m, &m->versions[i - 1]));
    }
    value_set_take(&body, "stateMachineVersions", list);
    if (i > 0) {
        page_put_token(&body, p, m->versions[i - 1].number);
    }
    return body;
}

void versionapi_list(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineArn");
    struct service_answer a = { .status = 0 };
    struct machine *m;
    struct page p;
    struct buf question = { 0 };
    if (!change_is_possible(&s->changes, c)) {
        return;
    }
    buf_print(&question, "versions %s", arn);
    if (!machineref_plain(s, arn, &m, &a) ||
        !page_read(c->input, buf_string(&question), PAGE_USUAL, &p, &a)) {
        station_answer(s, c, &a);
    } else {
        reply_good(s, c, page_of(m, &p));
    }
    buf_release(&question);
}
