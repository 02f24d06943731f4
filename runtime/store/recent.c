#include "runtime/store/recent.h"

#include "runtime/store/sorted.h"

/* So many bytes of changes are kept at most: to settle them takes some hundredths of a second,
 * and so does it to read them again. */
#define WEIGHT_MAX (8u << 20)

/* What a row takes in memory besides its bytes. */
#define ROW_WEIGHT 64

/* A change in the log: the table, with this bit if the row is gone; the sizes of the key and of
 * the value, seven bits in a byte, the lowest first, with the highest bit if there are more;
 * and then the two. */
#define GONE 0x80u

void recent_open(struct recent *r)
{
    *r = (struct recent){ .rows = sorted_new() };
}

void recent_close(struct recent *r)
{
    sorted_release(r->rows);
    buf_release(&r->changes);
}

static void put_size(struct buf *out, size_t size)
{
    for (; size > 0x7F; size >>= 7) {
        buf_char(out, (char)(unsigned char)(size | 0x80));
    }
    buf_char(out, (char)size);
}

static void note(struct recent *r, unsigned table, struct store_bytes key,
                 struct store_bytes value)
{
    sorted_put(r->rows, table, key, value);
    r->weight += ROW_WEIGHT + key.size + value.size;
}

void recent_change(struct recent *r, unsigned table, struct store_bytes key,
                   struct store_bytes value)
{
    buf_char(&r->changes, (char)(unsigned char)(table | (value.at == NULL ? GONE : 0)));
    put_size(&r->changes, key.size);
    put_size(&r->changes, value.size);
    buf_put(&r->changes, key.at, key.size);
    buf_put(&r->changes, value.at, value.size);
    note(r, table, key, value);
}

static bool take_size(struct store_bytes *from, size_t *ret_size)
{
    *ret_size = 0;
    for (unsigned shift = 0; from->size > 0 && shift < 63; shift += 7) {
        unsigned char byte = (unsigned char)*from->at++;
        from->size--;
        *ret_size |= (size_t)(byte & 0x7F) << shift;
        if (byte <= 0x7F) {
            return true;
        }
    }
    return false;
}

static bool take_bytes(struct store_bytes *from, size_t size, struct store_bytes *ret_bytes)
{
    if (size > from->size) {
        return false;
    }
    *ret_bytes = (struct store_bytes){ from->at, size };
    from->at += size;
    from->size -= size;
    return true;
}

static bool take_change(struct recent *r, struct store_bytes *from)
{
    unsigned char mark = (unsigned char)*from->at++;
    unsigned table = mark & ~GONE;
    size_t key_size, value_size;
    struct store_bytes key, value;
    from->size--;
    if (table >= STORE_APPENDED || !take_size(from, &key_size) ||
        !take_size(from, &value_size) || !take_bytes(from, key_size, &key) ||
        !take_bytes(from, value_size, &value)) {
        return false;
    }
    note(r, table, key, (mark & GONE) != 0 ? (struct store_bytes){ NULL, 0 } : value);
    return true;
}

bool recent_read(struct recent *r, const char *bytes, size_t size)
{
    struct store_bytes left = { bytes, size };
    while (left.size > 0) {
        if (!take_change(r, &left)) {
            return false;
        }
    }
    return true;
}

bool recent_is_full(const struct recent *r)
{
    return r->weight > WEIGHT_MAX;
}

void recent_each(struct recent *r,
                 bool (*visit)(void *owner, unsigned table, const struct store_row *row),
                 void *owner)
{
    struct buf bound = { 0 };
    bool goes_on = true;
    for (unsigned table = 0; goes_on && table < STORE_APPENDED; table++) {
        struct store_bytes from = { "", 0 };
        struct store_row row;
        while (goes_on && sorted_seek(r->rows, table, &from, false, &row)) {
            goes_on = visit(owner, table, &row);
            buf_clear(&bound);
            buf_put(&bound, row.key.at, row.key.size);
            buf_char(&bound, '\0');
            from = store_buf(&bound);
        }
    }
    buf_release(&bound);
}

void recent_forget(struct recent *r)
{
    sorted_clear(r->rows);
    buf_clear(&r->changes);
    r->weight = 0;
}
