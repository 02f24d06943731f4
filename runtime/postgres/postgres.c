#include "runtime/postgres/postgres.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/postgres/pgcommit.h"
#include "runtime/postgres/pghold.h"
#include "runtime/postgres/pglink.h"
#include "runtime/postgres/pgmail.h"
#include "runtime/postgres/pgnode.h"
#include "runtime/postgres/pgrows.h"
#include "runtime/postgres/pgschema.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"

static const struct pgquery sequences[SHARED_SEQUENCES] = {
    [SHARED_JOBS] = { "select nextval('asl_number')", { 0 } },
    [SHARED_LINES] = { "select nextval('asl_place')", { 0 } },
    [SHARED_REVISIONS] = { "select nextval('asl_revision')", { 0 } },
};
static const uint64_t ranges[SHARED_SEQUENCES] = {
    [SHARED_JOBS] = 100, [SHARED_LINES] = 1000, [SHARED_REVISIONS] = 1
};

static const struct pgquery unclaimed = {
    "select number from asl_job where number = root and (owner = 0 or owner in (select id from "
    "asl_node where not is_alive or lease_until < now())) order by number",
    { 0 }
};

static const struct pgquery jobs_of = {
    "select exists (select from asl_job where program = any ($1))", { PGTYPE_BYTEA_ARRAY }
};

/* By how much clocks may differ before that is told. */
#define CLOCK_OFF_MS 5000

/* How many numbers are asked for in one statement. */
#define JOBS_AT_ONCE 10000

static const struct pgquery jobs_among = {
    "select number from asl_job where number = any ($1) except select unnest($2::int8[]) order "
    "by number",
    { PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY }
};

/* ---- Open and closed ---- */

/* postgres://db/orders is a whole name by itself. */
static char *conninfo_of(const char *argument)
{
    struct buf b = { 0 };
    buf_print(&b, "%s%s", strncmp(argument, "//", 2) == 0 ? "postgres:" : "", argument);
    return buf_take(&b);
}

static struct pglink *connect_to(const char *argument, struct buf *why)
{
    struct pglink *l = NULL;
    char *conninfo = conninfo_of(argument);
    pglink_open(conninfo, &l, why);
    memory_release(conninfo);
    return l;
}

static bool open_rows(const char *argument, void **ret_rows, struct buf *why)
{
    struct pglink *l = connect_to(argument, why);
    if (l != NULL && !pgschema_check(l, why)) {
        pglink_close(l);
        l = NULL;
    }
    if (l != NULL) {
        struct pgrows *r = memory_get(sizeof *r);
        pgrows_open(r, l);
        *ret_rows = r;
    }
    return l != NULL;
}

static void close_rows(void *rows, bool is_dead)
{
    struct pgrows *r = rows;
    if (!is_dead) {
        pgnode_leave(r);
    }
    pglink_close(r->link);
    pgrows_close(r);
    memory_release(r);
}

bool postgres_make(const char *conninfo, bool is_upgrade, struct buf *why)
{
    struct pglink *l = connect_to(conninfo, why);
    int64_t version = 0;
    bool is_made = l != NULL && pgschema_version(l, &version, why);
    if (is_made && is_upgrade && version == 0) {
        buf_text(why, "there is nothing to upgrade: the database has no tables for executions; "
                      "store init makes them");
        is_made = false;
    }
    is_made = is_made && pgschema_make(l, why);
    if (l != NULL) {
        pglink_close(l);
    }
    return is_made;
}

/* ---- Rows ---- */

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    return pgrows_put(rows, table, key,
                      value.at != NULL ? value : (struct store_bytes){ "", 0 }, why);
}

static bool append_row(void *rows, unsigned table, uint64_t number, struct store_bytes value,
                       struct buf *why)
{
    char key[ROWKEY_NUMBER];
    return put_row(rows, table, rowkey_of_u64(key, number), value, why);
}

/* No row has a key that is longer than one may be. */
static bool remove_row(void *rows, unsigned table, struct store_bytes key, struct buf *why)
{
    return key.size > PGROWS_KEY_MAX ||
           pgrows_put(rows, table, key, (struct store_bytes){ NULL, 0 }, why);
}

static bool get_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_row *ret_row, struct buf *why)
{
    return pgrows_get(rows, table, key, ret_row, why);
}

static bool seek_row(void *rows, unsigned table, const struct store_bytes *bound, bool backward,
                     struct store_row *ret_row, struct buf *why)
{
    return pgrows_seek(rows, table, bound, backward, ret_row, why);
}

static bool commit_rows(void *rows, struct buf *why)
{
    return pgcommit_run(rows, why);
}

/* ---- What is shared ---- */

static bool take_numbers(void *rows, enum shared_sequence of, uint64_t *ret_first,
                         uint64_t *ret_count, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &sequences[of], NULL);
    bool is_good = pgrows_ask(rows, &b, why);
    if (is_good) {
        *ret_first = (uint64_t)pgresult_int8(b.results[0], 0, 0);
        *ret_count = ranges[of];
    }
    pgbatch_release(&b);
    return is_good;
}

