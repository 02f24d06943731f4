#include "runtime/front/route.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/value/value.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
#define ANY          "ANY"

enum part_kind { PART_WORD, PART_ONE, PART_REST };

struct route_part {
    enum part_kind kind;
    char *text; /* owned: the word, decoded, or the parameter's name */
};

struct route_error {
    char *name; /* owned: of an error, or a pattern for names */
    int status;
};

struct route_text {
    enum route_word word;
    char *text; /* owned, decoded */
};

bool route_is_text(const char *bytes, size_t size)
{
    return size == 0 ||
           (memchr(bytes, '\0', size) == NULL && text_utf8_span(bytes, size) == size);
}

/* ---- Reading: a path ---- */

/* Returns false if that name is the one of another parameter. */
static bool is_new_name(const struct route *r, const char *name, size_t size)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct route_part *p = &r->parts[i];
        if (p->kind != PART_WORD && strlen(p->text) == size &&
            memcmp(p->text, name, size) == 0) {
            return false;
        }
    }
    return true;
}

/* Takes {NAME} or {NAME+} for a part. */
static bool read_parameter(const struct route *r, const char *text, size_t size, bool is_last,
                           struct route_part *ret_part, struct buf *why)
{
    bool is_rest = size > 2 && text[size - 2] == '+';
    size_t name = size - 2 - is_rest;
    if (name == 0 || strspn(text + 1, NAME_LETTERS "._") < name) {
        buf_print(why, "'%.*s' is not {NAME}", (int)size, text);
    } else if (is_rest && !is_last) {
        buf_print(why, "'%.*s' takes all that follows, and is the last part", (int)size, text);
    } else if (!is_new_name(r, text + 1, name)) {
        buf_print(why, "there are two parameters '%.*s'", (int)name, text + 1);
    } else {
        *ret_part = (struct route_part){ is_rest ? PART_REST : PART_ONE,
                                         memory_text_n(text + 1, name) };
        return true;
    }
    return false;
}

static bool read_word(const char *text, size_t size, struct route_part *ret_part,
                      struct buf *why)
{
    struct buf word = { 0 };
    url_put_decoded(&word, text, size, false);
    bool is_good = strcspn(text, "{}?#") >= size && route_is_text(word.text, word.size);
    if (!is_good) {
        buf_print(why, "'%.*s' is no part of a path", (int)size, text);
        buf_release(&word);
        return false;
    }
    *ret_part = (struct route_part){ PART_WORD, buf_take(&word) };
    return true;
}

static bool read_part(struct route *r, const char *text, size_t size, struct buf *why)
{
    struct route_part *p = &r->parts[r->count];
    bool is_parameter = size >= 2 && text[0] == '{' && text[size - 1] == '}';
    bool is_read = is_parameter ? read_parameter(r, text, size, text[size] == '\0', p, why)
                                : read_word(text, size, p, why);
    r->count += is_read;
    return is_read;
}

/* The server answers these itself. */
static bool is_taken(const char *path)
{
    static const char *const own[] = { "/", "/healthz", "/readyz", "/metrics", "/nodez" };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(path, own[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_path(struct route *r, struct buf *why)
{
    if (r->path[0] != '/') {
        buf_print(why, "a path begins with '/', and '%s' does not", r->path);
        return false;
    }
    if (is_taken(r->path)) {
        buf_print(why, "%s is the server's own", r->path);
        return false;
    }
    r->parts = memory_array(strlen(r->path), sizeof *r->parts);
    for (const char *at = r->path; *at != '\0';) {
        size_t size = strcspn(++at, "/");
        if (!read_part(r, at, size, why)) {
            return false;
        }
        at += size;
    }
    return true;
}

/* ---- Reading: the words ---- */

static bool read_method(const struct route *r, struct buf *why)
{
    static const char *const methods[] = { "GET",   "HEAD",   "POST",    "PUT",
                                           "PATCH", "DELETE", "OPTIONS", ANY };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(r->method, methods[i]) == 0) {
            return true;
        }
    }
    buf_print(why, "a method is GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS or ANY, not '%s'",
              r->method);
    return false;
}

static bool read_kind(struct route *r, const char *word, struct buf *why)
{
    static const char *const kinds[] = {
        [ROUTE_SYNC] = "sync",       [ROUTE_ASYNC] = "async", [ROUTE_START] = "start-execution",
        [ROUTE_FUNCTION] = "lambda", [ROUTE_MOCK] = "mock",   [ROUTE_MAPPED] = "mapped"
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(word, kinds[i]) == 0) {
            r->kind = (enum route_kind)i;
            return true;
        }
    }
    buf_print(why,
              "behind the path stands sync, async, start-execution, lambda or mock, not '%s'",
              word);
    return false;
}

