#include "runtime/door/website.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/door/exchange.h"
#include "runtime/door/models.h"
#include "runtime/door/objectfront.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

#define MARK ".s3-website"
#define HTML "text/html; charset=utf-8"

/* A request while it is answered. All but what is said to be owned is borrowed. */
struct page {
    struct exchange *x;
    void (*ask)(void *owner, struct exchange *x, const char *operation,
                const struct value *input, struct service_answer *ret_answer);
    void *owner;
    char *bucket, *key;           /* owned */
    const struct value *settings; /* what the bucket is set to */
};

static struct value *member(const struct value *of, const char *name)
{
    struct value *is = NULL;
    return value_member(of, name, &is) ? is : NULL;
}

/* Where in the host's name the bucket ends; NULL if the host is no website's. */
static const char *mark_of(const struct exchange *x)
{
    const char *host = http_header(x->http, "Host");
    const char *mark = host != NULL ? strcasestr(host, MARK) : NULL;
    bool is_whole = mark != NULL && mark > host &&
                    (mark[sizeof MARK - 1] == '.' || mark[sizeof MARK - 1] == '-');
    return is_whole ? mark : NULL;
}

bool website_is_for(const struct exchange *x)
{
    return mark_of(x) != NULL;
}

/* ---- Answers ---- */

static void put_item(struct buf *out, const char *name, const char *text)
{
    buf_print(out, "<li>%s: ", name);
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '&': buf_text(out, "&amp;"); break;
        default: buf_char(out, *text);
        }
    }
    buf_text(out, "</li>\n");
}

static const char *title_of(int status)
{
    return status == 403   ? "403 Forbidden"
           : status == 404 ? "404 Not Found"
           : status == 405 ? "405 Method Not Allowed"
                           : "400 Bad Request";
}

/* The page that tells an error for which the bucket has none. */
static void send_error(struct page *p, const struct service_answer *a)
{
    struct buf body = { 0 }, id = { 0 }, second = { 0 };
    const char *title = title_of(a->status);
    exchange_put_short_id(p->x, &id);
    exchange_put_long_id(p->x, &second);
    buf_print(&body, "<html>\n<head><title>%s</title></head>\n<body>\n<h1>%s</h1>\n<ul>\n",
              title, title);
    put_item(&body, "Code", a->code);
    put_item(&body, "Message", a->message != NULL ? a->message : "");
    if (strcmp(a->code, "NoSuchKey") == 0) {
        put_item(&body, "Key", p->key);
    }
    if (strncmp(a->code, "NoSuchBucket", 12) == 0 ||
        strcmp(a->code, "NoSuchWebsiteConfiguration") == 0) {
        put_item(&body, "BucketName", p->bucket);
    }
    put_item(&body, "RequestId", buf_string(&id));
    put_item(&body, "HostId", buf_string(&second));
    buf_text(&body, "</ul>\n<hr/>\n</body>\n</html>\n");
    buf_release(&id);
    buf_release(&second);
    exchange_send(p->x, a->status, HTML, &body);
}

static void send_to(struct page *p, int status, const char *location)
{
    struct buf none = { 0 };
    http_add_header(p->x->http, "Location", location);
    exchange_send(p->x, status, NULL, &none);
}

/* ---- Other addresses ---- */

/* The redirection of a rule, whose condition the key fulfilled by `prefix`. */
static void redirect(struct page *p, const struct value *to, const char *prefix)
{
    const char *host = value_member_text(to, "HostName");
    const char *protocol = value_member_text(to, "Protocol");
    const char *code = value_member_text(to, "HttpRedirectCode");
    const char *whole = value_member_text(to, "ReplaceKeyWith");
    const char *begin = value_member_text(to, "ReplaceKeyPrefixWith");
    struct buf location = { 0 }, key = { 0 };
    if (whole != NULL) {
        buf_text(&key, whole);
    } else if (begin != NULL) {
        buf_print(&key, "%s%s", begin, p->key + strlen(prefix));
    } else {
        buf_text(&key, p->key);
    }
    buf_print(&location, "%s://%s/", protocol != NULL ? protocol : "http",
              host != NULL ? host : http_header(p->x->http, "Host"));
    url_put_encoded(&location, buf_string(&key), key.size, "/");
    send_to(p, code != NULL ? (int)strtol(code, NULL, 10) : 301, buf_string(&location));
    buf_release(&location);
    buf_release(&key);
}

/* Answers by the first rule that is about the key and the error; 0 is none. Returns false if
 * there is no such rule. */
static bool follow_rules(struct page *p, int status)
{
    const struct value *rules = member(p->settings, "RoutingRules");
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i), *condition = member(rule, "Condition");
        const char *prefix = value_member_text(condition, "KeyPrefixEquals");
        const char *code = value_member_text(condition, "HttpErrorCodeReturnedEquals");
        prefix = prefix != NULL ? prefix : "";
        if (strncmp(p->key, prefix, strlen(prefix)) == 0 &&
            (code != NULL ? strtol(code, NULL, 10) : 0) == status) {
            redirect(p, member(rule, "Redirect"), prefix);
            return true;
        }
    }
    return false;
}

