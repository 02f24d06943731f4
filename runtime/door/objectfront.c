#include "runtime/door/objectfront.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/bucket/context.h"
#include "runtime/call/element.h"
#include "runtime/call/rest.h"
#include "runtime/call/shape.h"
#include "runtime/call/xml.h"
#include "runtime/door/authfront.h"
#include "runtime/door/awschunked.h"
#include "runtime/door/models.h"
#include "runtime/door/objectmatch.h"
#include "runtime/door/presign.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/vault/visit.h"

#define XML   "application/xml"
#define SPACE "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

/* ---- Answers ---- */

static void add_ids(struct exchange *x, struct buf *id, struct buf *second)
{
    exchange_put_short_id(x, id);
    exchange_put_long_id(x, second);
    http_add_header(x->http, "x-amz-request-id", buf_string(id));
    http_add_header(x->http, "x-amz-id-2", buf_string(second));
}

static void put_named(struct buf *out, const char *name, const char *text, size_t size)
{
    buf_print(out, "<%s>", name);
    xml_put_text(out, text, size);
    buf_print(out, "</%s>", name);
}

/* Returns true if the operation's good answer has the member in a header. */
static bool is_header(const struct exchange *x, const char *member)
{
    const struct asl_shape *output = x->action != NULL ? x->action->output : NULL;
    const struct asl_member *m = output != NULL ? shape_member_by_api(output, member) : NULL;
    return m != NULL && m->place == ASL_IN_HEADER;
}

static void put_members(struct exchange *x, struct buf *out, const struct value *members)
{
    if (value_type(members) != VALUE_OBJECT) {
        return;
    }
    for (struct value_walk w = value_walk(members); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING && !is_header(x, w.key)) {
            put_named(out, w.key, value_string(w.value), value_string_size(w.value));
        }
    }
}

/* The server itself writes the type and the length. */
static void add_headers(struct exchange *x, const struct wire_headers *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct wire_header *h = &all->all[i];
        if (strcasecmp(h->name, "Content-Type") != 0 &&
            strcasecmp(h->name, "Content-Length") != 0) {
            http_add_header(x->http, h->name, h->value);
        }
    }
}

/* Members that a good answer has in its headers are there in an error, too. */
static void add_error_headers(struct exchange *x, const struct value *members)
{
    struct value *chosen = value_object();
    struct wire_request wire = { .url = { .path = memory_text("/"),
                                          .query = memory_text("") } };
    struct buf ignored = { 0 };
    for (struct value_walk w = value_walk(members); value_step(&w);) {
        if (is_header(x, w.key)) {
            value_set_take(&chosen, w.key, value_share(w.value));
        }
    }
    if (value_count(chosen) > 0) {
        struct asl_action out = { .method = "", .path = "/", .input = x->action->output };
        rest_build(&out, chosen, &wire, &ignored);
        add_headers(x, &wire.headers);
    }
    value_release(chosen);
    wire_request_release(&wire);
    buf_release(&ignored);
}

/* What an error repeats of its request: the element, and the input's member. */
static const struct detail {
    const char *code, *element, *member;
} details[] = {
    { "BucketAlreadyExists", "BucketName", "Bucket" },
    { "BucketAlreadyOwnedByYou", "BucketName", "Bucket" },
    { "BucketNotEmpty", "BucketName", "Bucket" },
    { "InvalidBucketName", "BucketName", "Bucket" },
    { "InvalidDigest", "Content-MD5", "ContentMD5" },
    { "InvalidPart", "UploadId", "UploadId" },
    { "InvalidPartOrder", "UploadId", "UploadId" },
    { "InvalidRange", "RangeRequested", "Range" },
    { "InvalidStorageClass", "StorageClassRequested", "StorageClass" },
    { "NoSuchBucket", "BucketName", "Bucket" },
    { "NoSuchBucketPolicy", "BucketName", "Bucket" },
    { "NoSuchCORSConfiguration", "BucketName", "Bucket" },
    { "NoSuchKey", "Key", "Key" },
    { "NoSuchLifecycleConfiguration", "BucketName", "Bucket" },
    { "NoSuchPublicAccessBlockConfiguration", "BucketName", "Bucket" },
    { "NoSuchTagSet", "BucketName", "Bucket" },
    { "NoSuchUpload", "UploadId", "UploadId" },
    { "NoSuchVersion", "Key", "Key" },
    { "NoSuchVersion", "VersionId", "VersionId" },
    { "NoSuchWebsiteConfiguration", "BucketName", "Bucket" },
    { "ObjectLockConfigurationNotFoundError", "BucketName", "Bucket" },
    { "OwnershipControlsNotFoundError", "BucketName", "Bucket" },
    { "ReplicationConfigurationNotFoundError", "BucketName", "Bucket" },
};

