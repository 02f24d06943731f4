/*
 * claims [-v] [-a] [tTICKS] [fFAULTS] [rRENEWALS] [sSTOPS]: how workers share executions
 * through a database, as a model that is small enough for every order of events to be tried.
 *
 * Two workers and one execution of three transitions, or more of both: it begins a task, whose
 * answer comes back to the worker; that begins another one, whose answer comes from outside as
 * mail; and that ends it. A stop may come as mail at any time. Mail stays until whoever sent it
 * has read the reply; if nobody is left who could reply, he is told that nothing waits for it.
 * Each worker is a node in the database, with a lease; when that is over, somebody else may
 * bury the node, and claim what it had. A worker sends statements, the database does them
 * later, and the answer arrives later still; in between anything else may happen: the other
 * worker does something, time passes, a process dies with what it knows, or a connection breaks
 * off, so that nobody learns whether the statement that was under way has been done. A worker
 * that is held up is one that does nothing while time passes, which is among these orders.
 *
 * Each order is followed until the execution has ended. Prints how many states there are and
 * how many orders lead through them. Then it leaves out one of the protocol's rules after the
 * other, and prints what goes wrong then, which it finds in the same way; with -v also the
 * steps that lead there; with -a it leaves out none. The clock ticks TICKS times, behind which
 * time passes only where nothing else can happen, a process dies or a connection breaks off
 * FAULTS times, a lease is renewed before it is over RENEWALS times, and somebody stops the
 * execution STOPS times: once each unless that is said. Exit code 1 if anything goes wrong with
 * all rules, or if nothing does without one of them.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* These are for compilers to change. */
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef TRANSITIONS
#define TRANSITIONS 3
#endif

#define LEASE 1 /* ticks of the clock */
#define NODES                                                                                  \
    (WORKERS * 3) /* that matter at once, at most: who was buried becomes another one */

/* How often something happens that is not the protocol's own doing, at most. */
static int ticks = 1, faults = 1;
static int renewals = 1; /* before the lease is over */
static int stops = 1;

/* Between two transitions time alone helps as often as somebody died, or lost what it knew, and
 * once more where time was cut short. */
#define PAUSES (1 + faults)

/* ---- The rules. */

enum rule {
    BURIAL_LOOKS_AT_LEASE,
    DEAD_STAYS_DEAD,
    CLAIM_LOOKS_AT_OWNER,
    END_CANNOT_BE_CLAIMED,
    COMMIT_LOOKS_AT_NODE,
    COMMIT_LOCKS,
    COMMITS_ARE_COUNTED,
    LEASE_IS_LOOKED_AT,
    LEASE_FROM_SENDING,
    EFFECT_AFTER_COMMIT,
    MAIL_STAYS,
    REPLY_GOES_WITH_COMMIT,
    RULES
};

static const char *const rule_text[RULES] = {
    [BURIAL_LOOKS_AT_LEASE] = "nobody is buried whose lease still runs",
    [DEAD_STAYS_DEAD] = "a node that was buried cannot renew its lease",
    [CLAIM_LOOKS_AT_OWNER] = "a claim takes nothing from a node that lives",
    [END_CANNOT_BE_CLAIMED] = "a claim takes nothing that has ended",
    [COMMIT_LOOKS_AT_NODE] = "a commit is refused if its node was buried",
    [COMMIT_LOCKS] = "a commit locks the node that it has looked at until it is done",
    [COMMITS_ARE_COUNTED] = "a commit is refused if it was done before",
    [LEASE_IS_LOOKED_AT] = "nothing is started when the lease is over",
    [LEASE_FROM_SENDING] = "a worker counts its lease from when it has asked for it",
    [EFFECT_AFTER_COMMIT] = "an effect waits for its commit",
    [MAIL_STAYS] = "mail stays until the commit of what it brings about",
    [REPLY_GOES_WITH_COMMIT] = "mail is replied to by the commit of what it brings about",
};

static bool holds[RULES]; /* those that are kept */

/* ---- A state of it all. It is hashed as bytes, so there is nothing between the members. */