/* ---- Pages ---- */

/* Asks for an object as everybody may. Returns true if it is there. */
static bool fetch(struct page *p, const char *key, struct service_answer *ret)
{
    struct value *input = value_object();
    const char *operation =
        strcmp(http_method(p->x->http), "HEAD") == 0 ? "HeadObject" : "GetObject";
    value_set_text(&input, "Bucket", p->bucket);
    value_set_text(&input, "Key", key);
    objectfront_set_caller(p->x, true);
    for (struct value_walk w = value_walk(p->x->input); value_step(&w);) {
        value_set_take(&input, w.key, value_share(w.value));
    }
    p->x->action = models_action(p->x->service, operation);
    p->ask(p->owner, p->x, operation, input, ret);
    value_release(input);
    return service_answer_is_good(ret);
}

/* An object may say that it is elsewhere. */
static void send_object(struct page *p, struct service_answer *a)
{
    const char *elsewhere = value_member_text(a->body, "WebsiteRedirectLocation");
    if (elsewhere != NULL) {
        send_to(p, 301, elsewhere);
    } else {
        objectfront.write(p->x, a);
    }
}

/* The bucket's page for errors, with the error's status. */
static void send_failure(struct page *p, const struct service_answer *failure)
{
    const char *key = value_member_text(member(p->settings, "ErrorDocument"), "Key");
    struct service_answer a = { 0 };
    if (follow_rules(p, failure->status)) {
        return;
    }
    if (key != NULL && fetch(p, key, &a)) {
        a.status = failure->status;
        objectfront.write(p->x, &a);
    } else {
        send_error(p, failure);
    }
    service_answer_release(&a);
}

/* A folder without its slash has a page if it has one with it. */
static bool send_to_folder(struct page *p, const char *suffix)
{
    struct buf key = { 0 }, location = { 0 };
    struct service_answer a = { 0 };
    buf_print(&key, "%s/%s", p->key, suffix);
    bool is_there = fetch(p, buf_string(&key), &a);
    if (is_there) {
        buf_char(&location, '/');
        url_put_encoded(&location, p->key, strlen(p->key), "/");
        buf_char(&location, '/');
        send_to(p, 302, buf_string(&location));
    }
    service_answer_release(&a);
    buf_release(&key);
    buf_release(&location);
    return is_there;
}

static void send_page(struct page *p)
{
    const char *suffix = value_member_text(member(p->settings, "IndexDocument"), "Suffix");
    size_t size = strlen(p->key);
    bool is_folder = size == 0 || p->key[size - 1] == '/';
    struct service_answer a = { 0 };
    struct buf key = { 0 };
    suffix = suffix != NULL ? suffix : "";
    buf_print(&key, "%s%s", p->key, is_folder ? suffix : "");
    if (fetch(p, buf_string(&key), &a)) {
        send_object(p, &a);
    } else if (is_folder || !send_to_folder(p, suffix)) {
        send_failure(p, &a);
    }
    service_answer_release(&a);
    buf_release(&key);
}

static void send_by_settings(struct page *p)
{
    const struct value *all = member(p->settings, "RedirectAllRequestsTo");
    if (all != NULL) {
        redirect(p, all, "");
    } else if (!follow_rules(p, 0)) {
        send_page(p);
    }
}

/* Returns false if the method or the path is none for a website. */
static bool check(struct page *p, struct service_answer *ret)
{
    const char *method = http_method(p->x->http);
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        service_answer_fail(ret, 405, NULL, "MethodNotAllowed",
                            "The specified method is not allowed against this resource.");
        return false;
    }
    if (text_utf8_span(p->key, strlen(p->key)) != strlen(p->key) ||
        text_utf8_span(p->bucket, strlen(p->bucket)) != strlen(p->bucket)) {
        service_answer_fail(ret, 400, NULL, "InvalidURI", "Couldn't parse the specified URI.");
        return false;
    }
    return true;
}

void website_serve(struct exchange *x,
                   void (*ask)(void *owner, struct exchange *x, const char *operation,
                               const struct value *input, struct service_answer *ret_answer),
                   void *owner)
{
    const char *host = http_header(x->http, "Host"), *path = http_path(x->http);
    struct buf key = { 0 };
    struct service_answer a = { 0 };
    struct value *input = value_object();
    path += path[0] == '/';
    url_put_decoded(&key, path, strlen(path), false);
    struct page p = { .x = x,
                      .ask = ask,
                      .owner = owner,
                      .bucket = memory_text_n(host, (size_t)(mark_of(x) - host)),
                      .key = memory_text(buf_string(&key)) };
    x->service = models_by_name("s3");
    x->input = value_object();
    value_set_text(&input, "Bucket", p.bucket);
    if (!check(&p, &a)) {
        send_error(&p, &a);
    } else {
        ask(owner, x, "GetBucketWebsite", input, &a);
        p.settings = a.body;
        if (service_answer_is_good(&a)) {
            send_by_settings(&p);
        } else {
            send_error(&p, &a);
        }
    }
    service_answer_release(&a);
    value_release(input);
    buf_release(&key);
    memory_release(p.bucket);
    memory_release(p.key);
}