/* What the answer says itself goes before. */
static void put_details(const struct exchange *x, struct buf *out,
                        const struct service_answer *a)
{
    for (size_t i = 0; i < sizeof details / sizeof details[0]; i++) {
        const char *is = value_member_text(x->input, details[i].member);
        if (is != NULL && strcmp(details[i].code, a->code) == 0 &&
            !value_member(a->body, details[i].element, NULL)) {
            put_named(out, details[i].element, is, strlen(is));
        }
    }
}

static void write_error(struct exchange *x, const struct service_answer *a)
{
    struct buf body = { 0 }, id = { 0 }, second = { 0 };
    const char *message = a->message != NULL ? a->message : "";
    add_ids(x, &id, &second);
    buf_text(&body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
    put_named(&body, "Code", a->code, strlen(a->code));
    put_named(&body, "Message", message, strlen(message));
    put_members(x, &body, a->body);
    put_details(x, &body, a);
    if (value_type(a->body) == VALUE_OBJECT) {
        add_error_headers(x, a->body);
    }
    put_named(&body, "RequestId", id.text, id.size);
    put_named(&body, "HostId", second.text, second.size);
    buf_text(&body, "</Error>");
    buf_release(&second);
    buf_release(&id);
    exchange_send(x, a->status, XML, &body);
}

static bool fail(struct exchange *x, int status, const char *code, const char *message)
{
    struct service_answer a = { 0 };
    service_answer_fail(&a, status, NULL, code, "%s", message);
    write_error(x, &a);
    service_answer_release(&a);
    return false;
}

void objectfront_refuse_large(struct exchange *x)
{
    fail(x, 400, "EntityTooLarge",
         "Your proposed upload exceeds the maximum allowed size. Send it in parts.");
}

/* The element around the members of an answer: clients tell answers apart by what they asked,
 * but people read it. */
static const char *root_of(const char *operation)
{
    static const char *const roots[][2] = {
        { "CompleteMultipartUpload", "CompleteMultipartUploadResult" },
        { "CreateMultipartUpload", "InitiateMultipartUploadResult" },
        { "DeleteObjects", "DeleteResult" },
        { "GetBucketAccelerateConfiguration", "AccelerateConfiguration" },
        { "GetBucketAcl", "AccessControlPolicy" },
        { "GetBucketLocation", "LocationConstraint" },
        { "GetBucketCors", "CORSConfiguration" },
        { "GetBucketLifecycle", "LifecycleConfiguration" },
        { "GetBucketLifecycleConfiguration", "LifecycleConfiguration" },
        { "GetBucketLogging", "BucketLoggingStatus" },
        { "GetBucketNotificationConfiguration", "NotificationConfiguration" },
        { "GetBucketRequestPayment", "RequestPaymentConfiguration" },
        { "GetBucketTagging", "Tagging" },
        { "GetBucketVersioning", "VersioningConfiguration" },
        { "GetBucketWebsite", "WebsiteConfiguration" },
        { "GetObjectAcl", "AccessControlPolicy" },
        { "GetObjectAttributes", "GetObjectAttributesResponse" },
        { "GetObjectTagging", "Tagging" },
        { "ListBuckets", "ListAllMyBucketsResult" },
        { "ListMultipartUploads", "ListMultipartUploadsResult" },
        { "ListObjectVersions", "ListVersionsResult" },
        { "ListObjects", "ListBucketResult" },
        { "ListObjectsV2", "ListBucketResult" },
        { "ListParts", "ListPartsResult" },
    };
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (strcmp(roots[i][0], operation) == 0) {
            return roots[i][1];
        }
    }
    return operation;
}

/* GetBucketLocation's one member is the root itself. */
static void put_location(struct buf *out, const struct value *output)
{
    const char *place = value_member_text(output, "LocationConstraint");
    buf_text(out, "<LocationConstraint " SPACE ">");
    xml_put_text(out, place != NULL ? place : "", place != NULL ? strlen(place) : 0);
    buf_text(out, "</LocationConstraint>");
}

