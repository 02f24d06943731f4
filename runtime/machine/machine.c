#include "runtime/machine/machine.h"

#include <asl/asl.h>
#include <nettle/sha2.h>
#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/exec/turn.h"
#include "runtime/ledger/table.h"
#include "runtime/program/session.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/task/mock.h"
#include "runtime/task/workers.h"
#include "runtime/value/value.h"

/* ---- Revisions ---- */

void revision_program(const char *machine_arn, const char *definition,
                      unsigned char ret_program[32])
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, strlen(machine_arn) + 1, (const uint8_t *)machine_arn);
    sha256_update(&hash, strlen(definition), (const uint8_t *)definition);
    sha256_digest(&hash, SHA256_DIGEST_SIZE, ret_program);
}

void revision_tell_digest(struct value **o, const char *definition)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx hash;
    struct buf text = { 0 };
    sha256_init(&hash);
    sha256_update(&hash, strlen(definition), (const uint8_t *)definition);
    sha256_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        buf_print(&text, "%02x", digest[i]);
    }
    value_set_text(o, "definitionSha256", buf_string(&text));
    buf_release(&text);
}

struct revision *revision_new(struct machines *ms, struct machine *m,
                              const struct revision_plan *p)
{
    struct revision *r = memory_zero(sizeof *r);
    *r = (struct revision){ .machine = m,
                            .number = p->number,
                            .id = memory_text(p->id),
                            .definition = memory_text(p->definition),
                            .role_arn = memory_text(p->role_arn),
                            .config = value_share(p->config),
                            .created_ms = p->created_ms,
                            .holds = 1,
                            .next = ms->revisions };
    revision_program(m->arn, p->definition, r->program);
    ms->revisions = r;
    return r;
}

/* The state machine is called as the server calls it, whatever the definition's file was. */
static void name_deployment(struct deployment *d, const char *name)
{
    names_close(&d->names);
    names_open(&d->names, name);
}

/* Returns false, with the reason in `why`, if nobody does one of its tasks. */
static bool deploy(struct machines *ms, const struct revision *r, const struct asl_workflow *w,
                   struct deployment *d, struct buf *why)
{
    session_deploy(ms->session, d, w);
    name_deployment(d, r->machine->name);
    /* Without any way to do tasks it has none. */
    bool has_tasks = w->targets != NULL;
    if (has_tasks && !session_bind_tasks(ms->session, d, why)) {
        turn_withdraw(d);
        return false;
    }
    return true;
}

bool revision_load(struct machines *ms, struct revision *r, const struct machine_load *load,
                   struct buf *why)
{
    if (!deploy(ms, r, load->workflow, &r->deployment, why)) {
        return false;
    }
    r->load = *load;
    return true;
}

struct deployment *revision_variant(const struct revision *r, const char *test_case)
{
    struct variant *v = r->variants;
    while (v != NULL && strcmp(v->test_case, test_case) != 0) {
        v = v->next;
    }
    return v != NULL ? &v->deployment : NULL;
}

struct deployment *revision_add_variant(struct machines *ms, struct revision *r,
                                        const char *test_case, struct mock *m, struct buf *why)
{
    struct variant *v = memory_zero(sizeof *v);
    if (!deploy(ms, r, r->load.workflow, &v->deployment, why)) {
        mock_release(m);
        memory_release(v);
        return NULL;
    }
    workers_mock_take(v->deployment.workers, m);
    v->test_case = memory_text(test_case);
    v->next = r->variants;
    r->variants = v;
    return &v->deployment;
}

static void release_variants(struct revision *r)
{
    for (struct variant *v = r->variants, *next; v != NULL; v = next) {
        next = v->next;
        turn_withdraw(&v->deployment);
        memory_release(v->test_case);
        memory_release(v);
    }
}

struct revision *revision_find(const struct machines *ms, uint64_t number)
{
    struct revision *r = ms->revisions;
    while (r != NULL && (r->number != number || r->machine->is_apart)) {
        r = r->next;
    }
    return r;
}

struct revision *revision_hold(struct revision *r)
{
    r->holds++;
    return r;
}

