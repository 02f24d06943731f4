/* eks.c - eks:call and eks:runJob, which call the Kubernetes API of a cluster, and the job that
 * runJob.sync waits for (I-22): asl_call_eks and asl_call_eks_job. */
#include <asl/service.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/value/value.h"

/* Names the cluster, for whose API a token is made. */
#define CLUSTER_HEADER "x-k8s-aws-id"

/* ---- Requests ---- */

static const char *needed(const struct value *parameters, const char *name, struct buf *why)
{
    const char *text = value_member_text(parameters, name);
    if (text == NULL) {
        buf_print(why, "The field '%s' is required but was missing", name);
    }
    return text;
}

/* The endpoint and the path, with one slash between them. */
static bool set_address(struct wire_request *r, const struct value *parameters,
                        const char *path, struct buf *why)
{
    struct buf address = { 0 };
    const char *endpoint = needed(parameters, "Endpoint", why);
    if (endpoint == NULL) {
        return false;
    }
    size_t size = strlen(endpoint);
    size -= size > 0 && endpoint[size - 1] == '/';
    buf_print(&address, "%.*s%s%s", (int)size, endpoint, path[0] == '/' ? "" : "/", path);
    bool is_good = plainapi_set_address(r, "Endpoint", buf_string(&address), why);
    buf_release(&address);
    return is_good;
}

static void set_query(struct wire_request *r, const struct value *parameters)
{
    struct value *query = NULL;
    value_member(parameters, "QueryParameters", &query);
    for (struct value_walk w = value_walk(query); value_step(&w);) {
        bool is_list = value_type(w.value) == VALUE_ARRAY;
        for (size_t i = 0; is_list && i < value_count(w.value); i++) {
            plainapi_add_query(r, w.key, value_item(w.value, i));
        }
        if (!is_list) {
            plainapi_add_query(r, w.key, w.value);
        }
    }
}

static void set_body(struct wire_request *r, const struct value *parameters, const char *name)
{
    struct value *body = NULL;
    if (value_member(parameters, name, &body) && !value_is_null(body)) {
        plainapi_put_text(&r->body, body);
        wire_set(&r->headers, "Content-Type", "application/json");
    }
}

static bool set_cluster(struct wire_request *r, const struct value *parameters, struct buf *why)
{
    const char *cluster = needed(parameters, "ClusterName", why);
    if (cluster != NULL) {
        wire_set(&r->headers, CLUSTER_HEADER, cluster);
    }
    return cluster != NULL;
}

static bool build_call(const struct asl_action *a, const struct value *input,
                       struct wire_request *r, struct buf *why)
{
    (void)a;
    const char *path = needed(input, "Path", why);
    if (path == NULL || !plainapi_set_method(r, input, why) ||
        !set_address(r, input, path, why) || !set_cluster(r, input, why)) {
        return false;
    }
    set_query(r, input);
    set_body(r, input, "RequestBody");
    return true;
}

/* .../jobs to make one, and .../jobs/NAME of one that there is. */
static bool build_job(const struct asl_action *a, const struct value *input,
                      struct wire_request *r, struct buf *why)
{
    struct buf path = { 0 };
    const char *space = value_member_text(input, "Namespace");
    const char *name = value_member_text(input, "Name");
    space = space != NULL ? space : "default";
    r->method = a->method;
    buf_text(&path, "/apis/batch/v1/namespaces/");
    url_put_encoded(&path, space, strlen(space), "");
    buf_text(&path, "/jobs");
    if (name != NULL) {
        buf_char(&path, '/');
        url_put_encoded(&path, name, strlen(name), "");
    }
    bool is_good = set_address(r, input, buf_string(&path), why) && set_cluster(r, input, why);
    set_query(r, input);
    set_body(r, input, "Job");
    buf_release(&path);
    return is_good;
}

/* ---- Answers ---- */

