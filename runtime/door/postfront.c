#include "runtime/door/postfront.h"

#include <stddef.h>
#include <string.h>

#include <asl/service.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/call/rest.h"
#include "runtime/call/shape.h"
#include "runtime/call/xml.h"
#include "runtime/door/models.h"
#include "runtime/door/objectfront.h"
#include "runtime/form/formdata.h"
#include "runtime/form/postpolicy.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

#define FORM   "multipart/form-data"
#define FIELDS "Fields" /* of the input: what the answer depends on */

bool postfront_is_for(const struct exchange *x)
{
    const char *key = http_path(x->http) + 1;
    key += x->bucket == NULL ? strcspn(key, "/") : 0;
    key += *key == '/';
    return strcmp(http_method(x->http), "POST") == 0 && *key == '\0' &&
           exchange_header_begins(x, "Content-Type", FORM);
}

static bool fail(struct exchange *x, const char *code, const char *message)
{
    struct service_answer a = { 0 };
    bool is_denied = strcmp(code, "AccessDenied") == 0;
    service_answer_fail(&a, is_denied ? 403 : 400, NULL, code, "%s", message);
    objectfront.write(x, &a);
    service_answer_release(&a);
    return false;
}

/* ---- Requests ---- */

/* The key, in which "${filename}" stands for the file's name. */
static void set_key(struct exchange *x, const struct formdata *f)
{
    static const char hole[] = "${filename}";
    const char *key = value_member_text(f->fields, "key"), *at = strstr(key, hole);
    struct buf whole = { 0 };
    if (at != NULL) {
        buf_put(&whole, key, (size_t)(at - key));
        buf_text(&whole, f->file_name != NULL ? f->file_name : "");
        key = at + sizeof hole - 1;
    }
    buf_text(&whole, key);
    value_set_text(&x->input, "Key", buf_string(&whole));
    buf_release(&whole);
}

/* Fields are called as PutObject's headers are. */
static void set_members(struct exchange *x, const struct formdata *f)
{
    struct asl_action in = { .output = x->action->input };
    struct wire_answer wire = { 0 };
    for (struct value_walk w = value_walk(f->fields); value_step(&w);) {
        bool is_acl = strcmp(w.key, "acl") == 0;
        if (strcmp(w.key, "tagging") != 0 && value_string_size(w.value) > 0) {
            wire_add(&wire.headers, is_acl ? "x-amz-acl" : w.key, value_string(w.value));
        }
    }
    buf_put(&wire.body, f->file, f->size);
    rest_read(&in, &wire, &x->input);
    value_set_take(&x->input, FIELDS, value_share(f->fields));
    set_key(x, f);
    wire_answer_release(&wire);
}

static bool check_form(struct exchange *x, const struct formdata *f, const char *bucket)
{
    const char *key = value_member_text(f->fields, "key");
    struct buf why = { 0 };
    if (key == NULL) {
        return fail(x, "InvalidArgument",
                    "Bucket POST must contain a field named 'key'.  If it is specified, please "
                    "check the order of the fields.");
    }
    if (f->file == NULL) {
        return fail(x, "InvalidArgument", "POST requires exactly one file upload per request.");
    }
    const char *code = postpolicy_check(f->fields, bucket, f->size, x->now_ms, &why);
    if (code != NULL) {
        fail(x, code, buf_string(&why));
    }
    buf_release(&why);
    return code == NULL;
}

static bool read(struct exchange *x)
{
    size_t size;
    const char *body = http_body(x->http, &size);
    struct formdata f;
    char *bucket = objectfront_bucket(x);
    x->input = value_object();
    x->action = models_action(x->service, "PutObject");
    bool is_good = formdata_read(http_header(x->http, "Content-Type"), body, size, &f)
                       ? check_form(x, &f, bucket)
                       : fail(x, "MalformedPOSTRequest",
                              "The body of your POST request is not well-formed "
                              "multipart/form-data.");
    if (is_good && text_utf8_span(bucket, strlen(bucket)) == strlen(bucket)) {
        set_members(x, &f);
        value_set_text(&x->input, "Bucket", bucket);
        objectfront_set_caller(x, !value_member(f.fields, "policy", NULL));
    } else if (is_good) {
        is_good = fail(x, "InvalidURI", "Couldn't parse the specified URI.");
    }
    formdata_release(&f);
    memory_release(bucket);
    return is_good;
}

/* ---- Answers ---- */

static const char *field_of(const struct exchange *x, const char *name)
{
    struct value *fields = NULL;
    value_member(x->input, FIELDS, &fields);
    return value_member_text(fields, name);
}

static void put_location(struct exchange *x, struct buf *out)
{
    const char *host = http_header(x->http, "Host");
    const char *bucket = value_member_text(x->input, "Bucket");
    const char *key = value_member_text(x->input, "Key");
    buf_print(out, "http://%s/", host != NULL ? host : "localhost");
    if (x->bucket == NULL) {
        buf_print(out, "%s/", bucket);
    }
    url_put_encoded(out, key, strlen(key), "/");
}

static void put_named(struct buf *out, const char *name, const char *text)
{
    buf_print(out, "<%s>", name);
    xml_put_text(out, text, strlen(text));
    buf_print(out, "</%s>", name);
}

static void put_response(struct exchange *x, struct buf *out, const char *location,
                         const char *etag)
{
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse>");
    put_named(out, "Location", location);
    put_named(out, "Bucket", value_member_text(x->input, "Bucket"));
    put_named(out, "Key", value_member_text(x->input, "Key"));
    put_named(out, "ETag", etag);
    buf_text(out, "</PostResponse>");
}

/* The address that the form names, with what has become of it. Returns false if it names none.
 */
static bool redirect(struct exchange *x, const char *etag)
{
    const char *to = field_of(x, "success_action_redirect");
    struct buf query = { 0 }, whole = { 0 };
    to = to != NULL ? to : field_of(x, "redirect");
    if (to == NULL || strncmp(to, "http", 4) != 0) {
        return false;
    }
    url_put_pair(&query, "bucket", value_member_text(x->input, "Bucket"));
    url_put_pair(&query, "key", value_member_text(x->input, "Key"));
    url_put_pair(&query, "etag", etag);
    buf_print(&whole, "%s%c%s", to, strchr(to, '?') != NULL ? '&' : '?', query.text);
    http_add_header(x->http, "Location", whole.text);
    buf_release(&query);
    buf_release(&whole);
    return true;
}

static void write(struct exchange *x, const struct service_answer *a)
{
    struct buf location = { 0 }, body = { 0 };
    if (!service_answer_is_good(a)) {
        objectfront.write(x, a);
        return;
    }
    const char *etag = value_member_text(a->body, "ETag");
    const char *version = value_member_text(a->body, "VersionId");
    const char *wanted = field_of(x, "success_action_status");
    int status = wanted == NULL               ? 204
                 : strcmp(wanted, "200") == 0 ? 200
                 : strcmp(wanted, "201") == 0 ? 201
                                              : 204;
    put_location(x, &location);
    http_add_header(x->http, "ETag", etag);
    if (version != NULL) {
        http_add_header(x->http, "x-amz-version-id", version);
    }
    if (redirect(x, etag)) {
        status = 303;
    } else {
        http_add_header(x->http, "Location", location.text);
    }
    if (status == 201) {
        put_response(x, &body, location.text, etag);
    }
    exchange_send(x, status, status == 201 ? "application/xml" : NULL, &body);
    buf_release(&location);
}

const struct exchange_front postfront = { .read = read, .write = write };
