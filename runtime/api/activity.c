#include "runtime/api/activity.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/page.h"
#include "runtime/api/reply.h"
#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/table.h"
#include "runtime/ledger/tags.h"
#include "runtime/machine/machineconf.h"
#include "runtime/service/answer.h"
#include "runtime/station/desk.h"
#include "runtime/station/station.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define ENCRYPTION "encryptionConfiguration"

/* ---- Rows ---- */

static void put_row(struct station *s, const char *key, const struct value *row)
{
    struct buf text = { 0 };
    write_json(&text, row);
    store_put(s->store, TABLE_ACTIVITY, store_text(key), store_buf(&text));
    buf_release(&text);
}

/* New; NULL if it is not there. */
static struct value *read_row(struct store_bytes text)
{
    struct value *row = NULL;
    struct read_error e;
    read_json_own(text.at, text.size, &row, &e);
    return row;
}

static struct value *get_row(const struct station *s, const char *arn)
{
    struct store_bytes text;
    bool found = store_get(s->store, TABLE_ACTIVITY, store_text(arn), &text);
    return found ? read_row(text) : NULL;
}

static uint64_t number_of(const struct value *row)
{
    struct value *v = NULL;
    int64_t number = 0;
    return value_member(row, "number", &v) && value_is_int(v, &number) ? (uint64_t)number : 0;
}

bool activity_is_there(const struct station *s, const char *arn)
{
    return store_get(s->store, TABLE_ACTIVITY, store_text(arn), NULL);
}

/* ---- All of them ---- */

struct listed {
    char *arn;
    struct value *row;
    uint64_t number;
};

struct all {
    struct listed *list;
    size_t count, room;
};

