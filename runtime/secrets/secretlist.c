#include "runtime/secrets/secretlist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/secrets/edition.h"
#include "runtime/secrets/keep.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define PAGE 100

/* ---- Filters ---- */

static bool begins(const char *text, const char *start, bool any_case)
{
    size_t size = strlen(start);
    return text != NULL &&
           (any_case ? strncasecmp(text, start, size) == 0 : strncmp(text, start, size) == 0);
}

static bool has_tag(const struct keep *k, const char *member, const char *start, bool any_case)
{
    for (size_t i = 0; i < value_count(k->tags); i++) {
        if (begins(value_member_text(value_item(k->tags, i), member), start, any_case)) {
            return true;
        }
    }
    return false;
}

/* Returns true if what the filter is about begins so: names and tags in the same case. */
static bool begins_there(const struct keep *k, const char *key, const char *start)
{
    const char *description = value_member_text(k->about, "Description");
    bool is_all = strcmp(key, "all") == 0;
    return ((is_all || strcmp(key, "name") == 0) && begins(k->name, start, is_all)) ||
           ((is_all || strcmp(key, "description") == 0) && begins(description, start, true)) ||
           ((is_all || strcmp(key, "tag-key") == 0) && has_tag(k, "Key", start, is_all)) ||
           ((is_all || strcmp(key, "tag-value") == 0) && has_tag(k, "Value", start, is_all));
}

/* One of its values is enough. What follows an exclamation mark must not be there. */
static bool passes(const struct keep *k, const struct value *filter)
{
    const char *key = value_member_text(filter, "Key");
    struct value *values = NULL;
    value_member(filter, "Values", &values);
    for (size_t i = 0; i < value_count(values); i++) {
        const char *is = value_string(value_item(values, i));
        bool is_not = is[0] == '!';
        if (begins_there(k, key, is + is_not) != is_not) {
            return true;
        }
    }
    return false;
}

static bool passes_all(const struct keep *k, const struct value *filters)
{
    for (size_t i = 0; i < value_count(filters); i++) {
        if (!passes(k, value_item(filters, i))) {
            return false;
        }
    }
    return true;
}

static bool is_filter(const struct value *filter)
{
    static const char *const keys[] = { "name", "description", "tag-key", "tag-value", "all" };
    struct value *values = NULL;
    bool is_good = value_member(filter, "Values", &values) &&
                   value_type(values) == VALUE_ARRAY && value_count(values) > 0;
    for (size_t i = 0; is_good && i < value_count(values); i++) {
        is_good = value_type(value_item(values, i)) == VALUE_STRING;
    }
    for (size_t i = 0; is_good && i < sizeof keys / sizeof keys[0]; i++) {
        if (text_is(value_member_text(filter, "Key"), keys[i])) {
            return true;
        }
    }
    return false;
}

static bool check_filters(struct ask *a, const struct value *filters)
{
    for (size_t i = 0; i < value_count(filters); i++) {
        if (!is_filter(value_item(filters, i))) {
            return ask_fail_value(a, "A filter must have a Key, which is name, description, "
                                     "tag-key, tag-value or all, and Values.");
        }
    }
    return true;
}

/* ---- Pages ---- */

struct page {
    const struct value *filters;
    bool has_deleted, is_downward;
    int64_t most, after; /* a key; 0 at the beginning */
};

static struct statement *rows(struct ask *a, const struct page *p)
{
    struct statement *s =
        p->is_downward
            ? database_statement(a->database, "SELECT " KEEP_COLUMNS
                                              " FROM secret WHERE (?1 = 0 OR key < ?1) AND "
                                              "(deleted_ms = 0 OR (deleted_ms > ?2 AND ?3)) "
                                              "ORDER BY key DESC")
            : database_statement(a->database, "SELECT " KEEP_COLUMNS
                                              " FROM secret WHERE key > ?1 AND (deleted_ms = "
                                              "0 OR (deleted_ms > ?2 AND ?3)) ORDER BY key");
    database_set_int(s, 1, p->after);
    database_set_int(s, 2, a->now_ms);
    database_set_int(s, 3, p->has_deleted);
    return s;
}

static struct value *show(struct ask *a, const struct keep *k)
{
    struct value *one = keep_show(k), *stages = edition_stages(a, k);
    if (value_count(stages) > 0) {
        value_set_take(&one, "SecretVersionsToStages", value_share(stages));
    }
    value_release(stages);
    return one;
}

static struct value *fill(struct ask *a, struct page *p)
{
    struct value *list = value_array(0), *body = value_object();
    struct statement *s = rows(a, p);
    bool is_cut = false;
    while (!is_cut && database_row(s)) {
        struct keep k;
        keep_read(s, &k);
        bool is_wanted = passes_all(&k, p->filters);
        is_cut = is_wanted && (int64_t)value_count(list) == p->most;
        if (is_wanted && !is_cut) {
            p->after = k.key;
            value_append_take(&list, show(a, &k));
        }
        keep_release(&k);
    }
    value_set_take(&body, "SecretList", list);
    if (is_cut) {
        struct buf token = { 0 };
        buf_int(&token, p->after);
        value_set_text(&body, "NextToken", buf_string(&token));
        buf_release(&token);
    }
    return body;
}

static bool read_page(struct ask *a, struct page *p)
{
    struct value *token = NULL, *deleted = NULL, *filters = NULL;
    value_member(a->request, "Filters", &filters);
    *p = (struct page){ .filters = filters,
                        .has_deleted =
                            value_member(a->request, "IncludePlannedDeletion", &deleted) &&
                            value_is_true(deleted),
                        .is_downward =
                            text_is(value_member_text(a->request, "SortOrder"), "desc") };
    if (!ask_int(a, a->request, "MaxResults", PAGE, &p->most)) {
        return false;
    }
    if (p->most < 1 || p->most > PAGE) {
        return ask_fail_value(a, "MaxResults must be between 1 and %d.", PAGE);
    }
    if (value_member(a->request, "NextToken", &token)) {
        struct number n = value_read_long(token);
        p->after = n.kind == NUMBER_INT ? n.integer : 0;
        return p->after > 0 ||
               ask_fail(a, "InvalidNextTokenException", "The NextToken value is invalid.");
    }
    return true;
}

void secretlist_answer(struct ask *a)
{
    struct page p;
    if (read_page(a, &p) && check_filters(a, p.filters)) {
        keep_answer(a, fill(a, &p));
    }
}
