#include "runtime/events/connection.h"

#include <nettle/base64.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/url.h"
#include "runtime/bus/thing.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/value/value.h"

#define CONNECTION     "connection"
#define DESTINATION    "destination"
#define NAME_MAX_BYTES 64
#define RATE           300 /* what AWS takes for a destination without a rate */
#define LEVELS_MAX     8

#define TYPES   "[BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]"
#define METHODS "[POST, GET, HEAD, OPTIONS, PUT, PATCH, DELETE]"

/* "arn:aws:events:us-east-1:123456789012:connection/NAME/UUID" */
static void set_arn(struct ask *a, struct value **object, const char *member, const char *kind,
                    const char *name)
{
    struct buf arn = { 0 };
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    buf_print(&arn, "arn:%s:events:%s:%s:%s/%s/%s", account_partition(), account_region(),
              account_id(), kind, name, id);
    value_set_text(object, member, buf_string(&arn));
    buf_release(&arn);
}

/* The name in such an ARN: new. */
static char *name_of(const char *arn)
{
    const char *slash = strchr(arn, '/');
    slash = slash != NULL ? slash + 1 : arn;
    return memory_text_n(slash, strcspn(slash, "/"));
}

/* ---- Connections ---- */

static bool is_secret(const char *member)
{
    return strcmp(member, "Password") == 0 || strcmp(member, "ClientSecret") == 0 ||
           strcmp(member, "ApiKeyValue") == 0;
}

/* Parameters without what is secret: new. They nest only so deep. */
static struct value *without_secrets(const struct value *v, int level)
{
    struct value *secret = NULL;
    if (value_type(v) == VALUE_ARRAY) {
        struct value *all = value_array(0);
        for (size_t i = 0; i < value_count(v) && level < LEVELS_MAX; i++) {
            value_append_take(&all, without_secrets(value_item(v, i), level + 1));
        }
        return all;
    }
    if (value_type(v) != VALUE_OBJECT) {
        return value_share((struct value *)v);
    }
    bool has_secret = value_member(v, "IsValueSecret", &secret) && value_is_true(secret);
    struct value *told = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w) && level < LEVELS_MAX;) {
        if (!is_secret(w.key) && !(has_secret && strcmp(w.key, "Value") == 0)) {
            value_set_take(&told, w.key, without_secrets(w.value, level + 1));
        }
    }
    return told;
}

static void answer_state(struct ask *a, const struct value *connection)
{
    static const char *const shown[] = { "ConnectionArn",      "ConnectionState",
                                         "CreationTime",       "LastModifiedTime",
                                         "LastAuthorizedTime", NULL };
    service_answer_good(a->answer, thing_show(connection, shown));
}

static const char *const connection_members[] = { "Description", "AuthorizationType",
                                                  "AuthParameters", "KmsKeyIdentifier", NULL };

static void keep_connection(struct ask *a, struct value **connection)
{
    thing_copy(a, connection, connection_members);
    value_set_text(connection, "ConnectionState", "AUTHORIZED");
    thing_set_time(connection, "LastModifiedTime", a->now_ms);
    thing_set_time(connection, "LastAuthorizedTime", a->now_ms);
    thing_store(a, CONNECTION, value_member_text(*connection, "Name"), *connection);
}

static void set_secret_arn(struct ask *a, struct value **connection, const char *name)
{
    struct buf arn = { 0 };
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    buf_print(&arn, "arn:%s:secretsmanager:%s:%s:secret:events!connection/%s/%s-%.6s",
              account_partition(), account_region(), account_id(), name, id, id);
    value_set_text(connection, "SecretArn", buf_string(&arn));
    buf_release(&arn);
}

