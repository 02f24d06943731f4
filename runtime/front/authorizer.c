#include "runtime/front/authorizer.h"

#include <string.h>
#include <strings.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/front/functionevent.h"
#include "runtime/front/route.h"
#include "runtime/front/routeinput.h"
#include "runtime/loop/http.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static const char *kind_of(const struct route *route)
{
    const char *text = route_text(route, ROUTE_AUTHORIZER, 0);
    const char *colon = text != NULL ? strrchr(text, ':') : NULL;
    return colon != NULL ? colon + 1 : "";
}

static bool is_kind(const struct route *route, const char *kind)
{
    return strcmp(kind_of(route), kind) == 0;
}

static bool is_rest(const struct route *route)
{
    return is_kind(route, "token") || is_kind(route, "rest");
}

char *authorizer_function(const struct route *route)
{
    const char *text = route_text(route, ROUTE_AUTHORIZER, 0);
    const char *colon = text != NULL ? strrchr(text, ':') : NULL;
    return colon != NULL ? memory_text_n(text, (size_t)(colon - text)) : NULL;
}

/* ---- Refusals ---- */

static struct authorizer_refusal unauthorized(const struct route *route)
{
    const char *type = is_rest(route) ? "UnauthorizedException" : NULL;
    return (struct authorizer_refusal){ 401, type, "message", "Unauthorized" };
}

struct authorizer_refusal authorizer_is_gone(const struct route *route)
{
    return is_rest(route)
               ? (struct authorizer_refusal){ 500, "AuthorizerConfigurationException",
                                              "message", NULL }
               : (struct authorizer_refusal){ 500, NULL, "message", "Internal Server Error" };
}

static struct authorizer_refusal denied(const struct route *route, bool is_explicit)
{
    static const char type[] = "AccessDeniedException";
    return !is_rest(route) ? (struct authorizer_refusal){ 403, NULL, "message", "Forbidden" }
           : is_explicit
               ? (struct authorizer_refusal){ 403, type, "Message",
                                              "User is not authorized to access this resource "
                                              "with an explicit deny" }
               : (struct authorizer_refusal){
                     403, type, "Message", "User is not authorized to access this resource"
                 };
}

/* ---- Events ---- */

/* What "header.NAME" or "querystring.NAME" is in a request: new; NULL if it is not there, or is
 * empty. */
static char *identity_of(const struct http_request *r, const char *source)
{
    static const char header[] = "header.", query[] = "querystring.";
    char *found = NULL;
    if (strncmp(source, header, strlen(header)) == 0) {
        const char *text = http_header(r, source + strlen(header));
        found = text != NULL ? memory_text(text) : NULL;
    } else if (strncmp(source, query, strlen(query)) == 0) {
        struct value *all = routeinput_query(http_query(r));
        const char *text = value_member_text(all, source + strlen(query));
        found = text != NULL ? memory_text(text) : NULL;
        value_release(all);
    }
    if (found != NULL && found[0] == '\0') {
        memory_release(found);
        found = NULL;
    }
    return found;
}

/* All of them: a list of texts, new. NULL if one is not there. */
static struct value *identities_of(const struct route *route, const struct http_request *r)
{
    struct value *all = value_array(1);
    const char *source;
    for (size_t i = 0; (source = route_text(route, ROUTE_IDENTITY, i)) != NULL; i++) {
        char *text = identity_of(r, source);
        if (text == NULL) {
            value_release(all);
            return NULL;
        }
        value_append_take(&all, value_text(text));
        memory_release(text);
    }
    return all;
}

static void set_arn(struct value **event, const char *name, const struct route *route,
                    const struct http_request *r)
{
    struct buf arn = { 0 };
    functionevent_put_arn(route, r, &arn);
    value_set_text(event, name, buf_string(&arn));
    buf_release(&arn);
}

/* "a,b" */
static void set_joined(struct value **event, const char *name, const struct value *list)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < value_count(list); i++) {
        buf_print(&text, "%s%s", i > 0 ? "," : "", value_string(value_item(list, i)));
    }
    value_set_text(event, name, buf_string(&text));
    buf_release(&text);
}

static struct value *token_event(const struct route *route, const struct http_request *r,
                                 const struct value *identities)
{
    struct value *e = value_object();
    value_set_text(&e, "type", "TOKEN");
    set_arn(&e, "methodArn", route, r);
    set_joined(&e, "authorizationToken", identities);
    return e;
}

static struct value *request_event(const struct route *route, const struct http_request *r,
                                   const struct functionevent_context *c,
                                   struct value *identities)
{
    bool is_new = is_kind(route, "2.0") || is_kind(route, "simple");
    struct value *e = functionevent_describe(route, r, c, !is_new);
    if (e == NULL) {
        return NULL;
    }
    value_set_text(&e, "type", "REQUEST");
    set_arn(&e, is_new ? "routeArn" : "methodArn", route, r);
    if (is_new) {
        value_set_take(&e, "identitySource", value_share(identities));
    } else if (!is_rest(route)) {
        set_joined(&e, "identitySource", identities);
        set_joined(&e, "authorizationToken", identities);
    }
    return e;
}

