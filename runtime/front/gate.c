#include "runtime/front/gate.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/access.h"
#include "runtime/loop/http.h"

#define KEYS_FILE_MAX ((size_t)1 << 20)
#define SECOND_NS     INT64_C(1000000000)

/* Whose requests are counted. `full_ns` is when as many may come again as ever. */
struct key {
    char *text; /* owned */
    int64_t full_ns;
};

struct keys {
    struct key *list; /* owned */
    size_t count, room;
};

struct gate {
    const struct gate_options *options; /* borrowed */
    const char *token;
    struct keys keys;
    struct key all; /* where there are no keys */
};

/* ---- Pages ---- */

static bool has_origin(const struct gate *g, const char *origin)
{
    const struct option_list *list = &g->options->origins;
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->texts[i], "*") == 0 || strcasecmp(list->texts[i], origin) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns true if pages of a listed origin come from this very host, as they do where a proxy
 * stands before both. */
static bool has_host(const struct gate *g, const char *host)
{
    struct buf origin = { 0 };
    bool is_listed = false;
    static const char *const schemes[] = { "https://", "http://" };
    for (size_t i = 0; host != NULL && i < 2 && !is_listed; i++) {
        buf_clear(&origin);
        buf_print(&origin, "%s%s", schemes[i], host);
        is_listed = has_origin(g, buf_string(&origin));
    }
    buf_release(&origin);
    return is_listed;
}

/* Who calls a function decides itself what it does for which page, as on AWS, and a browser
 * shows the answer to those pages alone that CORS names. All else starts executions, which any
 * page could do by a form. */
static bool is_page_allowed(const struct gate *g, const struct http_request *r, bool is_public)
{
    const char *origin = http_header(r, "Origin");
    bool is_foreign = is_public ? access_is_renamed(r) : access_is_foreign(r);
    return !is_foreign || has_origin(g, "*") ||
           (origin != NULL
                ? has_origin(g, origin)
                : !access_is_from_elsewhere(r) && has_host(g, http_header(r, "Host")));
}

void gate_put_headers(const struct gate *g, struct http_request *r)
{
    const char *origin = http_header(r, "Origin");
    if (g->options->origins.count == 0) {
        return;
    }
    if (has_origin(g, "*")) {
        http_add_header(r, "Access-Control-Allow-Origin", "*");
    } else {
        http_add_header(r, "Vary", "Origin");
        if (origin != NULL && has_origin(g, origin)) {
            http_add_header(r, "Access-Control-Allow-Origin", origin);
        }
    }
    http_add_header(r, "Access-Control-Expose-Headers", "Retry-After, x-amzn-RequestId");
}

bool gate_is_preflight(const struct http_request *r)
{
    return strcmp(http_method(r), "OPTIONS") == 0 && http_header(r, "Origin") != NULL &&
           http_header(r, "Access-Control-Request-Method") != NULL;
}

bool gate_take_preflight(const struct gate *g, struct http_request *r, const char *methods)
{
    if (!has_origin(g, http_header(r, "Origin"))) {
        return false;
    }
    http_add_header(r, "Access-Control-Allow-Methods", methods);
    http_add_header(r, "Access-Control-Allow-Headers",
                    "*, Authorization, Content-Type, Idempotency-Key, X-Amz-Date, "
                    "X-Amz-Security-Token, X-Amzn-Trace-Id, X-Api-Key");
    http_add_header(r, "Access-Control-Max-Age", "600");
    return true;
}

/* ---- Keys ---- */

/* All are looked at, so that how long it takes says nothing of which one it is. */
static struct key *find_key(const struct keys *keys, const char *shown)
{
    struct key *found = NULL;
    for (size_t i = 0; i < keys->count; i++) {
        if (access_is_same(shown, strlen(shown), keys->list[i].text)) {
            found = &keys->list[i];
        }
    }
    return found;
}

const char *gate_key(const struct gate *g, const struct http_request *r)
{
    const char *shown = http_header(r, "x-api-key");
    return g->keys.count > 0 && shown != NULL ? shown : "";
}

/* Whose request it is; NULL if he may not ask. */
static struct key *who_asks(struct gate *g, const struct http_request *r)
{
    if (g->keys.count > 0) {
        return find_key(&g->keys, gate_key(g, r));
    }
    return access_check(r, g->token) == ACCESS_GRANTED ? &g->all : NULL;
}

/* ---- How often ---- */

/* Each request puts off when as many may come again as ever, by its part of the time; one that
 * would put it off by more than all of the time is too much. */
