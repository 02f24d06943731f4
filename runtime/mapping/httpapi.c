#include "runtime/mapping/httpapi.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/url.h"
#include "runtime/loop/http.h"
#include "runtime/mapping/plan.h"
#include "runtime/mapping/scene.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    value_member(v, name, &found);
    return found;
}

/* ---- Texts with variables in them ---- */

/* An answer whose parts are variables too; NULL in one of requests. */
struct source {
    const struct scene *scene;
    const struct http_request *http;
    const struct scene_answer *answer;
};

/* Appends what "request.header.x" and such are. Returns false if it is nothing. */
static bool put_variable(const struct source *s, const char *name, struct buf *out)
{
    size_t size;
    const char *body = http_body(s->http, &size);
    struct buf from = { 0 };
    bool is_path = strcmp(name, "request.path") == 0;
    if (strncmp(name, "request.", 8) == 0) {
        buf_print(&from, "method.%s", name);
    } else if (strncmp(name, "response.", 9) == 0) {
        buf_print(&from, "integration.%s", name);
    } else {
        buf_text(&from, name);
    }
    struct value *v =
        is_path ? NULL : scene_source(s->scene, buf_string(&from), body, size, s->answer);
    if (is_path) {
        scene_put(out, member(s->scene->event, "path"));
    }
    scene_put(out, v);
    value_release(v);
    buf_release(&from);
    return is_path || v != NULL;
}

static bool is_variable(const char *text)
{
    return strncmp(text, "$request.", 9) == 0 || strncmp(text, "$response.", 10) == 0 ||
           strncmp(text, "$context.", 9) == 0 || strncmp(text, "$stageVariables.", 16) == 0;
}

/* Appends what a parameter's text is: a variable alone, or a text with ${...} in it. Returns
 * false if it is a variable that is nothing. */
static bool put_text(const struct source *s, const char *text, struct buf *out)
{
    if (is_variable(text)) {
        return put_variable(s, text + 1, out);
    }
    while (*text != '\0') {
        const char *end = strncmp(text, "${", 2) == 0 ? strchr(text, '}') : NULL;
        if (end != NULL) {
            char *name = memory_text_n(text + 2, (size_t)(end - text - 2));
            put_variable(s, name, out);
            memory_release(name);
            text = end + 1;
        } else {
            buf_char(out, *text++);
        }
    }
    return true;
}

/* ---- Services ---- */

/* Parameters of an operation, and what kind of value each is: 't'ext, 'n'umber, 'j'son. */
struct parameter {
    const char *action, *name, *input;
    char kind;
};

static const struct parameter parameters[] = {
    { "StartExecution", "StateMachineArn", "stateMachineArn", 't' },
    { "StartExecution", "Name", "name", 't' },
    { "StartExecution", "Input", "input", 't' },
    { "StartExecution", "TraceHeader", "traceHeader", 't' },
    { "StartSyncExecution", "StateMachineArn", "stateMachineArn", 't' },
    { "StartSyncExecution", "Name", "name", 't' },
    { "StartSyncExecution", "Input", "input", 't' },
    { "StartSyncExecution", "TraceHeader", "traceHeader", 't' },
    { "StopExecution", "ExecutionArn", "executionArn", 't' },
    { "StopExecution", "Cause", "cause", 't' },
    { "StopExecution", "Error", "error", 't' },
    { "SendMessage", "QueueUrl", "QueueUrl", 't' },
    { "SendMessage", "MessageBody", "MessageBody", 't' },
    { "SendMessage", "DelaySeconds", "DelaySeconds", 'n' },
    { "SendMessage", "MessageAttributes", "MessageAttributes", 'j' },
    { "SendMessage", "MessageDeduplicationId", "MessageDeduplicationId", 't' },
    { "SendMessage", "MessageGroupId", "MessageGroupId", 't' },
    { "SendMessage", "MessageSystemAttributes", "MessageSystemAttributes", 'j' },
    { "ReceiveMessage", "QueueUrl", "QueueUrl", 't' },
    { "ReceiveMessage", "AttributeNames", "AttributeNames", 'j' },
    { "ReceiveMessage", "MaxNumberOfMessages", "MaxNumberOfMessages", 'n' },
    { "ReceiveMessage", "MessageAttributeNames", "MessageAttributeNames", 'j' },
    { "ReceiveMessage", "ReceiveRequestAttemptId", "ReceiveRequestAttemptId", 't' },
    { "ReceiveMessage", "VisibilityTimeout", "VisibilityTimeout", 'n' },
    { "ReceiveMessage", "WaitTimeSeconds", "WaitTimeSeconds", 'n' },
    { "DeleteMessage", "QueueUrl", "QueueUrl", 't' },
    { "DeleteMessage", "ReceiptHandle", "ReceiptHandle", 't' },
    { "PurgeQueue", "QueueUrl", "QueueUrl", 't' },
    { "PutEvents", "Detail", "Detail", 't' },
    { "PutEvents", "DetailType", "DetailType", 't' },
    { "PutEvents", "Source", "Source", 't' },
    { "PutEvents", "EventBusName", "EventBusName", 't' },
    { "PutEvents", "Resources", "Resources", 'j' },
    { "PutEvents", "Time", "Time", 't' },
    { "PutEvents", "TraceHeader", "TraceHeader", 't' },
};

