/*
 * faultstore.h - a store that lasts as a file does, but is in memory, and that fails where its
 * seed says. What would be on the disk outlives the store: closing one without a commit, and
 * opening another, is what kill -9 does to a process.
 *
 * A commit that fails may have reached the disk all the same, as with a real one.
 */
#ifndef TESTS_FAULTSTORE_H
#define TESTS_FAULTSTORE_H

#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/store/memory.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/store.h"

struct faultstore {
    void *disk;             /* rows of store_memory */
    struct random random;   /* seeded by the test */
    uint64_t commit_one_in; /* one of so many commits fails; 0: none */
    uint64_t other_one_in;  /* the same for all the rest */
    uint64_t commits;       /* that have reached the disk */
};

/* Which one the next store to be opened has. */
static struct faultstore faultstore;

struct faultstore_rows {
    void *seen;
    void *touched; /* what the next commit is to bring to the disk: keys alone */
};

static inline bool faultstore_fails(uint64_t one_in, struct buf *why)
{
    if (one_in == 0 || random_below(&faultstore.random, one_in) > 0) {
        return false;
    }
    buf_text(why, "the seed says that it fails");
    return true;
}

/* An empty disk that never fails. */
static inline void faultstore_begin(uint64_t seed)
{
    faultstore = (struct faultstore){ 0 };
    random_seed(&faultstore.random, seed);
    store_memory.open(NULL, &faultstore.disk, NULL);
}

static inline void faultstore_end(void)
{
    store_memory.close(faultstore.disk, false);
}

/* Calls `each` for all rows of a table. */
static inline void faultstore_each(void *rows, unsigned table, void *to,
                                   void (*each)(void *to, unsigned table,
                                                const struct store_row *row))
{
    struct buf bound = { 0 };
    for (;;) {
        struct store_bytes key = store_buf(&bound);
        struct store_row row = { 0 };
        store_memory.seek(rows, table, &key, false, &row, NULL);
        if (row.key.at == NULL) {
            break;
        }
        each(to, table, &row);
        buf_clear(&bound);
        buf_put(&bound, row.key.at, row.key.size);
        buf_char(&bound, '\0');
    }
    buf_release(&bound);
}

static inline void faultstore_copy(void *to, unsigned table, const struct store_row *row)
{
    store_memory.put(to, table, row->key, row->value, NULL);
}

static inline bool faultstore_open(const char *argument, void **ret_rows, struct buf *why)
{
    (void)argument;
    if (faultstore_fails(faultstore.other_one_in, why)) {
        return false;
    }
    struct faultstore_rows *r = memory_zero(sizeof *r);
    store_memory.open(NULL, &r->seen, NULL);
    store_memory.open(NULL, &r->touched, NULL);
    for (unsigned table = 0; table < STORE_TABLES; table++) {
        faultstore_each(faultstore.disk, table, r->seen, faultstore_copy);
    }
    *ret_rows = r;
    return true;
}

static inline void faultstore_close(void *rows, bool is_dead)
{
    (void)is_dead;
    struct faultstore_rows *r = rows;
    store_memory.close(r->seen, false);
    store_memory.close(r->touched, false);
    memory_release(r);
}

static inline bool faultstore_put(void *rows, unsigned table, struct store_bytes key,
                                  struct store_bytes value, struct buf *why)
{
    struct faultstore_rows *r = rows;
    return !faultstore_fails(faultstore.other_one_in, why) &&
           store_memory.put(r->touched, table, key, (struct store_bytes){ 0 }, why) &&
           store_memory.put(r->seen, table, key, value, why);
}

static inline bool faultstore_append(void *rows, unsigned table, uint64_t number,
                                     struct store_bytes value, struct buf *why)
{
    char key[ROWKEY_NUMBER];
    return faultstore_put(rows, table, rowkey_of_u64(key, number), value, why);
}

static inline bool faultstore_remove(void *rows, unsigned table, struct store_bytes key,
                                     struct buf *why)
{
    struct faultstore_rows *r = rows;
    return !faultstore_fails(faultstore.other_one_in, why) &&
           store_memory.put(r->touched, table, key, (struct store_bytes){ 0 }, why) &&
           store_memory.remove(r->seen, table, key, why);
}

static inline bool faultstore_get(void *rows, unsigned table, struct store_bytes key,
                                  struct store_row *ret_row, struct buf *why)
{
    struct faultstore_rows *r = rows;
    return !faultstore_fails(faultstore.other_one_in, why) &&
           store_memory.get(r->seen, table, key, ret_row, why);
}

static inline bool faultstore_seek(void *rows, unsigned table, const struct store_bytes *bound,
                                   bool backward, struct store_row *ret_row, struct buf *why)
{
    struct faultstore_rows *r = rows;
    return !faultstore_fails(faultstore.other_one_in, why) &&
           store_memory.seek(r->seen, table, bound, backward, ret_row, why);
}

static inline void faultstore_save(void *seen, unsigned table, const struct store_row *touched)
{
    struct store_row row = { 0 };
    store_memory.get(seen, table, touched->key, &row, NULL);
    if (row.key.at != NULL) {
        store_memory.put(faultstore.disk, table, row.key, row.value, NULL);
    } else {
        store_memory.remove(faultstore.disk, table, touched->key, NULL);
    }
}

static inline bool faultstore_commit(void *rows, struct buf *why)
{
    struct faultstore_rows *r = rows;
    bool fails = faultstore_fails(faultstore.commit_one_in, why);
    if (fails && random_below(&faultstore.random, 2) == 0) {
        return false;
    }
    for (unsigned table = 0; table < STORE_TABLES; table++) {
        faultstore_each(r->touched, table, r->seen, faultstore_save);
    }
    store_memory.close(r->touched, false);
    store_memory.open(NULL, &r->touched, NULL);
    faultstore.commits++;
    return !fails;
}

static const struct store_kind faultstore_kind = {
    .name = "fault",
    .open = faultstore_open,
    .close = faultstore_close,
    .put = faultstore_put,
    .append = faultstore_append,
    .remove = faultstore_remove,
    .get = faultstore_get,
    .seek = faultstore_seek,
    .commit = faultstore_commit,
};

#endif
