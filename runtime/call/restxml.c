/* restxml.c - AWS's REST protocol with bodies of XML. */
#include <asl/service.h>
#include <nettle/md5.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/element.h"
#include "runtime/call/protocol.h"
#include "runtime/call/rest.h"
#include "runtime/call/shape.h"
#include "runtime/call/xml.h"
#include "runtime/value/value.h"

static void set_checksum(struct wire_request *r)
{
    struct md5_ctx context;
    uint8_t digest[MD5_DIGEST_SIZE];
    struct buf text = { 0 };
    md5_init(&context);
    md5_update(&context, r->body.size, (const uint8_t *)buf_string(&r->body));
    md5_digest(&context, sizeof digest, digest);
    shape_encode(&text, (const char *)digest, sizeof digest);
    wire_set(&r->headers, "Content-MD5", buf_string(&text));
    buf_release(&text);
}

static void put_document(struct wire_request *r, const char *name, const struct asl_action *a,
                         const struct asl_shape *s, const struct value *v)
{
    element_put(&r->body, name, a->space, s, v);
    wire_set(&r->headers, "Content-Type", "application/xml");
}

static bool has_body_members(const struct asl_shape *s, const struct value *input)
{
    bool has = false;
    for (struct value_walk w = value_walk(input); !has && value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        has = m != NULL && m->place == ASL_IN_BODY;
    }
    return has;
}

static bool build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why)
{
    const struct asl_member *whole = rest_body_of(a->input);
    struct value *v = NULL;
    if (!rest_build(a, input, r, why)) {
        return false;
    }
    if (whole != NULL && value_member(input, shape_api(whole), &v)) {
        put_document(r, shape_at(whole), a, whole->shape, v);
    } else if (whole == NULL && a->element != NULL && has_body_members(a->input, input)) {
        put_document(r, a->element, a, a->input, input);
    }
    if (a->is_checked && wire_find(&r->headers, "Content-MD5") == NULL) {
        set_checksum(r);
    }
    return true;
}

/* An answer whose root is itself the one member: GetBucketLocation's. */
static void read_root(const struct asl_shape *s, const struct xml *root, struct value **output)
{
    const struct asl_member *m = shape_member_in(s, ASL_IN_BODY);
    if (m != NULL && root->first == NULL && text_is(shape_at(m), root->name) &&
        root->text_size > 0) {
        value_set_take(output, shape_api(m), element_read(m->shape, root));
    }
}

static bool read(const struct asl_action *a, const struct wire_answer *w,
                 struct value **ret_output, struct buf *why)
{
    struct value *output = value_object();
    const struct asl_member *whole = rest_body_of(a->output);
    struct buf reason = { 0 };
    struct xml *root = NULL;
    bool has_xml = (whole != NULL || rest_has_members(a->output)) && w->body.size > 0;
    if (has_xml) {
        root = xml_read(buf_string(&w->body), w->body.size, &reason);
    }
    rest_read(a, w, &output);
    if (root != NULL && whole != NULL) {
        value_set_take(&output, shape_api(whole), element_read(whole->shape, root));
    } else if (root != NULL) {
        element_read_members(a->output, root, &output);
        read_root(a->output, root, &output);
    }
    bool is_good = root != NULL || !has_xml;
    if (is_good) {
        *ret_output = output;
    } else {
        buf_print(why, "the answer is not XML: %s", buf_string(&reason));
        value_release(output);
    }
    xml_release(root);
    buf_release(&reason);
    return is_good;
}

/* S3 begins the answer to a long copy before it knows how that ends. */
static bool is_fault(const struct wire_answer *w)
{
    const char *text = buf_string(&w->body), *root = strstr(text, "<Error>");
    return root != NULL &&
           (root == text || (strncmp(text, "<?xml", 5) == 0 && root - text < 100 &&
                             memchr(text + 1, '<', (size_t)(root - text - 1)) == NULL));
}

/* An answer to HEAD has no body: the status stands for it. */
static void read_fault(const struct wire_answer *w, struct protocol_fault *ret_fault)
{
    element_read_fault(w, ret_fault);
    if (ret_fault->code == NULL && w->status == 404) {
        ret_fault->code = memory_text("NotFound");
    }
}

const struct asl_protocol asl_protocol_rest_xml = {
    .build = build,
    .read = read,
    .is_fault = is_fault,
    .read_fault = read_fault,
};
