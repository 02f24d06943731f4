#include "runtime/span/called.h"

#include <asl/tree.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/resource.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/frame.h"
#include "runtime/span/span.h"
#include "runtime/value/value.h"

#define URL_BYTES   1024
#define STATUS_NAME "States.Http.StatusCode."

/* Without .sync and the like. */
static void read_service(struct called *c, const char *resource)
{
    static const char sdk[] = "aws-sdk:";
    struct resource_parts parts = resource_parts(resource);
    struct buf name = { 0 };
    buf_put(&name, parts.type, parts.type_size);
    c->service = memory_text(buf_string(&name));
    if (strncmp(c->service, sdk, sizeof sdk - 1) == 0) {
        memmove(c->service, c->service + sizeof sdk - 1, strlen(c->service) - sizeof sdk + 2);
    }
    c->operation = memory_text_n(parts.name, strcspn(parts.name, "."));
    buf_print(&name, ":%s", parts.name);
    c->name = buf_take(&name);
}

static char *copy_cut(const char *text)
{
    return text == NULL ? NULL : memory_text_n(text, text_cut(text, strlen(text), URL_BYTES));
}

void called_read(struct called *c, const struct asl_frame *f)
{
    const struct asl_request *r = frame_row(f)->request;
    called_forget(c);
    if (resource_family(r) != RESOURCE_SERVICE) {
        c->name = memory_text(r->name != NULL ? r->name : r->resource);
        return;
    }
    read_service(c, r->resource);
    if (text_is(c->service, "http")) {
        c->method = copy_cut(value_member_text(frame_arguments(f), "Method"));
        c->url = copy_cut(value_member_text(frame_arguments(f), "ApiEndpoint"));
    }
}

/* The status that the name of an error says; else 0. */
static int status_of(const char *name)
{
    const char *digits = name + sizeof STATUS_NAME - 1;
    bool is_status = strncmp(name, STATUS_NAME, sizeof STATUS_NAME - 1) == 0 &&
                     strspn(digits, "0123456789") == 3 && digits[3] == '\0';
    return is_status ? (int)strtol(digits, NULL, 10) : 0;
}

void called_answered(struct called *c, const struct asl_frame *f)
{
    struct value *status = NULL;
    if (c->url == NULL) {
        return;
    }
    if (f->error != NULL) {
        c->status = status_of(f->error->name == NULL ? "" : f->error->name);
    } else if (value_member(f->result, "StatusCode", &status)) {
        c->status = (int)value_to_number(status).integer;
    }
}

void called_describe(const struct called *c, struct span *s)
{
    s->name = c->name == NULL ? "" : c->name;
    s->service = c->service;
    s->operation = c->operation;
    s->method = c->method;
    s->url = c->url;
    s->status = c->status;
}

void called_forget(struct called *c)
{
    memory_release(c->name);
    memory_release(c->service);
    memory_release(c->operation);
    memory_release(c->method);
    memory_release(c->url);
    *c = (struct called){ .name = NULL };
}
