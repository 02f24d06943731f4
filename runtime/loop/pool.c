#include "runtime/loop/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"

/* Something to call on the loop. A job's own end is a part of the job; other messages are
 * memory of their own. */
struct message {
    struct message *next;
    void (*f)(void *argument);
    void *argument;
    bool alone;
};

struct loop_job {
    struct message end;
    struct loop_job *next;
    struct pool *pool;
    void (*work)(void *job);
    void (*done)(void *job);
    void *job;
    bool abandoned;
};

/* Whether it pays to wait without sleeping. If all processors are busy it does not: after each
 * wait in vain, twice as many of them are skipped as after the one before. */
struct spinner {
    unsigned rest; /* how many waits are skipped after one in vain */
    unsigned left; /* ... and how many of them are still to come */
};

/* `lock` guards all members after it; those before it are the loop's own, or atomic hints. */
struct pool {
    struct loop *loop;
    int wake_fd; /* the loop's; -1 until the first job comes */
    int size;
    bool has_processors; /* the machine can do two things at once */
    bool is_fresh;       /* a job was submitted since the loop last watched */
    struct spinner for_message;
    atomic_bool has_job;
    atomic_bool has_message;
    pthread_mutex_t lock;
    pthread_cond_t work_came;
    pthread_cond_t thread_left;
    struct loop_job *first_job;
    struct loop_job **last_job;
    struct message *first_message;
    struct message **last_message;
    int threads;
    int idle;
    int busy;
    int spinning; /* of the idle ones: looks for a job without sleeping; at most 1 */
    struct spinner for_job;
    int waiting; /* jobs that no thread has begun */
    bool asleep; /* the loop is, and a message is to wake it */
    bool closed;
};

#define POOL_SIZE 8

/* To be put to sleep and woken takes ten microseconds and more. So a thread that has worked
 * looks for its next job for about so long before it sleeps, and so does the loop for an
 * answer. */
#define SPINS          500
#define SPINS_LEFT_OUT 1000

static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static bool may_spin(struct spinner *s)
{
    if (s->left > 0) {
        s->left--;
        return false;
    }
    return true;
}

static bool spin(struct spinner *s, const atomic_bool *has_come)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load(has_come)) {
            s->rest = 0;
            return true;
        }
        relax();
    }
    s->rest = s->rest < SPINS_LEFT_OUT ? s->rest * 2 + 1 : s->rest;
    s->left = s->rest;
    return false;
}

static bool has_processors(void)
{
    cpu_set_t ours;
    return sched_getaffinity(0, sizeof ours, &ours) == 0 && CPU_COUNT(&ours) > 1;
}

static void destroy(struct pool *p)
{
    pthread_cond_destroy(&p->thread_left);
    pthread_cond_destroy(&p->work_came);
    pthread_mutex_destroy(&p->lock);
    memory_release(p);
}

/* With the lock held. The loop is woken for the first message only: it takes all that wait. */
static void send_message(struct pool *p, struct message *m)
{
    m->next = NULL;
    *p->last_message = m;
    p->last_message = &m->next;
    atomic_store(&p->has_message, true);
    if (p->asleep) {
        uint64_t one = 1;
        ssize_t written = write(p->wake_fd, &one, sizeof one);
        (void)written; /* it fails only where the loop is to wake already */
        p->asleep = false;
    }
}

static struct loop_job *next_job(struct pool *p)
{
    struct loop_job *j = p->first_job;
    p->first_job = j->next;
    if (p->first_job == NULL) {
        p->last_job = &p->first_job;
        atomic_store(&p->has_job, false);
    }
    p->waiting--;
    return j;
}

/* On a pool thread, with the lock held, which is left while the job works. */
static void do_next_job(struct pool *p)
{
    struct loop_job *j = next_job(p);
    bool wanted = !j->abandoned;
    p->busy++;
    pthread_mutex_unlock(&p->lock);
    if (wanted) {
        j->work(j->job);
    }
    pthread_mutex_lock(&p->lock);
    p->busy--;
    if (!p->closed) {
        send_message(p, &j->end);
        return;
    }
    pthread_mutex_unlock(&p->lock);
    j->done(j->job);
    memory_release(j);
    pthread_mutex_lock(&p->lock);
}

/* With the lock held, which is left meanwhile. */
static void spin_for_job(struct pool *p)
{
    p->spinning++;
    pthread_mutex_unlock(&p->lock);
    spin(&p->for_job, &p->has_job);
    pthread_mutex_lock(&p->lock);
    p->spinning--;
}

static void *thread_main(void *pool)
{
    struct pool *p = pool;
    bool has_worked = false;
    pthread_mutex_lock(&p->lock);
    while (!p->closed) {
        if (p->first_job != NULL) {
            do_next_job(p);
            has_worked = true;
            continue;
        }
        p->idle++;
        if (has_worked && p->has_processors && p->spinning == 0 && may_spin(&p->for_job)) {
            spin_for_job(p);
        } else {
            pthread_cond_wait(&p->work_came, &p->lock);
        }
        p->idle--;
        has_worked = false;
    }
    /* pool_release() waits for the idle threads only; after it the last one out releases the
     * pool. */
    bool last = --p->threads == 0 && p->loop == NULL;
    pthread_cond_signal(&p->thread_left);
    pthread_mutex_unlock(&p->lock);
    if (last) {
        destroy(p);
    }
    return NULL;
}

/* With the lock held. */
static bool add_thread(struct pool *p)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    bool made = pthread_create(&thread, &attributes, thread_main, p) == 0;
    pthread_attr_destroy(&attributes);
    if (made) {
        p->threads++;
    }
    return made;
}

