/*
 * Faults where a seed says: a server without HTTP, on a virtual clock, whose power fails at
 * some of its commits, before or after what they bring has reached the disk, and whose tasks
 * fail, take their time, or never end. Whatever happens, an execution that was acknowledged
 * ends once, its events are 1..n with its end as the last, an end that was told stays as it
 * was, and no task is begun more often than retries and failures of power explain. The same
 * seed does the same again, byte for byte.
 *
 * CHAOS_SEEDS in the environment says how many seeds are tried, CHAOS_SEED which one is the
 * first; with CHAOS_STORY what happens is told on standard error.
 */
#include <asl/asl.h>

#include "runtime/api/startexec.h"
#include "runtime/api/tellexec.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/task/notice.h"
#include "tests/unit/faultstore.h"
#include "tests/unit/station.h"

#define MACHINE "arn:aws:states:us-east-1:123456789012:stateMachine:chaos"
#define RUN     "arn:aws:states:us-east-1:123456789012:execution:chaos:e"

#define SEEDS      1000 /* unless CHAOS_SEEDS says it */
#define EXECUTIONS 4
#define STEPS      120 /* while faults are met */
#define KEYS       64  /* different tasks of an execution, at most */
#define PATIENCE   20000

extern const struct asl_workflow chaos_workflow;

/* ---- What there is outside of the server ---- */

static uint64_t seed;
static struct random chance;
static bool may_fail;    /* power may */
static bool is_dead;     /* it has: what the server does from now on nobody sees */
static int deaths;       /* how often it has */
static struct buf story; /* all that has happened, for the same seed to be the same */

/* A task that is at work, or that never ends. */
struct work {
    void (*done)(void *owner, struct notice *end);
    void *owner;
    struct work *next;
};
static struct work *works, **last_work = &works;
static size_t work_count;

/* How often each task was begun, by its input; and how often that may be. */
struct effect {
    uint64_t key;
    int begun, most;
};
static struct effect effects[EXECUTIONS * KEYS];
static size_t effect_count;

/* An execution as a client knows it. */
struct client {
    bool is_acknowledged;
    char *end; /* how it was told to have ended; NULL if it was not */
};
static struct client clients[EXECUTIONS];

static bool happens(uint64_t one_in)
{
    return random_below(&chance, one_in) == 0;
}

/* What is wrong is told with the seed by which it happens again. */
static void check(bool is_good, const char *what)
{
    if (!is_good) {
        fprintf(stderr, "CHAOS_SEED=%llu CHAOS_SEEDS=1: %s\n%s\n", (unsigned long long)seed,
                what, buf_string(&said));
    }
    CU_ASSERT_TRUE(is_good);
}

/* ---- Its store ---- */

static bool commit(void *rows, struct buf *why)
{
    if (!is_dead && may_fail && happens(15)) {
        bool has_reached = happens(2) && faultstore_commit(rows, why);
        is_dead = true;
        deaths++;
        buf_print(&story, "power fails, committed %d\n", has_reached);
    }
    return is_dead || faultstore_commit(rows, why);
}

static const struct store_kind kind = {
    .name = "fault",
    .open = faultstore_open,
    .close = faultstore_close,
    .put = faultstore_put,
    .append = faultstore_append,
    .remove = faultstore_remove,
    .get = faultstore_get,
    .seek = faultstore_seek,
    .commit = commit,
};
static const struct store_kind *const kinds[] = { &kind, NULL };

/* ---- Who does its tasks ---- */

static bool answers(const struct asl_request *r, bool is_local)
{
    (void)r, (void)is_local;
    return true;
}

static struct effect *effect_of(uint64_t key)
{
    size_t i = 0;
    while (i < effect_count && effects[i].key != key) {
        i++;
    }
    if (i == effect_count && i < EXECUTIONS * KEYS) {
        effects[effect_count++] = (struct effect){ .key = key };
    }
    return &effects[i];
}

