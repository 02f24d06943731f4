#include "runtime/task/waiting.h"

#include <string.h>
#include <unistd.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/task/doer.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/token/pending.h"
#include "runtime/token/reception.h"
#include "runtime/value/value.h"

/* More lines than this are not read by anybody: of so many tasks that wait at once it is said
 * how they can be answered. */
#define SAID_MAX 8

struct waiting_room {
    struct loop *loop;
    const struct asl_workflow *workflow;
    const struct target_site *site;
    void *own_place; /* where they wait, outside of a server; NULL until something waits */
    size_t count;    /* how many wait */
};

struct waiting {
    struct waiting_room *room;
    struct waiting_order order; /* without what is borrowed for the call */
    struct pending *pending;    /* NULL if nothing can come any more */
    char *token;
    char *worker;   /* NULL if nobody has taken it, or he has no name */
    bool is_queued; /* no worker has it yet */
    bool is_held;   /* a worker has it: a virtual clock stands still */
    bool has_answer;
    struct notice answer;
};

struct waiting_room *waiting_room_new(struct loop *l, const struct asl_workflow *w,
                                      const struct target_site *site)
{
    struct waiting_room *room = memory_zero(sizeof *room);
    *room = (struct waiting_room){ .loop = l, .workflow = w, .site = site };
    return room;
}

void waiting_room_release(struct waiting_room *room)
{
    if (room != NULL) {
        if (room->own_place != NULL) {
            room->workflow->tokens->close(room->own_place);
        }
        memory_release(room);
    }
}

/* In a server all workflows' tasks wait in one place. */
static const struct asl_tokens *tokens_of(const struct waiting_room *room)
{
    return room->site->host != NULL ? room->site->host->tokens : room->workflow->tokens;
}

static void *place_of(const struct waiting_room *room)
{
    return room->site->host != NULL ? room->site->host->desk : room->own_place;
}

enum waiting_kind waiting_kind(const struct asl_request *r, const struct target *target)
{
    bool is_left = target->way->is_worker && target->bound == NULL;
    bool is_callback = r->waits && arn_pattern(arn_part(r->resource), NULL) == ARN_TOKEN;
    if (is_callback && !target->way->is_worker) {
        return WAITING_TOKEN;
    }
    if (is_left) {
        return is_callback ? WAITING_LEFT_TOKEN : WAITING_LEFT;
    }
    return target->way->is_worker ? WAITING_WORKER : WAITING_NOT;
}

bool waiting_is_known(const struct waiting_room *room, const struct asl_request *r,
                      const struct target *target, struct buf *why)
{
    const struct asl_tokens *tokens = tokens_of(room);
    bool is_known = waiting_kind(r, target) != WAITING_LEFT || tokens == NULL ||
                    tokens->has_activity == NULL ||
                    tokens->has_activity(place_of(room), r->resource);
    if (!is_known) {
        doer_say_nobody(why, r, NULL);
    }
    return is_known;
}

bool waiting_is_left(enum waiting_kind kind)
{
    return kind == WAITING_LEFT_TOKEN || kind == WAITING_LEFT;
}

/* ---- What comes ---- */

static void let_clock_go(struct waiting *t)
{
    if (t->is_held) {
        t->is_held = false;
        loop_let_go(t->room->loop);
    }
}

/* A worker outside is at work for it, as one of our own would be: no clock may jump. */
static void take_worker(struct waiting *t, const char *worker)
{
    t->is_queued = false;
    t->is_held = true;
    loop_hold(t->room->loop);
    t->worker = memory_text(worker);
}

static void lose_worker(struct waiting *t)
{
    t->is_queued = true;
    let_clock_go(t);
    memory_release(t->worker);
    t->worker = NULL;
}

static void on_news(void *owner, struct pending_news *news)
{
    static const enum notice_kind kinds[] = {
        [PENDING_TAKEN] = NOTICE_STARTED,       [PENDING_RETURNED] = NOTICE_RETURNED,
        [PENDING_HEARTBEAT] = NOTICE_HEARTBEAT, [PENDING_SUCCESS] = NOTICE_SUCCEEDED,
        [PENDING_FAILURE] = NOTICE_FAILED,
    };
    struct waiting *t = owner;
    struct notice n = { .kind = kinds[news->kind],
                        .value = news->value,
                        .error = news->error,
                        .cause = news->cause };
    if (news->kind == PENDING_TAKEN) {
        take_worker(t, news->worker);
    } else if (news->kind == PENDING_RETURNED) {
        lose_worker(t);
    } else if (news->kind != PENDING_HEARTBEAT) {
        t->pending = NULL;
        t->is_queued = false;
        t->room->count--;
        let_clock_go(t);
    }
    t->order.tell(t->order.owner, &n);
}

/* ---- Saying so ---- */

/* A word of a command line, in quotes if a shell needs them. */
static void put_word(struct buf *b, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./-+:@,=";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        buf_text(b, word);
        return;
    }
    buf_char(b, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            buf_text(b, "'\\''");
        } else {
            buf_char(b, *word);
        }
    }
    buf_char(b, '\'');
}

static void put_command(struct buf *b, const struct waiting_room *room, const char *feature,
                        const char *word, const char *more)
{
    const struct target_site *site = room->site;
    put_word(b, site->program != NULL ? site->program : room->workflow->name);
    buf_print(b, " %s ", feature);
    put_word(b, word);
    buf_text(b, more);
    if (site->is_local_given) {
        buf_text(b, " --local ");
        put_word(b, site->local);
    }
}