/* Appends the XML of an answer. Returns false if it has none. */
static bool put_xml(struct buf *out, const struct asl_action *a, const struct value *output)
{
    static const char line[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const struct asl_member *whole = rest_body_of(a->output);
    struct value *v = NULL;
    if (strcmp(a->operation, "GetBucketLocation") == 0) {
        buf_text(out, line);
        put_location(out, output);
        return true;
    }
    if (whole != NULL && value_member(output, shape_api(whole), &v)) {
        buf_text(out, line);
        element_put(out, shape_at(whole), SPACE, whole->shape, v);
        return true;
    }
    if (whole == NULL && rest_has_members(a->output)) {
        buf_text(out, line);
        element_put(out, root_of(a->operation), SPACE, a->output, output);
        return true;
    }
    return false;
}

/* What HEAD says of a body that does not come. */
static void send_head(struct exchange *x, int status, const char *type,
                      const struct wire_headers *headers)
{
    struct http_request *r = x->http;
    const char *length = wire_find(headers, "Content-Length");
    x->http = NULL;
    http_answer(r, status, type, "", length != NULL ? strtoull(length, NULL, 10) : 0);
}

static void write_good(struct exchange *x, int status, const struct value *output)
{
    const struct asl_action *a = x->action;
    struct asl_action out = { .method = "", .path = "/", .input = a->output };
    struct wire_request wire = { .url = { .path = memory_text("/"),
                                          .query = memory_text("") } };
    struct buf id = { 0 }, second = { 0 }, ignored = { 0 };
    bool has_xml = false;
    if (a->output != NULL && rest_build(&out, output, &wire, &ignored)) {
        has_xml = put_xml(&wire.body, a, output);
    }
    const char *type = wire_find(&wire.headers, "Content-Type");
    bool has_object = a->output != NULL && shape_member_by_api(a->output, "ETag") != NULL &&
                      shape_member_by_api(a->output, "ContentType") != NULL;
    type = has_xml ? XML : type != NULL ? type : has_object ? "binary/octet-stream" : NULL;
    add_ids(x, &id, &second);
    add_headers(x, &wire.headers);
    if (strcmp(http_method(x->http), "HEAD") == 0) {
        send_head(x, status, type, &wire.headers);
    } else {
        exchange_send(x, status, type, &wire.body);
    }
    wire_request_release(&wire);
    buf_release(&id);
    buf_release(&second);
    buf_release(&ignored);
}

static void write(struct exchange *x, const struct service_answer *a)
{
    if (service_answer_is_good(a)) {
        struct value *none = value_object();
        write_good(x, a->status, a->body != NULL ? a->body : none);
        value_release(none);
    } else if (strcmp(a->code, "UnknownOperationException") == 0) {
        fail(x, 501, "NotImplemented", VISIT_NOT_IMPLEMENTED);
    } else {
        write_error(x, a);
    }
}

/* ---- Requests ---- */

char *objectfront_bucket(const struct exchange *x)
{
    const char *path = http_path(x->http) + (http_path(x->http)[0] == '/');
    struct buf bucket = { 0 };
    if (x->bucket != NULL) {
        return memory_text(x->bucket);
    }
    url_put_decoded(&bucket, path, strcspn(path, "/"), false);
    return bucket.size > 0 ? buf_take(&bucket) : memory_text("");
}

/* Sets a member that the path has. Returns false if it is not a text. */
static bool set_part(struct exchange *x, const char *name, const char *text, size_t size)
{
    struct buf part = { 0 };
    url_put_decoded(&part, text, size, false);
    bool is_text = text_utf8_span(buf_string(&part), part.size) == part.size &&
                   strlen(buf_string(&part)) == part.size;
    if (is_text && part.size > 0) {
        value_set_text(&x->input, name, buf_string(&part));
    }
    buf_release(&part);
    return is_text;
}

/* "/BUCKET/KEY", or "/KEY" where the host names the bucket. */
static bool read_path(struct exchange *x)
{
    const char *key = http_path(x->http) + 1;
    bool is_good = true;
    if (x->bucket != NULL) {
        value_set_text(&x->input, "Bucket", x->bucket);
    } else {
        size_t size = strcspn(key, "/");
        is_good = set_part(x, "Bucket", key, size);
        key += size + (key[size] == '/');
    }
    return (is_good && set_part(x, "Key", key, strlen(key))) ||
           fail(x, 400, "InvalidURI", "Couldn't parse the specified URI.");
}

static void read_query(struct exchange *x)
{
    for (const struct asl_member *m = x->action->input->members; m->name != NULL; m++) {
        struct buf text = { 0 }, clean = { 0 };
        if (m->place == ASL_IN_QUERY &&
            exchange_find_pair(http_query(x->http), shape_at(m), &text)) {
            text_put_utf8(&clean, buf_string(&text), text.size);
            value_set_take(&x->input, shape_api(m),
                           shape_read_scalar(m->shape, buf_string(&clean), clean.size));
        }
        buf_release(&text);
        buf_release(&clean);
    }
}

/* All other headers without a value are as good as none. */
static bool may_be_empty(const char *name)
{
    return text_is("content-md5", name) || strncmp(name, "x-amz-meta-", 11) == 0;
}

/* Names of metadata are in lower case, whatever the client wrote. "aws-chunked" is how the body
 * came, and nothing that an object has. */
static void copy_headers(struct exchange *x, struct wire_headers *to)
{
    static const char chunked[] = "aws-chunked";
    const char *name, *value;
    for (size_t i = 0; http_header_at(x->http, i, &name, &value); i++) {
        struct buf lower = { 0 };
        buf_text(&lower, name);
        for (size_t j = 0; j < lower.size; j++) {
            lower.text[j] |= lower.text[j] >= 'A' && lower.text[j] <= 'Z' ? 0x20 : 0;
        }
        if (text_is("content-encoding", lower.text) &&
            strncmp(value, chunked, sizeof chunked - 1) == 0) {
            value += sizeof chunked - 1;
            value += strspn(value, ", ");
        }
        struct buf clean = { 0 };
        text_put_utf8(&clean, value, strlen(value));
        if (clean.size > 0 || may_be_empty(lower.text)) {
            wire_add(to, lower.text, buf_string(&clean));
        }
        buf_release(&clean);
        buf_release(&lower);
    }
}

static bool is_chunked(const struct exchange *x)
{
    return exchange_header_begins(x, "x-amz-content-sha256", "STREAMING-") ||
           exchange_header_begins(x, "Content-Encoding", "aws-chunked");
}

/* A sum of the body that the client gives is its sum, unless it says that it gives none. */
static bool check_sum(struct exchange *x, const char *body, size_t size)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *given = http_header(x->http, "x-amz-content-sha256");
    struct sha256_ctx sha256;
    unsigned char sum[SHA256_DIGEST_SIZE];
    struct buf own = { 0 };
    if (given == NULL || given[0] == '\0' || strcmp(given, "UNSIGNED-PAYLOAD") == 0 ||
        strncmp(given, "STREAMING-", 10) == 0) {
        return true;
    }
    if (strlen(given) != 2 * sizeof sum || strspn(given, digits) != 2 * sizeof sum) {
        return fail(x, 400, "InvalidArgument",
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
                    "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
                    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, "
                    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 "
                    "value.");
    }
    sha256_init(&sha256);
    sha256_update(&sha256, size, (const unsigned char *)body);
    sha256_digest(&sha256, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        buf_print(&own, "%02x", sum[i]);
    }
    bool is_it = strcasecmp(buf_string(&own), given) == 0;
    buf_release(&own);
    return is_it || fail(x, 400, "XAmzContentSHA256Mismatch",
                         "The provided 'x-amz-content-sha256' header does not match what was "
                         "computed.");
}