enum phase {
    DOWN,
    NAMELESS,   /* is no node yet, or no more */
    FREE,       /* has nothing */
    CLAIMED,    /* has claimed; the answer is under way */
    OWNING,     /* knows the execution */
    COMMITTING, /* has sent a transition */
    CHECKED,    /* the database has looked at its node */
    COMMITTED,  /* the answer is under way: it is done */
    REFUSED,    /* or it is not */
    UNSURE      /* the answer will never come */
};

enum cause { ADVANCE, ANSWER, STOP };
enum renewal { NONE, SENT, DONE, DENIED };
enum end { RUNNING, SUCCEEDED, ABORTED };
enum mail { NO_MAIL, ASKED, REPLIED };

/* A transition as it is sent. */
struct transition {
    uint8_t from;    /* how many were there before it */
    uint8_t node;    /* who sends it */
    uint8_t is_done; /* that node has done the commit with its number */
    uint8_t cause;
};

struct node {
    uint8_t lives;
    uint8_t lease;  /* what is left of it */
    uint8_t locked; /* by a commit that is under way */
};

struct worker {
    uint8_t phase;
    struct transition next; /* from FREE on its node and number, from OWNING on all of it */
    uint8_t left;           /* of its lease, as far as it knows */
    uint8_t asked_left;     /* of one that it has asked for by a renewal */
    uint8_t sent_left;      /* of one that its commit will bring */
    uint8_t renewal;
    uint8_t is_due;    /* the effect of what was committed last has not been started */
    uint8_t is_armed;  /* it is about to be */
    uint8_t is_asked;  /* a task is at work */
    uint8_t has_reply; /* of that task */
    uint8_t owes;      /* a reply to what somebody outside has answered */
};

struct world {
    /* The database. */
    struct node nodes[NODES];
    uint8_t owner; /* 1 + the node that has the execution */
    uint8_t count; /* of transitions */
    uint8_t end;
    uint8_t mail_answer, mail_stop; /* enum mail */
    uint8_t has_ghost;              /* a transition is under way to which nobody listens */
    struct transition ghost;
    struct worker workers[WORKERS];
    /* What there was since the last transition. */
    uint8_t effects; /* of it, that were started */
    uint8_t burials; /* of nodes whose lease was over */
    uint8_t pauses;  /* that nothing could end but time */
    /* What there was at all. */
    uint8_t is_answered;
    uint8_t ticks, faults, renewals, stops;
};

/* What is wrong, once something is. */
static const char *fault;

static void require(bool is_good, const char *otherwise)
{
    if (!is_good && fault == NULL) {
        fault = otherwise;
    }
}

/* ---- What the database does. */

static bool lives(const struct world *w, const struct worker *x)
{
    return w->nodes[x->next.node].lives;
}

/* A node has one commit under way at a time: where it was sent twice, both have its number. */
static void count_commit(struct world *w, int node)
{
    w->ghost.is_done = w->ghost.is_done || (w->has_ghost && w->ghost.node == node);
    for (int i = 0; i < WORKERS; i++) {
        struct worker *x = &w->workers[i];
        x->next.is_done = x->next.is_done || (x->phase >= COMMITTING && x->next.node == node);
    }
}

/* Is it let through by the row of its node? */
static bool passes(const struct world *w, const struct transition *t)
{
    const struct node *n = &w->nodes[t->node];
    return (n->lives || !holds[COMMIT_LOOKS_AT_NODE]) &&
           (!t->is_done || !holds[COMMITS_ARE_COUNTED]);
}

static void write_transition(struct world *w, const struct transition *t)
{
    require(t->from >= w->count, "a transition is committed twice");
    require(t->from <= w->count, "a transition is missing in the history");
    require(w->end == RUNNING, "something is committed behind the end");
    w->count = (uint8_t)(t->from + 1);
    w->effects = w->burials = w->pauses = 0;
    w->end = t->cause == STOP ? ABORTED : w->count < TRANSITIONS ? RUNNING : SUCCEEDED;
    w->owner = w->end == RUNNING ? w->owner : 0;
    w->nodes[t->node].lease = LEASE;
    count_commit(w, t->node);
    w->nodes[t->node].locked = 0;
    if (holds[REPLY_GOES_WITH_COMMIT]) {
        w->mail_stop = t->cause == STOP ? REPLIED : w->mail_stop;
        w->mail_answer = t->cause == ANSWER ? REPLIED : w->mail_answer;
    }
}