static void say(const struct waiting *t, const struct buf *command, const char *what)
{
    const char *program = t->room->site->program, *slash = NULL;
    program = program != NULL ? program : t->room->workflow->name;
    slash = strrchr(program, '/');
    message_print(slash != NULL ? slash + 1 : program, "waiting: state '%s' waits for %s%s",
                  t->order.state, what, buf_string(command));
}

/* Nobody else knows the token, or that there is a task, but for a server's clients. */
static void say_left(const struct waiting *t)
{
    struct buf command = { 0 };
    if (t->room->site->host != NULL || t->room->count > SAID_MAX) {
        return;
    }
    if (t->order.kind == WAITING_LEFT_TOKEN) {
        put_command(&command, t->room, "send-task-success", t->token, " '{...}'");
        say(t, &command, "a token; answer it with ");
    } else {
        put_command(&command, t->room, "get-activity-task", t->order.resource, "");
        say(t, &command, "a worker; one gets it with ");
    }
    buf_release(&command);
}

void waiting_say(const struct waiting *t)
{
    struct buf nothing = { 0 };
    if (t != NULL && t->room->site->host == NULL && !t->has_answer &&
        t->room->count <= SAID_MAX && isatty(STDERR_FILENO)) {
        say(t, &nothing, "the answer to its token");
    }
}

/* ---- Waiting ---- */

static char *make_token(const struct waiting_order *order)
{
    struct random chance;
    char uuid[RANDOM_UUID_SIZE + 1];
    if (order->token != NULL) {
        return memory_text(order->token);
    }
    random_seed_system(&chance);
    random_uuid(&chance, uuid);
    return memory_text(uuid);
}

static bool begin(struct waiting_room *room, struct waiting *t,
                  const struct waiting_order *order, struct buf *why)
{
    const struct asl_tokens *tokens = tokens_of(room);
    if (tokens == NULL) {
        buf_text(why, "the program was built without what is needed to be answered");
        return false;
    }
    if (place_of(room) == NULL) {
        room->own_place = tokens->open(room->loop, room->site->local);
    }
    t->pending =
        tokens->wait(place_of(room),
                     &(struct pending_task){
                         .token = t->token,
                         .activity = order->kind == WAITING_LEFT ? order->resource : NULL,
                         .is_taken = order->is_taken,
                         .state = order->state,
                         .execution = order->execution,
                         .since_ms = order->since_ms,
                         .input = order->input,
                         .tell = on_news,
                         .owner = t,
                     },
                     why);
    return t->pending != NULL;
}

struct waiting *waiting_begin(struct waiting_room *room, const struct waiting_order *order,
                              struct buf *why)
{
    struct buf reason = { 0 };
    struct waiting *t = memory_zero(sizeof *t);
    *t = (struct waiting){ .room = room,
                           .order = *order,
                           .token = make_token(order),
                           .is_queued = order->kind == WAITING_LEFT && !order->is_taken };
    if (begin(room, t, order, &reason)) {
        room->count++;
        if (order->kind == WAITING_LEFT && order->is_taken) {
            take_worker(t, NULL);
        }
    } else {
        waiting_release(t);
        t = NULL;
    }
    if (t == NULL && order->kind != WAITING_WORKER) {
        buf_print(why, "The task cannot wait for an answer: %s", buf_string(&reason));
    } else if (t != NULL && waiting_is_left(order->kind)) {
        say_left(t);
    }
    buf_release(&reason);
    return t;
}

void waiting_leave(struct waiting *t)
{
    if (t == NULL) {
        return;
    }
    if (t->pending != NULL) {
        tokens_of(t->room)->leave(place_of(t->room), t->pending);
        t->pending = NULL;
        t->room->count--;
    }
    t->is_queued = false;
    let_clock_go(t);
}

void waiting_release(struct waiting *t)
{
    if (t != NULL) {
        notice_release(&t->answer);
        memory_release(t->token);
        memory_release(t->worker);
        memory_release(t);
    }
}

const char *waiting_token(const struct waiting *t)
{
    return t != NULL ? t->token : NULL;
}

struct value *waiting_worker(const struct waiting *t)
{
    return t != NULL && t->worker != NULL ? value_text(t->worker) : NULL;
}

bool waiting_is_queued(const struct waiting *t)
{
    return t != NULL && t->is_queued;
}

int64_t waiting_timeout_ms(const struct waiting *t)
{
    return t != NULL ? t->order.timeout_ms : 0;
}

int64_t waiting_heartbeat_ms(const struct waiting *t)
{
    return t != NULL ? t->order.heartbeat_ms : 0;
}

void waiting_keep_answer(struct waiting *t, struct notice answer)
{
    t->answer = answer;
    t->has_answer = true;
}

struct value *waiting_answer(const struct waiting *t)
{
    return t != NULL && t->has_answer ? notice_keep(&t->answer) : NULL;
}

bool waiting_had_answer(struct waiting *t, struct notice *ret_answer)
{
    if (t == NULL || !t->has_answer) {
        return false;
    }
    *ret_answer = t->answer;
    t->answer = (struct notice){ .value = NULL };
    t->has_answer = false;
    return true;
}
