#include "runtime/call/lambda.h"

#include <asl/tree.h>
#include <asl/service.h>
#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Of all errors that Lambda has. */
static const struct asl_fault faults[] = {
    { "CodeArtifactUserDeletedException", NULL },
    { "Ec2AccessDeniedException", "EC2AccessDeniedException" },
    { "Ec2ThrottledException", "EC2ThrottledException" },
    { "Ec2UnexpectedException", "EC2UnexpectedException" },
    { "EfsMountConnectivityException", "EFSMountConnectivityException" },
    { "EfsMountFailureException", "EFSMountFailureException" },
    { "EfsMountTimeoutException", "EFSMountTimeoutException" },
    { "EfsioException", "EFSIOException" },
    { "EniLimitReachedException", "ENILimitReachedException" },
    { "InvalidParameterValueException", NULL },
    { "InvalidRequestContentException", NULL },
    { "InvalidRuntimeException", NULL },
    { "InvalidSecurityGroupIDException", NULL },
    { "InvalidSubnetIDException", NULL },
    { "InvalidZipFileException", NULL },
    { "KmsAccessDeniedException", "KMSAccessDeniedException" },
    { "KmsDisabledException", "KMSDisabledException" },
    { "KmsInvalidStateException", "KMSInvalidStateException" },
    { "KmsNotFoundException", "KMSNotFoundException" },
    { "RecursiveInvocationException", NULL },
    { "RequestTooLargeException", NULL },
    { "ResourceConflictException", NULL },
    { "ResourceNotFoundException", NULL },
    { "ResourceNotReadyException", NULL },
    { "ServiceException", NULL },
    { "SnapStartException", NULL },
    { "SnapStartNotReadyException", NULL },
    { "SnapStartTimeoutException", NULL },
    { "SubnetIPAddressLimitReachedException", NULL },
    { "TooManyRequestsException", NULL },
    { "UnsupportedMediaTypeException", NULL },
    { NULL, NULL },
};

static const struct asl_service service = {
    .name = "lambda",
    .id = "Lambda",
    .prefix = "Lambda",
    .client = "AWSLambda",
    .own = "Lambda",
    .other = "AWSLambdaException",
    .protocol = &asl_protocol_rest_json,
    .version = "2015-03-31",
    .host = "lambda",
    .signing = "lambda",
    .faults = faults,
};

const struct asl_action lambda_action = {
    .service = &service,
    .operation = "Invoke",
    .method = "POST",
    .path = "/2015-03-31/functions/{FunctionName}/invocations",
    .is_optimised = true,
};

/* ---- Requests ---- */

/* What stands behind the function's name in an ARN: a version or an alias. Borrowed or NULL. */
static const char *qualifier_of(const char *function)
{
    struct arn_part name = arn_bare_function(function);
    const char *behind = name.text + name.size;
    return *behind == ':' && behind[1] != '\0' ? behind + 1 : NULL;
}

static void put_path(struct buf *path, const char *base, const char *function, size_t size)
{
    size_t kept = strlen(base);
    kept -= kept > 0 && base[kept - 1] == '/';
    buf_put(path, base, kept);
    buf_print(path, "/%s/functions/", service.version);
    url_put_encoded(path, function, size, "");
    buf_text(path, "/invocations");
}

static void set_address(struct wire_request *w, const char *function, const char *qualifier,
                        bool by_name)
{
    struct buf path = { 0 }, query = { 0 };
    struct arn_part name = by_name ? arn_bare_function(function) : arn_part(function);
    qualifier = qualifier == NULL && by_name ? qualifier_of(function) : qualifier;
    put_path(&path, w->url.path, name.text, name.size);
    if (qualifier != NULL) {
        url_put_pair(&query, "Qualifier", qualifier);
    }
    memory_release(w->url.path);
    memory_release(w->url.query);
    w->url.path = buf_take(&path);
    w->url.query = buf_take(&query);
}

static void set_header(struct wire_request *w, const char *name, const struct value *input,
                       const char *member)
{
    const char *text = value_member_text(input, member);
    if (text != NULL) {
        wire_set(&w->headers, name, text);
    }
}

bool lambda_build(const struct asl_request *r, const struct value *input, bool by_name,
                  struct wire_request *w, struct buf *why)
{
    bool is_invoke = r->kind == ASL_INVOKE;
    const char *function = is_invoke ? value_member_text(input, "FunctionName") : r->resource;
    struct value *payload = NULL;
    if (function == NULL || function[0] == '\0') {
        buf_text(why, "The field 'FunctionName' is required but was missing");
        return false;
    }
    set_address(w, function, is_invoke ? value_member_text(input, "Qualifier") : NULL, by_name);
    w->method = lambda_action.method;
    wire_set(&w->headers, "Content-Type", "application/json");
    if (!is_invoke) {
        write_json(&w->body, input);
        return true;
    }
    set_header(w, "X-Amz-Invocation-Type", input, "InvocationType");
    set_header(w, "X-Amz-Log-Type", input, "LogType");
    set_header(w, "X-Amz-Client-Context", input, "ClientContext");
    if (value_member(input, "Payload", &payload)) {
        write_json(&w->body, payload);
    } else {
        buf_text(&w->body, "{}");
    }
    return true;
}

/* ---- Answers ---- */

struct value *lambda_payload(const struct wire_answer *w)
{
    struct value *payload = NULL;
    struct read_error error;
    if (w->body.size == 0 || read_json(w->body.text, w->body.size, &payload, &error)) {
        return payload;
    }
    struct buf text = { 0 };
    text_put_utf8(&text, w->body.text, w->body.size);
    payload = value_text_n(text.text, text.size);
    buf_release(&text);
    return payload;
}

bool lambda_has_failed(const struct wire_answer *w, char **ret_error)
{
    if (wire_find(&w->headers, "X-Amz-Function-Error") == NULL) {
        return false;
    }
    struct value *payload = lambda_payload(w);
    const char *type = value_member_text(payload, "errorType");
    *ret_error = memory_text(type != NULL ? type : "Lambda.Unknown");
    value_release(payload);
    return true;
}