static bool get_each(void *rows, unsigned table, const struct store_bytes *keys, size_t count,
                     void (*visit)(void *owner, size_t at, struct store_bytes value),
                     void *owner, struct buf *why)
{
    return pgrows_get_each(rows, table, keys, count, visit, owner, why);
}

static bool reserve(void *rows, unsigned table, struct store_bytes key, bool *ret_is_busy,
                    struct store_row *ret_row, struct buf *why)
{
    return pghold_reserve(rows, table, key, ret_is_busy, ret_row, why);
}

static bool hold(void *rows, unsigned table, struct store_bytes key, bool *ret_is_busy,
                 struct buf *why)
{
    return pghold_key(rows, table, key, ret_is_busy, why);
}

static bool let_go(void *rows, struct buf *why)
{
    return pgrows_give_up(rows, why);
}

static void begin_job(void *rows, const struct shared_job *j)
{
    pgcommit_begin_job(rows, j);
}

static void end_job(void *rows, uint64_t number)
{
    pgcommit_end_job(rows, number);
}

static void move_job(void *rows, uint64_t number, uint64_t root)
{
    pgcommit_move_job(rows, number, root);
}

static void give_back(void *rows, uint64_t root)
{
    pgcommit_give_back(rows, root);
}

/* Somebody has chosen that what is committed may be lost: he is told once what that means. */
static bool warn_of_loss(struct pgrows *r, struct buf *why)
{
    static const struct pgquery is_off = {
        "select current_setting('synchronous_commit') = 'off'", { 0 }
    };
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &is_off, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    if (is_good && pgresult_truth(b.results[0], 0, 0)) {
        message_print(program_invocation_short_name,
                      "warning: synchronous_commit is off: what was answered last may be lost "
                      "when PostgreSQL crashes");
    }
    pgbatch_release(&b);
    return is_good;
}

/* Whoever goes on with an execution of another machine counts its waits from what that one's
 * clock has shown. */
static bool warn_of_clock(struct pgrows *r, struct buf *why)
{
    static const struct pgquery now = { "select (extract(epoch from clock_timestamp()) * "
                                        "1000)::int8",
                                        { 0 } };
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &now, NULL);
    r->node.compared = pglink_reconnects(r->link);
    int64_t before_ms = clock_wall_ms();
    bool is_good = pgrows_ask(r, &b, why);
    int64_t took_ms = clock_wall_ms() - before_ms;
    int64_t ahead_ms =
        is_good ? before_ms + took_ms / 2 - pgresult_int8(b.results[0], 0, 0) : 0;
    int64_t off_ms = ahead_ms < 0 ? -ahead_ms : ahead_ms;
    if (off_ms > CLOCK_OFF_MS + took_ms) {
        message_print(program_invocation_short_name,
                      "warning: the clock of this machine is %" PRId64 " s %s that of "
                      "PostgreSQL: waits of executions that go on at another machine end at "
                      "the wrong time, so all machines should set their clocks by one source",
                      off_ms / 1000, ahead_ms > 0 ? "ahead of" : "behind");
    }
    pgbatch_release(&b);
    return is_good;
}

static bool may(void *rows, struct buf *why)
{
    return pgschema_may(((struct pgrows *)rows)->link, why);
}

static bool join(void *rows, const struct shared_node *n, struct buf *why)
{
    return pgnode_join(rows, n, why) && warn_of_loss(rows, why) && warn_of_clock(rows, why);
}

static bool self(void *rows, int64_t *ret_id, struct buf *why)
{
    bool is_good = pgnode_enter(rows, why);
    *ret_id = is_good ? ((struct pgrows *)rows)->node.id : 0;
    return is_good;
}

static bool tick(void *rows, struct shared_tick *t, struct buf *why)
{
    struct pgrows *r = rows;
    bool is_compared = r->node.compared == pglink_reconnects(r->link);
    return (is_compared || warn_of_clock(r, why)) && pgnode_tick(r, t, why);
}

static bool send(void *rows, uint64_t job, int64_t node, const struct shared_letter *l,
                 int64_t *ret_id, struct buf *why)
{
    return pgnode_enter(rows, why) && pgmail_send(rows, job, node, l, ret_id, why);
}

static bool send_all(void *rows, const struct shared_letter *l, bool is_for_queued,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why)
{
    return pgnode_enter(rows, why) && pgmail_send_all(rows, l, is_for_queued, sent, owner, why);
}

static void answer(void *rows, int64_t letter, int64_t job, struct store_bytes reply)
{
    pgmail_answer(rows, letter, job, reply);
}

static void take_back(void *rows, int64_t letter)
{
    pgmail_take_back(rows, letter);
}

static void leave(void *rows, int64_t letter)
{
    pgmail_leave(rows, letter);
}

static bool visit_nodes(void *rows, void (*visit)(void *owner, const struct shared_view *v),
                        void *owner, struct buf *why)
{
    return pgnode_visit(rows, visit, owner, why);
}

