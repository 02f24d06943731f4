#include "runtime/sns/mail.h"

#include <stddef.h>
#include <stdio.h>

#include "runtime/base/random.h"
#include "runtime/service/ask.h"
#include "runtime/sns/news.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define SAME_MS (5 * 60 * 1000) /* how long a FIFO topic knows what it has taken */

void mail_keep(struct ask *a, struct news *n)
{
    struct statement *s = database_statement(
        a->database,
        "INSERT INTO mail (id, topic, phone, subject, message, attributes, receivers, "
        "at_ms, same) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    struct value *none = value_object(), *nobody = value_array(0);
    database_set_text(s, 1, n->id);
    database_set_text(s, 2, n->topic != NULL ? n->topic->arn : NULL);
    database_set_text(s, 3, n->phone);
    database_set_text(s, 4, n->subject);
    database_set_text(s, 5, n->text);
    database_set_json(s, 6, n->attributes != NULL ? n->attributes : none);
    database_set_json(s, 7, nobody);
    database_set_int(s, 8, a->now_ms);
    database_set_text(s, 9, n->same);
    database_run(s);
    value_release(nobody);
    value_release(none);
    if (n->topic != NULL && n->topic->is_fifo) {
        snprintf(n->sequence, sizeof n->sequence, "1%019lld",
                 (long long)database_last_key(a->database));
    }
}

void mail_set_receivers(struct ask *a, const struct news *n, const struct value *to)
{
    struct statement *s =
        database_statement(a->database, "UPDATE mail SET receivers = ?2 WHERE id = ?1");
    database_set_text(s, 1, n->id);
    database_set_json(s, 2, to);
    database_run(s);
}

void mail_keep_text(struct ask *a, const char *number, const char *text)
{
    struct news n = { .phone = number, .text = text };
    random_uuid(a->random, n.id);
    mail_keep(a, &n);
}

bool mail_was_taken(struct ask *a, struct news *n)
{
    struct statement *s = database_statement(
        a->database, "SELECT id, key FROM mail WHERE topic = ?1 AND same = ?2 AND at_ms > ?3");
    database_set_text(s, 1, n->topic->arn);
    database_set_text(s, 2, n->same);
    database_set_int(s, 3, a->now_ms - SAME_MS);
    bool is_there = database_row(s);
    if (is_there) {
        snprintf(n->id, sizeof n->id, "%s", database_text(s, 0));
        snprintf(n->sequence, sizeof n->sequence, "1%019lld", (long long)database_int(s, 1));
    }
    database_leave(s);
    return is_there;
}
