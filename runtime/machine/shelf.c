#include "runtime/machine/shelf.h"

#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/machineconf.h"
#include "runtime/program/session.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Rows ---- */

static void put_row(struct machines *ms, unsigned table, struct store_bytes key,
                    struct value *row)
{
    struct buf json = { 0 };
    write_json(&json, row);
    store_put(ms->store, table, key, store_buf(&json));
    buf_release(&json);
    value_release(row);
}

/* New; NULL if it is not what this server writes. */
static struct value *read_row(struct store_bytes bytes)
{
    struct value *row = NULL;
    struct read_error e;
    read_json_own(bytes.at, bytes.size, &row, &e);
    return row;
}

static uint64_t number_of(const struct value *row, const char *key)
{
    struct value *v;
    int64_t number = 0;
    return value_member(row, key, &v) && value_is_int(v, &number) ? (uint64_t)number : 0;
}

static bool truth_of(const struct value *row, const char *key)
{
    struct value *v;
    return value_member(row, key, &v) && value_is_true(v);
}

static void put_number(struct value **row, const char *key, uint64_t number)
{
    value_set_take(row, key, value_int((int64_t)number));
}

static struct value *machine_row(const struct machine *m)
{
    struct value *row = value_object();
    value_set_text(&row, "name", m->name);
    value_set_text(&row, "type", m->is_express ? "EXPRESS" : "STANDARD");
    put_number(&row, "creationDate", (uint64_t)m->created_ms);
    put_number(&row, "revision", m->current->number);
    put_number(&row, "lastVersion", m->last_version);
    put_number(&row, "lastAlias", m->last_alias);
    value_set_take(&row, "isDeleting", value_bool(m->is_deleting));
    value_set_take(&row, "wasPublished", value_bool(m->was_published));
    value_set_text(&row, "firstDescription", m->first_description);
    if (m->dropped > 0) {
        put_number(&row, "dropped", m->dropped);
    }
    return row;
}

void shelf_write(struct machines *ms, struct machine *m)
{
    struct buf json = { 0 };
    struct value *row = machine_row(m);
    machines_note_change(ms);
    write_json(&json, row);
    m->row_hash = text_hash(json.text, json.size);
    store_put(ms->store, TABLE_MACHINE, store_text(m->arn), store_buf(&json));
    buf_release(&json);
    value_release(row);
}

static void write_revision(struct machines *ms, const struct revision *r)
{
    struct buf key = { 0 };
    struct value *row = value_object();
    value_set_text(&row, "stateMachineArn", r->machine->arn);
    value_set_text(&row, "id", r->id);
    value_set_text(&row, "definition", r->definition);
    value_set_text(&row, "roleArn", r->role_arn);
    put_number(&row, "creationDate", (uint64_t)r->created_ms);
    machineconf_copy(&row, r->config);
    rowkey_add_u64(&key, r->number);
    put_row(ms, TABLE_REVISION, store_buf(&key), row);
    buf_release(&key);
}

static void version_key(struct buf *key, const struct machine *m, uint64_t number)
{
    rowkey_add_text(key, m->arn, strlen(m->arn));
    rowkey_add_u64(key, number);
}

static void write_version(struct machines *ms, const struct machine *m, const struct version *v)
{
    struct buf key = { 0 };
    struct value *row = value_object();
    put_number(&row, "revision", v->revision->number);
    value_set_text(&row, "description", v->description);
    put_number(&row, "creationDate", (uint64_t)v->created_ms);
    version_key(&key, m, v->number);
    put_row(ms, TABLE_VERSION, store_buf(&key), row);
    buf_release(&key);
}

struct value *shelf_revision(const struct machines *ms, uint64_t number)
{
    struct buf key = { 0 };
    struct store_bytes bytes;
    rowkey_add_u64(&key, number);
    struct value *row =
        store_get(ms->store, TABLE_REVISION, store_buf(&key), &bytes) ? read_row(bytes) : NULL;
    buf_release(&key);
    return row;
}

struct revision *shelf_same_revision(const struct machines *ms, uint64_t number)
{
    unsigned char program[sizeof ms->revisions->program];
    struct value *row = shelf_revision(ms, number);
    const char *arn = row == NULL ? NULL : value_member_text(row, "stateMachineArn");
    const char *definition = row == NULL ? NULL : value_member_text(row, "definition");
    struct revision *r = NULL;
    if (arn != NULL && definition != NULL) {
        revision_program(arn, definition, program);
        r = ms->revisions;
    }
    while (r != NULL && (r->load.workflow == NULL || r->machine->is_apart ||
                         memcmp(r->program, program, sizeof program) != 0)) {
        r = r->next;
    }
    value_release(row);
    return r;
}