static bool do_check(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != COMMITTING || w->nodes[x->next.node].locked) {
        return false;
    }
    x->phase = passes(w, &x->next) ? CHECKED : REFUSED;
    w->nodes[x->next.node].locked = x->phase == CHECKED && holds[COMMIT_LOCKS];
    return true;
}

static bool do_write(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != CHECKED) {
        return false;
    }
    write_transition(w, &x->next);
    x->phase = COMMITTED;
    return true;
}

/* The transaction to which nobody listens goes on, on the server. */
static bool do_ghost(struct world *w, int me)
{
    if (me != 0 || !w->has_ghost || w->nodes[w->ghost.node].locked) {
        return false;
    }
    if (passes(w, &w->ghost)) {
        write_transition(w, &w->ghost);
    }
    w->has_ghost = 0;
    w->ghost = (struct transition){ 0 };
    return true;
}

static bool do_claim(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    bool has_owner = w->owner != 0 && w->nodes[w->owner - 1].lives;
    if (x->phase != FREE || (has_owner && holds[CLAIM_LOOKS_AT_OWNER]) ||
        w->owner == x->next.node + 1 || (w->end != RUNNING && holds[END_CANNOT_BE_CLAIMED])) {
        return false;
    }
    w->owner = (uint8_t)(x->next.node + 1);
    x->next.from = w->count;
    x->phase = CLAIMED;
    return true;
}

static bool do_renewal(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    struct node *n = &w->nodes[x->next.node];
    if (x->renewal != SENT || n->locked) {
        return false;
    }
    bool is_done = n->lives || !holds[DEAD_STAYS_DEAD];
    x->renewal = is_done ? DONE : DENIED;
    n->lives = is_done;
    n->lease = is_done ? LEASE : 0;
    return true;
}

/* A worker has others buried. */
static bool do_burial(struct world *w, int me)
{
    const struct worker *x = &w->workers[me];
    bool is_done = false;
    for (int i = 0; i < NODES && x->phase >= FREE && w->end == RUNNING; i++) {
        struct node *n = &w->nodes[i];
        if (i != x->next.node && n->lives && !n->locked &&
            (n->lease == 0 || !holds[BURIAL_LOOKS_AT_LEASE])) {
            w->burials = (uint8_t)(w->burials + (n->lease == 0));
            *n = (struct node){ 0 };
            is_done = true;
        }
    }
    return is_done;
}

/* ---- What a worker does. */

static bool may_start(const struct worker *x)
{
    return x->left > 0 || !holds[LEASE_IS_LOOKED_AT];
}

/* What it starts is for the one that has the execution, and has a lease. */
static void check_start(const struct world *w, const struct worker *x)
{
    require(w->nodes[x->next.node].lease > 0 && lives(w, x),
            "something is started by one whose lease is over");
}

/* It keeps its node, and nothing else. */
static void let_go(struct worker *x)
{
    *x = (struct worker){ .phase = FREE,
                          .next.node = x->next.node,
                          .left = x->left,
                          .renewal = x->renewal,
                          .asked_left = x->asked_left };
}

static void lose_name(struct worker *x)
{
    *x = (struct worker){ .phase = NAMELESS };
}

/* Nobody will ever ask for this node again. */
static bool is_forgotten(const struct world *w, int node)
{
    bool is_known =
        w->nodes[node].lives || w->owner == node + 1 || (w->has_ghost && w->ghost.node == node);
    for (int i = 0; i < WORKERS; i++) {
        is_known = is_known || (w->workers[i].phase >= FREE && w->workers[i].next.node == node);
    }
    return !is_known;
}