/* Whoever sees a task begin sees that only while the server lives. */
static void *start(void *bound, const struct target_job *job)
{
    (void)bound;
    struct work *w = memory_zero(sizeof *w);
    *w = (struct work){ .done = job->done, .owner = job->owner };
    *last_work = w;
    last_work = &w->next;
    work_count++;
    if (!is_dead) {
        struct buf text = { 0 };
        buf_print(&text, "%s ", job->state);
        write_json(&text, job->input);
        effect_of(text_hash(text.text, text.size))->begun++;
        buf_print(&story, "begins %s\n", buf_string(&text));
        buf_release(&text);
    }
    return w;
}

static void take_out(struct work *w)
{
    struct work **at = &works;
    while (*at != w) {
        at = &(*at)->next;
    }
    *at = w->next;
    last_work = *at == NULL ? at : last_work;
    work_count--;
    memory_release(w);
}

static void abandon(void *work)
{
    take_out(work);
}

static void release(void *bound)
{
    (void)bound;
}

static const struct asl_target doer = {
    .word = "exec", .answers = answers, .start = start, .abandon = abandon, .release = release
};
static const struct asl_target *const doers[] = { &doer, NULL };

/* One of those that are at work ends. */
static void end_work(void)
{
    struct work *w = works;
    for (uint64_t n = random_below(&chance, work_count); n > 0; n--) {
        w = w->next;
    }
    struct notice end = { .kind = NOTICE_SUCCEEDED };
    if (happens(4)) {
        end = (struct notice){ .kind = NOTICE_FAILED, .error = memory_text("Unlucky") };
    } else {
        end.value = value_int((int64_t)random_below(&chance, 1000));
    }
    void (*done)(void *owner, struct notice *end) = w->done;
    void *owner = w->owner;
    take_out(w);
    done(owner, &end);
}

/* ---- The server ---- */

static void open_server(void)
{
    static struct asl_workflow workflow;
    struct buf why = { 0 };
    workflow = chaos_workflow;
    workflow.targets = doers;
    is_dead = false;
    if (!store_open(kinds, "fault", &store, &why)) {
        abort();
    }
    station_open(&station, "test", &station_options, store, true);
    station.host.ways = doers;
    station_add(&workflow, "chaos", false);
    station_resume(&station);
}

static void close_server(void)
{
    is_dead = true;
    station_end();
}

static void turn(bool may_wait)
{
    station_turn(&station, may_wait);
    if (is_dead) {
        close_server();
        open_server();
    }
}

/* What the server has answered, "" if it has died before that. */
static const char *request(void (*operation)(struct station *s, struct call *c),
                           const char *more, int i)
{
    struct buf input = { 0 };
    buf_print(&input, "{%s%d\"}", more, i);
    call(operation, buf_string(&input));
    buf_release(&input);
    station_turn(&station, false);
    if (is_dead) {
        buf_clear(&said);
        close_server();
        open_server();
    }
    return buf_string(&said);
}

/* ---- What clients do ---- */

static void begin(int i)
{
    const char *told =
        request(startexec_start,
                "\"stateMachineArn\":\"" MACHINE "\",\"input\":\"{}\",\"name\":\"e", i);
    check(told[0] == '\0' || strstr(told, "startDate") != NULL ||
              strstr(told, "ExecutionAlreadyExists") != NULL,
          "a start is refused");
    clients[i].is_acknowledged = clients[i].is_acknowledged || told[0] != '\0';
    buf_print(&story, "start %d: %s\n", i, told);
}

static void look(int i)
{
    const char *told = request(tellexec_describe, "\"executionArn\":\"" RUN, i);
    bool is_there = strstr(told, "ExecutionDoesNotExist") == NULL;
    check(told[0] == '\0' || is_there || !clients[i].is_acknowledged,
          "an execution that was acknowledged is lost");
    if (told[0] != '\0' && is_there && strstr(told, "\"RUNNING\"") == NULL) {
        check(clients[i].end == NULL || strcmp(clients[i].end, told) == 0,
              "an execution has ended twice");
        clients[i].end = clients[i].end != NULL ? clients[i].end : memory_text(told);
    }
    buf_print(&story, "look %d: %s\n", i, told);
}

static void stop(int i)
{
    const char *told = request(startexec_stop, "\"executionArn\":\"" RUN, i);
    buf_print(&story, "stop %d: %s\n", i, told);
}

