#include "runtime/call/authorization.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/shape.h"
#include "runtime/call/urlform.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* No token is good for longer than a year. */
#define LIFE_MAX_S 31536000

struct authorization {
    struct value *connection;       /* all of it */
    const struct value *parameters; /* AuthParameters, within it */
};

static const struct value *member(const struct value *v, const char *key)
{
    struct value *found = NULL;
    return value_member(v, key, &found) ? found : NULL;
}

static const char *text_in(const struct authorization *a, const char *part, const char *key)
{
    return value_member_text(member(a->parameters, part), key);
}

/* ---- Reading ---- */

/* What each type needs: a part of AuthParameters, and two texts in it. */
static const struct type {
    const char *word, *part, *within, *first, *second;
} types[] = {
    { "BASIC", "BasicAuthParameters", NULL, "Username", "Password" },
    { "API_KEY", "ApiKeyAuthParameters", NULL, "ApiKeyName", "ApiKeyValue" },
    { "OAUTH_CLIENT_CREDENTIALS", "OAuthParameters", "ClientParameters", "ClientID",
      "ClientSecret" },
};
enum { BASIC, API_KEY, OAUTH, TYPES };

static int type_of(const struct value *connection)
{
    const char *word = value_member_text(connection, "AuthorizationType");
    int i = 0;
    while (i < TYPES && !text_is(word, types[i].word)) {
        i++;
    }
    return i;
}

static bool is_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static bool is_list_of_pairs(const struct value *list)
{
    size_t i = 0;
    while (value_type(list) == VALUE_ARRAY && i < value_count(list) &&
           is_text(value_member_text(value_item(list, i), "Key")) &&
           value_member_text(value_item(list, i), "Value") != NULL) {
        i++;
    }
    return value_type(list) == VALUE_ARRAY && i == value_count(list);
}

static const char *const lists[] = { "HeaderParameters", "QueryStringParameters",
                                     "BodyParameters" };
enum { HEADERS, QUERY, BODY, LISTS };

static bool are_parameters(const struct value *v, struct buf *why)
{
    static const char *const none[] = { NULL };
    for (size_t i = 0; i < LISTS; i++) {
        const struct value *list = member(v, lists[i]);
        if (list != NULL && !is_list_of_pairs(list)) {
            buf_print(why, "'%s' must be a list of {\"Key\": TEXT, \"Value\": TEXT}", lists[i]);
            return false;
        }
    }
    const struct value *headers = member(v, lists[HEADERS]);
    for (size_t i = 0; headers != NULL && i < value_count(headers); i++) {
        if (!plainapi_may_send(value_member_text(value_item(headers, i), "Key"), none, why)) {
            return false;
        }
    }
    return true;
}

static bool has_secret(const struct authorization *a, const struct type *t, struct buf *why)
{
    static const char *const none[] = { NULL };
    const struct value *part = member(a->parameters, t->part);
    const struct value *holder = t->within != NULL ? member(part, t->within) : part;
    const char *slash = t->within != NULL ? "." : "",
               *within = t->within != NULL ? t->within : "";
    if (!is_text(value_member_text(holder, t->first)) ||
        value_member_text(holder, t->second) == NULL) {
        buf_print(why, "%s needs the texts '%s' and '%s' in 'AuthParameters.%s%s%s'", t->word,
                  t->first, t->second, t->part, slash, within);
        return false;
    }
    if (t == &types[API_KEY]) {
        return plainapi_may_send(value_member_text(holder, t->first), none, why);
    }
    if (t == &types[OAUTH] && !is_text(value_member_text(part, "AuthorizationEndpoint"))) {
        buf_print(why, "%s needs the text 'AuthorizationEndpoint' in 'AuthParameters.%s'",
                  t->word, t->part);
        return false;
    }
    return true;
}

