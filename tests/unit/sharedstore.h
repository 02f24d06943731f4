/*
 * sharedstore.h - a store in memory that says of itself that others have it as well: which jobs
 * there are, and which letters were sent and taken back, a test sees. Nobody else has it.
 */
#ifndef TESTS_SHAREDSTORE_H
#define TESTS_SHAREDSTORE_H

#include "runtime/store/shared.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/store/memory.h"
#include "tests/unit/opened.h"

#define SHARED_MOST  64
#define SHARED_RANGE 100

static struct {
    uint64_t next[SHARED_SEQUENCES];
    uint64_t jobs[SHARED_MOST];
    size_t job_count;
    size_t asked; /* how often it was asked which numbers are jobs */
    size_t reads; /* how often it was asked for many rows */

    struct shared_mail {
        uint64_t job;
        char operation[16];
        struct buf body;
        size_t taken_back;
    } mail[SHARED_MOST]; /* [mail_count]: a letter's id is its place here */
    size_t mail_count;
} shared;

static inline bool shared_numbers(void *rows, enum shared_sequence of, uint64_t *ret_first,
                                  uint64_t *ret_count, struct buf *why)
{
    (void)rows, (void)why;
    *ret_first = shared.next[of] + 1;
    *ret_count = SHARED_RANGE;
    shared.next[of] += SHARED_RANGE;
    return true;
}

static inline bool
shared_get_each(void *rows, unsigned table, const struct store_bytes *keys, size_t count,
                void (*visit)(void *owner, size_t at, struct store_bytes value), void *owner,
                struct buf *why)
{
    shared.reads++;
    for (size_t i = 0; i < count; i++) {
        struct store_row row = { .key.at = NULL };
        if (store_memory.get(rows, table, keys[i], &row, why) && row.key.at != NULL) {
            visit(owner, i, row.value);
        }
    }
    return true;
}

static inline bool shared_reserve(void *rows, unsigned table, struct store_bytes key,
                                  bool *ret_is_busy, struct store_row *ret_row, struct buf *why)
{
    *ret_is_busy = false;
    return store_memory.get(rows, table, key, ret_row, why);
}

static inline bool shared_hold(void *rows, unsigned table, struct store_bytes key,
                               bool *ret_is_busy, struct buf *why)
{
    (void)rows, (void)table, (void)key, (void)why;
    *ret_is_busy = false;
    return true;
}

static inline void shared_end_job(void *rows, uint64_t number)
{
    (void)rows;
    for (size_t i = shared.job_count; i > 0; i--) {
        if (shared.jobs[i - 1] == number) {
            shared.jobs[i - 1] = shared.jobs[--shared.job_count];
        }
    }
}

static inline void shared_begin_job(void *rows, const struct shared_job *j)
{
    shared_end_job(rows, j->number);
    CU_ASSERT_TRUE_FATAL(shared.job_count < SHARED_MOST);
    shared.jobs[shared.job_count++] = j->number;
}

static inline void shared_move_job(void *rows, uint64_t number, uint64_t root)
{
    (void)rows, (void)number, (void)root;
}

static inline void shared_give_back(void *rows, uint64_t root)
{
    (void)rows, (void)root;
}

static inline bool shared_send(void *rows, uint64_t job, int64_t node,
                               const struct shared_letter *l, int64_t *ret_id, struct buf *why)
{
    (void)rows, (void)node, (void)why;
    CU_ASSERT_TRUE_FATAL(shared.mail_count < SHARED_MOST);
    struct shared_mail *m = &shared.mail[shared.mail_count];
    *m = (struct shared_mail){ .job = job };
    strncpy(m->operation, l->operation, sizeof m->operation - 1);
    buf_put(&m->body, l->body.at, l->body.size);
    *ret_id = (int64_t)shared.mail_count++;
    return true;
}

static inline void shared_take_back(void *rows, int64_t letter)
{
    (void)rows;
    shared.mail[letter].taken_back++;
}

static inline void shared_leave(void *rows, int64_t letter)
{
    (void)rows, (void)letter;
}

static inline bool shared_jobs(void *rows, const uint64_t *numbers, size_t count,
                               void (*visit)(void *owner, uint64_t number), void *owner,
                               struct buf *why)
{
    (void)rows, (void)why;
    shared.asked++;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < shared.job_count; j++) {
            if (shared.jobs[j] == numbers[i]) {
                visit(owner, numbers[i]);
            }
        }
    }
    return true;
}

static const struct store_sharing shared_sharing = { .numbers = shared_numbers,
                                                     .get_each = shared_get_each,
                                                     .reserve = shared_reserve,
                                                     .hold = shared_hold,
                                                     .begin_job = shared_begin_job,
                                                     .end_job = shared_end_job,
                                                     .move_job = shared_move_job,
                                                     .give_back = shared_give_back,
                                                     .send = shared_send,
                                                     .take_back = shared_take_back,
                                                     .leave = shared_leave,
                                                     .jobs = shared_jobs };

/* As station_begin(), and station_end(), with such a store. */
static inline void shared_begin(void)
{
    static struct store_kind kind;
    const struct store_kind *const kinds[] = { &kind, NULL };
    struct buf why = { 0 };
    kind = store_memory;
    kind.sharing = &shared_sharing;
    memset(&shared, 0, sizeof shared);
    CU_ASSERT_TRUE_FATAL(store_open(kinds, "memory", &store, &why));
    station_open(&station, "test", &station_options, store, true);
}

static inline void shared_end(void)
{
    station_empty(&station);
    station_close(&station);
    store_close(store);
    for (size_t i = 0; i < shared.mail_count; i++) {
        buf_release(&shared.mail[i].body);
    }
}

#endif
