#include "runtime/postgres/pglink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/loop/calm.h"
#include "runtime/loop/loop.h"
#include "runtime/postgres/libpq.h"
#include "runtime/postgres/pgconnect.h"
#include "runtime/postgres/pgserver.h"

/* How long a server that does not answer is waited for: at the start, and for an answer, where
 * the process was told to stop, and else; in that case so many bytes that it was sent give it a
 * millisecond more. */
#define OPEN_MS     10000
#define OPEN_TEXT   "10 s"
#define ANSWER_MS   10000
#define SENT_PER_MS 1000
#define STOPPED_MS  3000
#define LOOK_MS     200
#define TELL_MS     10000 /* the least between two messages of one kind */

/* Pauses become longer up to that turn: half a second then. */
#define PAUSE_TURNS 5

#define PREPARED_MAX 64

#define NS_PER_MS INT64_C(1000000)

struct pglink {
    char *conninfo;
    PGconn *connection; /* NULL: there is none */
    struct loop *loop;  /* borrowed; NULL: nothing goes on during a wait */
    bool is_own;
    int64_t since_ns, told_ns, asked_ns; /* asked_ns: 0 if nothing is */
    int64_t patience_ms;                 /* with what is asked */
    uint64_t made, retries, calls;

    /* Statements that the connection knows by names, s0 and so on, and how many of them for
     * sure: the others were sent with the batch that is under way. */
    const struct pgquery *prepared[PREPARED_MAX];
    size_t prepared_count, known_count;

    uint64_t fail_each, sent; /* for tests: each so many-th statement fails */
};

/* ---- The connection ---- */

static void ignore_notice(void *owner, const PGresult *r)
{
    (void)owner, (void)r;
}

static void disconnect(struct pglink *l)
{
    if (l->connection != NULL) {
        libpq.PQfinish(l->connection);
        l->connection = NULL;
    }
    l->prepared_count = 0;
    l->known_count = 0;
}

/* Waits for the connection to be ready, or so long. */
static bool wait_for(struct pglink *l, short what, int64_t ms)
{
    return calm_wait(l->loop, l->connection != NULL ? libpq.PQsocket(l->connection) : -1, what,
                     ms);
}

static void check_stop(void)
{
    if (loop_is_told_to_stop()) {
        fatal("the program was told to stop while its store could not be reached", 0);
    }
}

void pglink_pause(struct pglink *l, unsigned turn)
{
    int64_t most_ms = INT64_C(10) << (turn < PAUSE_TURNS ? turn : PAUSE_TURNS);
    if (turn >= PAUSE_TURNS) {
        check_stop();
    }
    calm_wait(l->loop, -1, 0, most_ms / 2 + (int64_t)(random_word() % (uint64_t)most_ms));
}

static bool greet(struct pglink *l);

/* Returns false, with the reason, if there is none; *ret_is_final, which may be NULL, tells
 * whether there can be none. */
static bool connect_once(struct pglink *l, struct buf *why, bool *ret_is_final)
{
    buf_clear(why);
    l->connection = pgconnect_make(l->conninfo, l->loop, check_stop);
    libpq.PQsetNoticeReceiver(l->connection, ignore_notice, NULL);
    if (libpq.PQstatus(l->connection) == CONNECTION_OK &&
        libpq.PQenterPipelineMode(l->connection) == 1 &&
        libpq.PQsetnonblocking(l->connection, 1) == 0 && greet(l)) {
        l->since_ns = clock_monotonic_ns();
        l->made++;
        return true;
    }
    if (l->connection != NULL) {
        pgconnect_put_reason(why, libpq.PQerrorMessage(l->connection));
        if (ret_is_final != NULL) {
            *ret_is_final = pgconnect_is_final(l->conninfo, l->connection);
        }
    }
    disconnect(l);
    return false;
}

static void tell_wait(const struct buf *why, const char *how_long)
{
    message_print(program_invocation_short_name,
                  "the store cannot be reached, which is waited for (%s): %s", how_long,
                  buf_string(why));
}

static void tell_back(int64_t begun_ns)
{
    message_print(program_invocation_short_name, "the store answers again after %lld s",
                  (long long)((clock_monotonic_ns() - begun_ns) / (1000 * NS_PER_MS)));
}