/* Complete or Failed if the job has a condition of that type which is true. */
static const char *state_of(const struct value *job)
{
    struct value *status = NULL, *conditions = NULL;
    value_member(job, "status", &status);
    value_member(status, "conditions", &conditions);
    size_t count = value_type(conditions) == VALUE_ARRAY ? value_count(conditions) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *type = value_member_text(value_item(conditions, i), "type");
        bool is_true = text_is(value_member_text(value_item(conditions, i), "status"), "True");
        if (is_true && (text_is(type, "Complete") || text_is(type, "Failed"))) {
            return text_is(type, "Failed") ? "Failed" : "Complete";
        }
    }
    return "Running";
}

/* The answer with the job's state beside it. */
static bool read_job(const struct asl_action *a, const struct wire_answer *w,
                     struct value **ret_output, struct buf *why)
{
    struct value *job = NULL;
    if (!plainapi_read(a, w, ret_output, why)) {
        return false;
    }
    value_member(*ret_output, "ResponseBody", &job);
    if (value_type(job) == VALUE_OBJECT) {
        value_set_text(ret_output, "State", state_of(job));
    }
    return true;
}

/* ---- The tables ---- */

static bool signs(const struct value *parameters)
{
    (void)parameters;
    return true;
}

static const struct protocol_plain plain = {
    .lost = "EKS.SdkClientException",
    .unauthorized = "EKS.SdkClientException",
    .by_status = "EKS.",
    .token_for = CLUSTER_HEADER,
    .signs = signs,
};

static const struct asl_protocol protocol_call = {
    .plain = &plain,
    .build = build_call,
    .read = plainapi_read,
    .read_fault = plainapi_read_fault,
};
static const struct asl_protocol protocol_job = {
    .plain = &plain,
    .build = build_job,
    .read = plainapi_read,
    .read_fault = plainapi_read_fault,
};
static const struct asl_protocol protocol_status = {
    .plain = &plain,
    .build = build_job,
    .read = read_job,
    .read_fault = plainapi_read_fault,
};

#define SERVICE(protocol_used)                                                                 \
    {                                                                                          \
        .name = "eks", .id = "STS", .prefix = "EKS", .client = "AmazonEKS", .own = "EKS",      \
        .other = "AmazonEKSException", .protocol = &(protocol_used), .host = "sts",            \
        .signing = "sts",                                                                      \
    }
static const struct asl_service service_call = SERVICE(protocol_call);
static const struct asl_service service_job = SERVICE(protocol_job);
static const struct asl_service service_status = SERVICE(protocol_status);

static const struct asl_action job_status = {
    .service = &service_status, .operation = "GetJob", .method = "GET", .is_optimised = true
};
static const struct asl_action job_delete = {
    .service = &service_job, .operation = "DeleteJob", .method = "DELETE", .is_optimised = true
};

/* clang-format off */
#define OF_CLUSTER                                                                             \
    { "ClusterName", "input.ClusterName" },                                                    \
    { "CertificateAuthority", "input.CertificateAuthority" },                                  \
    { "Endpoint", "input.Endpoint" }, { "Namespace", "input.Namespace" },                      \
    { "Name", "answer.ResponseBody.metadata.name" }
/* clang-format on */

static const struct asl_job job = {
    .describe = &job_status,
    .asks = ASL_PASSES(OF_CLUSTER),
    .status = "State",
    .good = "Complete",
    .bad = "Failed",
    .shown = "ResponseBody",
    .stop = &job_delete,
    .stops = ASL_PASSES(OF_CLUSTER, { "QueryParameters.propagationPolicy", "=Background" }),
    .pause_s = 60,
};

const struct asl_action asl_call_eks = {
    .service = &service_call,
    .operation = "Call",
    .method = "GET",
    .path = "/",
    .is_optimised = true,
};

const struct asl_action asl_call_eks_job = {
    .service = &service_job,
    .operation = "RunJob",
    .method = "POST",
    .path = "/",
    .is_optimised = true,
    .job = &job,
};
