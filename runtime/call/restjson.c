/* restjson.c - AWS's REST protocol with bodies of JSON. */
#include <asl/service.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/jsonbody.h"
#include "runtime/call/protocol.h"
#include "runtime/call/rest.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* The members that travel in the body, as they are called there. New. */
static struct value *body_members(const struct asl_shape *s, const struct value *input)
{
    struct value *body = value_object();
    for (struct value_walk w = value_walk(input); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL && m->place == ASL_IN_BODY) {
            value_set_take(&body, shape_at(m), jsonbody_out(m->shape, m->time, w.value));
        }
    }
    return body;
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
        v = jsonbody_out(whole->shape, whole->time, v);
        write_json(&r->body, v);
        value_release(v);
    } else if (rest_has_members(a->input)) {
        v = body_members(a->input, input);
        write_json(&r->body, v);
        value_release(v);
    }
    if (r->body.size > 0 && wire_find(&r->headers, "Content-Type") == NULL) {
        wire_set(&r->headers, "Content-Type", "application/json");
    }
    return true;
}

static void read_members(const struct asl_shape *s, const struct value *body,
                         struct value **output)
{
    for (struct value_walk w = value_walk(body); value_step(&w);) {
        for (const struct asl_member *m = s->members; m->name != NULL; m++) {
            if (m->place == ASL_IN_BODY && text_is(shape_at(m), w.key)) {
                value_set_take(output, shape_api(m), jsonbody_in(m->shape, w.value));
            }
        }
    }
}

static bool read(const struct asl_action *a, const struct wire_answer *w,
                 struct value **ret_output, struct buf *why)
{
    struct value *output = value_object(), *body = NULL;
    const struct asl_member *whole = rest_body_of(a->output);
    bool has_members = rest_has_members(a->output);
    rest_read(a, w, &output);
    if ((whole != NULL || has_members) && !protocol_read_json(w, &body, why)) {
        value_release(output);
        return false;
    }
    if (whole != NULL) {
        value_set_take(&output, shape_api(whole), jsonbody_in(whole->shape, body));
    } else if (has_members) {
        read_members(a->output, body, &output);
    }
    value_release(body);
    *ret_output = output;
    return true;
}

const struct asl_protocol asl_protocol_rest_json = {
    .build = build,
    .read = read,
    .read_fault = protocol_read_json_fault,
};