/* Waits until there is a connection. */
static void reconnect(struct pglink *l)
{
    struct buf why = { 0 };
    int64_t begun_ns = clock_monotonic_ns();
    unsigned turn = 0;
    disconnect(l);
    for (; !connect_once(l, &why, NULL); turn++) {
        if (turn == 0) {
            tell_wait(&why, "as long as it takes");
        }
        check_stop();
        pglink_pause(l, turn + 2);
    }
    if (turn > 0) {
        tell_back(begun_ns);
    }
    buf_release(&why);
}

/* Returns false if there is none after some seconds, or can be none. */
static bool connect_first(struct pglink *l, struct buf *why)
{
    int64_t begun_ns = clock_monotonic_ns();
    bool is_final = false;
    unsigned turn = 0;
    for (; !connect_once(l, why, &is_final); turn++) {
        if (is_final || clock_monotonic_ns() - begun_ns > OPEN_MS * NS_PER_MS) {
            return false;
        }
        if (turn == 0) {
            tell_wait(why, OPEN_TEXT " at most");
        }
        pglink_pause(l, turn + 2);
    }
    if (turn > 0) {
        tell_back(begun_ns);
    }
    return pgserver_fits(libpq.PQserverVersion(l->connection),
                         libpq.PQparameterStatus(l->connection, "server_encoding"), why);
}

void pglink_debug(const char *word, uint64_t *number)
{
    const char *debug = getenv("ASL_DEBUG");
    const char *at = debug == NULL ? NULL : strstr(debug, word);
    if (at != NULL) {
        *number = strtoull(at + strlen(word), NULL, 10);
    }
}

bool pglink_open(const char *conninfo, struct pglink **ret_link, struct buf *why)
{
    if (!libpq_load(why)) {
        return false;
    }
    struct pglink *l = memory_zero(sizeof *l);
    l->conninfo = memory_text(conninfo);
    if (!connect_first(l, why)) {
        pglink_close(l);
        return false;
    }
    pglink_debug("pg-fail=", &l->fail_each);
    *ret_link = l;
    return true;
}

void pglink_close(struct pglink *l)
{
    disconnect(l);
    memory_release(l->conninfo);
    memory_release(l);
}

void pglink_wait_on(struct pglink *l, struct loop *loop)
{
    l->loop = loop;
}

/* ---- Sending ---- */

/* In place of a statement, for tests. */
static const struct pgquery failing = {
    "do $$ begin raise exception using errcode = '40001'; end $$", { 0 }
};

static const struct pgquery rollback_query = { "rollback", { 0 } };
static const struct pgquery listen_query = { "listen asl", { 0 } };

/* Nothing is prepared on a connection that others use as well. */

struct parameters {
    const char *values[PGQUERY_VALUES];
    int sizes[PGQUERY_VALUES], formats[PGQUERY_VALUES];
    Oid types[PGQUERY_VALUES];
    int count;
};

static void fill(struct parameters *p, const struct pgcall *c)
{
    p->count = (int)pgquery_values(c->query);
    for (int i = 0; i < p->count; i++) {
        const struct store_bytes *value = &c->values[i];
        if (value->size > INT_MAX) {
            fatal("what is to be stored is larger than PostgreSQL takes", 0);
        }
        p->values[i] = value->at != NULL ? value->at : "";
        p->sizes[i] = (int)value->size;
        p->formats[i] = 1;
        p->types[i] = (Oid)c->query->types[i];
    }
}

/* The statement's name: of one that is not known yet *ret_is_new. NULL: it has none. */
static const char *name_of(struct pglink *l, const struct pgquery *q, char name[8],
                           bool *ret_is_new)
{
    size_t i = 0;
    while (i < l->prepared_count && l->prepared[i] != q) {
        i++;
    }
    *ret_is_new = i == l->prepared_count;
    if (!l->is_own || q->types[0] == 0 || i == PREPARED_MAX) {
        *ret_is_new = false;
        return NULL;
    }
    if (*ret_is_new) {
        l->prepared[l->prepared_count++] = q;
    }
    struct buf text = { 0 };
    buf_print(&text, "s%zu", i);
    memcpy(name, buf_string(&text), text.size + 1);
    buf_release(&text);
    return name;
}