static const struct parameter *parameter_of(const char *action, const char *name)
{
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        if (strcmp(parameters[i].action, action) == 0 &&
            strcmp(parameters[i].name, name) == 0) {
            return &parameters[i];
        }
    }
    return NULL;
}

/* Returns false if the text is not of the parameter's kind. */
static bool set_input(struct value **input, const struct parameter *p, const struct buf *text)
{
    struct value *v = NULL;
    struct read_error ignored;
    if (p->kind == 't') {
        v = value_text_n(buf_string(text), text->size);
    } else if (!read_json(buf_string(text), text->size, &v, &ignored)) {
        return false;
    }
    bool is_good = p->kind != 'n' || value_type(v) == VALUE_NUMBER;
    if (is_good) {
        value_set_take(input, p->input, v);
    } else {
        value_release(v);
    }
    return is_good;
}

bool httpapi_put_input(const struct plan *p, const struct scene *s,
                       const struct http_request *r, struct buf *out, struct buf *why)
{
    struct source source = { s, r, NULL };
    struct value *input = value_object();
    bool is_good = true;
    for (struct value_walk w = value_walk(p->parameters); is_good && value_step(&w);) {
        const struct parameter *one = parameter_of(p->action, w.key);
        struct buf text = { 0 };
        if (one != NULL && value_type(w.value) == VALUE_STRING &&
            put_text(&source, value_string(w.value), &text)) {
            is_good = set_input(&input, one, &text);
        } else if (one != NULL && value_type(w.value) == VALUE_NUMBER) {
            value_set_take(&input, one->input, value_share(w.value));
        }
        if (!is_good) {
            buf_print(why, "%s cannot be '%s'", w.key, buf_string(&text));
        }
        buf_release(&text);
    }
    if (strcmp(p->action, "PutEvents") == 0) {
        struct value *all = value_object(), *entries = value_array(1);
        value_append_take(&entries, input);
        value_set_take(&all, "Entries", entries);
        input = all;
    }
    write_json(out, input);
    value_release(input);
    return is_good;
}

/* ---- Changes ---- */

enum change_kind { CHANGE_APPEND, CHANGE_OVERWRITE, CHANGE_REMOVE, CHANGES };

/* "append:header.NAME": what is done, and to what. */
static enum change_kind change_of(const char *key, const char **ret_to)
{
    static const char *const words[] = { [CHANGE_APPEND] = "append:",
                                         [CHANGE_OVERWRITE] = "overwrite:",
                                         [CHANGE_REMOVE] = "remove:" };
    for (size_t i = 0; i < CHANGES; i++) {
        if (strncmp(key, words[i], strlen(words[i])) == 0) {
            *ret_to = key + strlen(words[i]);
            return (enum change_kind)i;
        }
    }
    return CHANGES;
}

/* Changes the member of that name, whatever its case if it `is_header`, in an object that is a
 * member of `of`. */
static void change(struct value **of, const char *object, const char *name, bool is_header,
                   enum change_kind kind, const struct buf *text)
{
    struct value *all = value_object(), *before = NULL;
    struct buf joined = { 0 };
    for (struct value_walk w = value_walk(member(*of, object)); value_step(&w);) {
        if (is_header ? strcasecmp(w.key, name) == 0 : strcmp(w.key, name) == 0) {
            before = w.value;
        } else {
            value_set_take(&all, w.key, value_share(w.value));
        }
    }
    if (kind == CHANGE_APPEND && before != NULL) {
        scene_put(&joined, before);
        buf_char(&joined, ',');
    }
    buf_put(&joined, buf_string(text), text->size);
    if (kind != CHANGE_REMOVE) {
        value_set_take(&all, name, value_text_n(buf_string(&joined), joined.size));
    }
    value_set_take(of, object, all);
    buf_release(&joined);
}

/* ---- Events ---- */