/* Fills the body, and adds the trailers to the headers. */
static bool read_body(struct exchange *x, struct wire_answer *wire)
{
    size_t size;
    const char *body = http_body(x->http, &size);
    if (!is_chunked(x)) {
        buf_put(&wire->body, body, size);
        return check_sum(x, body, size);
    }
    const char *length = http_header(x->http, "x-amz-decoded-content-length");
    if (!awschunked_read(body, size, &wire->body, &wire->headers) ||
        (length != NULL && strtoull(length, NULL, 10) != wire->body.size)) {
        return fail(x, 400, "IncompleteBody",
                    "The request body terminated unexpectedly, or its chunks are not whole.");
    }
    if (length != NULL) {
        wire_set(&wire->headers, "content-length", length);
    }
    return true;
}

static bool read_xml(struct exchange *x, const struct wire_answer *wire)
{
    const struct asl_member *whole = rest_body_of(x->action->input);
    struct buf ignored = { 0 };
    if (whole == NULL || wire->body.size == 0) {
        return true;
    }
    struct xml *root = xml_read(wire->body.text, wire->body.size, &ignored);
    buf_release(&ignored);
    if (root == NULL || strcmp(root->name, shape_at(whole)) != 0) {
        xml_release(root);
        return fail(x, 400, "MalformedXML",
                    "The XML you provided was not well-formed or did not validate against our "
                    "published schema");
    }
    value_set_take(&x->input, shape_api(whole), element_read(whole->shape, root));
    xml_release(root);
    return true;
}