/* Returns true if it has been sent; *ret_results is how many results it will have. */
static bool send_call(struct pglink *l, const struct pgcall *c, int *ret_results)
{
    struct parameters p;
    char place[8];
    bool is_new;
    l->sent++;
    if (l->fail_each > 0 && l->sent % l->fail_each == 0 && c->query != &rollback_query) {
        *ret_results = 1;
        return libpq.PQsendQueryParams(l->connection, failing.sql, 0, NULL, NULL, NULL, NULL,
                                       1) == 1;
    }
    fill(&p, c);
    const char *name = name_of(l, c->query, place, &is_new);
    *ret_results = is_new ? 2 : 1;
    if (is_new &&
        libpq.PQsendPrepare(l->connection, name, c->query->sql, p.count, p.types) != 1) {
        return false;
    }
    return name != NULL
               ? libpq.PQsendQueryPrepared(l->connection, name, p.count, p.values, p.sizes,
                                           p.formats, 1) == 1
               : libpq.PQsendQueryParams(l->connection, c->query->sql, p.count, p.types,
                                         p.values, p.sizes, p.formats, 1) == 1;
}

/* ---- Answers ---- */

/* Reads and sends what can be read and sent, or waits for that. Returns false if the connection
 * is lost. */
static bool move_on(struct pglink *l, int64_t *begun_ns)
{
    int left = libpq.PQflush(l->connection);
    bool has_come = left >= 0 && wait_for(l, left > 0 ? POLLIN | POLLOUT : POLLIN, LOOK_MS);
    if (has_come) {
        *begun_ns = clock_monotonic_ns();
    }
    return left >= 0 && (!has_come || libpq.PQconsumeInput(l->connection) == 1);
}

/* Waits for the next result; NULL ends those of a statement. Returns false if none came. */
static bool next_result(struct pglink *l, PGresult **ret_result)
{
    int64_t begun_ns = clock_monotonic_ns();
    while (libpq.PQflush(l->connection) > 0 || libpq.PQisBusy(l->connection)) {
        int64_t waited_ms = (clock_monotonic_ns() - begun_ns) / NS_PER_MS;
        if (waited_ms > (loop_is_told_to_stop() ? STOPPED_MS : l->patience_ms) ||
            !move_on(l, &begun_ns)) {
            return false;
        }
    }
    *ret_result = libpq.PQgetResult(l->connection);
    return libpq.PQstatus(l->connection) == CONNECTION_OK;
}

static bool is_state(const char *state, const char *const *list)
{
    while (*list != NULL && strncmp(state, *list, strlen(*list)) != 0) {
        list++;
    }
    return *list != NULL;
}

static enum pgend end_of(const PGresult *r)
{
    /* The server ends or is not ready yet; it lacks something, which may come back; the
     * connection is broken. */
    static const char *const lost[] = {
        "57P", "53", "08", "58", "25P03", "25006", "XX001", NULL
    };
    static const char *const again[] = { "40", "55P03", "57014", NULL };
    const char *state = libpq.PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (state == NULL || is_state(state, lost)) {
        return PGEND_LOST;
    }
    return is_state(state, again)        ? PGEND_AGAIN
           : strcmp(state, "22012") == 0 ? PGEND_DIVIDED
           : strcmp(state, "23505") == 0 ? PGEND_DOUBLE
                                         : PGEND_WRONG;
}

/* A pooler gives each transaction any of its connections: of what was prepared on one the next
 * knows nothing, or it has another statement of that name. */
static void put_hint(struct buf *why, const PGresult *r)
{
    static const char *const prepared[] = { "26000", "42P05", NULL };
    const char *state = libpq.PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (state != NULL && is_state(state, prepared)) {
        buf_text(why, "; connections through a pooler, such as PgBouncer, need --no-listen");
    }
}

/* Takes the results of one statement: the last one is kept in *ret_result if it is good.
 * Returns what became of it; PGEND_AGAIN for one that was not run since another failed. */