static bool is_whole(const struct authorization *a, struct buf *why)
{
    int type = type_of(a->connection);
    if (type == TYPES) {
        buf_text(why, "its \"AuthorizationType\" must be \"BASIC\", \"API_KEY\" or "
                      "\"OAUTH_CLIENT_CREDENTIALS\"");
        return false;
    }
    const struct value *oauth = member(a->parameters, types[OAUTH].part);
    return has_secret(a, &types[type], why) &&
           are_parameters(member(a->parameters, "InvocationHttpParameters"), why) &&
           are_parameters(member(oauth, "OAuthHttpParameters"), why);
}

bool authorization_read(struct value *connection, struct authorization **ret_authorization,
                        struct buf *why)
{
    struct authorization *a = memory_zero(sizeof *a);
    a->connection = value_share(connection);
    a->parameters = member(connection, "AuthParameters");
    bool is_good = is_whole(a, why);
    if (is_good) {
        *ret_authorization = a;
    } else {
        authorization_release(a);
    }
    return is_good;
}

void authorization_release(struct authorization *a)
{
    if (a != NULL) {
        value_release(a->connection);
        memory_release(a);
    }
}

bool authorization_wants_token(const struct authorization *a)
{
    return type_of(a->connection) == OAUTH;
}

/* ---- Putting on a request ---- */

static void set_header(struct wire_request *r, const char *name, const char *first,
                       const char *second)
{
    struct buf text = { 0 };
    buf_print(&text, "%s%s", first, second);
    wire_set(&r->headers, name, buf_string(&text));
    buf_release(&text);
}

static void set_basic(struct wire_request *r, const char *user, const char *password)
{
    struct buf plain = { 0 }, coded = { 0 };
    buf_print(&plain, "%s:%s", user, password);
    shape_encode(&coded, plain.text, plain.size);
    set_header(r, "Authorization", "Basic ", buf_string(&coded));
    buf_release(&plain);
    buf_release(&coded);
}

/* Sets NAME=VALUE in a query or a form, which is *text with pairs of that name left out. */
static void set_pair(struct buf *text, const char *name, const char *value)
{
    struct buf encoded = { 0 }, others = { 0 };
    url_put_encoded(&encoded, name, strlen(name), "");
    urlform_put_others(&others, buf_string(text), buf_string(&encoded));
    url_put_pair(&others, name, value);
    buf_release(&encoded);
    buf_release(text);
    *text = others;
}

static void set_query(struct wire_request *r, const char *name, const char *value)
{
    struct buf query = { 0 };
    buf_text(&query, r->url.query);
    set_pair(&query, name, value);
    memory_release(r->url.query);
    r->url.query = buf_take(&query);
}

/* Sets members of a body that is JSON, or is to be. */
static bool set_members(struct wire_request *r, const struct value *list, struct buf *why)
{
    struct value *body = NULL;
    struct read_error ignored;
    bool is_there = r->body.size > 0;
    if (is_there && (!read_json(r->body.text, r->body.size, &body, &ignored) ||
                     value_type(body) != VALUE_OBJECT)) {
        buf_text(why, "the connection has BodyParameters, and the RequestBody that they are to "
                      "be members of is not an object");
        value_release(body);
        return false;
    }
    body = body != NULL ? body : value_object();
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *pair = value_item(list, i);
        value_set_text(&body, value_member_text(pair, "Key"), value_member_text(pair, "Value"));
    }
    buf_clear(&r->body);
    write_json(&r->body, body);
    value_release(body);
    if (wire_find(&r->headers, "Content-Type") == NULL) {
        wire_set(&r->headers, "Content-Type", "application/json; charset=UTF-8");
    }
    return true;
}

static bool set_body(struct wire_request *r, const struct value *list, struct buf *why)
{
    const char *type = wire_find(&r->headers, "Content-Type");
    if (value_count(list) == 0) {
        return true;
    }
    if (type == NULL || strncasecmp(type, FORM_TYPE, strlen(FORM_TYPE)) != 0) {
        return set_members(r, list, why);
    }
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *pair = value_item(list, i);
        set_pair(&r->body, value_member_text(pair, "Key"), value_member_text(pair, "Value"));
    }
    return true;
}