static int by_number(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* Those with that number and later ones, in the order of their creation. */
static struct all read_all(const struct station *s, uint64_t from)
{
    struct all all = { .list = NULL };
    struct store_walk w;
    struct store_row r;
    store_walk_begin(&w, s->store, TABLE_ACTIVITY, (struct store_bytes){ NULL, 0 }, false);
    while (store_walk_next(&w, &r)) {
        struct listed one = { .row = read_row(r.value) };
        one.number = number_of(one.row);
        if (one.number < from) {
            value_release(one.row);
            continue;
        }
        one.arn = memory_text_n(r.key.at, r.key.size);
        all.list = memory_grow(all.list, all.count, &all.room, sizeof *all.list);
        all.list[all.count++] = one;
    }
    store_walk_end(&w);
    if (all.count > 0) {
        qsort(all.list, all.count, sizeof *all.list, by_number);
    }
    return all;
}

static void release_all(struct all *all)
{
    for (size_t i = 0; i < all->count; i++) {
        memory_release(all->list[i].arn);
        value_release(all->list[i].row);
    }
    memory_release(all->list);
}

static uint64_t next_number(const struct station *s)
{
    struct all all = read_all(s, 0);
    uint64_t next = all.count == 0 ? 1 : all.list[all.count - 1].number + 1;
    release_all(&all);
    return next;
}

/* ---- Creation and deletion ---- */

static void reply_created(struct station *s, struct call *c, const char *arn,
                          const struct value *row)
{
    struct value *body = value_object();
    value_set_text(&body, "activityArn", arn);
    reply_copy_date(&body, "creationDate", row);
    reply_good(s, c, body);
}

/* `encryption` is taken. */
static struct value *create(struct station *s, const struct call *c, const char *arn,
                            struct value *encryption)
{
    struct value *row = value_object(), *tags = NULL;
    value_set_text(&row, "name", call_text(c, "name"));
    value_set_take(&row, "creationDate", value_int(station_now_ms(s)));
    value_set_take(&row, "number", value_int((int64_t)next_number(s)));
    value_set_take(&row, ENCRYPTION, encryption);
    put_row(s, arn, row);
    if (value_member(c->input, "tags", &tags)) {
        tags_put(s->store, arn, tags);
    }
    return row;
}

static bool may_create(const struct call *c, const char *arn, struct service_answer *a)
{
    struct value *tags = NULL;
    value_member(c->input, "tags", &tags);
    return apiarn_check_name(call_text(c, "name"), a) && tags_check(arn, tags, a);
}

/* What is there already is answered as if it had just been made. `encryption` is taken. */
static void create_once(struct station *s, struct call *c, const char *arn,
                        struct value *encryption)
{
    struct value *row = get_row(s, arn), *before;
    if (row == NULL) {
        row = create(s, c, arn, value_share(encryption));
    }
    if (value_member(row, ENCRYPTION, &before) && !value_equal(before, encryption)) {
        reply_fail(s, c, "ActivityAlreadyExists",
                   "Activity already exists. EncryptionConfiguration may not be updated.");
    } else {
        reply_created(s, c, arn, row);
    }
    value_release(row);
    value_release(encryption);
}

void activity_create(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    char *arn = names_arn("activity", call_text(c, "name"), "");
    struct value *encryption =
        may_create(c, arn, &a) ? machineconf_encryption(c->input, &a) : NULL;
    if (encryption == NULL) {
        station_answer(s, c, &a);
    } else {
        create_once(s, c, arn, encryption);
    }
    memory_release(arn);
}

/* The ARN of the request. Returns false after an answer. */
static bool read_arn(struct station *s, struct call *c, const char **ret_arn)
{
    static const char *const activities[] = { "activity", NULL };
    struct service_answer a = { .status = 0 };
    struct apiarn parts;
    *ret_arn = call_text(c, "activityArn");
    bool is_good = apiarn_read(*ret_arn, activities, &parts, &a);
    if (!is_good) {
        station_answer(s, c, &a);
    }
    return is_good;
}

void activity_delete(struct station *s, struct call *c)
{
    const char *arn;
    if (read_arn(s, c, &arn)) {
        store_remove(s->store, TABLE_ACTIVITY, store_text(arn));
        store_remove(s->store, TABLE_TAGS, store_text(arn));
        reply_good(s, c, NULL);
    }
}

/* ---- Telling ---- */

static void fail_unknown(struct station *s, struct call *c, const char *arn)
{
    reply_fail(s, c, "ActivityDoesNotExist", "Activity Does Not Exist: '%s'", arn);
}

static struct value *show(const char *arn, const struct value *row)
{
    struct value *body = value_object();
    value_set_text(&body, "activityArn", arn);
    reply_copy_text(&body, "name", row);
    reply_copy_date(&body, "creationDate", row);
    return body;
}

void activity_describe(struct station *s, struct call *c)
{
    const char *arn;
    if (!read_arn(s, c, &arn)) {
        return;
    }
    struct value *row = get_row(s, arn);
    if (row == NULL) {
        fail_unknown(s, c, arn);
    } else {
        struct value *body = show(arn, row), *encryption;
        if (value_member(row, ENCRYPTION, &encryption)) {
            value_set_take(&body, ENCRYPTION, value_share(encryption));
        }
        reply_good(s, c, body);
    }
    value_release(row);
}

void activity_list(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct page page;
    if (!page_read(c->input, "activities", PAGE_USUAL, &page, &a)) {
        station_answer(s, c, &a);
        return;
    }
    struct all all = read_all(s, page.from);
    struct value *body = value_object(), *list = value_array(0);
    for (size_t i = 0; i < all.count && i < page.most; i++) {
        value_append_take(&list, show(all.list[i].arn, all.list[i].row));
    }
    value_set_take(&body, "activities", list);
    if (all.count > page.most) {
        page_put_token(&body, &page, all.list[page.most].number);
    }
    release_all(&all);
    reply_good(s, c, body);
}

/* ---- Workers ---- */

void activity_task(struct station *s, struct call *c)
{
    const char *arn;
    if (!read_arn(s, c, &arn)) {
        return;
    }
    if (!activity_is_there(s, arn)) {
        fail_unknown(s, c, arn);
    } else {
        desk_get_task(s->desk, c);
    }
}

void activity_success(struct station *s, struct call *c)
{
    desk_send(s->desk, c, "SendTaskSuccess");
}

void activity_failure(struct station *s, struct call *c)
{
    desk_send(s->desk, c, "SendTaskFailure");
}

void activity_heartbeat(struct station *s, struct call *c)
{
    desk_send(s->desk, c, "SendTaskHeartbeat");
}