/* Returns true if it is a state machine's name, and perhaps a version or an alias behind a ':',
 * and a mock file's test case behind a '#'. */
static bool is_machine(const char *text)
{
    size_t name = strspn(text, NAME_LETTERS), more = 0;
    const char *rest = text + name;
    if (*rest == ':') {
        more = strspn(++rest, NAME_LETTERS ".");
        rest = more > 0 ? rest + more : text;
    }
    return name > 0 && (*rest == '\0' || (*rest == '#' && rest[1] != '\0'));
}

static bool has_error(const struct route *r, const char *name, size_t size)
{
    for (size_t i = 0; i < r->error_count; i++) {
        if (strncmp(r->errors[i].name, name, size) == 0 && r->errors[i].name[size] == '\0') {
            return true;
        }
    }
    return false;
}

/* NAME:STATUS, where the name may have a ':' as well. */
static bool read_error(struct route *r, const char *text, struct buf *why)
{
    const char *colon = strrchr(text, ':');
    const char *digits = colon != NULL ? colon + 1 : "";
    size_t name = colon != NULL ? (size_t)(colon - text) : 0;
    bool is_status = strlen(digits) == 3 && strspn(digits, "0123456789") == 3 &&
                     (digits[0] == '4' || digits[0] == '5');
    if (r->kind != ROUTE_SYNC && !r->is_plain) {
        buf_text(why, "error=NAME:STATUS is for sync: no other route answers with the error");
    } else if (name == 0 || !is_status) {
        buf_print(why,
                  "error=NAME:STATUS has an error's name, in which * stands for anything, and "
                  "a status from 400 to 599, not '%s'",
                  text);
    } else if (has_error(r, text, name)) {
        buf_print(why, "there are two statuses for the error '%.*s'", (int)name, text);
    } else {
        r->errors = memory_grow(r->errors, r->error_count, &r->error_room, sizeof *r->errors);
        r->errors[r->error_count++] =
            (struct route_error){ memory_text_n(text, name), (int)strtol(digits, NULL, 10) };
        return true;
    }
    return false;
}

/* Decoded: new. NULL if it cannot be a text. */
static char *decoded(const char *text)
{
    struct buf plain = { 0 };
    url_put_decoded(&plain, text, strlen(text), false);
    bool is_text = plain.size > 0 && route_is_text(buf_string(&plain), plain.size);
    char *new = is_text ? memory_text(buf_string(&plain)) : NULL;
    buf_release(&plain);
    return new;
}

/* One of enum route_word. */
static bool read_text(struct route *r, const char *word)
{
    static const char *const words[] = {
        [ROUTE_KEY] = "api-key=",           [ROUTE_BINARY] = "binary=",
        [ROUTE_HEADER] = "header=",         [ROUTE_VARIABLE] = "stage-variable=",
        [ROUTE_AUTHORIZER] = "authorizer=", [ROUTE_IDENTITY] = "identity="
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t size = strlen(words[i]);
        char *text = strncmp(word, words[i], size) == 0 ? decoded(word + size) : NULL;
        if (text != NULL) {
            r->texts = memory_grow(r->texts, r->text_count, &r->text_room, sizeof *r->texts);
            r->texts[r->text_count++] = (struct route_text){ (enum route_word)i, text };
            return true;
        }
    }
    return false;
}