static void leave_list(struct machines *ms, const struct revision *r)
{
    struct revision **at = &ms->revisions;
    while (*at != r) {
        at = &(*at)->next;
    }
    *at = r->next;
}

static void release_machine(struct machine *m)
{
    memory_release(m->versions);
    memory_release(m->first_description);
    memory_release(m->arn);
    memory_release(m->name);
    memory_release(m);
}

/* What was loaded goes last: the deployment has pointers into it. */
void revision_release(struct machines *ms, struct revision *r)
{
    if (r == NULL || --r->holds > 0) {
        return;
    }
    struct machine_load load = r->load;
    struct machine *m = r->machine;
    leave_list(ms, r);
    release_variants(r);
    if (load.workflow != NULL) {
        turn_withdraw(&r->deployment);
    }
    memory_release(r->id);
    memory_release(r->definition);
    memory_release(r->role_arn);
    value_release(r->config);
    memory_release(r);
    if (m->is_apart) {
        release_machine(m);
    }
    if (load.unload != NULL) {
        load.unload(load.owner);
    }
}

/* ---- Versions ---- */

struct version *machine_add_version(struct machine *m, uint64_t number, struct revision *r)
{
    m->versions =
        memory_grow(m->versions, m->version_count, &m->version_room, sizeof *m->versions);
    struct version *v = &m->versions[m->version_count++];
    *v = (struct version){ .number = number, .revision = revision_hold(r) };
    return v;
}

static void close_version(struct machines *ms, struct version *v)
{
    revision_release(ms, v->revision);
    memory_release(v->description);
}

void machine_drop_version(struct machines *ms, struct machine *m, uint64_t number)
{
    struct version *v = machine_version(m, number);
    if (v != NULL) {
        size_t left = (size_t)(m->versions + m->version_count - (v + 1));
        close_version(ms, v);
        memmove(v, v + 1, left * sizeof *v);
        m->version_count--;
    }
}

struct version *machine_version(const struct machine *m, uint64_t number)
{
    size_t i = 0;
    while (i < m->version_count && m->versions[i].number != number) {
        i++;
    }
    return i < m->version_count ? &m->versions[i] : NULL;
}