static bool take_results(struct pglink *l, int count, struct pg_result **ret_result,
                         enum pgend *ret_end, struct buf *why)
{
    for (int i = 0; i < count; i++) {
        PGresult *r = NULL, *end = NULL;
        if (!next_result(l, &r) || r == NULL) {
            libpq.PQclear(r);
            return false;
        }
        ExecStatusType status = libpq.PQresultStatus(r);
        bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (status == PGRES_FATAL_ERROR && *ret_end == PGEND_GOOD) {
            *ret_end = end_of(r);
            pgconnect_put_reason(why, libpq.PQresultErrorMessage(r));
            put_hint(why, r);
        }
        if (is_good && i == count - 1) {
            *ret_result = (struct pg_result *)r;
        } else {
            libpq.PQclear(r);
        }
        if (!next_result(l, &end)) {
            return false;
        }
        libpq.PQclear(end);
    }
    return true;
}

/* The mark behind a batch. */
static bool take_sync(struct pglink *l)
{
    PGresult *r = NULL;
    bool is_there =
        next_result(l, &r) && r != NULL && libpq.PQresultStatus(r) == PGRES_PIPELINE_SYNC;
    libpq.PQclear(r);
    return is_there;
}

/* A connection hears its own calls as well. */
static void take_calls(struct pglink *l)
{
    PGnotify *n;
    while (l->connection != NULL && (n = libpq.PQnotifies(l->connection)) != NULL) {
        l->calls += n->be_pid != libpq.PQbackendPID(l->connection);
        libpq.PQfreemem(n);
    }
}

/* Before which statement of a batch those come that give a transaction its settings; as many as
 * it has, if none do: it goes on with one that is open, or the session has them. */
static size_t settings_place(const struct pglink *l, const struct pgbatch *b)
{
    return l->is_own || libpq.PQtransactionStatus(l->connection) != PQTRANS_IDLE
               ? b->count
               : b->calls[0].query == &pgquery_begin;
}

static bool send_settings(struct pglink *l)
{
    return libpq.PQsendQueryParams(l->connection, pgserver_transaction.sql, 0, NULL, NULL, NULL,
                                   NULL, 1) == 1;
}

/* Returns false if not all of it could be sent. */
static bool send_batch(struct pglink *l, const struct pgbatch *b, int results[PGBATCH_MAX])
{
    size_t place = settings_place(l, b), size = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct pgcall *c = &b->calls[i];
        if ((i == place && !send_settings(l)) || !send_call(l, c, &results[i])) {
            return false;
        }
        results[i] += i == place;
        for (size_t v = pgquery_values(c->query); v-- > 0;) {
            size += c->values[v].size;
        }
    }
    l->patience_ms = ANSWER_MS + (int64_t)(size / SENT_PER_MS);
    return libpq.PQpipelineSync(l->connection) == 1;
}

/* What libpq does not take though its connection is good is too large for it. */
static bool is_untaken(struct pglink *l, enum pgend *ret_end, struct buf *why)
{
    bool is_good = libpq.PQstatus(l->connection) == CONNECTION_OK;
    if (is_good) {
        *ret_end = PGEND_WRONG;
        buf_text(why, "what is to be stored cannot be sent: ");
        pgconnect_put_reason(why, libpq.PQerrorMessage(l->connection));
        disconnect(l);
    }
    return is_good;
}

/* Returns false if the connection is lost. */
static bool run(struct pglink *l, struct pgbatch *b, enum pgend *ret_end, struct buf *why)
{
    int results[PGBATCH_MAX];
    *ret_end = PGEND_GOOD;
    if (!send_batch(l, b, results)) {
        return is_untaken(l, ret_end, why);
    }
    for (size_t i = 0; i < b->count; i++) {
        if (!take_results(l, results[i], &b->results[i], ret_end, why)) {
            return false;
        }
    }
    if (!take_sync(l)) {
        return false;
    }
    take_calls(l);
    return true;
}

