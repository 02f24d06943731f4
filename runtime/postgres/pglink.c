#include "runtime/postgres/pglink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/loop/loop.h"
#include "runtime/postgres/libpq.h"

/* How long a server that does not answer is waited for: at the start, and for an answer, where
 * the process was told to stop, and else. */
#define OPEN_MS    10000
#define ANSWER_MS  10000
#define STOPPED_MS 3000
#define LOOK_MS    200
#define TELL_MS    10000 /* the least between two messages of one kind */

/* Pauses become longer up to that turn: half a second then. */
#define PAUSE_TURNS 5

#define PREPARED_MAX 64

#define NS_PER_MS INT64_C(1000000)

struct pglink {
    char *conninfo;
    PGconn *connection; /* NULL: there is none */
    bool is_pooled, listens, is_called;
    int64_t since_ns, told_ns;
    uint64_t made, retries;
    struct random random;

    /* Statements that the connection knows by names, s0 and so on, and how many of them for
     * sure: the others were sent with the batch that is under way. */
    const struct pgquery *prepared[PREPARED_MAX];
    size_t prepared_count, known_count;

    uint64_t fail_each, sent; /* for tests: each so many-th statement fails */
};

/* ---- Results ---- */

static const PGresult *plain(const struct pg_result *r)
{
    return (const PGresult *)r;
}

int pgresult_rows(const struct pg_result *r)
{
    return libpq.PQntuples(plain(r));
}

struct store_bytes pgresult_bytes(const struct pg_result *r, int row, int column)
{
    if (libpq.PQgetisnull(plain(r), row, column)) {
        return (struct store_bytes){ NULL, 0 };
    }
    return (struct store_bytes){ libpq.PQgetvalue(plain(r), row, column),
                                 (size_t)libpq.PQgetlength(plain(r), row, column) };
}

int64_t pgresult_int8(const struct pg_result *r, int row, int column)
{
    struct store_bytes bytes = pgresult_bytes(r, row, column);
    return bytes.size == 8 ? pgarray_read_int8(bytes.at) : 0;
}

bool pgresult_truth(const struct pg_result *r, int row, int column)
{
    struct store_bytes bytes = pgresult_bytes(r, row, column);
    return bytes.size == 1 && bytes.at[0] != 0;
}

/* ---- Batches ---- */

static size_t values_of(const struct pgquery *q)
{
    size_t count = 0;
    while (q->types[count] != 0) {
        count++;
    }
    return count;
}

size_t pgbatch_add(struct pgbatch *b, const struct pgquery *q, const struct store_bytes *values)
{
    if (b->count == PGBATCH_MAX) {
        fatal("a batch has too many statements", 0);
    }
    struct pgcall *c = &b->calls[b->count];
    c->query = q;
    if (values != NULL) {
        memcpy(c->values, values, values_of(q) * sizeof *values);
    }
    return b->count++;
}

static void drop_results(struct pgbatch *b)
{
    for (size_t i = 0; i < b->count; i++) {
        if (b->results[i] != NULL) {
            libpq.PQclear((PGresult *)b->results[i]);
            b->results[i] = NULL;
        }
    }
}

void pgbatch_release(struct pgbatch *b)
{
    drop_results(b);
    b->count = 0;
}

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

static const char *first_line(struct buf *b, const char *text)
{
    buf_clear(b);
    buf_put(b, text, strcspn(text, "\n"));
    return buf_string(b);
}

/* What the user says in CONNINFO counts more than what stands before it. A connection whose
 * other end is gone without a word is noticed by the system within some seconds. */
static bool connect_once(struct pglink *l, struct buf *why)
{
    static const char *const keys[] = { "connect_timeout",
                                        "keepalives_idle",
                                        "keepalives_interval",
                                        "keepalives_count",
                                        "tcp_user_timeout",
                                        "fallback_application_name",
                                        "dbname",
                                        NULL };
    const char *const values[] = { "5",         "10",    "3",
                                   "3",         "15000", program_invocation_short_name,
                                   l->conninfo, NULL };
    l->connection = libpq.PQconnectdbParams(keys, values, 1);
    if (l->connection == NULL) {
        memory_exhausted();
    }
    libpq.PQsetNoticeReceiver(l->connection, ignore_notice, NULL);
    if (libpq.PQstatus(l->connection) == CONNECTION_OK &&
        libpq.PQenterPipelineMode(l->connection) == 1) {
        l->since_ns = clock_monotonic_ns();
        l->made++;
        return true;
    }
    first_line(why, libpq.PQerrorMessage(l->connection));
    disconnect(l);
    return false;
}

static void sleep_ms(int64_t ms)
{
    struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * NS_PER_MS };
    nanosleep(&pause, NULL);
}

static void check_stop(void)
{
    if (loop_is_told_to_stop()) {
        fatal("the program was told to stop while its store could not be reached", 0);
    }
}

void pglink_pause(unsigned turn)
{
    int64_t most_ms = INT64_C(10) << (turn < PAUSE_TURNS ? turn : PAUSE_TURNS);
    if (turn >= PAUSE_TURNS) {
        check_stop();
    }
    sleep_ms(most_ms / 2 + random_word() % most_ms);
}

static void listen_again(struct pglink *l);

/* Waits until there is a connection, or for so long; 0: for ever. */
static bool reconnect(struct pglink *l, int64_t most_ms, struct buf *why)
{
    int64_t begun_ns = clock_monotonic_ns();
    disconnect(l);
    for (unsigned turn = 0; !connect_once(l, why); turn++) {
        if (turn == 0) {
            message_print(program_invocation_short_name,
                          "the store cannot be reached, which is waited for: %s",
                          buf_string(why));
        }
        if (most_ms > 0 && clock_monotonic_ns() - begun_ns > most_ms * NS_PER_MS) {
            return false;
        }
        check_stop();
        pglink_pause(turn + 2);
    }
    buf_clear(why);
    listen_again(l);
    return true;
}