static void end_job(void *job)
{
    struct loop_job *j = job;
    struct loop *l = j->pool->loop;
    j->done(j->job);
    if (!j->abandoned) {
        loop_let_go(l);
    }
    memory_release(j);
}

void loop_pool_abandon(struct loop_job *j)
{
    struct pool *p = j->pool;
    pthread_mutex_lock(&p->lock);
    bool was = j->abandoned;
    j->abandoned = true;
    pthread_mutex_unlock(&p->lock);
    if (!was) {
        loop_let_go(p->loop);
    }
}

void loop_pool_post(struct loop_job *j, void (*f)(void *argument), void *argument)
{
    struct pool *p = j->pool;
    struct message *m = memory_get(sizeof *m);
    *m = (struct message){ .f = f, .argument = argument, .alone = true };
    pthread_mutex_lock(&p->lock);
    bool dropped = p->closed;
    if (!dropped) {
        send_message(p, m);
    }
    pthread_mutex_unlock(&p->lock);
    if (dropped) {
        memory_release(m);
    }
}

static bool has_news(void *pool)
{
    return atomic_load(&((struct pool *)pool)->has_message);
}

static void deliver(void *pool)
{
    struct pool *p = pool;
    if (!atomic_load(&p->has_message)) {
        return;
    }
    pthread_mutex_lock(&p->lock);
    struct message *m = p->first_message;
    p->first_message = NULL;
    p->last_message = &p->first_message;
    atomic_store(&p->has_message, false);
    pthread_mutex_unlock(&p->lock);
    while (m != NULL) {
        struct message *next = m->next;
        bool alone = m->alone;
        m->f(m->argument);
        if (alone) {
            memory_release(m);
        }
        m = next;
    }
}

/* For some microseconds after a job was submitted it pays to stay awake for its answer: a short
 * one takes less time than to be put to sleep and woken. Returns true if a message has come. */
static bool watch(struct pool *p)
{
    bool is_worth_it = p->is_fresh && p->has_processors && may_spin(&p->for_message);
    p->is_fresh = false;
    return is_worth_it && spin(&p->for_message, &p->has_message);
}

/* A message that comes from now on wakes the loop. */
static bool may_sleep(void *pool)
{
    struct pool *p = pool;
    if (watch(p)) {
        return false;
    }
    pthread_mutex_lock(&p->lock);
    p->asleep = p->first_message == NULL;
    bool may = p->asleep;
    pthread_mutex_unlock(&p->lock);
    return may;
}

static void woke(void *pool)
{
    struct pool *p = pool;
    pthread_mutex_lock(&p->lock);
    p->asleep = false;
    pthread_mutex_unlock(&p->lock);
}

static void release(void *pool)
{
    struct pool *p = pool;
    pthread_mutex_lock(&p->lock);
    p->closed = true;
    while (p->first_job != NULL) {
        send_message(p, &next_job(p)->end);
    }
    pthread_cond_broadcast(&p->work_came);
    while (p->threads > p->busy) {
        pthread_cond_wait(&p->thread_left, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    deliver(p);

    pthread_mutex_lock(&p->lock);
    p->loop = NULL;
    bool last = p->threads == 0;
    pthread_mutex_unlock(&p->lock);
    if (last) {
        destroy(p);
    }
}

static const struct loop_guest guest = { .release = release,
                                         .deliver = deliver,
                                         .has_news = has_news,
                                         .may_sleep = may_sleep,
                                         .woke = woke };

static struct pool *pool_of(struct loop *l)
{
    struct pool *p = loop_guest(l, LOOP_POOL);
    if (p != NULL) {
        return p;
    }
    p = memory_zero(sizeof *p);
    p->loop = l;
    p->wake_fd = -1;
    p->size = POOL_SIZE;
    p->last_job = &p->first_job;
    p->last_message = &p->first_message;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work_came, NULL);
    pthread_cond_init(&p->thread_left, NULL);
    loop_take_in(l, LOOP_POOL, &guest, p);
    return p;
}

void loop_pool_size(struct loop *l, int threads)
{
    pool_of(l)->size = threads > 0 ? threads : 1;
}

/* What only a pool with jobs needs: most executions have none. */
static void open_pool(struct pool *p)
{
    if (p->wake_fd < 0) {
        memory_expect_threads();
        p->wake_fd = loop_wake_fd(p->loop);
        p->has_processors = has_processors();
    }
}

struct loop_job *loop_pool_begin(struct loop *l, void (*done)(void *job), void *job)
{
    struct loop_job *j = memory_zero(sizeof *j);
    j->end = (struct message){ .f = end_job, .argument = j };
    j->pool = pool_of(l);
    j->done = done;
    j->job = job;
    loop_hold(l);
    return j;
}

void loop_pool_finish(struct loop_job *j)
{
    struct pool *p = j->pool;
    pthread_mutex_lock(&p->lock);
    send_message(p, &j->end);
    pthread_mutex_unlock(&p->lock);
}

struct loop_job *loop_pool_submit(struct loop *l, void (*work)(void *job),
                                  void (*done)(void *job), void *job)
{
    struct loop_job *j = loop_pool_begin(l, done, job);
    struct pool *p = j->pool;
    open_pool(p);
    j->work = work;

    pthread_mutex_lock(&p->lock);
    *p->last_job = j;
    p->last_job = &j->next;
    p->waiting++;
    p->is_fresh = true;
    atomic_store(&p->has_job, true);
    /* A thread that was woken counts as idle until it runs, so the jobs are counted too. */
    if (p->waiting > p->idle && p->threads < p->size && !add_thread(p) && p->threads == 0) {
        do_next_job(p); /* a machine without room for one thread */
    }
    if (p->waiting > p->spinning) {
        pthread_cond_signal(&p->work_came);
    }
    pthread_mutex_unlock(&p->lock);
    return j;
}
