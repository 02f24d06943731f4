#include "runtime/postgres/pgschema.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/postgres/pglink.h"

/* How often it is tried to make the schema. */
enum { TURNS_MAX = 60 };

/* Of tables whose rows come and go, what is gone is cleared away soon: whoever looks for work
 * would pass it each time. */
#define CLEANED "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000"

/* Version 1. Rows that change often have room beside them for that. */
static const struct pgquery first_step[] = {
    { "create table asl_row (place int2 not null, key bytea not null, value bytea not null, "
      "primary key (place, key)) with (fillfactor = 70)",
      { 0 } },
    { "create table asl_line (id int8 primary key, value bytea not null)", { 0 } },
    { "create table asl_node (id int8 primary key, name text not null, url text not null, "
      "begun timestamptz not null default now(), lease interval not null, lease_until "
      "timestamptz not null, commits int8 not null default 0, queued int8 not null default 0, "
      "is_alive bool not null default true) with (fillfactor = 20, " CLEANED ")",
      { 0 } },
    { "create table asl_job (number int8 primary key, root int8 not null, owner int8 not null, "
      "fence int8 not null, program bytea not null) with (fillfactor = 70, " CLEANED ")",
      { 0 } },
    { "create index asl_job_owner on asl_job (owner, number)", { 0 } },
    { "create index asl_job_root on asl_job (root)", { 0 } },
    { "create table asl_mail (id int8 generated always as identity primary key, job int8 not "
      "null, node int8 not null, sender int8 not null, operation text not null, input bytea "
      "not null, reply bytea, sent timestamptz not null default now()) with (" CLEANED ")",
      { 0 } },
    { "create index asl_mail_sender on asl_mail (sender)", { 0 } },
    { "create sequence asl_number increment by 100", { 0 } },
    { "create sequence asl_place increment by 1000", { 0 } },
    { "create sequence asl_revision", { 0 } },
    { "create sequence asl_node_id", { 0 } },
    { NULL, { 0 } },
};

/* Version 2. Where one node has nearly all jobs PostgreSQL would take it that any owner has,
 * and read all of them for a claim of those that nobody has. */
static const struct pgquery second_step[] = {
    { "alter table asl_job alter column owner set statistics 0", { 0 } },
    { NULL, { 0 } },
};

/* Version 3. A letter says which node is to read it, and is found by that (pgmail.c). What many
 * letters have in common says nothing of the few that are looked for. */
static const struct pgquery third_step[] = {
    { "alter table asl_mail add column reader int8 not null default 0", { 0 } },
    { "update asl_mail m set reader = coalesce((select owner from asl_job where number = "
      "m.job), node)",
      { 0 } },
    { "alter table asl_mail alter column job set statistics 0, alter column sender set "
      "statistics 0, alter column reader set statistics 0",
      { 0 } },
    { "create index asl_mail_reader on asl_mail (reader, id)", { 0 } },
    { "create index asl_mail_kept on asl_mail (reader) where reply is not null and job <> 0",
      { 0 } },
    { "create index asl_mail_job on asl_mail (job)", { 0 } },
    { "create index asl_mail_sent on asl_mail (sent)", { 0 } },
    { "create index asl_mail_awaited on asl_mail (sent) where sender <> 0", { 0 } },
    { NULL, { 0 } },
};

/* What makes each version of the one before. */
static const struct pgquery *const steps[PGSCHEMA_VERSION] = { first_step, second_step,
                                                               third_step };

/* Whether there is a schema, and who asks may read its version; where he may not look into the
 * namespace that has one, he sees none. */
static const struct pgquery is_there = {
    "select to_regclass('asl_schema') is not null, "
    "has_table_privilege(to_regclass('asl_schema'), 'select')",
    { 0 }
};
static const struct pgquery hidden = {
    "select format('grant usage on schema %I to %I', nspname, current_user) from pg_class c "
    "join pg_namespace n on n.oid = relnamespace where relname = 'asl_schema' and not "
    "has_schema_privilege(n.oid, 'usage') order by nspname limit 1",
    { 0 }
};
/* What a node needs, as statements that grant what it does not have; a NULL if it has all. */
static const struct pgquery missing = {
    "with needed (name, rights) as (values ('asl_schema', '{select}'::text[]), ('asl_row', "
    "'{select,insert,update,delete}'), ('asl_line', '{select,insert,delete}'), ('asl_node', "
    "'{select,insert,update,delete}'), ('asl_job', '{select,insert,update,delete}'), "
    "('asl_mail', '{select,insert,update,delete}')), grants as (select format('grant %s on %s "
    "to %I', string_agg(p, ', ' order by place), name, current_user) as line from needed cross "
    "join unnest(rights) with ordinality as r (p, place) where not has_table_privilege(name, "
    "p) group by name union all select format('grant usage on sequence %s to %I', name, "
    "current_user) from unnest(array['asl_number', 'asl_place', 'asl_revision', 'asl_node_id', "
    "'asl_mail_id_seq']) as s (name) where not has_sequence_privilege(name, 'usage')) select "
    "string_agg(line, '; ' order by line) from grants",
    { 0 }
};
static const struct pgquery ask_version = { "select version::int8 from asl_schema", { 0 } };
static const struct pgquery make_lock = {
    "create table if not exists asl_schema (one int primary key default 1 check (one = 1), "
    "version int not null)",
    { 0 }
};
static const struct pgquery lock = { "lock table asl_schema in access exclusive mode", { 0 } };
static const struct pgquery set_version = {
    "insert into asl_schema (version) values ($1::int8) on conflict (one) do update set "
    "version "
    "= excluded.version",
    { PGTYPE_INT8 }
};

