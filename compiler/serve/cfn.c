#include "compiler/serve/cfn.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/json.h"
#include "compiler/read/yaml.h"
#include "runtime/base/buf.h"
#include "runtime/base/message.h"
#include "runtime/base/nearest.h"
#include "runtime/base/text.h"
#include "runtime/program/option.h"

/* ---- Messages ---- */

static void put_place(struct buf *out, const struct cfn *c, const struct doc_node *at)
{
    struct source_place p = source_place(c->source, at->span.start);
    buf_print(out, "%s:%d:%d: ", c->path, p.line, p.column);
}

bool cfn_fail(struct cfn *c, const struct doc_node *at, const char *format, ...)
{
    va_list args;
    if (c->why->size == 0) {
        va_start(args, format);
        put_place(c->why, c, at);
        buf_vprint(c->why, format, args);
        va_end(args);
    }
    return false;
}

void cfn_warn(const struct cfn *c, const struct doc_node *at, const char *format, ...)
{
    struct buf text = { 0 };
    va_list args;
    va_start(args, format);
    put_place(&text, c, at);
    buf_text(&text, "warning: ");
    buf_vprint(&text, format, args);
    va_end(args);
    message_print(c->program, "%s", buf_string(&text));
    buf_release(&text);
}

/* ---- Its parts ---- */

const struct doc_node *cfn_member(const struct cfn *c, const char *section, const char *name)
{
    const struct doc_node *of = doc_member(c->root, section);
    return of == NULL ? NULL : doc_member(of, name);
}

const char *cfn_type(const struct doc_node *resource)
{
    const struct doc_node *type = doc_member(resource, "Type");
    return type != NULL && type->type == DOC_STRING ? type->text : "";
}

const struct doc_node *cfn_property(const struct doc_node *resource, const char *name)
{
    const struct doc_node *properties = doc_member(resource, "Properties");
    return properties == NULL ? NULL : doc_member(properties, name);
}

const char *cfn_given(const struct cfn *c, const char *parameter)
{
    const char *value = NULL;
    size_t size = strlen(parameter);
    for (size_t i = 0; i < c->parameters->count; i++) {
        const char *text = c->parameters->texts[i];
        if (strncmp(text, parameter, size) == 0 && text[size] == '=') {
            value = text + size + 1;
        }
    }
    return value;
}

/* ---- The whole ---- */

/* JSON begins with a brace, whatever the file is called. */
static const struct doc_node *parse(struct cfn *c, struct diag *d)
{
    const char *text = c->source->text;
    while (text_is_blank(*text)) {
        text++;
    }
    return *text == '{' ? json_parse(c->arena, d, c->source)
                        : yaml_parse_template(c->arena, d, c->source);
}

static bool refuse_parameter(struct cfn *c, const char *name)
{
    const char *names[100];
    size_t count = 0;
    const struct doc_node *all = doc_member(c->root, "Parameters");
    for (const struct doc_node *n = all == NULL ? NULL : all->first; n != NULL && count < 100;
         n = n->next) {
        names[count++] = n->name;
    }
    const char *near = nearest_word(name, names, count);
    buf_print(c->why, "%s: it has no parameter '%s'", c->path, name);
    if (near != NULL) {
        buf_print(c->why, "; did you mean '%s'?", near);
    }
    return false;
}

static bool check_parameters(struct cfn *c)
{
    bool is_good = true;
    for (size_t i = 0; i < c->parameters->count && is_good; i++) {
        const char *text = c->parameters->texts[i], *equals = strchr(text, '=');
        if (equals == NULL) {
            buf_print(c->why, "--parameter %s: NAME=VALUE is wanted", text);
            return false;
        }
        const char *name = arena_text_n(c->arena, text, (size_t)(equals - text));
        is_good = cfn_member(c, "Parameters", name) != NULL || refuse_parameter(c, name);
    }
    return is_good;
}

bool cfn_open(struct cfn *c, const struct cfn_request *r)
{
    const char *slash = strrchr(r->path, '/');
    *c = (struct cfn){ .arena = arena_new(),
                       .program = r->program,
                       .path = r->path,
                       .parameters = r->parameters,
                       .why = r->why };
    c->folder =
        slash == NULL ? "." : arena_text_n(c->arena, r->path, (size_t)(slash - r->path));
    struct diag *d = diag_new(c->arena);
    c->source = load_source(c->arena, d, r->path);
    c->root = c->source == NULL ? NULL : parse(c, d);
    if (c->root == NULL) {
        report_text(d, stderr, false);
        buf_print(c->why, "%s: it cannot be read", c->path);
        return false;
    }
    const struct doc_node *resources = doc_member(c->root, "Resources");
    if (resources == NULL || resources->type != DOC_OBJECT) {
        return cfn_fail(c, c->root,
                        "this is not a template of SAM or CloudFormation: it has no "
                        "object Resources");
    }
    return check_parameters(c);
}

void cfn_close(struct cfn *c)
{
    arena_release(c->arena);
}
