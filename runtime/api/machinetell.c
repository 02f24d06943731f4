#include "runtime/api/machinetell.h"

#include <asl/asl.h>
#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/execref.h"
#include "runtime/api/machineref.h"
#include "runtime/api/page.h"
#include "runtime/api/reply.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/endpoint/call.h"
#include "runtime/machine/machineconf.h"
#include "runtime/machine/references.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

/* Of metadata only the definition is said to be {}. */
static const char *definition_for(const struct call *c, const char *definition)
{
    return call_wants_data(c) ? definition : "{}";
}

/* They are a part of the definition. */
static void put_references(struct value **body, const char *definition)
{
    const char *told = value_member_text(*body, "definition");
    struct value *references = strcmp(told, definition) == 0 ? references_of(definition) : NULL;
    if (references != NULL) {
        value_set_take(body, "variableReferences", references);
    }
}

static const char *type_of(const struct machine *m)
{
    return m->is_express ? "EXPRESS" : "STANDARD";
}

/* ---- DescribeStateMachine ---- */

/* One without a Label is called by a UUID. */
static bool is_label(const struct asl_map *map, const char *label)
{
    return map->mode != ASL_INLINE && (map->label != NULL ? strcmp(map->label, label) == 0
                                                          : strlen(label) == RANDOM_UUID_SIZE);
}

static bool has_label(const struct asl_machine *m, const char *label);

static bool is_labelled(const struct asl_state *row, const char *label)
{
    for (size_t i = 0; row->branches != NULL && row->branches[i] != NULL; i++) {
        if (has_label(row->branches[i], label)) {
            return true;
        }
    }
    return row->map != NULL &&
           (is_label(row->map, label) || has_label(row->map->processor, label));
}

/* Returns true if there is a distributed Map of that label. */
static bool has_label(const struct asl_machine *m, const char *label)
{
    const struct asl_state *row = m->states;
    while (row->name != NULL && !is_labelled(row, label)) {
        row++;
    }
    return row->name != NULL;
}

const struct revision *machinetell_revision(const struct machineref *r)
{
    const struct version *v = r->kind == MACHINEREF_ALIAS ? machineref_first(r) : r->version;
    const struct revision *current = r->machine->current;
    switch (r->kind) {
    case MACHINEREF_PLAIN: return current;
    case MACHINEREF_VERSION:
    case MACHINEREF_ALIAS: return v == NULL ? NULL : v->revision;
    case MACHINEREF_MAP:
        return current->load.workflow != NULL &&
                       has_label(current->load.workflow->machine, r->label)
                   ? current
                   : NULL;
    case MACHINEREF_OTHER:
    default: return NULL;
    }
}

/* Dates and descriptions of versions are their own. */
static struct value *described(const struct call *c, const struct machineref *r,
                               const struct revision *of)
{
    const struct machine *m = r->machine;
    const struct version *v = r->version;
    struct value *o = value_object();
    value_set_text(&o, "stateMachineArn", r->arn);
    value_set_text(&o, "name", m->name);
    value_set_text(&o, "status", m->is_deleting ? "DELETING" : "ACTIVE");
    value_set_text(&o, "definition", definition_for(c, of->definition));
    value_set_text(&o, "roleArn", of->role_arn);
    value_set_text(&o, "type", type_of(m));
    reply_put_date(&o, "creationDate", v != NULL ? v->created_ms : m->created_ms);
    machineconf_copy(&o, of->config);
    value_set_text(&o, "label", r->label);
    value_set_text(&o, "revisionId", of->id);
    value_set_text(&o, "description", v != NULL ? v->description : NULL);
    put_references(&o, of->definition);
    return o;
}

void machinetell_describe(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineArn");
    struct service_answer a = { .status = 0 };
    struct machineref r;
    if (!machineref_any(s, arn, &r, &a)) {
        station_answer(s, c, &a);
        return;
    }
    const struct revision *of = machinetell_revision(&r);
    if (of == NULL) {
        machineref_none(arn, &a);
        station_answer(s, c, &a);
    } else {
        reply_good(s, c, described(c, &r, of));
    }
    machineref_close(&r);
}

/* ---- ListStateMachines ---- */

static struct value *list_item(const struct machine *m)
{
    struct value *o = value_object();
    value_set_text(&o, "stateMachineArn", m->arn);
    value_set_text(&o, "name", m->name);
    value_set_text(&o, "type", type_of(m));
    reply_put_date(&o, "creationDate", m->created_ms);
    return o;
}

/* They are in the order of their names. */
void machinetell_list(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct page page;
    char *from = NULL;
    if (!page_read_named(c->input, "machines", PAGE_USUAL, &page, &from, &a)) {
        station_answer(s, c, &a);
        return;
    }
    struct value *body = value_object(), *list = value_array(0);
    const struct machine *m = s->machines.first;
    while (m != NULL && from != NULL && strcmp(m->name, from) < 0) {
        m = m->next;
    }
    for (; m != NULL && value_count(list) < page.most; m = m->next) {
        value_append_take(&list, list_item(m));
    }
    value_set_take(&body, "stateMachines", list);
    if (m != NULL) {
        page_put_name(&body, &page, m->name);
    }
    reply_good(s, c, body);
    memory_release(from);
}

/* ---- DescribeStateMachineForExecution ---- */

/* The part of a Map Run's machine behind its name. NULL if it is no such machine. */
static const char *label_of(const char *machine_arn)
{
    const char *slash = strchr(machine_arn, '/');
    return slash == NULL ? NULL : slash + 1;
}

/* As the machine was when the execution began. */
static struct value *for_execution(const struct call *c, const struct value *entry,
                                   const struct value *row)
{
    const char *arn = value_member_text(entry, "stateMachineArn");
    const char *of = value_member_text(row, "stateMachineArn");
    struct value *o = value_object();
    value_set_text(&o, "stateMachineArn", arn);
    value_set_text(&o, "name", strrchr(of, ':') + 1);
    value_set_text(&o, "definition", definition_for(c, value_member_text(row, "definition")));
    reply_copy_text(&o, "roleArn", row);
    struct value *created;
    int64_t created_ms = 0;
    if (value_member(row, "creationDate", &created) && value_is_int(created, &created_ms)) {
        reply_put_date(&o, "updateDate", created_ms);
    }
    machineconf_copy(&o, row);
    reply_copy_text(&o, "mapRunArn", entry);
    value_set_text(&o, "label", label_of(arn));
    value_set_text(&o, "revisionId", value_member_text(row, "id"));
    put_references(&o, value_member_text(row, "definition"));
    return o;
}

void machinetell_execution(struct station *s, struct call *c)
{
    uint64_t number;
    if (!execref_find(s, c, &number)) {
        return;
    }
    struct value *entry = ledger_read(&s->ledger, number);
    struct value *row = shelf_revision(&s->machines, ledger_revision(&s->ledger, number));
    if (entry == NULL || row == NULL) {
        reply_fail(s, c, "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'",
                   call_text(c, "executionArn"));
    } else {
        reply_good(s, c, for_execution(c, entry, row));
    }
    value_release(entry);
    value_release(row);
}