static void put_first(struct buf *out, const struct pgbatch *b)
{
    if (pgresult_rows(b->results[0]) > 0) {
        struct store_bytes text = pgresult_bytes(b->results[0], 0, 0);
        buf_put(out, text.at != NULL ? text.at : "", text.size);
    }
}

/* Returns true if a statement tells of nothing that has to be granted. */
static bool lacks_nothing(struct pglink *l, const struct pgquery *q, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    struct buf grants = { 0 };
    pgbatch_add(&b, q, NULL);
    bool is_good = pglink_ask(l, &b, why);
    if (is_good) {
        put_first(&grants, &b);
        is_good = grants.size == 0;
    }
    if (grants.size > 0) {
        buf_print(
            why,
            "the user may not do there what a server does; this allows it, run by whoever "
            "owns the tables: %s",
            buf_string(&grants));
    }
    buf_release(&grants);
    pgbatch_release(&b);
    return is_good;
}

bool pgschema_may(struct pglink *l, struct buf *why)
{
    return lacks_nothing(l, &missing, why);
}

bool pgschema_version(struct pglink *l, int64_t *ret_version, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &is_there, NULL);
    bool is_good = pglink_ask(l, &b, why);
    bool has = is_good && pgresult_truth(b.results[0], 0, 0);
    bool may_read = has && pgresult_truth(b.results[0], 0, 1);
    pgbatch_release(&b);
    *ret_version = 0;
    if (is_good && !may_read) {
        return lacks_nothing(l, has ? &missing : &hidden, why);
    }
    if (has) {
        pgbatch_add(&b, &ask_version, NULL);
        is_good = pglink_ask(l, &b, why);
        *ret_version =
            is_good && pgresult_rows(b.results[0]) > 0 ? pgresult_int8(b.results[0], 0, 0) : 0;
        pgbatch_release(&b);
    }
    return is_good;
}

static void say_newer(struct buf *why, int64_t version)
{
    buf_print(
        why, "its schema is version %" PRId64 ", of a newer program: this one knows version %d",
        version, PGSCHEMA_VERSION);
}

bool pgschema_check(struct pglink *l, struct buf *why)
{
    int64_t version;
    const char *program = program_invocation_short_name;
    if (!pgschema_version(l, &version, why)) {
        return false;
    }
    if (version == 0) {
        buf_print(
            why,
            "the database has no tables for executions yet; this makes them: %s store init "
            "--store postgres:CONNINFO",
            program);
    } else if (version < PGSCHEMA_VERSION) {
        buf_print(why,
                  "the database has version %" PRId64
                  " of its schema, and version %d is needed; "
                  "this brings it up to date: %s store upgrade --store postgres:CONNINFO",
                  version, PGSCHEMA_VERSION, program);
    } else if (version > PGSCHEMA_VERSION) {
        say_newer(why, version);
    }
    return version == PGSCHEMA_VERSION;
}

/* In the transaction that is open, in which nobody else does the same. */
static enum pgend make_from(struct pglink *l, int64_t version, struct buf *why)
{
    char number[8];
    struct pgbatch b = { .count = 0 };
    enum pgend end = PGEND_GOOD;
    for (; version < PGSCHEMA_VERSION && end == PGEND_GOOD; version++) {
        for (const struct pgquery *q = steps[version]; q->sql != NULL; q++) {
            pgbatch_add(&b, q, NULL);
        }
        end = pglink_send(l, &b, why);
        pgbatch_release(&b);
    }
    if (end == PGEND_GOOD) {
        pgarray_write_int8(number, PGSCHEMA_VERSION);
        pgbatch_add(&b, &set_version, (struct store_bytes[]){ { number, sizeof number } });
        pgbatch_add(&b, &pgquery_commit, NULL);
        end = pglink_send(l, &b, why);
        pgbatch_release(&b);
    }
    return end;
}

static enum pgend try_to_make(struct pglink *l, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    int64_t version = 0;
    pgbatch_add(&b, &pgquery_begin, NULL);
    pgbatch_add(&b, &make_lock, NULL);
    pgbatch_add(&b, &lock, NULL);
    size_t place = pgbatch_add(&b, &ask_version, NULL);
    enum pgend end = pglink_send(l, &b, why);
    if (end == PGEND_GOOD && pgresult_rows(b.results[place]) > 0) {
        version = pgresult_int8(b.results[place], 0, 0);
    }
    pgbatch_release(&b);
    if (end != PGEND_GOOD) {
        return end;
    }
    if (version > PGSCHEMA_VERSION) {
        pgbatch_add(&b, &pgquery_commit, NULL);
        pglink_send(l, &b, why);
        pgbatch_release(&b);
        say_newer(why, version);
        return PGEND_WRONG;
    }
    return make_from(l, version, why);
}

/* Two that make a table at the same time may find the other's in the catalog. What fails again
 * and again is told at last. */
bool pgschema_make(struct pglink *l, struct buf *why)
{
    enum pgend end = PGEND_AGAIN;
    for (unsigned turn = 0;
         turn < TURNS_MAX && (end == PGEND_AGAIN || end == PGEND_LOST || end == PGEND_DOUBLE);
         turn++) {
        end = try_to_make(l, why);
        if (end != PGEND_GOOD && end != PGEND_WRONG) {
            pglink_pause(l, turn);
        }
    }
    return end == PGEND_GOOD;
}
