#include "runtime/door/formfront.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/call/element.h"
#include "runtime/call/xml.h"
#include "runtime/door/errorcode.h"
#include "runtime/door/formtree.h"
#include "runtime/door/models.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

#define TYPE "text/xml"

const char *formfront_pairs(const struct http_request *r)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = http_header(r, "Content-Type");
    size_t size;
    if (strcmp(http_method(r), "GET") == 0) {
        return http_query(r);
    }
    bool is_form = strcmp(http_method(r), "POST") == 0 && type != NULL &&
                   strncasecmp(type, form, sizeof form - 1) == 0;
    return is_form ? http_body(r, &size) : NULL;
}

/* ---- Answers ---- */

static void put_space(struct buf *out, const struct models_service *s)
{
    buf_print(out, "xmlns=\"http://%s.amazonaws.com/doc/%s/\"",
              strcmp(s->name, "sqs") == 0 ? "queue" : s->signing,
              strcmp(s->name, "sqs") == 0 ? "2012-11-05" : s->version);
}

static void put_named(struct buf *out, const char *name, const char *text)
{
    buf_print(out, "<%s>", name);
    xml_put_text(out, text, strlen(text));
    buf_print(out, "</%s>", name);
}

static void put_error(struct exchange *x, const struct service_answer *a, const char *id,
                      struct buf *out)
{
    buf_text(out, "<ErrorResponse ");
    put_space(out, x->service);
    buf_text(out, "><Error>");
    put_named(out, "Type", a->status < 500 ? "Sender" : "Receiver");
    put_named(out, "Code", errorcode_of_form(x->service, a->code));
    put_named(out, "Message", a->message != NULL ? a->message : "");
    buf_text(out, "</Error>");
    put_named(out, "RequestId", id);
    buf_text(out, "</ErrorResponse>");
}

static void put_answer(struct exchange *x, const struct service_answer *a, const char *id,
                       struct buf *out)
{
    const struct asl_action *action = x->action;
    buf_print(out, "<%sResponse ", action->operation);
    put_space(out, x->service);
    buf_char(out, '>');
    if (action->output != NULL && action->root != NULL) {
        struct value *none = value_object();
        element_put(out, action->root, NULL, action->output, a->body != NULL ? a->body : none);
        value_release(none);
    }
    buf_text(out, "<ResponseMetadata>");
    put_named(out, "RequestId", id);
    buf_print(out, "</ResponseMetadata></%sResponse>", action->operation);
}

static void write(struct exchange *x, const struct service_answer *a)
{
    struct buf body = { 0 }, id = { 0 };
    exchange_put_uuid(x, &id);
    buf_text(&body, "<?xml version=\"1.0\"?>\n");
    (service_answer_is_good(a) ? put_answer : put_error)(x, a, buf_string(&id), &body);
    http_add_header(x->http, "x-amzn-RequestId", buf_string(&id));
    buf_release(&id);
    exchange_send(x, a->status, TYPE, &body);
}

/* ---- Requests ---- */

static bool fail(struct exchange *x, const char *code, const char *format, const char *text)
{
    struct buf message = { 0 };
    struct service_answer a = { 0 };
    buf_text(&message, format);
    buf_text(&message, text);
    service_answer_fail(&a, 400, NULL, code, "%s", buf_string(&message));
    write(x, &a);
    service_answer_release(&a);
    buf_release(&message);
    return false;
}

/* The address to which a form for a queue is posted is the queue's: it stands for a QueueUrl
 * that the form does not have. */
static void add_queue(struct exchange *x)
{
    const char *path = http_path(x->http), *host = http_header(x->http, "Host");
    bool names_queue = strcmp(x->service->name, "sqs") == 0 && strchr(path + 1, '/') != NULL;
    if (names_queue && !value_member(x->input, "QueueUrl", NULL)) {
        struct buf url = { 0 };
        buf_print(&url, "http://%s%s", host != NULL ? host : "localhost", path);
        value_set_text(&x->input, "QueueUrl", buf_string(&url));
        buf_release(&url);
    }
}

static bool read_action(struct exchange *x, const char *pairs)
{
    struct buf name = { 0 };
    bool is_there = pairs != NULL && exchange_find_pair(pairs, "Action", &name);
    x->action = is_there ? models_action(x->service, buf_string(&name)) : NULL;
    if (!is_there) {
        fail(x, "MissingAction", "The request has no Action.", "");
    } else if (x->action == NULL) {
        fail(x, "InvalidAction", "Could not find operation ", buf_string(&name));
    }
    buf_release(&name);
    return x->action != NULL;
}

static bool read(struct exchange *x)
{
    const char *pairs = formfront_pairs(x->http);
    if (!read_action(x, pairs)) {
        return false;
    }
    if (x->action->input == NULL) {
        x->input = value_object();
    } else if (!formtree_read(x->action->input, pairs, &x->input)) {
        return fail(x, "MalformedInput", "The form has too many parameters, or too deep ones.",
                    "");
    }
    add_queue(x);
    return true;
}

const struct exchange_front formfront = { .read = read, .write = write };
