#include "runtime/store/memory.h"

#include <stddef.h>

#include "runtime/store/rowkey.h"
#include "runtime/store/sorted.h"
#include "runtime/store/store.h"

static bool open_rows(const char *argument, void **ret_rows, struct buf *why)
{
    (void)argument, (void)why;
    *ret_rows = sorted_new();
    return true;
}

static void close_rows(void *rows, bool is_dead)
{
    (void)is_dead;
    sorted_release(rows);
}

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    (void)why;
    sorted_put(rows, table, key, value.at != NULL ? value : (struct store_bytes){ "", 0 });
    return true;
}

static bool append_row(void *rows, unsigned table, uint64_t number, struct store_bytes value,
                       struct buf *why)
{
    char key[ROWKEY_NUMBER];
    return put_row(rows, table, rowkey_of_u64(key, number), value, why);
}

static bool remove_row(void *rows, unsigned table, struct store_bytes key, struct buf *why)
{
    (void)why;
    sorted_remove(rows, table, key);
    return true;
}

static bool get_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_row *ret_row, struct buf *why)
{
    (void)why;
    sorted_get(rows, table, key, ret_row);
    return true;
}

static bool seek_row(void *rows, unsigned table, const struct store_bytes *bound, bool backward,
                     struct store_row *ret_row, struct buf *why)
{
    (void)why;
    sorted_seek(rows, table, bound, backward, ret_row);
    return true;
}

static bool commit_rows(void *rows, struct buf *why)
{
    (void)rows, (void)why;
    return true;
}

const struct store_kind store_memory = {
    .name = "memory",
    .open = open_rows,
    .close = close_rows,
    .put = put_row,
    .append = append_row,
    .remove = remove_row,
    .get = get_row,
    .seek = seek_row,
    .commit = commit_rows,
};