/* Headers and query of a connection's "...HttpParameters". */
static void set_parameters(struct wire_request *r, const struct value *parameters)
{
    const struct value *headers = member(parameters, lists[HEADERS]);
    const struct value *query = member(parameters, lists[QUERY]);
    for (size_t i = 0; headers != NULL && i < value_count(headers); i++) {
        const struct value *pair = value_item(headers, i);
        wire_set(&r->headers, value_member_text(pair, "Key"), value_member_text(pair, "Value"));
    }
    for (size_t i = 0; query != NULL && i < value_count(query); i++) {
        const struct value *pair = value_item(query, i);
        set_query(r, value_member_text(pair, "Key"), value_member_text(pair, "Value"));
    }
}

bool authorization_put(const struct authorization *a, const char *token, struct wire_request *r,
                       struct buf *why)
{
    const struct value *more = member(a->parameters, "InvocationHttpParameters");
    const struct value *body = member(more, lists[BODY]);
    set_parameters(r, more);
    int type = type_of(a->connection);
    const struct type *t = &types[type];
    if (type == BASIC) {
        set_basic(r, text_in(a, t->part, t->first), text_in(a, t->part, t->second));
    } else if (type == API_KEY) {
        set_header(r, text_in(a, t->part, t->first), text_in(a, t->part, t->second), "");
    } else {
        set_header(r, "Authorization", "Bearer ", token);
    }
    return body == NULL || set_body(r, body, why);
}

/* ---- Tokens ---- */

static void put_client(struct buf *form, const struct value *client, const struct value *more)
{
    set_pair(form, "grant_type", "client_credentials");
    set_pair(form, "client_id", value_member_text(client, "ClientID"));
    set_pair(form, "client_secret", value_member_text(client, "ClientSecret"));
    for (size_t i = 0; more != NULL && i < value_count(more); i++) {
        const struct value *pair = value_item(more, i);
        set_pair(form, value_member_text(pair, "Key"), value_member_text(pair, "Value"));
    }
}

bool authorization_ask(const struct authorization *a, struct wire_request *r, struct buf *why)
{
    const struct value *oauth = member(a->parameters, types[OAUTH].part);
    const struct value *more = member(oauth, "OAuthHttpParameters");
    const char *method = value_member_text(oauth, "HttpMethod");
    struct buf form = { 0 };
    if (!plainapi_set_address(r, "AuthorizationEndpoint",
                              value_member_text(oauth, "AuthorizationEndpoint"), why)) {
        return false;
    }
    r->method = text_is(method, "GET") ? "GET" : text_is(method, "PUT") ? "PUT" : "POST";
    wire_set(&r->headers, "Accept", "application/json");
    set_parameters(r, more);
    put_client(&form, member(oauth, types[OAUTH].within), member(more, lists[BODY]));
    if (r->method[0] == 'G') {
        buf_print(&form, "%s%s", r->url.query[0] != '\0' ? "&" : "", r->url.query);
        memory_release(r->url.query);
        r->url.query = buf_take(&form);
    } else {
        wire_set(&r->headers, "Content-Type", FORM_TYPE);
        r->body = form;
    }
    return true;
}

bool authorization_read_token(const struct wire_answer *w, char **ret_token,
                              int64_t *ret_life_s, struct buf *why)
{
    struct value *answer = NULL, *life = NULL;
    struct read_error ignored;
    if (w->status < 200 || w->status >= 300) {
        buf_print(why, "the server that gives tokens answered with the status %d", w->status);
        return false;
    }
    bool is_json = read_json(buf_string(&w->body), w->body.size, &answer, &ignored);
    const char *token = is_json ? value_member_text(answer, "access_token") : NULL;
    bool is_there = is_text(token);
    if (is_there) {
        *ret_token = memory_text(token);
        double life_s =
            value_member(answer, "expires_in", &life) ? value_read_number(life).real : 0;
        *ret_life_s = life_s > 0 && life_s < LIFE_MAX_S ? (int64_t)life_s : 0;
    } else {
        buf_text(why, "the server that gives tokens answered without an 'access_token'");
    }
    value_release(answer);
    return is_there;
}