static bool debug_fails(const char *word, uint64_t *ret_each)
{
    const char *debug = getenv("ASL_DEBUG");
    const char *at = debug == NULL ? NULL : strstr(debug, word);
    if (at != NULL) {
        *ret_each = strtoull(at + strlen(word), NULL, 10);
    }
    return at != NULL;
}

bool pglink_open(const char *conninfo, struct pglink **ret_link, struct buf *why)
{
    if (!libpq_load(why)) {
        return false;
    }
    struct pglink *l = memory_zero(sizeof *l);
    l->conninfo = memory_text(conninfo);
    random_seed_system(&l->random);
    if (!reconnect(l, OPEN_MS, why)) {
        pglink_close(l);
        return false;
    }
    debug_fails("pg-fail=", &l->fail_each);
    *ret_link = l;
    return true;
}

void pglink_close(struct pglink *l)
{
    disconnect(l);
    memory_release(l->conninfo);
    memory_release(l);
}

void pglink_pool(struct pglink *l)
{
    l->is_pooled = true;
}

/* ---- Sending ---- */

/* In place of a statement, for tests. */
static const struct pgquery failing = {
    "do $$ begin raise exception using errcode = '40001'; end $$", { 0 }
};

static const struct pgquery rollback_query = { "rollback", { 0 } };
static const struct pgquery listen_query = { "listen asl", { 0 } };

struct parameters {
    const char *values[PGQUERY_VALUES];
    int sizes[PGQUERY_VALUES], formats[PGQUERY_VALUES];
    Oid types[PGQUERY_VALUES];
    int count;
};

static void fill(struct parameters *p, const struct pgcall *c)
{
    p->count = (int)values_of(c->query);
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
    if (l->is_pooled || q->types[0] == 0 || i == PREPARED_MAX) {
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

/* Waits for the next result; NULL ends those of a statement. Returns false if none came. */
static bool next_result(struct pglink *l, PGresult **ret_result)
{
    int64_t begun_ns = clock_monotonic_ns();
    while (libpq.PQisBusy(l->connection)) {
        struct pollfd fd = { .fd = libpq.PQsocket(l->connection), .events = POLLIN };
        int64_t waited_ms = (clock_monotonic_ns() - begun_ns) / NS_PER_MS;
        if (fd.fd < 0 || waited_ms > (loop_is_told_to_stop() ? STOPPED_MS : ANSWER_MS)) {
            return false;
        }
        if (poll(&fd, 1, LOOK_MS) > 0 && libpq.PQconsumeInput(l->connection) != 1) {
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
            first_line(why, libpq.PQresultErrorMessage(r));
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

static void take_calls(struct pglink *l)
{
    PGnotify *n;
    while (l->connection != NULL && (n = libpq.PQnotifies(l->connection)) != NULL) {
        l->is_called = true;
        libpq.PQfreemem(n);
    }
}

/* Returns false if the connection is lost. */
static bool run(struct pglink *l, struct pgbatch *b, enum pgend *ret_end, struct buf *why)
{
    int results[PGBATCH_MAX];
    *ret_end = PGEND_GOOD;
    for (size_t i = 0; i < b->count; i++) {
        if (!send_call(l, &b->calls[i], &results[i])) {
            return false;
        }
    }
    if (libpq.PQpipelineSync(l->connection) != 1) {
        return false;
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

enum pgend pglink_send(struct pglink *l, struct pgbatch *b, struct buf *why)
{
    enum pgend end = PGEND_LOST;
    buf_clear(why);
    if (l->connection == NULL) {
        reconnect(l, 0, why);
    }
    if (!run(l, b, &end, why)) {
        end = PGEND_LOST;
    }
    if (end == PGEND_GOOD) {
        l->known_count = l->prepared_count;
        return end;
    }
    drop_results(b);
    l->retries += end == PGEND_AGAIN;
    if (end != PGEND_LOST) {
        forget_prepared(l);
    }
    if (end == PGEND_LOST || l->connection == NULL || !run_alone(l, &rollback_query)) {
        struct buf ignored = { 0 };
        tell_lost(l, end, why);
        reconnect(l, 0, &ignored);
        buf_release(&ignored);
    }
    return end;
}

bool pglink_ask(struct pglink *l, struct pgbatch *b, struct buf *why)
{
    enum pgend end;
    for (unsigned turn = 0; (end = pglink_send(l, b, why)) == PGEND_LOST || end == PGEND_AGAIN;
         turn++) {
        pglink_pause(turn);
    }
    return end == PGEND_GOOD;
}

/* ---- Calls ---- */

static void listen_again(struct pglink *l)
{
    if (l->listens && !l->is_pooled && !run_alone(l, &listen_query)) {
        l->listens = false; /* it is a hint only */
    }
    l->is_called = true;
}

void pglink_listen(struct pglink *l)
{
    l->listens = true;
    listen_again(l);
}

int pglink_socket(const struct pglink *l)
{
    return l->connection != NULL ? libpq.PQsocket(l->connection) : -1;
}

/* What has come besides, such as that the connection is gone, is met when something is asked.
 */
bool pglink_is_called(struct pglink *l)
{
    if (l->connection != NULL && libpq.PQconsumeInput(l->connection) != 1) {
        disconnect(l);
    }
    take_calls(l);
    bool is_called = l->is_called;
    l->is_called = false;
    return is_called;
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