void connection_create(struct ask *a)
{
    const char *name = thing_name(a, "Name", NAME_MAX_BYTES);
    const char *type = name != NULL ? ask_text(a, a->request, "AuthorizationType") : NULL;
    if (type == NULL || !thing_check_word(a, "AuthorizationType", type, TYPES)) {
        return;
    }
    struct value *connection = thing_load(a, CONNECTION, name);
    if (connection != NULL) {
        ask_fail(a, "ResourceAlreadyExistsException", "Connection %s already exists.", name);
    } else if (!value_member(a->request, "AuthParameters", NULL)) {
        ask_fail_missing(a, "authParameters");
    } else {
        connection = value_object();
        value_set_text(&connection, "Name", name);
        set_arn(a, &connection, "ConnectionArn", "connection", name);
        set_secret_arn(a, &connection, name);
        thing_set_time(&connection, "CreationTime", a->now_ms);
        keep_connection(a, &connection);
        answer_state(a, connection);
    }
    value_release(connection);
}

/* The request's connection: new; NULL after a failure. */
static struct value *connection_of(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    struct value *connection = name != NULL ? thing_load(a, CONNECTION, name) : NULL;
    if (name != NULL && connection == NULL) {
        ask_fail(a, "ResourceNotFoundException",
                 "Failed to describe the connection(s). Connection '%s' does not exist.", name);
    }
    return connection;
}

void connection_update(struct ask *a)
{
    const char *type = value_member_text(a->request, "AuthorizationType");
    struct value *connection =
        type == NULL || thing_check_word(a, "AuthorizationType", type, TYPES) ? connection_of(a)
                                                                              : NULL;
    if (connection != NULL) {
        keep_connection(a, &connection);
        answer_state(a, connection);
    }
    value_release(connection);
}

/* What authorizes is forgotten. */
void connection_deauthorize(struct ask *a)
{
    struct value *connection = connection_of(a);
    if (connection != NULL) {
        struct value *parameters = NULL;
        value_member(connection, "AuthParameters", &parameters);
        value_set_take(&connection, "AuthParameters", without_secrets(parameters, 0));
        value_set_text(&connection, "ConnectionState", "DEAUTHORIZED");
        thing_store(a, CONNECTION, value_member_text(connection, "Name"), connection);
        value_set_text(&connection, "ConnectionState", "DEAUTHORIZING");
        answer_state(a, connection);
    }
    value_release(connection);
}

void connection_delete(struct ask *a)
{
    struct value *connection = connection_of(a);
    if (connection != NULL) {
        thing_forget(a, CONNECTION, value_member_text(connection, "Name"));
        value_set_text(&connection, "ConnectionState", "DELETING");
        answer_state(a, connection);
    }
    value_release(connection);
}

void connection_describe(struct ask *a)
{
    struct value *connection = connection_of(a), *parameters = NULL;
    if (connection != NULL) {
        if (value_member(connection, "AuthParameters", &parameters)) {
            value_set_take(&connection, "AuthParameters", without_secrets(parameters, 0));
        }
        service_answer_good(a->answer, value_share(connection));
    }
    value_release(connection);
}

void connection_list(struct ask *a)
{
    static const char *const shown[] = {
        "Name",         "ConnectionArn",    "ConnectionState",    "AuthorizationType",
        "CreationTime", "LastModifiedTime", "LastAuthorizedTime", NULL
    };
    static const char *const by[] = { "ConnectionState", NULL };
    thing_list(a, CONNECTION, "Connections", shown, by);
}

/* ---- Destinations ---- */

static bool check_destination(struct ask *a)
{
    const char *arn = value_member_text(a->request, "ConnectionArn");
    const char *method = value_member_text(a->request, "HttpMethod");
    const char *address = value_member_text(a->request, "InvocationEndpoint");
    char *name = arn != NULL ? name_of(arn) : NULL;
    struct value *connection = name != NULL ? thing_load(a, CONNECTION, name) : NULL;
    bool is_good = true;
    if (arn != NULL && connection == NULL) {
        is_good =
            ask_fail(a, "ResourceNotFoundException", "Connection '%s' does not exist.", name);
    } else if (method != NULL && !thing_check_word(a, "HttpMethod", method, METHODS)) {
        is_good = false;
    } else if (address != NULL && strncmp(address, "http", 4) != 0) {
        is_good = ask_fail(a, "ValidationException",
                           "Parameter InvocationEndpoint is not valid. Reason: it is not the "
                           "address of an API.");
    }
    value_release(connection);
    memory_release(name);
    return is_good;
}