static bool take_node(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    int node = 0;
    if (x->phase != NAMELESS || w->end != RUNNING) {
        return false;
    }
    while (node < NODES && !is_forgotten(w, node)) {
        node++;
    }
    if (node == NODES) {
        fputs("claims: there are too few nodes\n", stderr);
        exit(2);
    }
    w->nodes[node] = (struct node){ .lives = 1, .lease = LEASE };
    *x = (struct worker){ .phase = FREE, .next.node = (uint8_t)node, .left = LEASE };
    return true;
}

static bool learn_claim(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != CLAIMED) {
        return false;
    }
    x->phase = OWNING;
    x->is_due = x->next.from > 0;
    return true;
}

static bool send_renewal(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    bool is_early = x->left > 0 && w->renewals < renewals;
    if (x->phase < CLAIMED || x->renewal != NONE || (x->left > 0 && !is_early) ||
        w->end != RUNNING) {
        return false;
    }
    w->renewals = (uint8_t)(w->renewals + is_early);
    x->renewal = SENT;
    x->asked_left = LEASE;
    return true;
}

/* Who has nothing asks and is told at once: nothing depends on when. */
static bool renew_idle(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != FREE || x->renewal != NONE || (x->left > 0 && lives(w, x)) ||
        w->end != RUNNING) {
        return false;
    }
    if (lives(w, x) || !holds[DEAD_STAYS_DEAD]) {
        w->nodes[x->next.node].lives = 1;
        w->nodes[x->next.node].lease = x->left = LEASE;
    } else {
        lose_name(x);
    }
    return true;
}

/* It knows that its lease runs as long as that, if it has asked for it when so much was left.
 */
static void extend(struct worker *x, uint8_t asked_left)
{
    uint8_t left = holds[LEASE_FROM_SENDING] ? asked_left : LEASE;
    x->left = left > x->left ? left : x->left;
}

/* Who waits for the answer to a commit goes on to wait. */
static bool learn_renewal(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->renewal != DONE && x->renewal != DENIED) {
        return false;
    }
    if (x->renewal == DONE) {
        extend(x, x->asked_left);
    } else if (x->phase <= OWNING) {
        lose_name(x);
    }
    x->renewal = NONE;
    x->asked_left = 0;
    return true;
}

/* It sends a transition for that cause. */
static bool send(struct world *w, struct worker *x, enum cause cause)
{
    if (x->phase != OWNING || !may_start(x)) {
        return false;
    }
    check_start(w, x);
    x->phase = COMMITTING;
    x->sent_left = LEASE;
    x->next.cause = (uint8_t)cause;
    return true;
}

static bool send_advance(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    return (x->next.from == 0 || x->has_reply) && send(w, x, ADVANCE);
}

/* It has read its mail. */
static bool send_answer(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (w->mail_answer != ASKED || x->next.from + 1 != TRANSITIONS || !send(w, x, ANSWER)) {
        return false;
    }
    w->mail_answer = holds[MAIL_STAYS] ? ASKED : NO_MAIL;
    return true;
}

static bool send_stop(struct world *w, int me)
{
    if (w->mail_stop != ASKED || !send(w, &w->workers[me], STOP)) {
        return false;
    }
    w->mail_stop = holds[MAIL_STAYS] ? ASKED : NO_MAIL;
    return true;
}

static void go_on(struct worker *x)
{
    bool is_over = x->next.cause == STOP || x->next.from + 1 == TRANSITIONS;
    bool owes = x->next.cause == ANSWER && !holds[REPLY_GOES_WITH_COMMIT];
    extend(x, x->sent_left);
    if (is_over) {
        let_go(x);
        x->owes = owes;
        return;
    }
    x->phase = OWNING;
    x->next.from++;
    x->next.cause = ADVANCE;
    x->next.is_done = 0;
    x->is_due = holds[EFFECT_AFTER_COMMIT];
    x->has_reply = x->is_asked = x->is_armed = x->sent_left = 0;
}

