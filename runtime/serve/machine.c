#include "runtime/serve/machine.h"

#include <asl/asl.h>
#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/turn.h"
#include "runtime/program/session.h"

/* ---- Revisions ---- */

struct revision *revision_hold(struct revision *r)
{
    r->holds++;
    return r;
}

static void release_machine(struct machine *m)
{
    memory_release(m->arn);
    memory_release(m->name);
    memory_release(m);
}

static void free_revision(struct revision *r)
{
    turn_withdraw(&r->deployment);
    memory_release(r->id);
    memory_release(r->definition);
    memory_release(r->role_arn);
    memory_release(r);
}

void revision_release(struct revision *r)
{
    if (r == NULL || --r->holds > 0) {
        return;
    }
    struct machine_load load = r->load;
    struct machine *m = r->machine;
    free_revision(r);
    if (m->is_apart) {
        release_machine(m);
    }
    if (load.unload != NULL) {
        load.unload(load.owner);
    }
}

/* The state machine is called as the server calls it, whatever the definition's file was. */
static void name_deployment(struct deployment *d, const char *name)
{
    names_close(&d->names);
    names_open(&d->names, name);
}

static struct revision *new_revision(struct machines *ms, struct machine *m,
                                     const struct machine_plan *p, struct buf *why)
{
    struct revision *r = memory_zero(sizeof *r);
    *r = (struct revision){ .machine = m,
                            .id = memory_text(p->revision),
                            .definition = memory_text(p->definition),
                            .role_arn = memory_text(p->role_arn),
                            .load = p->load,
                            .holds = 1 };
    session_deploy(ms->session, &r->deployment, p->load.workflow);
    name_deployment(&r->deployment, m->name);
    /* Without any way to do tasks it has none. */
    bool has_tasks = p->load.workflow->targets != NULL;
    if (has_tasks && !session_bind_tasks(ms->session, &r->deployment, why)) {
        free_revision(r);
        return NULL;
    }
    return r;
}

/* ---- Machines ---- */

struct machine *machine_find(const struct machines *ms, const char *arn, size_t size)
{
    struct machine *m = ms->first;
    while (m != NULL && (strlen(m->arn) != size || memcmp(m->arn, arn, size) != 0)) {
        m = m->next;
    }
    return m;
}

static void append(struct machines *ms, struct machine *m)
{
    struct machine **at = &ms->first;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = m;
}

/* With its first revision, which is its current one; NULL as machine_add(). */
static struct machine *new_machine(struct machines *ms, const struct machine_plan *p,
                                   struct buf *why)
{
    struct machine *m = memory_zero(sizeof *m);
    m->arn = names_arn("stateMachine", p->name, "");
    m->name = memory_text(p->name);
    m->is_express = p->is_express;
    m->created_ms = p->created_ms;
    m->current = new_revision(ms, m, p, why);
    if (m->current == NULL) {
        release_machine(m);
        return NULL;
    }
    return m;
}

struct machine *machine_add(struct machines *ms, const struct machine_plan *p, struct buf *why)
{
    struct machine *m = new_machine(ms, p, why);
    if (m != NULL) {
        append(ms, m);
    }
    return m;
}

struct revision *machine_apart(struct machines *ms, const struct machine_plan *p,
                               struct buf *why)
{
    struct machine *m = new_machine(ms, p, why);
    if (m == NULL) {
        return NULL;
    }
    m->is_apart = true;
    return m->current;
}

bool machine_update(struct machines *ms, struct machine *m, const struct machine_plan *p,
                    struct buf *why)
{
    struct revision *r = new_revision(ms, m, p, why);
    if (r == NULL) {
        return false;
    }
    revision_release(m->current);
    m->current = r;
    return true;
}

void machine_remove(struct machines *ms, struct machine *m)
{
    struct machine **at = &ms->first;
    while (*at != m) {
        at = &(*at)->next;
    }
    *at = m->next;
    revision_release(m->current);
    release_machine(m);
}

void machines_close(struct machines *ms)
{
    while (ms->first != NULL) {
        machine_remove(ms, ms->first);
    }
}

char *machine_definition(const struct asl_workflow *w)
{
    struct buf text = { 0 };
    for (const char *const *piece = w->definition; *piece != NULL; piece++) {
        buf_text(&text, *piece);
    }
    return buf_take(&text);
}
