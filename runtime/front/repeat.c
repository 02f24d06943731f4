#include "runtime/front/repeat.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/front/route.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/loop/http.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define KEY_MAX         255
#define KEPT_MS         (INT64_C(86400) * 1000)
#define REMOVED_AT_ONCE 2 /* more than are made at once */
#define HEX_ROOM        (2 * REPEAT_DIGEST + 1)

/* ---- Requests ---- */

/* A NUL ends each text, so that no two lists of texts are the same bytes. */
static void add(struct sha256_ctx *sum, const char *text)
{
    sha256_update(sum, strlen(text) + 1, (const uint8_t *)text);
}

static bool is_key(const char *text)
{
    size_t size = 0;
    while (text[size] > ' ' && text[size] < 0x7F) {
        size++;
    }
    return size > 0 && size <= KEY_MAX && text[size] == '\0';
}

bool repeat_read(const struct http_request *r, const struct route *route, const char *key,
                 const struct value *what, struct repeat *ret_repeat)
{
    const char *given = http_header(r, "Idempotency-Key");
    struct sha256_ctx sum;
    *ret_repeat = (struct repeat){ .is_wanted = given != NULL };
    if (given == NULL || !is_key(given)) {
        return given == NULL;
    }
    sha256_init(&sum);
    add(&sum, route->method);
    add(&sum, route->path);
    add(&sum, key);
    add(&sum, given);
    sha256_digest(&sum, REPEAT_DIGEST, ret_repeat->id);
    char *text = write_text(what);
    add(&sum, http_method(r));
    add(&sum, http_path(r));
    add(&sum, http_query(r));
    add(&sum, text);
    sha256_digest(&sum, REPEAT_DIGEST, ret_repeat->print);
    memory_release(text);
    return true;
}

static void write_print(const struct repeat *p, char out[HEX_ROOM])
{
    for (size_t i = 0; i < REPEAT_DIGEST; i++) {
        snprintf(out + 2 * i, 3, "%02x", p->print[i]);
    }
}

/* ---- Rows ---- */

static struct store_bytes id_of(const struct repeat *p)
{
    return (struct store_bytes){ (const char *)p->id, REPEAT_DIGEST };
}

/* Of TABLE_REPEAT_TIME. */
static void put_time_key(struct buf *key, uint64_t made_ms, const struct repeat *p)
{
    rowkey_add_u64(key, made_ms);
    buf_put(key, (const char *)p->id, REPEAT_DIGEST);
}

/* New; NULL if there is none. */
static struct value *read_row(struct store *s, const struct repeat *p)
{
    struct store_bytes bytes;
    struct value *row = NULL;
    struct read_error e;
    if (store_get(s, TABLE_REPEAT, id_of(p), &bytes)) {
        read_json_own(bytes.at, bytes.size, &row, &e);
    }
    return row;
}

static void write_row(struct store *s, const struct repeat *p, const struct value *row)
{
    struct buf text = { 0 };
    write_json(&text, row);
    store_put(s, TABLE_REPEAT, id_of(p), store_buf(&text));
    buf_release(&text);
}

enum repeat_found repeat_find(struct store *s, const struct repeat *p, int64_t now_ms,
                              struct value **ret_row)
{
    char print[HEX_ROOM];
    struct value *row = read_row(s, p);
    write_print(p, print);
    bool is_there = row != NULL && now_ms - outcome_int(row, "madeDate") < KEPT_MS;
    bool is_same = is_there && strcmp(value_member_text(row, "print"), print) == 0;
    if (!is_same) {
        value_release(row);
        return is_there ? REPEAT_OTHER : REPEAT_NONE;
    }
    *ret_row = row;
    return REPEAT_SAME;
}

bool repeat_hold(struct store *s, const struct repeat *p)
{
    return store_hold(s, TABLE_REPEAT, id_of(p));
}

bool repeat_is_elsewhere(struct store *s, const struct value *row)
{
    int64_t node = outcome_int(row, "node");
    return node != 0 && node != store_self(s) && store_node_lives(s, node);
}

/* The oldest rows, if they are old enough. A row that has been made anew since is younger than
 * its first place among the times says; another node may be about to do that. */
static void remove_old(struct store *s, int64_t now_ms)
{
    struct store_walk w;
    struct store_row row;
    uint64_t made_ms;
    store_walk_begin(&w, s, TABLE_REPEAT_TIME, (struct store_bytes){ NULL, 0 }, false);
    for (int i = 0; i < REMOVED_AT_ONCE && store_walk_next(&w, &row); i++) {
        struct store_bytes rest = row.key;
        struct buf key = { 0 };
        struct repeat p;
        if (!rowkey_take_u64(&rest, &made_ms) || rest.size != REPEAT_DIGEST ||
            now_ms - (int64_t)made_ms < KEPT_MS) {
            break;
        }
        memcpy(p.id, rest.at, REPEAT_DIGEST);
        if (!repeat_hold(s, &p)) {
            break;
        }
        put_time_key(&key, made_ms, &p);
        store_remove(s, TABLE_REPEAT_TIME, store_buf(&key));
        buf_release(&key);
        struct value *old = read_row(s, &p);
        if (old != NULL && outcome_int(old, "madeDate") == (int64_t)made_ms) {
            store_remove(s, TABLE_REPEAT, id_of(&p));
        }
        value_release(old);
    }
    store_walk_end(&w);
}

void repeat_begun(struct store *s, const struct repeat *p, int64_t now_ms, const char *arn,
                  int64_t start_ms)
{
    struct value *row = value_object();
    struct buf key = { 0 };
    char print[HEX_ROOM];
    write_print(p, print);
    value_set_text(&row, "print", print);
    value_set_take(&row, "madeDate", value_int(now_ms));
    value_set_text(&row, "executionArn", arn);
    value_set_take(&row, "startDate", value_int(start_ms));
    if (store_is_shared(s)) {
        value_set_take(&row, "node", value_int(store_self(s)));
    }
    write_row(s, p, row);
    value_release(row);
    put_time_key(&key, (uint64_t)now_ms, p);
    store_put(s, TABLE_REPEAT_TIME, store_buf(&key), (struct store_bytes){ NULL, 0 });
    buf_release(&key);
    remove_old(s, now_ms);
}

void repeat_ended(struct store *s, const struct repeat *p, int status, struct value *body)
{
    struct value *row = read_row(s, p);
    if (row != NULL) {
        value_set_take(&row, "status", value_int(status));
        value_set_take(&row, "body", value_share(body));
        write_row(s, p, row);
    }
    value_release(row);
}
