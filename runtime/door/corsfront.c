#include "runtime/door/corsfront.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/door/exchange.h"
#include "runtime/door/objectfront.h"
#include "runtime/door/postfront.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

#define ASKED_HEADERS "Access-Control-Request-Headers"
#define ASKED_METHOD  "Access-Control-Request-Method"

static bool is_options(const struct exchange *x)
{
    return strcmp(http_method(x->http), "OPTIONS") == 0;
}

bool corsfront_is_for(const struct exchange *x, char **ret_bucket)
{
    bool is_s3 = x->front == &objectfront || x->front == &postfront;
    if (!is_s3 || (http_header(x->http, "Origin") == NULL && !is_options(x))) {
        return false;
    }
    *ret_bucket = objectfront_bucket(x);
    if ((*ret_bucket)[0] == '\0') {
        memory_release(*ret_bucket);
        return false;
    }
    return true;
}

/* ---- Rules ---- */

static struct value *list_of(const struct value *rule, const char *member)
{
    struct value *list = NULL;
    return value_member(rule, member, &list) ? list : NULL;
}

/* A pattern may have one '*', which stands for any text. */
static bool fits(const char *pattern, const char *text, size_t size, bool has_case)
{
    int (*differ)(const char *, const char *, size_t) = has_case ? strncmp : strncasecmp;
    size_t head = strcspn(pattern, "*");
    if (pattern[head] == '\0') {
        return size == head && differ(pattern, text, size) == 0;
    }
    size_t tail = strlen(pattern + head + 1);
    return size >= head + tail && differ(pattern, text, head) == 0 &&
           differ(pattern + head + 1, text + size - tail, tail) == 0;
}

/* The pattern of the list that the text fits; NULL if there is none. */
static const char *find(const struct value *patterns, const char *text, size_t size,
                        bool has_case)
{
    for (size_t i = 0; i < value_count(patterns); i++) {
        const struct value *one = value_item(patterns, i);
        if (value_type(one) == VALUE_STRING && fits(value_string(one), text, size, has_case)) {
            return value_string(one);
        }
    }
    return NULL;
}

/* Each of the headers that a browser would like to send, with commas between them. */
static bool allows_headers(const struct value *rule, const char *asked)
{
    while (asked != NULL && *asked != '\0') {
        asked += strspn(asked, ", ");
        size_t size = strcspn(asked, ", ");
        if (size > 0 && find(list_of(rule, "AllowedHeaders"), asked, size, false) == NULL) {
            return false;
        }
        asked += size;
    }
    return true;
}

/* The first rule that allows it, and the pattern of its origins in *ret_origin. */
static const struct value *rule_for(const struct value *cors, const char *origin,
                                    const char *method, const char *headers,
                                    const char **ret_origin)
{
    const struct value *rules = list_of(cors, "CORSRules");
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i);
        *ret_origin = find(list_of(rule, "AllowedOrigins"), origin, strlen(origin), true);
        if (*ret_origin != NULL &&
            find(list_of(rule, "AllowedMethods"), method, strlen(method), true) != NULL &&
            allows_headers(rule, headers)) {
            return rule;
        }
    }
    return NULL;
}

/* ---- Answers ---- */

static void add_list(struct exchange *x, const char *name, const struct value *list)
{
    struct buf all = { 0 };
    for (size_t i = 0; i < value_count(list); i++) {
        buf_print(&all, "%s%s", i > 0 ? ", " : "", value_string(value_item(list, i)));
    }
    if (all.size > 0) {
        http_add_header(x->http, name, buf_string(&all));
    }
    buf_release(&all);
}

static void add_headers(struct exchange *x, const struct value *rule, const char *pattern)
{
    bool is_any = strcmp(pattern, "*") == 0;
    const char *asked = http_header(x->http, ASKED_HEADERS);
    struct value *age = NULL;
    http_add_header(x->http, "Access-Control-Allow-Origin",
                    is_any ? "*" : http_header(x->http, "Origin"));
    add_list(x, "Access-Control-Allow-Methods", list_of(rule, "AllowedMethods"));
    if (is_options(x) && asked != NULL) {
        http_add_header(x->http, "Access-Control-Allow-Headers", asked);
    }
    add_list(x, "Access-Control-Expose-Headers", list_of(rule, "ExposeHeaders"));
    if (value_member(rule, "MaxAgeSeconds", &age)) {
        struct number n = value_read_long(age);
        struct buf text = { 0 };
        buf_print(&text, "%lld", (long long)n.integer);
        http_add_header(x->http, "Access-Control-Max-Age", buf_string(&text));
        buf_release(&text);
    }
    if (!is_any) {
        http_add_header(x->http, "Access-Control-Allow-Credentials", "true");
    }
    http_add_header(x->http, "Vary", "Origin, " ASKED_HEADERS ", " ASKED_METHOD);
}

static bool fail(struct exchange *x, int status, const char *code, const char *message)
{
    struct service_answer a = { 0 };
    service_answer_fail(&a, status, NULL, code, "%s", message);
    objectfront.write(x, &a);
    service_answer_release(&a);
    return false;
}

static bool refuse(struct exchange *x, const struct value *cors)
{
    return fail(
        x, 403, "AccessForbidden",
        cors == NULL
            ? "CORSResponse: CORS is not enabled for this bucket."
            : "CORSResponse: This CORS request is not allowed. This is usually because "
              "the evaluation of Origin, request method / Access-Control-Request-Method "
              "or Access-Control-Request-Headers are not whitelisted by the resource's "
              "CORS spec.");
}

/* ---- Requests ---- */

static bool check_options(struct exchange *x, const struct value *cors)
{
    const char *origin = http_header(x->http, "Origin");
    const char *method = http_header(x->http, ASKED_METHOD), *pattern;
    struct buf none = { 0 };
    if (origin == NULL) {
        return fail(x, 400, "BadRequest",
                    "Insufficient information. Origin request header needed.");
    }
    if (method == NULL) {
        return fail(x, 400, "BadRequest", "Invalid Access-Control-Request-Method: null");
    }
    const struct value *rule =
        rule_for(cors, origin, method, http_header(x->http, ASKED_HEADERS), &pattern);
    if (rule == NULL) {
        return refuse(x, cors);
    }
    add_headers(x, rule, pattern);
    exchange_send(x, 200, NULL, &none);
    return false;
}

bool corsfront_check(struct exchange *x, const struct value *cors)
{
    const char *method = http_method(x->http), *pattern;
    if (is_options(x)) {
        return check_options(x, cors);
    }
    const struct value *rule =
        rule_for(cors, http_header(x->http, "Origin"), method, NULL, &pattern);
    if (rule != NULL) {
        add_headers(x, rule, pattern);
        return true;
    }
    bool only_asks = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    return !http_is_foreign(x->http) || (only_asks && cors != NULL) || refuse(x, cors);
}