/* What a route of an API may have. */
static bool read_api_setting(struct route *r, const char *word)
{
    const char *status = strncmp(word, "status=", 7) == 0 ? word + 7 : "";
    if (strcmp(word, "api=rest") == 0 || strcmp(word, "api=http") == 0) {
        r->api = word[4] == 'r' ? ROUTE_API_REST : ROUTE_API_HTTP;
    } else if (r->kind == ROUTE_FUNCTION && strcmp(word, "payload=body") == 0) {
        r->is_plain = r->is_old = true;
    } else if ((r->kind == ROUTE_FUNCTION || r->kind == ROUTE_MOCK) && strlen(status) == 3 &&
               strspn(status, "0123456789") == 3 && strchr("2345", status[0]) != NULL) {
        r->status = (int)strtol(status, NULL, 10);
    } else if (r->kind == ROUTE_MOCK && strncmp(word, "body=", 5) == 0 && r->body == NULL) {
        r->body = decoded(word + 5);
    } else if ((r->kind == ROUTE_FUNCTION || r->kind == ROUTE_MAPPED) &&
               strncmp(word, "mapping=", 8) == 0 && r->mapping == NULL) {
        r->mapping = decoded(word + 8);
    } else if (r->kind == ROUTE_MAPPED && strcmp(word, "pages=any") == 0) {
        r->is_public = true;
    } else {
        return read_text(r, word);
    }
    return true;
}

static bool read_setting(struct route *r, const char *word, struct buf *why)
{
    bool is_error = r->is_plain && strncmp(word, "error=", 6) == 0;
    char *error = is_error ? decoded(word + 6) : NULL;
    if (error != NULL) {
        bool is_good = read_error(r, error, why);
        memory_release(error);
        return is_good;
    }
    if (read_api_setting(r, word)) {
        return true;
    }
    if (strcmp(word, "input=body") == 0 || strcmp(word, "input=proxy") == 0) {
        r->is_proxy = word[6] == 'p';
    } else if (strncmp(word, "name=", 5) == 0 && r->machine == NULL && is_machine(word + 5)) {
        r->machine = memory_text(word + 5);
    } else if (strncmp(word, "error=", 6) == 0 && !r->is_plain) {
        return read_error(r, word + 6, why);
    } else if ((r->kind == ROUTE_SYNC || r->kind == ROUTE_START) &&
               strcmp(word, "answer=execution") == 0) {
        r->is_whole = true;
    } else if (r->kind == ROUTE_FUNCTION &&
               (strcmp(word, "payload=1.0") == 0 || strcmp(word, "payload=2.0") == 0 ||
                strcmp(word, "payload=rest") == 0)) {
        r->is_rest = word[8] == 'r';
        r->is_old = word[8] == '1' || r->is_rest;
    } else if (r->kind == ROUTE_FUNCTION && strcmp(word, "key=$default") == 0) {
        r->takes_all = true;
    } else if (r->kind == ROUTE_FUNCTION && strcmp(word, "path=url") == 0) {
        r->takes_all = r->is_url = r->has_stage = true;
    } else if (strcmp(word, "path=stage") == 0) {
        r->has_stage = true;
    } else {
        buf_print(why,
                  "what else there is to say is name=NAME, input=body or input=proxy, of sync "
                  "error=NAME:STATUS and answer=execution, and of lambda payload=1.0, 2.0 or "
                  "rest, not "
                  "'%s'",
                  word);
        return false;
    }
    return true;
}

/* The next word: new; NULL if there is none. */
static char *next_word(const char **text)
{
    const char *begin = *text + strspn(*text, " \t");
    size_t size = strcspn(begin, " \t");
    *text = begin + size;
    return size == 0 ? NULL : memory_text_n(begin, size);
}

static bool read_settings(struct route *r, const char *text, struct buf *why)
{
    bool is_good = true;
    for (char *word; is_good && (word = next_word(&text)) != NULL;) {
        is_good = read_setting(r, word, why);
        memory_release(word);
    }
    return is_good;
}

