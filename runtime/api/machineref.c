#include "runtime/api/machineref.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/base/random.h"
#include "runtime/machine/aliases.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

static const char *const kinds[] = { "stateMachine", NULL };

/* ---- Parts ---- */

/* The number that a text is; 0 if it is none, or has a 0 in front. */
static uint64_t read_version(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    bool is_number = digits > 0 && digits < 19 && text[digits] == '\0' && text[0] != '0';
    return is_number ? strtoull(text, NULL, 10) : 0;
}

uint64_t machineref_version_number(const struct machine *m, const char *arn)
{
    size_t size = strlen(m->arn);
    bool is_of = strncmp(arn, m->arn, size) == 0 && arn[size] == ':';
    return is_of ? read_version(arn + size + 1) : 0;
}

/* What comes behind the machine's name and a ':'. */
static void read_more(struct station *s, struct machineref *r, const char *more)
{
    r->version = machine_version(r->machine, read_version(more));
    r->alias = r->version == NULL ? aliases_get(s->store, r->arn) : NULL;
    r->kind = r->version != NULL ? MACHINEREF_VERSION
              : r->alias != NULL ? MACHINEREF_ALIAS
                                 : MACHINEREF_OTHER;
}

bool machineref_is_version(const struct machineref *r)
{
    const char *end = strrchr(r->arn, ':') + 1;
    bool is_number = *end != '\0' && strspn(end, "0123456789") == strlen(end);
    return r->kind == MACHINEREF_VERSION || (r->kind == MACHINEREF_OTHER && is_number);
}

/* ---- ARNs ---- */

bool machineref_read(struct station *s, const char *arn, struct machineref *ret_ref,
                     struct service_answer *ret_answer)
{
    struct apiarn parts;
    *ret_ref = (struct machineref){ .arn = arn };
    if (!apiarn_read(arn, kinds, &parts, ret_answer)) {
        return false;
    }
    const char *slash = memchr(arn, '/', parts.plain_size);
    size_t size = slash != NULL ? (size_t)(slash - arn) : parts.plain_size;
    ret_ref->machine = machine_find(&s->machines, arn, size);
    if (slash != NULL) {
        ret_ref->kind = MACHINEREF_MAP;
        ret_ref->label = slash + 1;
    } else if (ret_ref->machine != NULL && parts.more != NULL) {
        read_more(s, ret_ref, parts.more);
    } else if (parts.more != NULL) {
        ret_ref->kind = MACHINEREF_OTHER;
    }
    return true;
}

bool machineref_none(const char *arn, struct service_answer *ret_answer)
{
    service_answer_fail(ret_answer, 400, NULL, "StateMachineDoesNotExist",
                        "State Machine Does Not Exist: '%s'", arn);
    return false;
}

bool machineref_check_map(const struct machineref *r, struct service_answer *ret_answer)
{
    if (r->kind == MACHINEREF_MAP) {
        service_answer_fail(
            ret_answer, 400, NULL, "ValidationException",
            "This operation does not support the ARN of a distributed Map: '%s'", r->arn);
        ret_answer->body = value_object();
        value_set_text(&ret_answer->body, "reason", "API_DOES_NOT_SUPPORT_LABELED_ARNS");
    }
    return r->kind != MACHINEREF_MAP;
}

bool machineref_plain(struct station *s, const char *arn, struct machine **ret_machine,
                      struct service_answer *ret_answer)
{
    struct machineref r;
    if (!machineref_any(s, arn, &r, ret_answer)) {
        return false;
    }
    *ret_machine = r.machine;
    machineref_close(&r);
    return machineref_check_map(&r, ret_answer) &&
           (r.kind == MACHINEREF_PLAIN || machineref_none(arn, ret_answer));
}

bool machineref_any(struct station *s, const char *arn, struct machineref *ret_ref,
                    struct service_answer *ret_answer)
{
    if (!machineref_read(s, arn, ret_ref, ret_answer)) {
        return false;
    }
    if (ret_ref->machine == NULL || ret_ref->kind == MACHINEREF_OTHER) {
        machineref_close(ret_ref);
        return machineref_none(arn, ret_answer);
    }
    return true;
}

/* ---- Aliases ---- */

static const struct version *route(const struct machineref *r, const struct value *item)
{
    const char *arn = value_member_text(item, "stateMachineVersionArn");
    return machine_version(r->machine, machineref_version_number(r->machine, arn));
}

static const struct value *routes_of(const struct machineref *r)
{
    struct value *list = NULL;
    value_member(r->alias, "routingConfiguration", &list);
    return list;
}

const struct version *machineref_first(const struct machineref *r)
{
    return route(r, value_item(routes_of(r), 0));
}

/* The weights make 100. */
const struct version *machineref_draw(struct station *s, const struct machineref *r)
{
    const struct value *routes = routes_of(r);
    size_t i = 0;
    if (value_count(routes) > 1) {
        uint64_t drawn = random_below(&s->session.engine.random, 100);
        i = drawn < (uint64_t)aliases_number(value_item(routes, 0), "weight") ? 0 : 1;
    }
    return route(r, value_item(routes, i));
}

void machineref_close(struct machineref *r)
{
    value_release(r->alias);
    r->alias = NULL;
}