static bool count_request(struct key *k, const struct gate_rate *rate, int64_t *ret_wait_s)
{
    int64_t now_ns = clock_monotonic_ns();
    if (rate->requests == 0) {
        return true;
    }
    int64_t all_ns = (int64_t)rate->seconds * SECOND_NS;
    int64_t part_ns = all_ns / (int64_t)rate->requests;
    int64_t full_ns = (k->full_ns > now_ns ? k->full_ns : now_ns) + part_ns;
    int64_t early_ns = full_ns - now_ns - all_ns;
    *ret_wait_s = (early_ns + SECOND_NS - 1) / SECOND_NS;
    if (early_ns > 0) {
        return false;
    }
    k->full_ns = full_ns;
    return true;
}

enum gate_verdict gate_ask(struct gate *g, const struct http_request *r, bool is_public,
                           int64_t *ret_wait_s)
{
    struct key *k = is_page_allowed(g, r, is_public) ? who_asks(g, r) : NULL;
    return k == NULL                                         ? GATE_FORBIDDEN
           : count_request(k, &g->options->rate, ret_wait_s) ? GATE_OPEN
                                                             : GATE_BUSY;
}

/* ---- Open and closed ---- */

/* Adds the key of a line, if there is one. Returns false if it cannot be a key. */
static bool add_line(struct keys *keys, const char *line, size_t size)
{
    size -= size > 0 && line[size - 1] == '\r';
    if (size == 0 || line[0] == '#') {
        return true;
    }
    if (!access_is_token(line, size)) {
        return false;
    }
    keys->list = memory_grow(keys->list, keys->count, &keys->room, sizeof *keys->list);
    keys->list[keys->count++] = (struct key){ .text = memory_text_n(line, size) };
    return true;
}

static bool add_lines(struct keys *keys, const char *path, const struct buf *text,
                      struct buf *why)
{
    const char *at = buf_string(text), *end = at + text->size;
    for (size_t line = 1; at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((newline != NULL ? newline : end) - at);
        if (!add_line(keys, at, size)) {
            buf_print(why,
                      "--api-keys: %s:%zu: a key is a line of 1 to %d letters, digits and -._~",
                      path, line, ACCESS_TOKEN_MAX);
            return false;
        }
        at += size + (newline != NULL);
    }
    if (keys->count == 0) {
        buf_print(why, "--api-keys: %s: there is no key in it", path);
    }
    return keys->count > 0;
}

static void release_keys(struct keys *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        memory_release(keys->list[i].text);
    }
    memory_release(keys->list);
    *keys = (struct keys){ .count = 0 };
}

/* What has been counted of a key is so wherever it stands in the file now. */
static void take_counts(struct keys *keys, const struct keys *before)
{
    for (size_t i = 0; i < keys->count; i++) {
        const struct key *same = find_key(before, keys->list[i].text);
        keys->list[i].full_ns = same != NULL ? same->full_ns : 0;
    }
}

bool gate_read_keys(struct gate *g, struct buf *why)
{
    const char *path = g->options->keys;
    struct keys keys = { .count = 0 };
    struct buf text = { 0 };
    int error = descriptor_read_path(path, &text, KEYS_FILE_MAX);
    if (error != 0) {
        buf_print(why, "--api-keys: %s: %s", path, strerror(-error));
    }
    bool is_good = error == 0 && add_lines(&keys, path, &text, why);
    if (is_good) {
        take_counts(&keys, &g->keys);
        release_keys(&g->keys);
        g->keys = keys;
    } else {
        release_keys(&keys);
    }
    buf_release(&text);
    return is_good;
}

/* Returns true if it is what browsers send as the origin of a page: SCHEME://HOST and perhaps
 * :PORT, without anything behind it. */
static bool is_origin(const char *text)
{
    const char *host = strstr(text, "://");
    size_t size = host == NULL ? 0 : strcspn(host + 3, "/?#@ \t,");
    return strcmp(text, "*") == 0 || (host > text && size > 0 && host[3 + size] == '\0');
}

static bool check_origins(const struct gate *g, struct buf *why)
{
    const struct option_list *list = &g->options->origins;
    for (size_t i = 0; i < list->count; i++) {
        if (!is_origin(list->texts[i])) {
            buf_print(
                why,
                "--cors takes * or an origin such as https://shop.example:8443, without a "
                "path, not '%s'",
                list->texts[i]);
            return false;
        }
    }
    return true;
}

bool gate_open(const struct gate_options *o, struct gate **ret_gate, struct buf *why)
{
    struct gate *g = memory_zero(sizeof *g);
    g->options = o;
    if (!check_origins(g, why) || (o->keys != NULL && !gate_read_keys(g, why))) {
        gate_close(g);
        return false;
    }
    *ret_gate = g;
    return true;
}

void gate_close(struct gate *g)
{
    if (g != NULL) {
        release_keys(&g->keys);
    }
    memory_release(g);
}

void gate_guard(struct gate *g, const char *token)
{
    g->token = token;
}