static void keep_destination(struct ask *a, struct value **destination)
{
    static const char *const members[] = { "Description",
                                           "ConnectionArn",
                                           "InvocationEndpoint",
                                           "HttpMethod",
                                           "InvocationRateLimitPerSecond",
                                           NULL };
    static const char *const shown[] = { "ApiDestinationArn", "ApiDestinationState",
                                         "CreationTime", "LastModifiedTime", NULL };
    thing_copy(a, destination, members);
    value_set_text(destination, "ApiDestinationState", "ACTIVE");
    thing_set_time(destination, "LastModifiedTime", a->now_ms);
    thing_store(a, DESTINATION, value_member_text(*destination, "Name"), *destination);
    service_answer_good(a->answer, thing_show(*destination, shown));
}

void connection_create_destination(struct ask *a)
{
    static const char *const required[] = { "ConnectionArn", "InvocationEndpoint",
                                            "HttpMethod" };
    const char *name = thing_name(a, "Name", NAME_MAX_BYTES);
    for (size_t i = 0; name != NULL && i < sizeof required / sizeof required[0]; i++) {
        name = ask_text(a, a->request, required[i]) != NULL ? name : NULL;
    }
    if (name == NULL || !check_destination(a)) {
        return;
    }
    struct value *destination = thing_load(a, DESTINATION, name);
    if (destination != NULL) {
        ask_fail(a, "ResourceAlreadyExistsException", "An api-destination '%s' already exists.",
                 name);
    } else {
        destination = value_object();
        value_set_text(&destination, "Name", name);
        set_arn(a, &destination, "ApiDestinationArn", "api-destination", name);
        value_set_take(&destination, "InvocationRateLimitPerSecond", value_int(RATE));
        thing_set_time(&destination, "CreationTime", a->now_ms);
        keep_destination(a, &destination);
    }
    value_release(destination);
}

/* The request's destination: new; NULL after a failure. */
static struct value *destination_of(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    struct value *destination = name != NULL ? thing_load(a, DESTINATION, name) : NULL;
    if (name != NULL && destination == NULL) {
        ask_fail(a, "ResourceNotFoundException",
                 "Failed to describe the api-destination(s). An api-destination '%s' does not "
                 "exist.",
                 name);
    }
    return destination;
}

void connection_update_destination(struct ask *a)
{
    struct value *destination = check_destination(a) ? destination_of(a) : NULL;
    if (destination != NULL) {
        keep_destination(a, &destination);
    }
    value_release(destination);
}

void connection_delete_destination(struct ask *a)
{
    struct value *destination = destination_of(a);
    if (destination != NULL) {
        thing_forget(a, DESTINATION, value_member_text(destination, "Name"));
    }
    value_release(destination);
}

void connection_describe_destination(struct ask *a)
{
    struct value *destination = destination_of(a);
    if (destination != NULL) {
        service_answer_good(a->answer, value_share(destination));
    }
    value_release(destination);
}

void connection_list_destinations(struct ask *a)
{
    static const char *const shown[] = { "Name",
                                         "ApiDestinationArn",
                                         "ApiDestinationState",
                                         "ConnectionArn",
                                         "InvocationEndpoint",
                                         "HttpMethod",
                                         "InvocationRateLimitPerSecond",
                                         "CreationTime",
                                         "LastModifiedTime",
                                         NULL };
    static const char *const by[] = { "ConnectionArn", NULL };
    thing_list(a, DESTINATION, "ApiDestinations", shown, by);
}

/* ---- Sent ---- */

static void set_basic(struct value **headers, const char *user, const char *password)
{
    struct buf pair = { 0 }, text = { 0 };
    buf_print(&pair, "%s:%s", user != NULL ? user : "", password != NULL ? password : "");
    char *encoded = memory_zero(BASE64_ENCODE_RAW_LENGTH(pair.size) + 1);
    base64_encode_raw(encoded, pair.size, (const uint8_t *)buf_string(&pair));
    buf_print(&text, "Basic %s", encoded);
    value_set_text(headers, "Authorization", buf_string(&text));
    memory_release(encoded);
    buf_release(&text);
    buf_release(&pair);
}

