#include "runtime/machine/aliases.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/machine.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static struct value *read_row(struct store_bytes bytes)
{
    struct value *row = NULL;
    struct read_error e;
    read_json_own(bytes.at, bytes.size, &row, &e);
    return row;
}

struct value *aliases_get(struct store *s, const char *arn)
{
    struct store_bytes bytes;
    return store_get(s, TABLE_ALIAS, store_text(arn), &bytes) ? read_row(bytes) : NULL;
}

void aliases_put(struct store *s, const char *arn, const struct value *row)
{
    struct buf json = { 0 };
    write_json(&json, row);
    store_put(s, TABLE_ALIAS, store_text(arn), store_buf(&json));
    buf_release(&json);
}

void aliases_remove(struct store *s, const char *arn)
{
    store_remove(s, TABLE_ALIAS, store_text(arn));
}

int64_t aliases_number(const struct value *row, const char *key)
{
    struct value *v;
    int64_t number = 0;
    return value_member(row, key, &v) && value_is_int(v, &number) ? number : 0;
}

/* ---- Those of a machine ---- */

struct found {
    struct value **rows; /* [count], owned */
    size_t count, room;
};

static bool has_route(const struct value *row, const char *version_arn)
{
    struct value *routes = NULL;
    value_member(row, "routingConfiguration", &routes);
    for (size_t i = 0; i < value_count(routes); i++) {
        const char *arn = value_member_text(value_item(routes, i), "stateMachineVersionArn");
        if (strcmp(arn, version_arn) == 0) {
            return true;
        }
    }
    return false;
}

static void take(struct found *f, struct value *row, const char *arn)
{
    value_set_text(&row, "stateMachineAliasArn", arn);
    f->rows = memory_grow(f->rows, f->count, &f->room, sizeof(struct value *));
    f->rows[f->count++] = row;
}

static void find(struct store *s, const struct machine *m, const char *version_arn,
                 struct found *f)
{
    struct store_walk w;
    struct store_row at;
    struct buf below = { 0 }, arn = { 0 };
    buf_print(&below, "%s:", m->arn);
    store_walk_begin(&w, s, TABLE_ALIAS, store_buf(&below), false);
    while (store_walk_next(&w, &at)) {
        buf_clear(&arn);
        buf_put(&arn, at.key.at, at.key.size);
        struct value *row = read_row(at.value);
        if (version_arn == NULL || has_route(row, version_arn)) {
            take(f, row, buf_string(&arn));
        } else {
            value_release(row);
        }
    }
    store_walk_end(&w);
    buf_release(&below);
    buf_release(&arn);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = aliases_number(*(struct value *const *)a, "number");
    int64_t y = aliases_number(*(struct value *const *)b, "number");
    return (x > y) - (x < y);
}

struct value *aliases_list(struct store *s, const struct machine *m, const char *version_arn)
{
    struct found f = { .count = 0 };
    find(s, m, version_arn, &f);
    if (f.count > 0) {
        qsort(f.rows, f.count, sizeof(struct value *), by_number);
    }
    struct value *list = value_array(f.count);
    for (size_t i = 0; i < f.count; i++) {
        value_append_take(&list, f.rows[i]);
    }
    memory_release(f.rows);
    return list;
}
