#include "runtime/vault/known.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/checksum.h"
#include "runtime/vault/visit.h"

#define BLOCK 65536

/* ---- Rows ---- */

/* In a row, what no header says stands among the headers. */
#define MORE "more"

void known_take_more(struct known *r)
{
    struct value *headers = value_object();
    r->more = NULL;
    for (struct value_walk w = value_walk(r->headers); value_step(&w);) {
        if (strcmp(w.key, MORE) == 0) {
            r->more = value_share(w.value);
        } else {
            value_set_take(&headers, w.key, value_share(w.value));
        }
    }
    value_release(r->headers);
    r->headers = headers;
    r->more = r->more != NULL ? r->more : value_object();
}

struct value *known_headers(const struct known *r)
{
    struct value *all = value_share(r->headers);
    if (value_count(r->more) > 0) {
        value_set_take(&all, MORE, value_share(r->more));
    }
    return all;
}

static bool load(struct visit *v, const char *bucket, const char *key, struct known *r)
{
    struct statement *s = database_statement(
        v->ask.database,
        "SELECT etag, modified_ms, headers, sums, tags FROM object WHERE bucket = ?1 AND key = "
        "?2 AND size = ?3 AND changed_ns = ?4");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, key);
    database_set_int(s, 3, r->blob.size);
    database_set_int(s, 4, r->blob.changed_ns);
    if (!database_row(s)) {
        return false;
    }
    r->etag = memory_text(database_text(s, 0));
    r->modified_ms = database_int(s, 1);
    r->headers = database_json(s, 2);
    known_take_more(r);
    r->sums = database_json(s, 3);
    r->tags = database_json(s, 4);
    database_leave(s);
    return true;
}

void known_store(struct visit *v, const char *bucket, const char *key, const struct known *r)
{
    struct statement *s = database_statement(
        v->ask.database,
        "INSERT OR REPLACE INTO object (bucket, key, size, changed_ns, etag, modified_ms, "
        "headers, sums, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, key);
    database_set_int(s, 3, r->blob.size);
    database_set_int(s, 4, r->blob.changed_ns);
    database_set_text(s, 5, r->etag);
    database_set_int(s, 6, r->modified_ms);
    struct value *headers = known_headers(r);
    database_set_json(s, 7, headers);
    value_release(headers);
    database_set_json(s, 8, r->sums);
    database_set_json(s, 9, r->tags);
    database_run(s);
}

void known_forget(struct visit *v, const char *bucket, const char *key)
{
    struct statement *s = database_statement(
        v->ask.database, "DELETE FROM object WHERE bucket = ?1 AND key = ?2");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, key);
    database_run(s);
}

/* ---- Files by hand ---- */

/* The MD5 of the whole file, in quotes. Returns 0 or a negative errno. */
static int read_etag(const struct blob *b, struct buf *etag)
{
    struct checksum c;
    unsigned char md5[MD5_DIGEST_SIZE], none[CHECKSUM_BYTES_MAX];
    char *block = memory_get(BLOCK);
    int64_t at = 0;
    ssize_t got;
    checksum_begin(&c, CHECKSUM_NONE);
    while ((got = pread(b->fd, block, BLOCK, at)) > 0 || (got < 0 && errno == EINTR)) {
        if (got > 0) {
            checksum_add(&c, block, (size_t)got);
            at += got;
        }
    }
    int error = got < 0 ? -errno : 0;
    memory_release(block);
    checksum_end(&c, md5, none);
    buf_char(etag, '"');
    checksum_put_hex(etag, md5, sizeof md5);
    buf_char(etag, '"');
    return error;
}

static void make_by_hand(struct known *r)
{
    r->modified_ms = r->blob.changed_ns / 1000000;
    r->headers = value_object();
    r->sums = value_object();
    r->tags = value_array(0);
    r->more = value_object();
    value_set_text(&r->headers, "ContentType", "binary/octet-stream");
}

/* ---- Both ---- */

static bool open_by_hand(struct visit *v, const char *bucket, const char *key,
                         struct known *ret)
{
    struct buf etag = { 0 };
    int error = read_etag(&ret->blob, &etag);
    ret->etag = buf_take(&etag);
    make_by_hand(ret);
    if (error != 0) {
        known_close(ret);
        return visit_refuse_file(v, error);
    }
    known_store(v, bucket, key, ret);
    return true;
}

/* A file without its row may be one that another process is just storing: whoever writes waits
 * for that, and only then knows that it is not. */
static bool open_as(struct visit *v, const char *bucket, const char *key, struct known *ret)
{
    if (load(v, bucket, key, ret)) {
        return true;
    }
    if (v->writes) {
        return open_by_hand(v, bucket, key, ret);
    }
    v->is_unsure = true;
    known_close(ret);
    return visit_refuse_with(v, "InternalError", "%s is not known.", key);
}

bool known_open(struct visit *v, const char *bucket, const char *key, struct known *ret)
{
    *ret = (struct known){ .blob.fd = -1 };
    int error = blob_open(v->root, bucket, key, &ret->blob);
    if (error == 0) {
        return open_as(v, bucket, key, ret);
    }
    if (error != -ENOENT) {
        visit_refuse_file(v, error);
    }
    return false;
}

void known_close(struct known *r)
{
    blob_close(&r->blob);
    memory_release(r->etag);
    value_release(r->headers);
    value_release(r->sums);
    value_release(r->tags);
    value_release(r->more);
    *r = (struct known){ .blob.fd = -1 };
}