static bool run_alone(struct pglink *l, const struct pgquery *q)
{
    struct pgbatch b = { .count = 0 };
    struct buf ignored = { 0 };
    enum pgend end;
    pgbatch_add(&b, q, NULL);
    bool is_answered = run(l, &b, &end, &ignored);
    pgbatch_release(&b);
    buf_release(&ignored);
    if (!is_answered) {
        disconnect(l); /* the answer may come yet, and would be taken for another's */
    }
    return is_answered && end == PGEND_GOOD;
}

/* What was prepared in a batch that failed is there or not: names are given anew. */
static void forget_prepared(struct pglink *l)
{
    if (l->known_count < l->prepared_count) {
        disconnect(l);
    }
}

/* Why the server refused something for now, unless that was told a moment ago. */
static void tell_lost(struct pglink *l, enum pgend end, const struct buf *why)
{
    int64_t now_ns = clock_monotonic_ns();
    if (end == PGEND_LOST && why->size > 0 && now_ns - l->told_ns > TELL_MS * NS_PER_MS) {
        l->told_ns = now_ns;
        message_print(program_invocation_short_name, "the store is asked again: %s",
                      buf_string(why));
    }
}

static enum pgend send(struct pglink *l, struct pgbatch *b, struct buf *why)
{
    enum pgend end = PGEND_LOST;
    if (l->connection == NULL) {
        reconnect(l);
    }
    if (!run(l, b, &end, why)) {
        end = PGEND_LOST;
    }
    if (end == PGEND_GOOD) {
        l->known_count = l->prepared_count;
        return end;
    }
    pgbatch_drop(b);
    l->retries += end == PGEND_AGAIN;
    if (end != PGEND_LOST) {
        forget_prepared(l);
    }
    if (end == PGEND_LOST || l->connection == NULL || !run_alone(l, &rollback_query)) {
        tell_lost(l, end, why);
        reconnect(l);
    }
    return end;
}

enum pgend pglink_send(struct pglink *l, struct pgbatch *b, struct buf *why)
{
    buf_clear(why);
    if (l->asked_ns == 0) {
        l->asked_ns = clock_monotonic_ns();
    }
    enum pgend end = send(l, b, why);
    if (end != PGEND_LOST && end != PGEND_AGAIN) {
        l->asked_ns = 0;
    }
    return end;
}

bool pglink_ask(struct pglink *l, struct pgbatch *b, struct buf *why)
{
    enum pgend end;
    for (unsigned turn = 0; (end = pglink_send(l, b, why)) == PGEND_LOST || end == PGEND_AGAIN;
         turn++) {
        pglink_pause(l, turn);
    }
    return end == PGEND_GOOD;
}

int64_t pglink_waits_ms(const struct pglink *l)
{
    return l->asked_ns == 0 ? 0 : (clock_monotonic_ns() - l->asked_ns) / NS_PER_MS;
}

/* ---- A connection of one's own ---- */

/* Returns false if the connection is lost. To hear calls is a hint only: a server that has no
 * such thing does without. */
static bool greet(struct pglink *l)
{
    l->calls++;
    if (l->is_own) {
        run_alone(l, &pgserver_session);
    }
    if (l->is_own && l->connection != NULL) {
        run_alone(l, &listen_query);
    }
    return l->connection != NULL;
}

void pglink_own(struct pglink *l)
{
    l->is_own = true;
    if (l->connection != NULL) {
        greet(l);
    }
}

/* ---- Calls ---- */

int pglink_socket(const struct pglink *l)
{
    return l->connection != NULL ? libpq.PQsocket(l->connection) : -1;
}

/* What has come besides, such as that the connection is gone, is met when something is asked.
 */
void pglink_hear(struct pglink *l)
{
    if (l->connection != NULL && libpq.PQconsumeInput(l->connection) != 1) {
        disconnect(l);
    }
    take_calls(l);
}

uint64_t pglink_calls(const struct pglink *l)
{
    return l->calls;
}

uint64_t pglink_reconnects(const struct pglink *l)
{
    return l->made > 0 ? l->made - 1 : 0;
}

uint64_t pglink_retries(const struct pglink *l)
{
    return l->retries;
}

int64_t pglink_age_ms(const struct pglink *l)
{
    return l->connection == NULL ? 0 : (clock_monotonic_ns() - l->since_ns) / NS_PER_MS;
}