static bool read_route(struct route *r, const char *text, struct buf *why)
{
    r->method = next_word(&text);
    r->path = next_word(&text);
    char *kind = next_word(&text);
    bool is_good = false;
    if (kind == NULL) {
        buf_text(why, "'METHOD /path sync', async, start-execution, lambda or mock is wanted");
    } else {
        is_good = read_method(r, why) && read_path(r, why) && read_kind(r, kind, why) &&
                  read_settings(r, text, why);
    }
    if (is_good && r->kind == ROUTE_FUNCTION && r->machine == NULL) {
        buf_text(why, "which function it calls is to be said by name=NAME");
        is_good = false;
    }
    if (is_good && r->kind == ROUTE_MAPPED && r->mapping == NULL) {
        buf_text(why, "what it does is to be said by mapping=JSON");
        is_good = false;
    }
    memory_release(kind);
    return is_good;
}

/* ---- All of them ---- */

static void release_route(struct route *r)
{
    for (size_t i = 0; i < r->count; i++) {
        memory_release(r->parts[i].text);
    }
    for (size_t i = 0; i < r->error_count; i++) {
        memory_release(r->errors[i].name);
    }
    memory_release(r->method);
    memory_release(r->path);
    memory_release(r->parts);
    for (size_t i = 0; i < r->text_count; i++) {
        memory_release(r->texts[i].text);
    }
    memory_release(r->errors);
    memory_release(r->texts);
    memory_release(r->body);
    memory_release(r->mapping);
    memory_release(r->machine);
}

/* Less than 0 where `a` says more than `b`; 0 where both take the same requests. */
static int compare(const struct route *a, const struct route *b)
{
    int order = 0;
    for (size_t i = 0; order == 0 && i < a->count && i < b->count; i++) {
        const struct route_part *p = &a->parts[i], *q = &b->parts[i];
        order = (int)p->kind - (int)q->kind;
        if (order == 0 && p->kind == PART_WORD) {
            order = strcmp(p->text, q->text);
        }
    }
    if (order == 0) {
        order = (a->count > b->count) - (a->count < b->count);
    }
    if (order == 0) {
        order = (strcmp(a->method, ANY) == 0) - (strcmp(b->method, ANY) == 0);
    }
    return order != 0 ? order : strcmp(a->method, b->method);
}

bool routes_add(struct routes *r, const char *text, bool is_proxy, struct buf *why)
{
    struct route new = { .is_proxy = is_proxy, .status = 200 };
    size_t at = 0;
    bool is_good = read_route(&new, text, why);
    while (is_good && at < r->count && compare(&new, &r->list[at]) > 0) {
        at++;
    }
    if (is_good && at < r->count && compare(&new, &r->list[at]) == 0) {
        buf_print(why, "'%s %s' takes the same requests", r->list[at].method, r->list[at].path);
        is_good = false;
    }
    if (!is_good) {
        release_route(&new);
        return false;
    }
    r->list = memory_grow(r->list, r->count, &r->room, sizeof *r->list);
    memmove(r->list + at + 1, r->list + at, (r->count - at) * sizeof *r->list);
    r->list[at] = new;
    r->count++;
    return true;
}

void routes_close(struct routes *r)
{
    for (size_t i = 0; i < r->count; i++) {
        release_route(&r->list[i]);
    }
    memory_release(r->list);
    *r = (struct routes){ .count = 0 };
}

/* ---- Requests ---- */

/* Returns true if a part of a request's path is that word. */
static bool is_word(const struct route_part *p, const char *text, size_t size)
{
    struct buf word = { 0 };
    url_put_decoded(&word, text, size, false);
    bool is_same =
        strlen(p->text) == word.size && memcmp(p->text, buf_string(&word), word.size) == 0;
    buf_release(&word);
    return is_same;
}

/* Goes on from the slash at *at to the end of the part behind it. Returns false if the path has
 * no part there that fits. */
