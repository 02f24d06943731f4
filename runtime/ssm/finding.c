#include "runtime/ssm/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/call/shape.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/ssm/filters.h"
#include "runtime/ssm/marking.h"
#include "runtime/ssm/parameter.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define NAMES_MAX 10
#define PATH_PAGE 10
#define PAGE      50

static void answer(struct ask *a, struct value *body)
{
    service_answer_release(a->answer);
    service_answer_good(a->answer, body);
}

static bool says(struct ask *a, const char *member)
{
    struct value *is = NULL;
    return value_member(a->request, member, &is) && value_is_true(is);
}

/* ---- By name ---- */

void finding_get(struct ask *a)
{
    struct parameter p;
    if (parameter_find(a, ask_text(a, a->request, "Name"), &p)) {
        struct value *body = value_object();
        value_set_take(&body, "Parameter", parameter_show(&p, says(a, "WithDecryption")));
        answer(a, body);
    }
    parameter_release(&p);
}

void finding_get_many(struct ask *a)
{
    struct value *names = marking_names(a, NAMES_MAX);
    struct value *good = value_array(0), *bad = value_array(0), *body = value_object();
    for (size_t i = 0; i < value_count(names); i++) {
        struct parameter p;
        struct value *name = value_item(names, i);
        if (parameter_load(a, value_string(name), &p)) {
            value_append_take(&good, parameter_show(&p, says(a, "WithDecryption")));
        } else {
            value_append_take(&bad, value_share(name));
        }
        parameter_release(&p);
    }
    value_set_take(&body, "Parameters", good);
    value_set_take(&body, "InvalidParameters", bad);
    if (names != NULL) {
        answer(a, value_share(body));
    }
    value_release(body);
}

/* ---- Pages ---- */

/* A token is base64 of the last name, or number, of the page before. */
struct page {
    int64_t most;
    struct buf after; /* "" at the beginning */
    struct value *list;
    char *last; /* owned, or NULL */
    bool is_cut;
};

static bool begin(struct ask *a, int64_t limit, struct page *ret)
{
    const char *token = value_member_text(a->request, "NextToken");
    *ret = (struct page){ .list = value_array(0) };
    if (!ask_int(a, a->request, "MaxResults", limit, &ret->most)) {
        return false;
    }
    if (ret->most < 1 || ret->most > limit) {
        return ask_fail_value(
            a,
            "1 validation error detected: Value '%lld' at 'maxResults' failed "
            "to satisfy constraint: Member must have value between 1 and "
            "%lld, inclusive",
            (long long)ret->most, (long long)limit);
    }
    return token == NULL || shape_decode(&ret->after, token, strlen(token)) ||
           ask_fail(a, "InvalidNextToken", "The specified token isn't valid.");
}

/* Append one entry (taken), which is called so. Returns false once the page is full. */
static bool append(struct page *p, const char *called, struct value *one)
{
    if ((int64_t)value_count(p->list) == p->most) {
        p->is_cut = true;
        value_release(one);
        return false;
    }
    value_append_take(&p->list, one);
    memory_release(p->last);
    p->last = memory_text(called);
    return true;
}

/* Answer the page, unless the request has failed, and release it. */
static void end(struct ask *a, struct page *p, bool is_good)
{
    if (is_good) {
        struct value *body = value_object();
        value_set_take(&body, "Parameters", value_share(p->list));
        if (p->is_cut) {
            struct buf token = { 0 };
            shape_encode(&token, p->last, strlen(p->last));
            value_set_text(&body, "NextToken", buf_string(&token));
            buf_release(&token);
        }
        answer(a, body);
    }
    value_release(p->list);
    buf_release(&p->after);
    memory_release(p->last);
}

/* Every parameter behind the page's beginning, by its name. */
static struct statement *all_behind(struct ask *a, const struct page *p)
{
    struct statement *s = database_statement(
        a->database, "SELECT " PARAMETER_COLUMNS " FROM parameter p JOIN version v ON v.name = "
                     "p.name AND v.version = p.version WHERE p.name > ?1 ORDER BY p.name");
    database_set_text(s, 1, buf_string(&p->after));
    return s;
}

/* ---- By path ---- */

static bool check_path(struct ask *a, const char *path)
{
    return path[0] == '/' ||
           ask_fail_value(
               a, "The parameter doesn't meet the parameter name requirements. The parameter "
                  "name must begin with a forward slash \"/\". It can't be prefixed with "
                  "\"aws\" or \"ssm\" (case-insensitive). It must use only letters, numbers, "
                  "or the following symbols: . (period), - (hyphen), _ (underscore). Special "
                  "characters are not allowed. All sub-paths, if specified, must use the "
                  "forward slash symbol \"/\". Valid example: "
                  "/get/parameters2-/by1./path0_.");
}

void finding_by_path(struct ask *a)
{
    static const char *const keys[] = { "Type", "KeyId", "Label" };
    const char *path = ask_text(a, a->request, "Path");
    struct page p = { .list = NULL };
    bool is_good = path != NULL && check_path(a, path) && begin(a, PATH_PAGE, &p) &&
                   filters_check(a, keys, sizeof keys / sizeof keys[0], false);
    struct statement *s = is_good ? all_behind(a, &p) : NULL;
    bool goes_on = is_good;
    while (goes_on && database_row(s)) {
        struct parameter one;
        parameter_read(s, &one);
        if (filters_is_below(one.name, path, says(a, "Recursive")) && filters_pass(a, &one)) {
            goes_on = append(&p, one.name, parameter_show(&one, says(a, "WithDecryption")));
        }
        parameter_release(&one);
    }
    end(a, &p, is_good);
}

/* ---- Described ---- */

void finding_describe(struct ask *a)
{
    static const char *const keys[] = { "Name",  "Type", "KeyId",   "Path",
                                        "Label", "Tier", "DataType" };
    struct page p;
    bool is_good =
        begin(a, PAGE, &p) && filters_check(a, keys, sizeof keys / sizeof keys[0], true);
    struct statement *s = is_good ? all_behind(a, &p) : NULL;
    bool goes_on = is_good;
    while (goes_on && database_row(s)) {
        struct parameter one;
        parameter_read(s, &one);
        if (filters_pass(a, &one)) {
            goes_on = append(&p, one.name, parameter_show_about(&one));
        }
        parameter_release(&one);
    }
    end(a, &p, is_good);
}

/* ---- History ---- */

static void append_versions(struct ask *a, struct page *p, const char *name)
{
    struct statement *s = database_statement(
        a->database, "SELECT " PARAMETER_COLUMNS " FROM parameter p JOIN version v ON v.name = "
                     "p.name WHERE p.name = ?1 AND v.version > ?2 ORDER BY v.version");
    bool goes_on = true;
    database_set_text(s, 1, name);
    database_set_int(s, 2, p->after.size < 19 ? strtoll(buf_string(&p->after), NULL, 10) : 0);
    while (goes_on && database_row(s)) {
        struct parameter one;
        struct buf called = { 0 };
        parameter_read(s, &one);
        buf_int(&called, one.version);
        goes_on = append(p, buf_string(&called),
                         parameter_show_history(a, &one, says(a, "WithDecryption")));
        buf_release(&called);
        parameter_release(&one);
    }
}

void finding_history(struct ask *a)
{
    struct parameter latest;
    struct page p = { .list = NULL };
    bool is_good =
        parameter_find(a, ask_text(a, a->request, "Name"), &latest) && begin(a, PAGE, &p);
    if (is_good) {
        append_versions(a, &p, latest.name);
    }
    end(a, &p, is_good);
    parameter_release(&latest);
}