static void change_header(struct value **event, const char *name, enum change_kind kind,
                          const struct buf *text)
{
    bool is_new = member(*event, "multiValueHeaders") == NULL;
    char *own = memory_text(name);
    for (char *at = own; is_new && *at != '\0'; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    change(event, "headers", own, true, kind, text);
    if (!is_new) {
        struct value *list = value_array(1), *all = NULL;
        value_append_take(&list, value_share(member(member(*event, "headers"), own)));
        change(event, "multiValueHeaders", own, true, CHANGE_REMOVE, text);
        all = value_share(member(*event, "multiValueHeaders"));
        if (kind != CHANGE_REMOVE) {
            value_set_take(&all, own, list);
        } else {
            value_release(list);
        }
        value_set_take(event, "multiValueHeaders", all);
    }
    memory_release(own);
}

static void change_query(struct value **event, const char *name, enum change_kind kind,
                         const struct buf *text)
{
    struct buf query = { 0 };
    change(event, "queryStringParameters", name, false, kind, text);
    for (struct value_walk w = value_walk(member(*event, "queryStringParameters"));
         value_step(&w);) {
        url_put_pair(&query, w.key,
                     value_type(w.value) == VALUE_STRING ? value_string(w.value) : "");
    }
    if (member(*event, "rawQueryString") != NULL) {
        value_set_text(event, "rawQueryString", buf_string(&query));
    }
    buf_release(&query);
}

void httpapi_change_event(const struct plan *p, const struct scene *s,
                          const struct http_request *r, struct value **event)
{
    struct source source = { s, r, NULL };
    for (struct value_walk w = value_walk(p->parameters); value_step(&w);) {
        const char *to = "";
        enum change_kind kind = change_of(w.key, &to);
        struct buf text = { 0 };
        bool has = kind == CHANGE_REMOVE || (value_type(w.value) == VALUE_STRING &&
                                             put_text(&source, value_string(w.value), &text));
        if (kind == CHANGES || !has) {
            buf_release(&text);
            continue;
        }
        if (strncmp(to, "header.", 7) == 0) {
            change_header(event, to + 7, kind, &text);
        } else if (strncmp(to, "querystring.", 12) == 0) {
            change_query(event, to + 12, kind, &text);
        } else if (strcmp(to, "path") == 0 && kind == CHANGE_OVERWRITE) {
            bool is_new = member(*event, "rawPath") != NULL;
            value_set_text(event, is_new ? "rawPath" : "path", buf_string(&text));
        }
        buf_release(&text);
    }
}

/* ---- Answers ---- */

static const struct value *for_status(const struct plan *p, int status)
{
    char text[16];
    snprintf(text, sizeof text, "%d", status);
    for (size_t i = 0; i < p->response_count; i++) {
        const char *pattern = p->responses[i].pattern;
        if (pattern != NULL && strcmp(pattern, text) == 0) {
            return p->responses[i].parameters;
        }
    }
    return NULL;
}

/* New: the function's headers by names in small letters. */
static struct value *headers_of(const struct value *answer)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(member(answer, "headers")); value_step(&w);) {
        value_set_take(&all, w.key, value_share(w.value));
    }
    return all;
}

/* An answer that does not follow the format is a body alone: it has no headers so far. */
static void change_answer_header(struct http_request *r, struct value **answer,
                                 const char *name, enum change_kind kind,
                                 const struct buf *text)
{
    if (member(*answer, "statusCode") != NULL) {
        change(answer, "headers", name, true, kind, text);
    } else if (kind != CHANGE_REMOVE) {
        http_add_header(r, name, buf_string(text));
    }
}

void httpapi_change_answer(const struct plan *p, const struct scene *s, struct http_request *r,
                           int *status, struct value **answer)
{
    struct value *headers = headers_of(*answer), *given = member(*answer, "body");
    struct buf body = { 0 };
    scene_put(&body, given);
    struct scene_answer a = { *status, headers, buf_string(&body), body.size };
    struct source source = { s, r, &a };
    for (struct value_walk w = value_walk(for_status(p, *status)); value_step(&w);) {
        const char *to = "";
        enum change_kind kind = change_of(w.key, &to);
        struct buf text = { 0 };
        bool has =
            kind == CHANGE_REMOVE || (kind != CHANGES && value_type(w.value) == VALUE_STRING &&
                                      put_text(&source, value_string(w.value), &text));
        if (has && strncmp(to, "header.", 7) == 0) {
            change_answer_header(r, answer, to + 7, kind, &text);
        } else if (has && strcmp(to, "statuscode") == 0 && text.size == 3 &&
                   strspn(buf_string(&text), "0123456789") == 3) {
            long wanted = strtol(buf_string(&text), NULL, 10);
            *status = scene_may_answer(wanted) ? (int)wanted : *status;
        }
        buf_release(&text);
    }
    value_release(headers);
    buf_release(&body);
}
