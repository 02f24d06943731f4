#include "compiler/template/template.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/load.h"
#include "compiler/base/source.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"

/* Functions within functions, and names that are made of other names. */
#define DEPTH_MAX 500

#define STEPS_MAX 1000000
#define BYTES_MAX ((size_t)128 << 20)

/* ---- Messages ---- */

static const char *print(const struct template *t, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static const char *print(const struct template *t, const char *format, va_list args)
{
    struct buf text = { 0 };
    buf_vprint(&text, format, args);
    const char *kept = arena_text(t->s->a, buf_string(&text));
    buf_release(&text);
    return kept;
}

bool template_fail(struct template *t, enum diag_code code, const struct doc_node *at,
                   const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_source(t->s->d, t->source);
    diag_say(t->s->d, t->left->is_lenient ? DIAG_TEMPLATE_UNKNOWN : code, at->span,
             print(t, format, args), NULL);
    va_end(args);
    return false;
}

void template_warn(struct template *t, const struct doc_node *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_source(t->s->d, t->source);
    diag_say(t->s->d, DIAG_TEMPLATE_UNKNOWN, at->span, print(t, format, args), NULL);
    va_end(args);
}

/* ---- Bounds ---- */

bool template_spend(struct template *t, const struct doc_node *at, size_t bytes)
{
    struct template_budget *left = t->left;
    bool can = left->steps > 0 && left->bytes >= bytes;
    if (!can) {
        return template_fail(t, DIAG_TEMPLATE_LARGE, at,
                             "the functions of this template come to more than %d values or "
                             "%zu MiB of text",
                             STEPS_MAX, BYTES_MAX >> 20);
    }
    left->steps--;
    left->bytes -= bytes;
    return true;
}

bool template_go_deeper(struct template *t, const struct doc_node *at)
{
    if (t->depth >= DEPTH_MAX) {
        return template_fail(t, DIAG_TEMPLATE_DEEP, at,
                             "this leads to itself, or is more than %d deep", DEPTH_MAX);
    }
    t->depth++;
    return true;
}

void template_go_up(struct template *t)
{
    t->depth--;
}

/* ---- Its parts ---- */

const struct doc_node *template_member(const struct template *t, const char *section,
                                       const char *name)
{
    const struct doc_node *of = doc_member(t->sections, section);
    return of == NULL ? NULL : doc_member(of, name);
}

const struct doc_node *template_resources(const struct template *t)
{
    return doc_member(t->sections, "Resources")->first;
}

const char *template_type(const struct doc_node *resource)
{
    const struct doc_node *type = doc_member(resource, "Type");
    return type != NULL && type->type == DOC_STRING ? type->text : "";
}

const struct doc_node *template_property(const struct doc_node *resource, const char *name)
{
    const struct doc_node *properties = doc_member(resource, "Properties");
    return properties == NULL ? NULL : doc_member(properties, name);
}

bool template_knows(const struct template *t, const char *name)
{
    const char *dot = strchr(name, '.');
    const char *first = dot == NULL ? name : arena_text_n(t->s->a, name, (size_t)(dot - name));
    return template_member(t, "Parameters", name) != NULL ||
           template_member(t, "Resources", first) != NULL ||
           strncmp(name, "AWS::", strlen("AWS::")) == 0;
}

const char *template_path(const struct template *t, const char *path)
{
    bool is_whole = path[0] == '/' || strcmp(t->folder, ".") == 0;
    return is_whole ? path : arena_print(t->s->a, "%s/%s", t->folder, path);
}

const char *template_asset(const struct doc_node *resource)
{
    const struct doc_node *metadata = doc_member(resource, "Metadata");
    const struct doc_node *path =
        metadata == NULL ? NULL : doc_member(metadata, "aws:asset:path");
    return path != NULL && path->type == DOC_STRING ? path->text : NULL;
}

/* ---- What is given ---- */

static const char *find_given(const struct template *t, const char *name)
{
    const char *value = NULL;
    for (const struct pair *p = t->s->given; p != NULL && p->name != NULL; p++) {
        bool is = strcmp(p->name, name) == 0;
        value = is ? p->value : value;
        if (is && t->s->met != NULL) {
            t->s->met[p - t->s->given] = true;
        }
    }
    return value;
}

static bool is_pseudo(const char *name)
{
    return strncmp(name, "AWS::", strlen("AWS::")) == 0;
}

const char *template_called(const struct template *t, const char *name)
{
    char *called = arena_print(t->s->a, "%s%s", t->prefix, name);
    size_t size = strlen(t->prefix);
    for (size_t i = 0; i < size; i++) {
        called[i] = called[i] == '/' ? '.' : called[i];
    }
    return t->outer == NULL || is_pseudo(name) ? name : called;
}

const char *template_id(const struct template *t, const struct doc_node *resource)
{
    return arena_print(t->s->a, "%s%s", t->prefix, resource->name);
}

const char *template_given_exactly(const struct template *t, const char *name)
{
    return find_given(t, template_called(t, name));
}

const char *template_given(const struct template *t, const char *name)
{
    const char *value = template_given_exactly(t, name);
    bool is_around = false;
    for (const struct template *o = t->outer; o != NULL && !is_pseudo(name); o = o->outer) {
        is_around = is_around || template_knows(o, name);
    }
    return value != NULL || is_around ? value : find_given(t, name);
}

/* ---- The whole ---- */

static void read_text(struct template *t, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct arena *a = t->s->a;
    size_t errors = diag_errors(t->s->d);
    t->path = arena_text(a, path);
    t->folder = slash == NULL   ? "."
                : slash == path ? "/"
                                : arena_text_n(a, path, (size_t)(slash - path));
    t->source = load_source(a, t->s->d, path);
    t->root = reader_parse_template(a, t->s->d, t->source);
    if (diag_errors(t->s->d) > errors) {
        t->root = NULL;
    }
}

struct template *template_read(const struct template_settings *s, const char *path)
{
    struct template *t = arena_get(s->a, sizeof *t);
    *t = (struct template){ .s = s, .prefix = "", .left = arena_get(s->a, sizeof *t->left) };
    *t->left = (struct template_budget){ STEPS_MAX, BYTES_MAX, false };
    read_text(t, path);
    const struct doc_node *resources =
        t->root == NULL ? NULL : doc_member(t->root, "Resources");
    if (t->root != NULL && (resources == NULL || resources->type != DOC_OBJECT)) {
        template_fail(t, DIAG_TEMPLATE_NONE, t->root,
                      "this is not a template of SAM or CloudFormation: it has no object "
                      "Resources");
        t->root = NULL;
    }
    t->sections = t->root;
    return t;
}

struct template *template_read_part(const struct template *of, const char *path)
{
    struct template *t = arena_get(of->s->a, sizeof *t);
    *t = *of;
    read_text(t, path);
    return t;
}