uint64_t shelf_next_revision(const struct machines *ms, uint64_t from)
{
    struct store_walk w;
    struct store_row at;
    struct buf key = { 0 };
    uint64_t number = 0;
    rowkey_add_u64(&key, from);
    store_walk_begin(&w, ms->store, TABLE_REVISION, (struct store_bytes){ NULL, 0 }, false);
    store_walk_from(&w, store_buf(&key));
    if (store_walk_next(&w, &at)) {
        rowkey_take_u64(&at.key, &number);
    }
    store_walk_end(&w);
    buf_release(&key);
    return number;
}

void shelf_drop_revision(struct machines *ms, uint64_t number)
{
    struct buf key = { 0 };
    rowkey_add_u64(&key, number);
    store_remove(ms->store, TABLE_REVISION, store_buf(&key));
    buf_release(&key);
}

/* ---- Out of the store ---- */

static struct revision *take(struct machines *ms, struct machine *m, uint64_t number)
{
    struct revision *known = revision_find(ms, number);
    if (known != NULL) {
        return revision_hold(known);
    }
    struct value *row = shelf_revision(ms, number);
    if (row == NULL) {
        return NULL;
    }
    struct value *config = value_object();
    machineconf_copy(&config, row);
    struct revision *r = revision_new(ms, m,
                                      &(struct revision_plan){
                                          .number = number,
                                          .id = value_member_text(row, "id"),
                                          .definition = value_member_text(row, "definition"),
                                          .role_arn = value_member_text(row, "roleArn"),
                                          .config = config,
                                          .created_ms = (int64_t)number_of(row, "creationDate"),
                                      });
    value_release(config);
    value_release(row);
    return r;
}

struct revision *shelf_take_revision(struct machines *ms, uint64_t number)
{
    struct value *row = shelf_revision(ms, number);
    const char *arn = row == NULL ? NULL : value_member_text(row, "stateMachineArn");
    struct machine *m = arn == NULL ? NULL : machine_find(ms, arn, strlen(arn));
    value_release(row);
    return m == NULL ? NULL : take(ms, m, number);
}

static void read_version(struct machines *ms, struct machine *m, uint64_t number,
                         const struct value *row)
{
    struct revision *r =
        machine_version(m, number) != NULL ? NULL : take(ms, m, number_of(row, "revision"));
    if (r != NULL) {
        struct version *v = machine_add_version(m, number, r);
        v->description = memory_text(value_member_text(row, "description"));
        v->created_ms = (int64_t)number_of(row, "creationDate");
        revision_release(ms, r);
    }
}

static void read_versions(struct machines *ms, struct machine *m)
{
    struct store_walk w;
    struct store_row at;
    struct buf prefix = { 0 };
    rowkey_add_text(&prefix, m->arn, strlen(m->arn));
    store_walk_begin(&w, ms->store, TABLE_VERSION, store_buf(&prefix), false);
    while (store_walk_next(&w, &at)) {
        struct store_bytes rest = { at.key.at + prefix.size, at.key.size - prefix.size };
        uint64_t number;
        if (rowkey_take_u64(&rest, &number)) {
            struct value *row = read_row(at.value);
            read_version(ms, m, number, row);
            value_release(row);
        }
    }
    store_walk_end(&w);
    buf_release(&prefix);
}

static bool is_express(const struct value *row)
{
    const char *type = value_member_text(row, "type");
    return type != NULL && strcmp(type, "EXPRESS") == 0;
}

/* All of the row but its revision. */
static void take_row(struct machine *m, const struct value *row, uint64_t hash)
{
    m->is_express = is_express(row);
    m->created_ms = (int64_t)number_of(row, "creationDate");
    m->is_deleting = truth_of(row, "isDeleting");
    m->was_published = truth_of(row, "wasPublished");
    memory_release(m->first_description);
    m->first_description = memory_text(value_member_text(row, "firstDescription"));
    m->last_version = number_of(row, "lastVersion");
    m->last_alias = number_of(row, "lastAlias");
    m->dropped = number_of(row, "dropped");
    m->row_hash = hash;
}

/* New, in the list; NULL if its revision is not in the store. The bytes may be borrowed from
 * the store. */
static struct machine *read_machine(struct machines *ms, struct store_bytes bytes)
{
    uint64_t hash = text_hash(bytes.at, bytes.size);
    struct value *row = read_row(bytes);
    struct machine *m = machine_new(ms, value_member_text(row, "name"), is_express(row));
    take_row(m, row, hash);
    m->current = take(ms, m, number_of(row, "revision"));
    value_release(row);
    if (m->current == NULL) {
        machine_forget(ms, m);
        return NULL;
    }
    read_versions(ms, m);
    return m;
}