struct value *authorizer_event(const struct route *route, const struct http_request *r,
                               const struct functionevent_context *c,
                               struct authorizer_refusal *ret_refusal)
{
    struct value *identities = identities_of(route, r);
    struct value *event = identities == NULL        ? NULL
                          : is_kind(route, "token") ? token_event(route, r, identities)
                                                    : request_event(route, r, c, identities);
    *ret_refusal = unauthorized(route);
    value_release(identities);
    return event;
}

/* ---- Policies ---- */

/* Returns true if a text, or one of a list of them, is a pattern for the name. */
static bool covers(const struct value *patterns, const char *name)
{
    bool is_list = value_type(patterns) == VALUE_ARRAY;
    size_t count = is_list ? value_count(patterns) : 1;
    for (size_t i = 0; i < count; i++) {
        const struct value *one = is_list ? value_item(patterns, i) : patterns;
        if (value_type(one) == VALUE_STRING &&
            arn_fits(value_string(one), (struct arn_part){ name, strlen(name) })) {
            return true;
        }
    }
    return false;
}

static struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    value_member(v, name, &found);
    return found;
}

/* What a policy says of a method. A condition is not looked into: with one nothing is allowed,
 * but forbidden. */
static void judge(const struct value *policy, const char *arn, bool *is_allowed,
                  bool *is_denied)
{
    const struct value *all = member(policy, "Statement");
    bool is_list = value_type(all) == VALUE_ARRAY;
    size_t count = is_list ? value_count(all) : all != NULL;
    for (size_t i = 0; i < count; i++) {
        const struct value *one = is_list ? value_item(all, i) : all;
        const char *effect = value_member_text(one, "Effect");
        bool fits = covers(member(one, "Action"), "execute-api:Invoke") &&
                    covers(member(one, "Resource"), arn);
        bool is_allow = effect != NULL && strcasecmp(effect, "Allow") == 0;
        *is_allowed = *is_allowed || (fits && is_allow && member(one, "Condition") == NULL);
        *is_denied = *is_denied || (fits && !is_allow);
    }
}

static bool is_in_policy(const struct route *route, const struct http_request *r,
                         const struct value *answer, struct authorizer_refusal *ret_refusal)
{
    struct buf arn = { 0 };
    bool is_allowed = false, is_denied = false;
    functionevent_put_arn(route, r, &arn);
    judge(member(answer, "policyDocument"), buf_string(&arn), &is_allowed, &is_denied);
    *ret_refusal = denied(route, is_denied);
    buf_release(&arn);
    return is_allowed && !is_denied;
}

/* ---- Answers ---- */

/* To functions of REST APIs each value is a text. */
static struct value *rest_context(const struct value *answer)
{
    struct value *all = value_object();
    const struct value *context = member(answer, "context");
    value_set_text(&all, "principalId", value_member_text(answer, "principalId"));
    for (struct value_walk w = value_walk(context); value_step(&w);) {
        char *text = value_type(w.value) == VALUE_STRING ? memory_text(value_string(w.value))
                                                         : write_text(w.value);
        value_set_text(&all, w.key, text);
        memory_release(text);
    }
    return all;
}

static struct value *http_context(const struct route *route, const struct value *answer)
{
    struct value *context = member(answer, "context");
    struct value *own = value_type(context) == VALUE_OBJECT ? value_share(context) : NULL;
    own = own != NULL ? own : value_object();
    if (route->is_old) {
        return own;
    }
    struct value *all = value_object();
    value_set_take(&all, "lambda", own);
    return all;
}

static bool has_said_unauthorized(const struct value *error)
{
    const char *message = value_member_text(error, "errorMessage");
    return message != NULL && strcmp(message, "Unauthorized") == 0;
}

bool authorizer_allows(const struct route *route, const struct http_request *r,
                       const struct value *answer, bool has_failed, struct value **ret_context,
                       struct authorizer_refusal *ret_refusal)
{
    bool is_simple = is_kind(route, "simple");
    bool is_answer = !has_failed && value_type(answer) == VALUE_OBJECT &&
                     (is_simple ? member(answer, "isAuthorized") != NULL
                                : member(answer, "policyDocument") != NULL &&
                                      value_member_text(answer, "principalId") != NULL);
    *ret_context = NULL;
    if (!is_answer) {
        bool is_said = has_failed && has_said_unauthorized(answer);
        *ret_refusal = is_said ? unauthorized(route) : authorizer_is_gone(route);
        return false;
    }
    if (is_simple && !value_is_true(member(answer, "isAuthorized"))) {
        *ret_refusal = denied(route, false);
        return false;
    }
    if (!is_simple && !is_in_policy(route, r, answer, ret_refusal)) {
        return false;
    }
    *ret_context = is_rest(route) ? rest_context(answer) : http_context(route, answer);
    return true;
}