static bool learn_commit(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != COMMITTED) {
        return false;
    }
    go_on(x);
    return true;
}

/* Without the rule that the reply goes along: a commit of its own. */
static bool send_reply(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != FREE || !x->owes) {
        return false;
    }
    w->mail_answer = lives(w, x) ? REPLIED : w->mail_answer;
    x->owes = 0;
    return true;
}

/* It was refused, or does not know: it reads the row of its node. */
static bool look(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != REFUSED && x->phase != UNSURE) {
        return false;
    }
    if (!lives(w, x)) {
        lose_name(x);
    } else if (x->next.is_done) {
        go_on(x);
    } else {
        x->phase = COMMITTING;
    }
    return true;
}

/* It looks at its lease, and is about to start an effect. */
static bool arm(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != OWNING || !x->is_due || !may_start(x)) {
        return false;
    }
    check_start(w, x);
    x->is_due = 0;
    x->is_armed = 1;
    return true;
}

static void start_effect(struct world *w, struct worker *x, int count)
{
    require(w->count >= count, "an effect comes before its commit");
    if (w->count == count) {
        w->effects++;
        require(w->effects <= 1 + w->burials,
                "an effect is started again though nobody's lease was over");
    }
    x->is_armed = 0;
    x->is_asked = count + 1 < TRANSITIONS;
}

static bool start(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != OWNING || !x->is_armed) {
        return false;
    }
    start_effect(w, x, x->next.from);
    return true;
}

/* Without the rule that it waits: as soon as the transition is sent. */
static bool start_early(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (holds[EFFECT_AFTER_COMMIT] || x->phase != COMMITTING || x->next.cause != ADVANCE ||
        x->is_asked) {
        return false;
    }
    start_effect(w, x, x->next.from + 1);
    x->is_asked = 1;
    return true;
}

/* A task answers the one that has asked it. */
static bool reply(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (x->phase != OWNING || !x->is_asked) {
        return false;
    }
    x->is_asked = 0;
    x->has_reply = 1;
    return true;
}

/* ---- What comes from outside. */

/* Somebody answers the last task, once. */
static bool mail_answer(struct world *w, int me)
{
    if (me != 0 || w->count + 1 != TRANSITIONS || w->effects == 0 || w->is_answered) {
        return false;
    }
    w->is_answered = 1;
    w->mail_answer = ASKED;
    return true;
}

static bool mail_stop(struct world *w, int me)
{
    if (me != 0 || w->stops == stops || w->end != RUNNING) {
        return false;
    }
    w->stops++;
    w->mail_stop = ASKED;
    return true;
}

static void lower(uint8_t *left)
{
    *left = (uint8_t)(*left - (*left > 0));
}

static void pass_tick(struct world *w)
{
    for (int i = 0; i < NODES; i++) {
        lower(&w->nodes[i].lease);
    }
    for (int i = 0; i < WORKERS; i++) {
        lower(&w->workers[i].left);
        lower(&w->workers[i].asked_left);
        lower(&w->workers[i].sent_left);
    }
}

static bool tick(struct world *w, int me)
{
    if (me != 0 || w->ticks == ticks || w->end != RUNNING) {
        return false;
    }
    w->ticks++;
    pass_tick(w);
    return true;
}

/* Nobody listens any more to what it has sent, which may be done all the same. */
static void hang_up(struct world *w, struct worker *x)
{
    if (x->phase == COMMITTING) {
        w->has_ghost = 1;
        w->ghost = x->next;
    } else if (x->phase == CHECKED) {
        w->nodes[x->next.node].locked = 0;
    }
}

static bool die(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    bool is_over = w->end != RUNNING && holds[REPLY_GOES_WITH_COMMIT];
    if (w->faults == faults || x->phase <= NAMELESS || w->has_ghost || is_over) {
        return false;
    }
    w->faults++;
    hang_up(w, x);
    *x = (struct worker){ .phase = DOWN };
    return true;
}

static bool restart(struct world *w, int me)
{
    if (w->workers[me].phase != DOWN || w->end != RUNNING) {
        return false;
    }
    w->workers[me].phase = NAMELESS;
    return true;
}