static void do_something(void)
{
    int i = (int)random_below(&chance, EXECUTIONS);
    switch (random_below(&chance, 12)) {
    case 0: begin(i); break;
    case 1: look(i); break;
    case 2:
        if (happens(4)) {
            stop(i);
        }
        break;
    case 3: turn(true); break;
    case 4: turn(false); break;
    default:
        if (work_count > 0) {
            end_work();
        }
        turn(false);
    }
}

/* No fault comes any more. */
static void finish(void)
{
    may_fail = false;
    int turns = 0;
    for (; station.session.engine.running > 0 && turns < PATIENCE; turns++) {
        if (work_count > 0) {
            end_work();
        }
        turn(work_count == 0);
    }
    check(turns < PATIENCE, "an execution does not end");
}

/* ---- What must be so at the end ---- */

static bool is_end(const char *type)
{
    return strcmp(type, "ExecutionSucceeded") == 0 || strcmp(type, "ExecutionFailed") == 0 ||
           strcmp(type, "ExecutionAborted") == 0 || strcmp(type, "ExecutionTimedOut") == 0;
}

static void check_history(int i)
{
    struct value *all = NULL, *events, *id;
    struct read_error e;
    request(tellexec_history, "\"maxResults\":1000,\"executionArn\":\"" RUN, i);
    buf_print(&story, "history %d: %s\n", i, buf_string(&said));
    if (!read_json(said.text, said.size, &all, &e) || !value_member(all, "events", &events)) {
        check(!clients[i].is_acknowledged, "an execution has no history");
        value_release(all);
        return;
    }
    size_t count = value_count(events);
    for (size_t n = 0; n < count; n++) {
        const struct value *event = value_item(events, n);
        int64_t number = 0;
        check(value_member(event, "id", &id) && value_is_int(id, &number) &&
                  number == (int64_t)n + 1,
              "events are not 1 to n");
        check(is_end(value_member_text(event, "type")) == (n + 1 == count),
              "the end is not the last event, and the only end");
    }
    value_release(all);
}

static void check_effects(void)
{
    /* Each of the three attempts at a task may be begun again at each failure of power. */
    for (size_t i = 0; i < effect_count; i++) {
        check(effects[i].begun <= 3 * (1 + deaths) && (deaths > 0 || effects[i].begun <= 3),
              "a task is begun too often");
    }
}

static void check_all(void)
{
    for (int i = 0; i < EXECUTIONS; i++) {
        look(i);
        check(!clients[i].is_acknowledged || clients[i].end != NULL,
              "an execution that was acknowledged has not ended");
        check_history(i);
    }
    request(tellexec_list, "\"stateMachineArn\":\"" MACHINE "\",\"nextToken\":null,\"x\":\"",
            0);
    check(said_count("executions") <= EXECUTIONS, "an execution is there twice");
    check_effects();
}

/* ---- A seed ---- */

static void forget(void)
{
    for (int i = 0; i < EXECUTIONS; i++) {
        memory_release(clients[i].end);
        clients[i] = (struct client){ .end = NULL };
    }
    effect_count = 0;
    deaths = 0;
    buf_clear(&story);
}

/* The hash of its story. */
static uint64_t run_seed(uint64_t number)
{
    seed = number;
    forget();
    faultstore_begin(number);
    random_seed(&chance, number);
    may_fail = false;
    open_server();
    may_fail = true;
    for (int step = 0; step < STEPS; step++) {
        do_something();
    }
    finish();
    check_all();
    close_server();
    faultstore_end();
    if (getenv("CHAOS_STORY") != NULL) {
        fputs(buf_string(&story), stderr);
    }
    return text_hash(story.text, story.size);
}

static uint64_t number_in(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* One seed of ten is tried twice. */
static void seeds(void)
{
    uint64_t first = number_in("CHAOS_SEED", 1), count = number_in("CHAOS_SEEDS", SEEDS);
    int64_t died = 0;
    for (uint64_t n = first; n < first + count; n++) {
        uint64_t told = run_seed(n);
        died += deaths;
        check(n % 10 != 0 || run_seed(n) == told, "the same seed does something else");
    }
    printf("chaos: %llu seeds, %lld failures of power\n", (unsigned long long)count,
           (long long)died);
    forget();
    buf_release(&story);
    buf_release(&said);
}

UNIT_MAIN("chaos", { "seeds", seeds })