/* A list of {"Key", "Value"}: to headers, or to the query of an address. */
static void add_headers(struct value **headers, const struct value *list)
{
    for (size_t i = 0; i < value_count(list); i++) {
        const char *key = value_member_text(value_item(list, i), "Key");
        const char *text = value_member_text(value_item(list, i), "Value");
        if (key != NULL && text != NULL) {
            value_set_text(headers, key, text);
        }
    }
}

static void add_query(struct buf *address, const char *name, const char *text)
{
    buf_char(address, strchr(buf_string(address), '?') != NULL ? '&' : '?');
    url_put_encoded(address, name, strlen(name), "");
    buf_char(address, '=');
    url_put_encoded(address, text, strlen(text), "");
}

static void authorize(const struct value *connection, struct value **headers,
                      struct buf *address)
{
    struct value *all = NULL, *one = NULL, *http = NULL, *list = NULL;
    value_member(connection, "AuthParameters", &all);
    if (value_member(all, "BasicAuthParameters", &one)) {
        set_basic(headers, value_member_text(one, "Username"),
                  value_member_text(one, "Password"));
    }
    if (value_member(all, "ApiKeyAuthParameters", &one)) {
        const char *name = value_member_text(one, "ApiKeyName");
        value_set_text(headers, name != NULL ? name : "x-api-key",
                       value_member_text(one, "ApiKeyValue"));
    }
    value_member(all, "InvocationHttpParameters", &http);
    if (value_member(http, "HeaderParameters", &list)) {
        add_headers(headers, list);
    }
    value_member(http, "QueryStringParameters", &list);
    for (size_t i = 0; i < value_count(list); i++) {
        const char *key = value_member_text(value_item(list, i), "Key");
        const char *text = value_member_text(value_item(list, i), "Value");
        if (key != NULL && text != NULL) {
            add_query(address, key, text);
        }
    }
}

/* Each '*' of the address stands for one of the target's values. */
static void put_address(struct buf *out, const char *address, const struct value *parameters)
{
    struct value *values = NULL, *query = NULL;
    size_t next = 0;
    value_member(parameters, "PathParameterValues", &values);
    for (; *address != '\0'; address++) {
        const struct value *v = next < value_count(values) ? value_item(values, next) : NULL;
        if (*address == '*' && value_type(v) == VALUE_STRING) {
            url_put_encoded(out, value_string(v), value_string_size(v), "");
            next++;
        } else {
            buf_char(out, *address);
        }
    }
    value_member(parameters, "QueryStringParameters", &query);
    for (struct value_walk w = value_walk(query); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING) {
            add_query(out, w.key, value_string(w.value));
        }
    }
}

void connection_aim(struct ask *a, const struct value *target, struct value **delivery)
{
    const char *arn = value_member_text(target, "Arn");
    if (arn == NULL || strstr(arn, ":api-destination/") == NULL) {
        return;
    }
    struct value *headers = value_object(), *parameters = NULL, *more = NULL;
    struct buf address = { 0 };
    char *name = name_of(arn);
    struct value *destination = thing_load(a, DESTINATION, name);
    const char *by = value_member_text(destination, "ConnectionArn");
    const char *place = value_member_text(destination, "InvocationEndpoint");
    char *connection_name = name_of(by != NULL ? by : "");
    struct value *connection = thing_load(a, CONNECTION, connection_name);
    value_member(target, "HttpParameters", &parameters);
    put_address(&address, place != NULL ? place : "", parameters);
    value_set_text(&headers, "Content-Type", "application/json; charset=utf-8");
    value_set_text(&headers, "User-Agent", "Amazon/EventBridge/ApiDestinations");
    value_member(parameters, "HeaderParameters", &more);
    for (struct value_walk w = value_walk(more); value_step(&w);) {
        value_set_take(&headers, w.key, value_share(w.value));
    }
    authorize(connection, &headers, &address);
    value_set_text(delivery, "Endpoint", buf_string(&address));
    value_set_text(delivery, "Method", value_member_text(destination, "HttpMethod"));
    value_set_take(delivery, "Headers", headers);
    value_release(connection);
    value_release(destination);
    memory_release(connection_name);
    memory_release(name);
    buf_release(&address);
}
