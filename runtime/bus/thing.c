#include "runtime/bus/thing.h"

#include <string.h>

#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/service/violations.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define PAGE 100

struct value *thing_load(struct ask *a, const char *kind, const char *name)
{
    struct statement *s =
        database_statement(a->database, "SELECT json FROM thing WHERE kind = ?1 AND name = ?2");
    database_set_text(s, 1, kind);
    database_set_text(s, 2, name);
    struct value *thing = database_row(s) ? database_json(s, 0) : NULL;
    database_leave(s);
    return thing;
}

void thing_store(struct ask *a, const char *kind, const char *name, const struct value *thing)
{
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO thing (kind, name, json) VALUES (?1, ?2, ?3)");
    database_set_text(s, 1, kind);
    database_set_text(s, 2, name);
    database_set_json(s, 3, thing);
    database_run(s);
}

void thing_forget(struct ask *a, const char *kind, const char *name)
{
    struct statement *s =
        database_statement(a->database, "DELETE FROM thing WHERE kind = ?1 AND name = ?2");
    database_set_text(s, 1, kind);
    database_set_text(s, 2, name);
    database_run(s);
}

struct value *thing_show(const struct value *thing, const char *const *shown)
{
    struct value *some = value_object(), *v = NULL;
    for (; *shown != NULL; shown++) {
        if (value_member(thing, *shown, &v)) {
            value_set_take(&some, *shown, value_share(v));
        }
    }
    return some;
}

static bool is_wanted(struct ask *a, const struct value *thing, const char *const *by)
{
    for (; *by != NULL; by++) {
        const char *wanted = value_member_text(a->request, *by);
        const char *has = value_member_text(thing, *by);
        if (wanted != NULL && (has == NULL || strcmp(has, wanted) != 0)) {
            return false;
        }
    }
    return true;
}

int64_t thing_limit(struct ask *a)
{
    int64_t limit;
    const char *member = value_member(a->request, "MaxResults", NULL) ? "MaxResults" : "Limit";
    if (!ask_int(a, a->request, member, PAGE, &limit) || limit < 1 || limit > PAGE) {
        return PAGE;
    }
    return limit;
}

static const char *text_or_empty(const struct value *from, const char *member)
{
    const char *text = value_member_text(from, member);
    return text != NULL ? text : "";
}

void thing_list(struct ask *a, const char *kind, const char *list, const char *const *shown,
                const char *const *by)
{
    struct value *all = value_array(0), *body = value_object();
    int64_t limit = thing_limit(a);
    struct statement *s = database_statement(
        a->database, "SELECT json, name FROM thing WHERE kind = ?1 AND name > ?2 AND "
                     "substr(name, 1, length(?3)) = ?3 ORDER BY name");
    struct value *last = NULL;
    database_set_text(s, 1, kind);
    database_set_text(s, 2, text_or_empty(a->request, "NextToken"));
    database_set_text(s, 3, text_or_empty(a->request, "NamePrefix"));
    while (database_row(s)) {
        struct value *thing = database_json(s, 0);
        bool is_one = is_wanted(a, thing, by);
        if (is_one && (int64_t)value_count(all) == limit) {
            value_set_take(&body, "NextToken", value_share(last));
            value_release(thing);
            break;
        }
        if (is_one) {
            value_append_take(&all, thing_show(thing, shown));
            value_release(last);
            last = value_text(database_text(s, 1));
        }
        value_release(thing);
    }
    database_leave(s);
    value_release(last);
    value_set_take(&body, list, all);
    service_answer_good(a->answer, body);
}

void thing_copy(struct ask *a, struct value **thing, const char *const *members)
{
    struct value *v = NULL;
    for (; *members != NULL; members++) {
        if (value_member(a->request, *members, &v) && !value_is_null(v)) {
            value_set_take(thing, *members, value_share(v));
        }
    }
}

void thing_set_time(struct value **thing, const char *member, int64_t at_ms)
{
    value_set_take(thing, member, value_double((double)at_ms / 1000));
}

/* ---- What AWS's validators say ---- */

static void end(struct ask *a, struct violations *v)
{
    struct buf why = { 0 };
    if (!violations_end(v, &why)) {
        ask_fail_value(a, "%s", buf_string(&why));
    }
    buf_release(&why);
}

/* Members are shown with a small first letter. */
static size_t enter(struct violations *v, const char *member)
{
    char shown[64];
    size_t size = strlen(member);
    size = size < sizeof shown ? size : sizeof shown - 1;
    memcpy(shown, member, size);
    shown[size] = '\0';
    shown[0] = (char)(shown[0] >= 'A' && shown[0] <= 'Z' ? shown[0] - 'A' + 'a' : shown[0]);
    return violations_enter(v, shown);
}

const char *thing_name(struct ask *a, const char *member, size_t most)
{
    const char *name = ask_text(a, a->request, member);
    struct violations v = { 0 };
    if (name == NULL) {
        return NULL;
    }
    size_t size = strlen(name), at = enter(&v, member);
    if (!plain_is_name(name, size, SIZE_MAX, ".")) {
        violations_add(&v, name, size,
                       "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
    }
    violations_check_length(&v, name, size, size, 1, (int64_t)most);
    violations_leave(&v, at);
    end(a, &v);
    return ask_has_failed(a) ? NULL : name;
}

bool thing_check_word(struct ask *a, const char *member, const char *text, const char *words)
{
    struct violations v = { 0 };
    size_t at = enter(&v, member);
    violations_check_words(&v, text, strlen(text), words);
    violations_leave(&v, at);
    end(a, &v);
    return !ask_has_failed(a);
}