void shelf_read(struct machines *ms)
{
    struct store_walk w;
    struct store_row at;
    store_walk_begin(&w, ms->store, TABLE_MACHINE, (struct store_bytes){ NULL, 0 }, false);
    while (store_walk_next(&w, &at)) {
        if (machine_find(ms, at.key.at, at.key.size) == NULL) {
            read_machine(ms, at.value);
        }
    }
    store_walk_end(&w);
}

/* ---- What others change ---- */

/* Of those that memory has, those that the store has. */
static void read_versions_again(struct machines *ms, struct machine *m)
{
    struct buf key = { 0 };
    for (size_t i = m->version_count; i > 0; i--) {
        uint64_t number = m->versions[i - 1].number;
        buf_clear(&key);
        version_key(&key, m, number);
        if (!store_get(ms->store, TABLE_VERSION, store_buf(&key), NULL)) {
            machine_drop_version(ms, m, number);
        }
    }
    buf_release(&key);
    read_versions(ms, m);
}

/* The bytes may be borrowed from the store. */
static void read_again(struct machines *ms, struct machine *m, struct store_bytes bytes)
{
    uint64_t hash = text_hash(bytes.at, bytes.size);
    if (m->row_hash == hash) {
        return;
    }
    struct value *row = read_row(bytes);
    uint64_t number = number_of(row, "revision");
    struct revision *r = m->current->number != number ? take(ms, m, number) : NULL;
    take_row(m, row, hash);
    value_release(row);
    if (r != NULL) {
        machine_turn(ms, m, r);
    }
    read_versions_again(ms, m);
}

/* It is not in the store: it was deleted by another server, or what was put of it was lost.
 * Then one that the program has is put once more. */
static void take_leave(struct machines *ms, struct machine *m, bool is_lost)
{
    if (is_lost && m->is_given) {
        write_revision(ms, m->current);
        shelf_write(ms, m);
    } else if (machine_is_free(ms, m)) {
        machine_forget(ms, m);
    } else {
        m->is_deleting = true; /* it goes with its last execution */
    }
}

static void look_again(struct machines *ms, bool is_lost)
{
    struct store_walk w;
    struct store_row at;
    for (struct machine *m = ms->first; m != NULL; m = m->next) {
        m->is_met = false;
    }
    store_walk_begin(&w, ms->store, TABLE_MACHINE, (struct store_bytes){ NULL, 0 }, false);
    while (store_walk_next(&w, &at)) {
        struct machine *m = machine_find(ms, at.key.at, at.key.size);
        if (m != NULL) {
            read_again(ms, m, at.value);
        } else {
            m = read_machine(ms, at.value);
        }
        if (m != NULL) {
            m->is_met = true;
        }
    }
    store_walk_end(&w);
    for (struct machine *m = ms->first, *next; m != NULL; m = next) {
        next = m->next;
        if (!m->is_met) {
            take_leave(ms, m, is_lost);
        }
    }
}

void shelf_look(struct machines *ms, uint64_t catalog)
{
    if (ms->is_followed && catalog != ms->catalog) {
        bool is_lost = ms->catalog == CATALOG_UNKNOWN;
        ms->catalog = catalog;
        look_again(ms, is_lost);
    }
}

bool shelf_hold(struct machines *ms)
{
    if (!ms->is_followed) {
        return true;
    }
    if (!store_hold(ms->store, TABLE_CATALOG, store_text(""))) {
        return false;
    }
    shelf_look(ms, machines_catalog(ms));
    return true;
}

/* The machine of that name, if it is in memory or in the store. */
static struct machine *find(struct machines *ms, const char *arn)
{
    struct machine *m = machine_find(ms, arn, strlen(arn));
    struct store_bytes bytes;
    if (m == NULL && store_get(ms->store, TABLE_MACHINE, store_text(arn), &bytes)) {
        m = read_machine(ms, bytes);
    }
    return m;
}

/* ---- Changes ---- */

static void write_id(struct machines *ms, char id[RANDOM_UUID_SIZE + 1])
{
    random_uuid(&ms->session->engine.random, id);
}

bool shelf_is_current(const struct machine *m, const struct machine_plan *p)
{
    const struct revision *r = m->current;
    return strcmp(r->definition, p->definition) == 0 && strcmp(r->role_arn, p->role_arn) == 0 &&
           (p->config == NULL || value_equal(r->config, p->config));
}

static void unload(const struct machine_load *load)
{
    if (load->unload != NULL) {
        load->unload(load->owner);
    }
}

/* It has what it needs. */
static bool load_again(struct machines *ms, struct revision *r, const struct machine_load *load,
                       struct buf *why)
{
    if (r->load.workflow == NULL) {
        return revision_load(ms, r, load, why);
    }
    unload(load);
    return true;
}

static uint64_t next_revision(struct machines *ms)
{
    uint64_t count;
    return store_is_shared(ms->store) ? store_numbers(ms->store, SHARED_REVISIONS, &count)
                                      : ms->last_revision + 1;
}

