#include "runtime/way/podlogs.h"

#include <asl/service.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/pass.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/fetch.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* More containers than any job has that people look at. */
enum { CONTAINERS_MAX = 1000 };

static struct value *option(const struct value *input, const char *name)
{
    struct value *options = NULL, *found = NULL;
    value_member(input, "LogOptions", &options);
    value_member(options, name, &found);
    return found;
}

bool podlogs_are_wanted(const struct value *input, const struct value *shown)
{
    struct value *metadata = NULL;
    return value_is_true(option(input, "RetrieveLogs")) &&
           value_member(shown, "metadata", &metadata) &&
           value_member_text(metadata, "name") != NULL;
}

/* ---- Requests ---- */

static const char *name_of(const struct podlogs *p, size_t place)
{
    return value_string(value_item(value_item(p->names, p->next), place));
}

/* Pods bear the name of their job as a label. */
static void put_pods(struct value **parameters, const struct value *shown)
{
    struct value *metadata = NULL;
    struct buf label = { 0 };
    value_member(shown, "metadata", &metadata);
    buf_print(&label, "job-name=%s", value_member_text(metadata, "name"));
    pass_put(parameters, "QueryParameters.labelSelector", value_text(buf_string(&label)));
    buf_release(&label);
}

static void put_container(const struct podlogs *p, const struct value *input,
                          struct value **parameters, struct buf *path)
{
    struct value *others = option(input, "LogParameters");
    struct value *query =
        value_type(others) == VALUE_OBJECT ? value_share(others) : value_object();
    const char *pod = name_of(p, 0);
    value_set_text(&query, "container", name_of(p, 1));
    value_set_take(parameters, "QueryParameters", query);
    buf_char(path, '/');
    url_put_encoded(path, pod, strlen(pod), "");
    buf_text(path, "/log");
}

bool podlogs_ask(const struct podlogs *p, const struct value *input, const struct value *shown,
                 struct wire_request *r)
{
    static const struct asl_pass passes[] = { { "ClusterName", "input.ClusterName" },
                                              { "Endpoint", "input.Endpoint" },
                                              { "Method", "=GET" },
                                              { .to = NULL } };
    if (p->names != NULL && p->next >= value_count(p->names)) {
        return false;
    }
    struct value *parameters = pass_onto(NULL, passes, input, NULL);
    struct buf path = { 0 }, ignored = { 0 };
    const char *space = value_member_text(input, "Namespace");
    space = space != NULL ? space : "default";
    buf_text(&path, "/api/v1/namespaces/");
    url_put_encoded(&path, space, strlen(space), "");
    buf_text(&path, "/pods");
    if (p->names == NULL) {
        put_pods(&parameters, shown);
    } else {
        put_container(p, input, &parameters, &path);
    }
    value_set_text(&parameters, "Path", buf_string(&path));
    bool is_good =
        asl_call_eks.service->protocol->build(&asl_call_eks, parameters, r, &ignored);
    value_release(parameters);
    buf_release(&path);
    buf_release(&ignored);
    return is_good;
}

/* ---- Answers ---- */

static void add_containers(struct podlogs *p, const struct value *pod)
{
    char *name = pass_text(pod, "metadata.name");
    struct value *containers = pass_all(pod, "spec.containers[*].name");
    for (size_t i = 0;
         name != NULL && i < value_count(containers) && value_count(p->names) < CONTAINERS_MAX;
         i++) {
        if (value_type(value_item(containers, i)) == VALUE_STRING) {
            struct value *pair = value_array(2);
            value_append_take(&pair, value_text(name));
            value_append_take(&pair, value_share(value_item(containers, i)));
            value_append_take(&p->names, pair);
        }
    }
    value_release(containers);
    memory_release(name);
}

/* JSON is read, unless the raw text is wanted. */
static struct value *log_of(const struct value *input, const struct wire_answer *w)
{
    struct value *body = NULL;
    struct read_error ignored;
    struct buf text = { 0 };
    if (!value_is_true(option(input, "RawLogs")) && w->body.size > 0 &&
        read_json(w->body.text, w->body.size, &body, &ignored)) {
        return body;
    }
    text_put_utf8(&text, buf_string(&w->body), w->body.size);
    body = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return body;
}

static struct value *container_of(const struct value *input, const struct fetch_end *end)
{
    struct value *made = value_object();
    struct buf error = { 0 }, cause = { 0 };
    if (end->fault == FETCH_GOOD && end->answer->status == 200) {
        value_set_take(&made, "log", log_of(input, end->answer));
        return made;
    }
    if (end->fault == FETCH_GOOD) {
        buf_print(&error, "EKS.%d", end->answer->status);
        text_put_utf8(&cause, buf_string(&end->answer->body), end->answer->body.size);
    } else {
        buf_text(&error, "EKS.SdkClientException");
        buf_text(&cause, end->reason);
    }
    value_set_text(&made, "error", buf_string(&error));
    value_set_text(&made, "cause", buf_string(&cause));
    buf_release(&error);
    buf_release(&cause);
    return made;
}

static void put_log(struct podlogs *p, struct value *log)
{
    const char *names[] = { name_of(p, 0), "containers", name_of(p, 1) };
    struct value *pod = value_take_member(&p->pods, names[0]);
    pod = pod != NULL ? pod : value_object();
    struct value *containers = value_take_member(&pod, names[1]);
    containers = containers != NULL ? containers : value_object();
    value_set_take(&containers, names[2], log);
    value_set_take(&pod, names[1], containers);
    value_set_take(&p->pods, names[0], pod);
    p->next++;
}

static void take_pods(struct podlogs *p, const struct fetch_end *end)
{
    struct value *body = NULL, *pods = NULL;
    struct read_error ignored;
    p->names = value_array(1);
    p->pods = value_object();
    if (end->fault == FETCH_GOOD && end->answer->status == 200 &&
        read_json(end->answer->body.text, end->answer->body.size, &body, &ignored)) {
        pods = pass_all(body, "items[*]");
        for (size_t i = 0; i < value_count(pods); i++) {
            add_containers(p, value_item(pods, i));
        }
    }
    value_release(pods);
    value_release(body);
}

void podlogs_answered(struct podlogs *p, const struct value *input, const struct fetch_end *end)
{
    if (p->names == NULL) {
        take_pods(p, end);
    } else {
        put_log(p, container_of(input, end));
    }
}

void podlogs_put(struct podlogs *p, struct value **shown)
{
    pass_put(shown, "logs.pods", p->pods != NULL ? p->pods : value_object());
    p->pods = NULL;
    podlogs_release(p);
}

void podlogs_release(struct podlogs *p)
{
    value_release(p->names);
    value_release(p->pods);
    *p = (struct podlogs){ .names = NULL };
}