static bool cut(struct world *w, int me)
{
    struct worker *x = &w->workers[me];
    if (w->faults == faults || x->phase < COMMITTING || x->phase > COMMITTED || w->has_ghost ||
        w->end != RUNNING) {
        return false;
    }
    w->faults++;
    hang_up(w, x);
    x->renewal = NONE;
    x->asked_left = 0;
    x->phase = UNSURE;
    return true;
}

/* ---- Every order. */

static const struct action {
    const char *text;
    bool (*act)(struct world *w, int me);
} actions[] = {
    { "becomes a node", take_node },
    { "has its claim done", do_claim },
    { "learns that it has the execution", learn_claim },
    { "sends a renewal", send_renewal },
    { "has its renewal done", do_renewal },
    { "renews its lease, or learns that it was buried", renew_idle },
    { "learns of its renewal", learn_renewal },
    { "buries whose lease is over", do_burial },
    { "sends the next transition", send_advance },
    { "sends the transition that an answer brings about", send_answer },
    { "sends the end that a stop brings about", send_stop },
    { "has its node looked at", do_check },
    { "has its transition written", do_write },
    { "learns that its transition is committed", learn_commit },
    { "looks what has become of its commit", look },
    { "replies to whoever has answered the task", send_reply },
    { "is about to start an effect", arm },
    { "starts it", start },
    { "starts an effect without waiting", start_early },
    { "hears from its task", reply },
    { "dies", die },
    { "is started again", restart },
    { "loses its connection", cut },
    { "(outside) somebody answers a task", mail_answer },
    { "(outside) somebody stops the execution", mail_stop },
    { "(outside) time passes", tick },
    { "(outside) a transaction to which nobody listens is done", do_ghost },
};
#define ACTIONS (sizeof actions / sizeof actions[0])

/* States that have been seen, and how many orders lead from there to an end: 0 while that is
 * being counted. */
static struct seen {
    struct world world;
    double orders;
    bool is_taken;
} * seen;
static size_t seen_count, seen_room;

static double ends[3]; /* how many final states have each end */

static uint64_t hash(const struct world *w)
{
    uint64_t sum = 0, word;
    for (size_t i = 0; i < sizeof *w; i += sizeof word) {
        size_t rest = sizeof *w - i;
        word = 0;
        memcpy(&word, (const char *)w + i, rest < sizeof word ? rest : sizeof word);
        sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 29;
    }
    return sum;
}

static struct seen *find(const struct world *w)
{
    size_t at = hash(w) & (seen_room - 1);
    while (seen[at].is_taken && memcmp(&seen[at].world, w, sizeof *w) != 0) {
        at = (at + 1) & (seen_room - 1);
    }
    return &seen[at];
}

static void make_room(size_t room)
{
    struct seen *old = seen;
    size_t old_room = seen_room;
    seen = calloc(room, sizeof *seen);
    seen_room = room;
    if (seen == NULL) {
        fputs("claims: out of memory\n", stderr);
        exit(1);
    }
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].is_taken) {
            *find(&old[i].world) = old[i];
        }
    }
    free(old);
}

/* What must be so in every state. */
static void check(const struct world *w)
{
    int valid = 0;
    for (int i = 0; i < WORKERS; i++) {
        const struct worker *x = &w->workers[i];
        bool knows = x->phase >= CLAIMED && x->phase <= CHECKED;
        valid += knows && w->end == RUNNING && lives(w, x);
    }
    require(valid <= 1, "two workers have an execution at once");
}

static const char *steps[512];
static int step_workers[512], step_count;
static bool is_told;

static double follow(const struct world *w);