/* A revision of its own, which is the current one from now on. `id` is NULL for the first one.
 */
static bool turn(struct machines *ms, struct machine *m, const struct machine_plan *p,
                 struct value *config, const char *id, struct buf *why)
{
    struct revision *r = revision_new(ms, m,
                                      &(struct revision_plan){ .number = next_revision(ms),
                                                               .id = id,
                                                               .definition = p->definition,
                                                               .role_arn = p->role_arn,
                                                               .config = config,
                                                               .created_ms = p->created_ms });
    if (!revision_load(ms, r, &p->load, why)) {
        revision_release(ms, r);
        return false;
    }
    ms->last_revision = r->number;
    write_revision(ms, r);
    machine_turn(ms, m, r);
    shelf_write(ms, m);
    return true;
}

bool shelf_update(struct machines *ms, struct machine *m, const struct machine_plan *p,
                  struct buf *why)
{
    char id[RANDOM_UUID_SIZE + 1];
    struct value *config =
        p->config != NULL ? value_share(p->config) : value_share(m->current->config);
    bool is_done;
    if (shelf_is_current(m, p)) {
        is_done = load_again(ms, m->current, &p->load, why);
    } else {
        write_id(ms, id);
        is_done = turn(ms, m, p, config, id, why);
    }
    value_release(config);
    return is_done;
}

static struct machine *make(struct machines *ms, const struct machine_plan *p, struct buf *why)
{
    struct machine *m = machine_new(ms, p->name, p->is_express);
    struct value *config = p->config != NULL ? value_share(p->config) : machineconf_usual();
    m->created_ms = p->created_ms;
    m->was_published = p->is_published;
    m->first_description = memory_text(p->description);
    if (!turn(ms, m, p, config, NULL, why)) {
        machine_forget(ms, m);
        m = NULL;
    }
    value_release(config);
    return m;
}

static struct machine *add(struct machines *ms, const struct machine_plan *p, struct buf *why)
{
    char *arn = names_arn("stateMachine", p->name, "");
    struct machine *m = find(ms, arn);
    memory_release(arn);
    if (m == NULL) {
        m = make(ms, p, why);
    } else {
        m->is_express = p->is_express;
        m->is_deleting = false;
        m = shelf_update(ms, m, p, why) ? m : NULL;
    }
    if (m != NULL && p->is_published) {
        shelf_publish(ms, m, p->description, p->created_ms);
    }
    return m;
}

struct machine *shelf_add(struct machines *ms, const struct machine_plan *p, struct buf *why)
{
    struct machine_plan whole = *p;
    struct names names;
    names_open(&names, p->name);
    if (p->role_arn == NULL) {
        whole.role_arn = names.role_arn;
    }
    struct machine *m = add(ms, &whole, why);
    names_close(&names);
    return m;
}

const struct version *shelf_publish(struct machines *ms, struct machine *m,
                                    const char *description, int64_t now_ms)
{
    struct version *v = machine_version_of(m, m->current);
    if (v == NULL) {
        v = machine_add_version(m, ++m->last_version, m->current);
        v->description = memory_text(description);
        v->created_ms = now_ms;
        write_version(ms, m, v);
        shelf_write(ms, m);
    }
    return v;
}

void shelf_drop_version(struct machines *ms, struct machine *m, uint64_t number)
{
    struct buf key = { 0 };
    version_key(&key, m, number);
    store_remove(ms->store, TABLE_VERSION, store_buf(&key));
    buf_release(&key);
    machine_drop_version(ms, m, number);
    if (store_is_shared(ms->store)) {
        m->dropped++;
        shelf_write(ms, m);
    }
}

static void remove_below(struct machines *ms, unsigned table, struct store_bytes prefix)
{
    struct store_walk w;
    struct store_row at;
    struct buf key = { 0 };
    store_walk_begin(&w, ms->store, table, prefix, false);
    while (store_walk_next(&w, &at)) {
        buf_clear(&key);
        buf_put(&key, at.key.at, at.key.size);
        store_remove(ms->store, table, store_buf(&key));
    }
    store_walk_end(&w);
    buf_release(&key);
}

void shelf_delete(struct machines *ms, struct machine *m)
{
    struct buf below = { 0 };
    buf_print(&below, "%s:", m->arn);
    remove_below(ms, TABLE_ALIAS, store_buf(&below));
    buf_release(&below);
    rowkey_add_text(&below, m->arn, strlen(m->arn));
    remove_below(ms, TABLE_VERSION, store_buf(&below));
    buf_release(&below);
    store_remove(ms->store, TABLE_TAGS, store_text(m->arn));
    while (m->version_count > 0) {
        machine_drop_version(ms, m, m->versions[m->version_count - 1].number);
    }
    m->is_deleting = true;
    shelf_write(ms, m);
    machine_delete(ms, m);
}