static bool take_part(const struct route_part *p, const char **at, const char **ret_begin)
{
    if (**at != '/') {
        return false;
    }
    const char *begin = *at + 1;
    size_t size = p->kind == PART_REST ? strlen(begin) : strcspn(begin, "/");
    *ret_begin = begin;
    *at = begin + size;
    return p->kind == PART_WORD ? is_word(p, begin, size) : size > 0;
}

static bool fits(const struct route *r, const char *path)
{
    const char *begin;
    for (size_t i = 0; i < r->count; i++) {
        if (!take_part(&r->parts[i], &path, &begin)) {
            return false;
        }
    }
    return *path == '\0';
}

const struct route *routes_find(const struct routes *r, const char *method, const char *path)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct route *x = &r->list[i];
        if ((strcmp(x->method, method) == 0 || strcmp(x->method, ANY) == 0) && fits(x, path)) {
            return x;
        }
    }
    return NULL;
}

void routes_put_methods(const struct routes *r, const char *path, struct buf *out)
{
    static const char *const methods[] = { "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT" };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (routes_find(r, methods[i], path) != NULL) {
            buf_print(out, "%s%s", out->size > 0 ? ", " : "", methods[i]);
        }
    }
}

/* Returns true if a path is, or is below, the first part of the route's. */
static bool is_below_stage(const struct route *r, const char *path)
{
    const char *begin;
    return r->has_stage && r->count > 0 && take_part(&r->parts[0], &path, &begin);
}

enum route_api routes_api(const struct routes *r, const char *path)
{
    enum route_api rest = ROUTE_API_NONE, http = ROUTE_API_NONE;
    for (size_t i = 0; i < r->count; i++) {
        if (fits(&r->list[i], path)) {
            return r->list[i].api;
        }
    }
    for (size_t i = 0; i < r->count; i++) {
        const struct route *x = &r->list[i];
        if (is_below_stage(x, path)) {
            return x->api;
        }
        rest = x->api == ROUTE_API_REST ? x->api : rest;
        http = x->api == ROUTE_API_HTTP ? x->api : http;
    }
    return http != ROUTE_API_NONE ? http : rest;
}

const char *route_text(const struct route *r, enum route_word word, size_t index)
{
    for (size_t i = 0; i < r->text_count; i++) {
        if (r->texts[i].word == word && index-- == 0) {
            return r->texts[i].text;
        }
    }
    return NULL;
}

struct value *route_parameters(const struct route *r, const char *path)
{
    struct value *all = value_object();
    const char *begin = NULL;
    bool is_good = true;
    for (size_t i = 0; i < r->count; i++) {
        struct buf text = { 0 };
        const struct route_part *p = &r->parts[i];
        take_part(p, &path, &begin);
        if (p->kind != PART_WORD) {
            url_put_decoded(&text, begin, (size_t)(path - begin), false);
            is_good = is_good && route_is_text(text.text, text.size);
            value_set_take(&all, p->text,
                           is_good ? value_text_n(buf_string(&text), text.size) : NULL);
        }
        buf_release(&text);
    }
    if (!is_good) {
        value_release(all);
        return NULL;
    }
    return all;
}

const char *route_own_path(const struct route *r, const char *path)
{
    const char *own = r->has_stage ? path + 1 + strcspn(path + 1, "/") : path;
    return *own != '\0' ? own : "/";
}

const char *route_too_large(const struct route *r)
{
    bool is_http_api = r->kind == ROUTE_MAPPED ? r->api == ROUTE_API_HTTP
                                               : r->kind == ROUTE_FUNCTION && !r->is_rest;
    return is_http_api ? "Request Entity Too Large" : "Request Too Long";
}

int route_status_of(const struct route *r, const char *error)
{
    const char *name = error != NULL ? error : "";
    for (size_t i = 0; i < r->error_count; i++) {
        if (arn_fits(r->errors[i].name, (struct arn_part){ name, strlen(name) })) {
            return r->errors[i].status;
        }
    }
    return 0;
}