/* The headers and the body of a request are read as those of an answer are. */
static bool read_members(struct exchange *x)
{
    struct asl_action in = { .output = x->action->input };
    struct wire_answer wire = { 0 };
    copy_headers(x, &wire.headers);
    bool is_good = read_body(x, &wire) && read_xml(x, &wire);
    if (is_good) {
        read_query(x);
        rest_read(&in, &wire, &x->input);
    }
    wire_answer_release(&wire);
    return is_good;
}

/* Bytes that come without their number: SDKs send no such thing, and S3 takes none. */
static bool check_length(struct exchange *x)
{
    bool is_copy = http_header(x->http, "x-amz-copy-source") != NULL;
    return strcmp(x->action->method, "PUT") != 0 || is_copy ||
           strstr(x->action->path, "{Key+}") == NULL ||
           http_header(x->http, "Content-Length") != NULL ||
           http_header(x->http, "Transfer-Encoding") != NULL ||
           fail(x, 411, "MissingContentLength",
                "You must provide the Content-Length HTTP header.");
}

/* What is signed at all is signed as a whole, and its time is not over. */
static bool check_signature(struct exchange *x)
{
    struct buf why = { 0 };
    const char *code = authfront_check_object(x->http, &why);
    code = code != NULL ? code : presign_check(x->http, x->now_ms, &why);
    if (code != NULL) {
        fail(x, strcmp(code, "AccessDenied") == 0 ? 403 : 400, code, buf_string(&why));
    }
    buf_release(&why);
    return code == NULL;
}

/* No header and no query says who asks. */
static bool is_anonymous(const struct exchange *x)
{
    static const char *const names[] = { "X-Amz-Algorithm", "AWSAccessKeyId" };
    const char *header = http_header(x->http, "Authorization");
    bool is_signed = header != NULL && header[0] != '\0';
    struct buf ignored = { 0 };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        is_signed = is_signed || exchange_find_pair(http_query(x->http), names[i], &ignored);
    }
    buf_release(&ignored);
    return !is_signed;
}

void objectfront_set_caller(struct exchange *x, bool is_anonymous)
{
    static const char *const told[][2] = { { "Referer", "Referer" },
                                           { "UserAgent", "User-Agent" } };
    struct value *caller = value_object();
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        const char *header = http_header(x->http, told[i][1]);
        struct buf clean = { 0 };
        text_put_utf8(&clean, header != NULL ? header : "",
                      header != NULL ? strlen(header) : 0);
        value_set_text(&caller, told[i][0], header != NULL ? buf_string(&clean) : NULL);
        buf_release(&clean);
    }
    value_set_take(&x->input, CONTEXT_CALLER, caller);
    if (is_anonymous) {
        value_set_take(&x->input, CONTEXT_EVERYBODY, value_bool(true));
    }
}

static bool read(struct exchange *x)
{
    x->input = value_object();
    if (!check_signature(x) || !read_path(x)) {
        return false;
    }
    x->action = objectmatch_find(x->service, x->http, value_member(x->input, "Bucket", NULL),
                                 value_member(x->input, "Key", NULL));
    if (x->action == NULL) {
        return fail(x, 405, "MethodNotAllowed",
                    "The specified method is not allowed against this resource.");
    }
    if (!check_length(x) || (x->action->input != NULL && !read_members(x))) {
        return false;
    }
    objectfront_set_caller(x, is_anonymous(x));
    return true;
}

const struct exchange_front objectfront = { .read = read, .write = write };