/* Nothing can happen here but that time goes on; or it is the end. */
static double follow_end(const struct world *w)
{
    if (w->end != RUNNING) {
        require(w->end != SUCCEEDED || w->mail_answer == REPLIED,
                "whoever has answered the task is told that nothing waits for it");
        ends[w->end]++;
        return 1;
    }
    struct world later = *w;
    if (later.pauses++ == PAUSES) {
        require(false, "an execution never ends");
        return 0;
    }
    for (int i = 0; i < LEASE; i++) {
        pass_tick(&later);
    }
    steps[step_count] = "(outside) much time passes";
    step_workers[step_count++] = 0;
    double orders = follow(&later);
    step_count -= fault == NULL;
    return orders;
}

/* Returns how many orders there are from here. Once there is a fault, the steps that have led
 * to it stay. */
static double follow(const struct world *w)
{
    check(w);
    struct seen *s = find(w);
    if (fault != NULL || s->is_taken) {
        return fault != NULL ? 0 : s->orders;
    }
    if (++seen_count * 4 > seen_room * 3) {
        make_room(seen_room * 2);
        s = find(w);
    }
    s->world = *w;
    s->is_taken = true;
    double orders = 0;
    bool is_end = true;
    for (size_t a = 0; a < ACTIONS && fault == NULL; a++) {
        for (int i = 0; i < WORKERS && fault == NULL; i++) {
            struct world next = *w;
            if (actions[a].act(&next, i)) {
                is_end = false;
                steps[step_count] = actions[a].text;
                step_workers[step_count++] = i;
                orders += follow(&next);
                step_count -= fault == NULL;
            }
        }
    }
    orders = is_end && fault == NULL ? follow_end(w) : orders;
    find(w)->orders = orders;
    return orders;
}

static double follow_all(void)
{
    struct world w;
    memset(&w, 0, sizeof w);
    for (int i = 0; i < WORKERS; i++) {
        w.workers[i].phase = NAMELESS;
        take_node(&w, i);
    }
    free(seen);
    seen = NULL;
    seen_count = seen_room = 0;
    make_room(1 << 16);
    memset(ends, 0, sizeof ends);
    step_count = 0;
    fault = NULL;
    double orders = follow(&w);
    w.stops = (uint8_t)stops; /* nobody will stop it */
    return fault != NULL ? orders : orders + follow(&w);
}

static void tell_steps(void)
{
    for (int i = 0; i < step_count; i++) {
        bool is_outside = steps[i][0] == '(';
        printf("    %.2s%s\n", is_outside ? "" : &"A B C D "[step_workers[i] * 2], steps[i]);
    }
}

/* Without a rule something must go wrong. */
static bool try_without(enum rule rule)
{
    holds[rule] = false;
    follow_all();
    holds[rule] = true;
    printf("without \"%s\": %s\n", rule_text[rule],
           fault != NULL ? fault : "nothing goes wrong");
    if (is_told && fault != NULL) {
        tell_steps();
    }
    return fault != NULL;
}

int main(int argc, char **argv)
{
    bool is_whole = false;
    for (int i = 1; i < argc; i++) {
        is_told = is_told || strcmp(argv[i], "-v") == 0;
        ticks = argv[i][0] == 't' ? atoi(argv[i] + 1) : ticks;
        faults = argv[i][0] == 'f' ? atoi(argv[i] + 1) : faults;
        renewals = argv[i][0] == 'r' ? atoi(argv[i] + 1) : renewals;
        stops = argv[i][0] == 's' ? atoi(argv[i] + 1) : stops;
        is_whole = is_whole || strcmp(argv[i], "-a") == 0;
    }
    for (int r = 0; r < RULES; r++) {
        holds[r] = true;
    }
    double orders = follow_all();
    printf(
        "%zu states, %.3g orders of events, %.0f final states with success, %.0f with a stop\n",
        seen_count, orders, ends[SUCCEEDED], ends[ABORTED]);
    if (fault != NULL) {
        printf("%s\n", fault);
        tell_steps();
        return 1;
    }
    bool is_good = ends[SUCCEEDED] > 0 && (ends[ABORTED] > 0 || stops == 0);
    for (int r = 0; r < RULES && !is_whole; r++) {
        is_good = try_without((enum rule)r) && is_good;
    }
    free(seen);
    return is_good ? 0 : 1;
}
