#include "runtime/store/lent.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/sorted.h"
#include "runtime/store/store.h"

/* Both processes are the same program, so that what they send each other is as it lies in
 * memory. Behind a request stand `size` bytes: a key, or changes. */
struct request {
    enum { GET, SEEK, COMMIT } kind;
    unsigned table;
    bool backward, is_last;
    size_t size;
};

/* Behind it stand the key and the value. */
struct reply {
    bool is_there;
    size_t key_size, value_size;
};

/* Behind it stand the key and the value, which is none of a row that is gone. */
struct change {
    unsigned table;
    bool is_gone;
    size_t key_size, value_size;
};

static bool send_all(int fd, const void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t sent = send(fd, (const char *)bytes + at, size - at, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        at += sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

static bool receive_all(int fd, void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t got = recv(fd, (char *)bytes + at, size - at, 0);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        at += got > 0 ? (size_t)got : 0;
    }
    return true;
}

static bool receive_into(int fd, struct buf *b, size_t size)
{
    buf_clear(b);
    bool is_good = receive_all(fd, buf_room(b, size), size);
    b->size = is_good ? size : 0;
    return is_good;
}

/* ---- The borrower ---- */

struct rows {
    int fd;
    struct sorted *over; /* what has changed since the last commit; one that is gone has a value
                            without an address */
    struct buf changes;  /* the same, as the owner takes it */
    struct buf answer;   /* the row that is borrowed */
};

static bool lost(struct buf *why)
{
    buf_text(why, "the process that has it has ended");
    return false;
}

static bool ask(struct rows *r, struct request q, struct store_bytes bytes,
                struct store_row *ret_row)
{
    struct reply a;
    q.size = bytes.size;
    if (!send_all(r->fd, &q, sizeof q) || !send_all(r->fd, bytes.at, bytes.size) ||
        !receive_all(r->fd, &a, sizeof a) ||
        !receive_into(r->fd, &r->answer, a.key_size + a.value_size)) {
        return false;
    }
    if (a.is_there) {
        const char *text = buf_string(&r->answer);
        ret_row->key = (struct store_bytes){ text, a.key_size };
        ret_row->value = (struct store_bytes){ text + a.key_size, a.value_size };
    }
    return true;
}

static bool change_row(void *rows, unsigned table, struct store_bytes key,
                       struct store_bytes value)
{
    struct rows *r = rows;
    struct change c = { table, value.at == NULL, key.size, value.size };
    buf_put(&r->changes, (const char *)&c, sizeof c);
    buf_put(&r->changes, key.at, key.size);
    buf_put(&r->changes, value.at, value.size);
    sorted_put(r->over, table, key, value);
    return true;
}

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    (void)why;
    return change_row(rows, table, key,
                      value.at != NULL ? value : (struct store_bytes){ "", 0 });
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
    return change_row(rows, table, key, (struct store_bytes){ NULL, 0 });
}

static bool get_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_row *ret_row, struct buf *why)
{
    struct rows *r = rows;
    struct store_row over;
    if (!sorted_get(r->over, table, key, &over)) {
        return ask(r, (struct request){ .kind = GET, .table = table }, key, ret_row) ||
               lost(why);
    }
    if (over.value.at != NULL) {
        *ret_row = over;
    }
    return true;
}

static bool seek_owners(void *owner, unsigned table, const struct store_bytes *bound,
                        bool backward, struct store_row *ret_row)
{
    struct request q = {
        .kind = SEEK, .table = table, .backward = backward, .is_last = bound == NULL
    };
    return ask(owner, q, bound != NULL ? *bound : (struct store_bytes){ "", 0 }, ret_row);
}

static bool seek_row(void *rows, unsigned table, const struct store_bytes *bound, bool backward,
                     struct store_row *ret_row, struct buf *why)
{
    struct rows *r = rows;
    return sorted_seek_over(r->over, table, bound, backward, seek_owners, r, ret_row) ||
           lost(why);
}

static bool commit_rows(void *rows, struct buf *why)
{
    struct rows *r = rows;
    struct store_row none;
    if (!ask(r, (struct request){ .kind = COMMIT }, store_buf(&r->changes), &none)) {
        return lost(why);
    }
    buf_clear(&r->changes);
    sorted_clear(r->over);
    return true;
}

static void close_rows(void *rows, bool is_dead)
{
    struct rows *r = rows;
    (void)is_dead;
    close(r->fd);
    sorted_release(r->over);
    buf_release(&r->changes);
    buf_release(&r->answer);
    memory_release(r);
}

static const struct store_kind kind = {
    .name = "lent",
    .close = close_rows,
    .put = put_row,
    .append = append_row,
    .remove = remove_row,
    .get = get_row,
    .seek = seek_row,
    .commit = commit_rows,
};

void lent_borrow(struct store *s, int fd)
{
    struct rows *r = memory_zero(sizeof *r);
    r->fd = fd;
    r->over = sorted_new();
    store_become(s, &kind, r);
}

/* ---- The owner ---- */

static void reply(int fd, const struct store_row *row)
{
    struct reply a = { row->key.at != NULL, 0, 0 };
    if (a.is_there) {
        a.key_size = row->key.size;
        a.value_size = row->value.size;
    }
    /* A borrower that has ended is heard of by the next request. */
    if (send_all(fd, &a, sizeof a) && a.is_there && send_all(fd, row->key.at, a.key_size)) {
        send_all(fd, row->value.at, a.value_size);
    }
}

static void make_change(struct store *s, const struct change *c, const char *bytes)
{
    struct store_bytes key = { bytes, c->key_size };
    struct store_bytes value = { bytes + c->key_size, c->value_size };
    if (c->is_gone) {
        store_remove(s, c->table, key);
    } else if (c->table >= STORE_APPENDED) {
        store_append(s, c->table, rowkey_u64(key.at), value);
    } else {
        store_put(s, c->table, key, value);
    }
}

static void make_changes(struct store *s, struct store_bytes all)
{
    for (size_t at = 0; at < all.size;) {
        struct change c;
        memcpy(&c, all.at + at, sizeof c);
        make_change(s, &c, all.at + at + sizeof c);
        at += sizeof c + c.key_size + c.value_size;
    }
}

static void answer(struct store *s, int fd, const struct request *q, struct store_bytes bytes)
{
    struct store_row row = { 0 };
    if (q->kind == GET) {
        row.key = store_get(s, q->table, bytes, &row.value) ? bytes : row.key;
    } else {
        store_seek(s, q->table, q->is_last ? NULL : &bytes, q->backward, &row);
    }
    reply(fd, &row);
}

enum lent lent_take(struct store *s, int fd)
{
    struct request q;
    struct buf bytes = { 0 };
    enum lent lent = LENT_GONE;
    if (receive_all(fd, &q, sizeof q) && receive_into(fd, &bytes, q.size)) {
        lent = q.kind == COMMIT ? LENT_CHANGED : LENT_READ;
    }
    if (lent == LENT_CHANGED) {
        make_changes(s, store_buf(&bytes));
    } else if (lent == LENT_READ) {
        answer(s, fd, &q, store_buf(&bytes));
    }
    buf_release(&bytes);
    return lent;
}

void lent_committed(int fd)
{
    reply(fd, &(struct store_row){ 0 });
}