struct version *machine_version_of(const struct machine *m, const struct revision *r)
{
    size_t i = 0;
    while (i < m->version_count && m->versions[i].revision != r) {
        i++;
    }
    return i < m->version_count ? &m->versions[i] : NULL;
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

size_t machine_count(const struct machines *ms)
{
    size_t count = 0;
    for (const struct machine *m = ms->first; m != NULL; m = m->next) {
        count++;
    }
    return count;
}

static struct machine *make(const char *name, bool is_express)
{
    struct machine *m = memory_zero(sizeof *m);
    m->arn = names_arn("stateMachine", name, "");
    m->name = memory_text(name);
    m->is_express = is_express;
    return m;
}

struct revision *machine_apart(struct machines *ms, const struct machine_plan *p,
                               struct buf *why)
{
    struct machine *m = make(p->name, p->is_express);
    struct revision *r = revision_new(ms, m,
                                      &(struct revision_plan){ .definition = p->definition,
                                                               .role_arn = p->role_arn,
                                                               .config = p->config,
                                                               .created_ms = p->created_ms });
    m->is_apart = true;
    if (!revision_load(ms, r, &p->load, why)) {
        revision_release(ms, r);
        return NULL;
    }
    return r;
}

struct machine *machine_new(struct machines *ms, const char *name, bool is_express)
{
    struct machine *m = make(name, is_express);
    struct machine **at = &ms->first;
    while (*at != NULL && strcmp((*at)->arn, m->arn) < 0) {
        at = &(*at)->next;
    }
    m->next = *at;
    *at = m;
    return m;
}

void machine_turn(struct machines *ms, struct machine *m, struct revision *r)
{
    revision_release(ms, m->current);
    m->current = r;
}

void machine_forget(struct machines *ms, struct machine *m)
{
    struct machine **at = &ms->first;
    while (*at != m) {
        at = &(*at)->next;
    }
    *at = m->next;
    for (size_t i = 0; i < m->version_count; i++) {
        close_version(ms, &m->versions[i]);
    }
    revision_release(ms, m->current);
    release_machine(m);
}

bool machine_is_free(const struct machines *ms, const struct machine *m)
{
    for (const struct revision *r = ms->revisions; r != NULL; r = r->next) {
        size_t own = r == m->current;
        for (size_t i = 0; i < m->version_count; i++) {
            own += m->versions[i].revision == r;
        }
        if (r->machine == m && r->holds != own) {
            return false;
        }
    }
    return true;
}

/* Those that are put away while the server closes go on in another process. */
static void end_deletion(struct machines *ms, struct machine *m)
{
    bool is_over = m->is_deleting && !ms->is_closing && machine_is_free(ms, m);
    if (is_over && (ms->is_needed == NULL || !ms->is_needed(ms->needed_owner, m))) {
        machines_note_change(ms);
        store_remove(ms->store, TABLE_MACHINE, store_text(m->arn));
        machine_forget(ms, m);
    }
}

struct revision *revision_begin(struct revision *r)
{
    r->machine->running++;
    return revision_hold(r);
}

void revision_let_go(struct machines *ms, struct revision *r)
{
    struct machine *m = r == NULL ? NULL : r->machine;
    bool may_go = m != NULL && !m->is_apart; /* one that is apart goes with the revision */
    revision_release(ms, r);
    if (may_go) {
        end_deletion(ms, m);
    }
}

void revision_end(struct machines *ms, struct revision *r)
{
    r->machine->running--;
    revision_let_go(ms, r);
}

void machine_delete(struct machines *ms, struct machine *m)
{
    m->is_deleting = true;
    end_deletion(ms, m);
}

char *machine_definition(const struct asl_workflow *w)
{
    struct buf text = { 0 };
    for (const char *const *piece = w->definition; *piece != NULL; piece++) {
        buf_text(&text, *piece);
    }
    return buf_take(&text);
}

/* ---- All of them ---- */

uint64_t machines_catalog(const struct machines *ms)
{
    struct store_bytes bytes;
    bool is_there = store_get(ms->store, TABLE_CATALOG, store_text(""), &bytes);
    return is_there && bytes.size == ROWKEY_NUMBER ? rowkey_u64(bytes.at) : 0;
}

/* What the number is does not matter, but that it is another one than before. If another server
 * is about to change what there is, its number may be lost under this one: then memory keeps
 * the number that it has, and looks at all once this one is in the store. */
void machines_note_change(struct machines *ms)
{
    char bytes[ROWKEY_NUMBER];
    uint64_t number = (uint64_t)random_word() << 32 | random_word() | 1;
    if (store_is_shared(ms->store)) {
        bool is_held = store_hold(ms->store, TABLE_CATALOG, store_text(""));
        ms->catalog = is_held && machines_catalog(ms) == ms->catalog ? number : ms->catalog;
        store_put(ms->store, TABLE_CATALOG, store_text(""), rowkey_of_u64(bytes, number));
    }
}

void machines_open(struct machines *ms, struct session *session, struct store *store)
{
    struct store_walk w;
    struct store_row row;
    *ms = (struct machines){ .session = session, .store = store, .catalog = CATALOG_UNKNOWN };
    store_walk_begin(&w, store, TABLE_REVISION, (struct store_bytes){ NULL, 0 }, true);
    if (store_walk_next(&w, &row)) {
        rowkey_take_u64(&row.key, &ms->last_revision);
    }
    store_walk_end(&w);
}

void machines_leave(struct machines *ms)
{
    for (struct revision *r = ms->revisions; r != NULL; r = r->next) {
        if (r->load.workflow != NULL) {
            workers_leave(r->deployment.workers);
        }
        for (struct variant *v = r->variants; v != NULL; v = v->next) {
            workers_leave(v->deployment.workers);
        }
    }
}

void machines_close(struct machines *ms)
{
    while (ms->first != NULL) {
        machine_forget(ms, ms->first);
    }
}