static bool seize(void *rows, const uint64_t *numbers, size_t count,
                  void (*visit)(void *owner, const struct shared_job *j), void *owner,
                  struct buf *why)
{
    bool is_good = pgnode_enter(rows, why);
    for (size_t at = 0; is_good && at < count; at += JOBS_AT_ONCE) {
        size_t left = count - at;
        is_good = pgnode_seize(rows, numbers + at, left < JOBS_AT_ONCE ? left : JOBS_AT_ONCE,
                               visit, owner, why);
    }
    return is_good;
}

static bool visit_unclaimed(void *rows, void (*visit)(void *owner, uint64_t number),
                            void *owner, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &unclaimed, NULL);
    bool is_good = pgrows_ask(rows, &b, why);
    for (int i = 0; is_good && i < pgresult_rows(b.results[0]); i++) {
        visit(owner, (uint64_t)pgresult_int8(b.results[0], i, 0));
    }
    pgbatch_release(&b);
    return is_good;
}

static bool tell_who(void *rows, int64_t *ret_node, struct buf *store, struct buf *why)
{
    return pgnode_who(rows, ret_node, store, why);
}

static bool has_jobs(void *rows, const char *programs, size_t count, bool *ret_has,
                     struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    struct pgarray all = { .count = 0 };
    pgarray_begin(&all, PGTYPE_BYTEA);
    for (size_t i = 0; i < count; i++) {
        pgarray_add_bytes(&all, programs + i * SHARED_PROGRAM, SHARED_PROGRAM);
    }
    struct store_bytes value = store_buf(&all.bytes);
    pgbatch_add(&b, &jobs_of, &value);
    bool is_good = pgrows_ask(rows, &b, why);
    *ret_has = is_good && pgresult_truth(b.results[0], 0, 0);
    pgbatch_release(&b);
    pgarray_release(&all);
    return is_good;
}

static bool visit_some(struct pgrows *r, const uint64_t *numbers, size_t count,
                       void (*visit)(void *owner, uint64_t number), void *owner,
                       struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    struct pgarray all = { .count = 0 };
    pgarray_begin(&all, PGTYPE_INT8);
    for (size_t i = 0; i < count; i++) {
        pgarray_add_int8(&all, (int64_t)numbers[i]);
    }
    pgbatch_add(&b, &jobs_among,
                (struct store_bytes[]){ store_buf(&all.bytes), store_buf(&r->ended.bytes) });
    bool is_good = pgrows_ask(r, &b, why);
    for (int i = 0; is_good && i < pgresult_rows(b.results[0]); i++) {
        visit(owner, (uint64_t)pgresult_int8(b.results[0], i, 0));
    }
    pgbatch_release(&b);
    pgarray_release(&all);
    return is_good;
}

static bool visit_jobs(void *rows, const uint64_t *numbers, size_t count,
                       void (*visit)(void *owner, uint64_t number), void *owner,
                       struct buf *why)
{
    bool is_good = true;
    for (size_t at = 0; is_good && at < count; at += JOBS_AT_ONCE) {
        size_t left = count - at;
        is_good = visit_some(rows, numbers + at, left < JOBS_AT_ONCE ? left : JOBS_AT_ONCE,
                             visit, owner, why);
    }
    return is_good;
}

static void look_anew(void *rows)
{
    pgrows_leave(rows);
}

static int socket_of(void *rows)
{
    return pglink_socket(((struct pgrows *)rows)->link);
}

static void hear(void *rows)
{
    pglink_hear(((struct pgrows *)rows)->link);
}

static void wait_on(void *rows, struct loop *l)
{
    pglink_wait_on(((struct pgrows *)rows)->link, l);
}

static const struct shared_counts *counts(void *rows)
{
    struct pgrows *r = rows;
    r->counts.reconnects = pglink_reconnects(r->link);
    r->counts.retries = pglink_retries(r->link);
    r->counts.calls = pglink_calls(r->link);
    int64_t waits_ms = pglink_waits_ms(r->link), refused_ms = pgnode_refused_ms(r);
    r->counts.waits_ms = refused_ms > waits_ms ? refused_ms : waits_ms;
    return &r->counts;
}

static const struct store_sharing sharing = {
    .numbers = take_numbers,
    .get_each = get_each,
    .reserve = reserve,
    .hold = hold,
    .let_go = let_go,
    .begin_job = begin_job,
    .end_job = end_job,
    .move_job = move_job,
    .give_back = give_back,
    .may = may,
    .join = join,
    .self = self,
    .tick = tick,
    .send = send,
    .send_all = send_all,
    .answer = answer,
    .take_back = take_back,
    .leave = leave,
    .nodes = visit_nodes,
    .seize = seize,
    .unclaimed = visit_unclaimed,
    .who = tell_who,
    .has_jobs = has_jobs,
    .jobs = visit_jobs,
    .look_anew = look_anew,
    .socket = socket_of,
    .hear = hear,
    .wait_on = wait_on,
    .counts = counts,
};

const struct store_kind store_postgres = {
    .name = "postgres",
    .argument = "CONNINFO",
    .may_lack_argument = true,
    .open = open_rows,
    .close = close_rows,
    .put = put_row,
    .append = append_row,
    .remove = remove_row,
    .get = get_row,
    .seek = seek_row,
    .commit = commit_rows,
    .sharing = &sharing,
};
