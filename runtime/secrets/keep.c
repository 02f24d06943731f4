#include "runtime/secrets/keep.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define NOT_FOUND "Secrets Manager can't find the specified secret."

/* ---- Rows ---- */

void keep_read(struct statement *s, struct keep *ret)
{
    *ret = (struct keep){ .key = database_int(s, 0),
                          .name = memory_text(database_text(s, 1)),
                          .arn = memory_text(database_text(s, 2)),
                          .about = database_json(s, 3),
                          .tags = database_json(s, 4),
                          .made_ms = database_int(s, 5),
                          .changed_ms = database_int(s, 6),
                          .deleted_ms = database_int(s, 7) };
}

void keep_release(struct keep *k)
{
    memory_release(k->name);
    memory_release(k->arn);
    value_release(k->about);
    value_release(k->tags);
    *k = (struct keep){ .key = 0 };
}

bool keep_load(struct ask *a, const char *called, struct keep *ret)
{
    struct statement *s = database_statement(
        a->database, "SELECT " KEEP_COLUMNS " FROM secret WHERE (name = ?1 OR arn = ?1 OR "
                     "substr(arn, 1, length(arn) - 7) = ?1) AND (deleted_ms = 0 OR deleted_ms "
                     "> ?2) ORDER BY arn = ?1 DESC LIMIT 1");
    *ret = (struct keep){ .key = 0 };
    database_set_text(s, 1, called);
    database_set_int(s, 2, a->now_ms);
    if (!database_row(s)) {
        return false;
    }
    keep_read(s, ret);
    database_leave(s);
    return true;
}

bool keep_find(struct ask *a, bool takes_deleted, struct keep *ret)
{
    const char *called = ask_text(a, a->request, "SecretId");
    *ret = (struct keep){ .key = 0 };
    if (called == NULL) {
        return false;
    }
    if (!keep_load(a, called, ret)) {
        return ask_fail(a, "ResourceNotFoundException", NOT_FOUND);
    }
    return ret->deleted_ms == 0 || takes_deleted ||
           ask_fail(a, "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for "
                    "deletion.");
}

void keep_store(struct ask *a, struct keep *k)
{
    struct statement *s = database_statement(
        a->database,
        "INSERT INTO secret (name, arn, about, tags, made_ms, changed_ms, deleted_ms) VALUES "
        "(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (name) DO UPDATE SET about = ?3, tags = ?4, "
        "changed_ms = ?6, deleted_ms = ?7");
    database_set_text(s, 1, k->name);
    database_set_text(s, 2, k->arn);
    database_set_json(s, 3, k->about);
    database_set_json(s, 4, k->tags);
    database_set_int(s, 5, k->made_ms);
    database_set_int(s, 6, k->changed_ms);
    database_set_int(s, 7, k->deleted_ms);
    database_run(s);
    if (k->key == 0) {
        k->key = database_last_key(a->database);
    }
}

void keep_forget(struct ask *a, const struct keep *k)
{
    struct statement *s = database_statement(a->database, "DELETE FROM secret WHERE key = ?1");
    database_set_int(s, 1, k->key);
    database_run(s);
}

void keep_forget_due(struct ask *a)
{
    struct statement *s = database_statement(
        a->database, "DELETE FROM secret WHERE deleted_ms > 0 AND deleted_ms <= ?1");
    database_set_int(s, 1, a->now_ms);
    database_run(s);
}

/* ---- Shown ---- */

struct value *keep_time(int64_t at_ms)
{
    return value_double((double)at_ms / 1000);
}

struct value *keep_show_name(const struct keep *k)
{
    struct value *o = value_object();
    value_set_text(&o, "ARN", k->arn);
    value_set_text(&o, "Name", k->name);
    return o;
}

struct value *keep_show(const struct keep *k)
{
    struct value *o = keep_show_name(k);
    for (struct value_walk w = value_walk(k->about); value_step(&w);) {
        value_set_take(&o, w.key, value_share(w.value));
    }
    value_set_take(&o, "LastChangedDate", keep_time(k->changed_ms));
    if (k->deleted_ms > 0) {
        value_set_take(&o, "DeletedDate", keep_time(k->deleted_ms));
    }
    if (value_count(k->tags) > 0) {
        value_set_take(&o, "Tags", value_share(k->tags));
    }
    value_set_take(&o, "CreatedDate", keep_time(k->made_ms));
    return o;
}

void keep_answer(struct ask *a, struct value *body)
{
    service_answer_release(a->answer);
    service_answer_good(a->answer, body);
}
