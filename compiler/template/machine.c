#include "compiler/template/machine.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/source.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/template/cycle.h"
#include "compiler/template/evaluate.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/plainname.h"

bool machine_is(const struct doc_node *resource)
{
    const char *type = template_type(resource);
    return strcmp(type, "AWS::Serverless::StateMachine") == 0 ||
           strcmp(type, "AWS::StepFunctions::StateMachine") == 0;
}

/* An id of the template as a name. */
static const char *plain_name(struct arena *a, const char *id)
{
    char *name = arena_text(a, id[0] != '\0' ? id : "workflow");
    plainname_make(name);
    return name;
}

/* ---- A definition in a file ---- */

static void read_file(struct template_machine *m, const struct doc_node *at, const char *path)
{
    struct arena *a = m->of->s->a;
    struct buf text = { 0 };
    int status = descriptor_read_path(path, &text, SOURCE_SIZE_MAX);
    if (status != 0) {
        template_fail(m->of, DIAG_TEMPLATE_DEFINITION, at, "%s cannot be read: %s", path,
                      strerror(-status));
    } else {
        m->source = load_text(a, m->of->s->d, path, buf_string(&text), text.size);
    }
    buf_release(&text);
    if (m->source != NULL) {
        m->source->name =
            arena_print(a, "%s.asl.%s", m->name, reader_is_yaml(m->source) ? "yaml" : "json");
    }
}

/* What CDK uploads is in its folder: the key "HASH.json" is the file asset.HASH.json. */
static const char *asset_of(struct template *t, const struct result *location)
{
    const struct result *key = result_member(location, "Key");
    return key == NULL || key->type != DOC_STRING || key->open != NULL ||
                   strchr(key->text.text, '/') != NULL
               ? NULL
               : template_path(t, arena_print(t->s->a, "asset.%s", key->text.text));
}

/* DefinitionUri, DefinitionS3Location. */
static void take_file(struct template_machine *m, const struct doc_node *at)
{
    struct template *t = m->of;
    const struct result *r = evaluate_value(t, at);
    if (r == NULL) {
        return;
    }
    bool is_path = r->type == DOC_STRING && r->open == NULL && r->text.size > 0 &&
                   strstr(r->text.text, "://") == NULL;
    const char *asset = is_path ? NULL : asset_of(t, r);
    if (is_path || (asset != NULL && access(asset, R_OK) == 0)) {
        read_file(m, at, is_path ? template_path(t, r->text.text) : asset);
    } else if (t->s->names != NULL) {
        template_warn(t, at,
                      "the definition is not on this machine: the state machine '%s' is left "
                      "out",
                      m->id);
    } else {
        template_fail(t, DIAG_TEMPLATE_DEFINITION, at,
                      "the definition is not on this machine: a path is wanted here");
    }
}

/* ---- A definition in the template ---- */

/* What is read of the template from now on is the definition. */
static void take_text(struct template_machine *m, const struct template *of,
                      const struct patched *text)
{
    struct source *s = arena_get(of->s->a, sizeof *s);
    *s = *of->source;
    s->name = arena_print(of->s->a, "%s.asl.json", m->name);
    source_fill(s, text);
    m->source = s;
    m->is_inside = true;
    if (text->size > SOURCE_SIZE_AWS) {
        diag_source(of->s->d, s);
        diag_global(of->s->d, DIAG_DEFINITION_LARGE, arena_print(of->s->a, "%zu", text->size),
                    NULL);
    }
}

/* Definition: an object. */
static void take_object(struct template_machine *m, const struct doc_node *at)
{
    bool failed;
    struct template *of = evaluate_include(m->of, at, &failed);
    struct patch p = { .a = m->of->s->a };
    if (failed) {
        return;
    }
    at = of == NULL ? at : of->root;
    of = of == NULL ? m->of : of;
    const struct result *r = evaluate_value(of, at);
    if (r == NULL) {
        return;
    }
    if (r->type != DOC_OBJECT) {
        template_fail(of, DIAG_TEMPLATE_DEFINITION, at,
                      r->open != NULL ? "only a deployment knows this definition"
                                      : "Definition is an object; a text is a "
                                        "DefinitionString, a file's name a DefinitionUri");
        return;
    }
    result_put_json(&p, r);
    if (p.out.size > SOURCE_SIZE_MAX) {
        template_fail(of, DIAG_TEMPLATE_LARGE, at, "this definition has more than %u MiB",
                      SOURCE_SIZE_MAX >> 20);
    }
    struct patched text = patch_end(&p);
    take_text(m, of, &text);
}

/* DefinitionString: a text that is JSON. */
static void take_string(struct template_machine *m, const struct doc_node *at)
{
    const struct result *r = evaluate_value(m->of, at);
    if (r == NULL) {
        return;
    }
    if (r->type != DOC_STRING) {
        template_fail(m->of, DIAG_TEMPLATE_DEFINITION, at,
                      "DefinitionString is a text of JSON, or a function that gives one; an "
                      "object is a Definition");
        return;
    }
    if (r->text.size == 0) {
        template_fail(m->of, DIAG_TEMPLATE_DEFINITION, at, "this definition is empty");
        return;
    }
    take_text(m, m->of, &r->text);
}

static void take_definition(struct template_machine *m)
{
    static const struct {
        const char *name;
        void (*take)(struct template_machine *m, const struct doc_node *at);
    } forms[] = { { "DefinitionUri", take_file },
                  { "DefinitionS3Location", take_file },
                  { "Definition", take_object },
                  { "DefinitionString", take_string } };
    const struct doc_node *found = NULL;
    size_t which = 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const struct doc_node *at = template_property(m->resource, forms[i].name);
        if (at != NULL && found != NULL) {
            template_fail(m->of, DIAG_TEMPLATE_DEFINITION, at,
                          "the state machine '%s' has a definition already: %s", m->id,
                          found->name);
            return;
        }
        which = at != NULL ? i : which;
        found = at != NULL ? at : found;
    }
    if (found == NULL) {
        template_fail(m->of, DIAG_TEMPLATE_DEFINITION, m->resource,
                      "the state machine '%s' has no definition", m->id);
        return;
    }
    forms[which].take(m, found);
}

/* ---- What belongs to it ---- */

/* What says one of the substitutions, for messages. */
static const struct doc_node *said(const struct doc_node *all, const struct result *one)
{
    const struct doc_node *n = doc_member(all, one->name);
    return n != NULL ? n : all;
}

/* One of them. Returns false after a message. */
static bool take_substitution(struct template *t, const struct doc_node *all,
                              const struct result *one, struct pair *ret_pair)
{
    if (!result_is_scalar(one)) {
        return template_fail(t, DIAG_TEMPLATE_VALUE, said(all, one),
                             "the substitution '%s' is of the type %s, which cannot stand in a "
                             "text",
                             one->name, doc_type_word(one->type));
    }
    *ret_pair = (struct pair){ one->name, one->text.text };
    return true;
}

/* DefinitionSubstitutions: what stands for each ${NAME}. Returns false after messages. */
static bool take_substitutions(struct template_machine *m)
{
    struct template *t = m->of;
    const struct doc_node *n = template_property(m->resource, "DefinitionSubstitutions");
    const struct result *r = n == NULL ? NULL : evaluate_value(t, n);
    if (n != NULL && r == NULL) {
        return false;
    }
    if (r != NULL && !r->is_nothing && r->type != DOC_OBJECT) {
        return template_fail(t, DIAG_TEMPLATE_VALUE, n,
                             "DefinitionSubstitutions is an object of texts");
    }
    size_t count = r == NULL ? 0 : r->count;
    struct pair *all = arena_array(t->s->a, count + 1, sizeof *all);
    struct pair *computed = arena_array(t->s->a, count + 1, sizeof *computed);
    bool is_good = true;
    m->substitutions = all;
    m->computed = computed;
    for (const struct result *one = r == NULL ? NULL : r->first; one != NULL; one = one->next) {
        if (!take_substitution(t, n, one, all)) {
            is_good = false;
        } else if (template_knows(t, (all++)->name)) {
            *computed++ = all[-1];
        }
    }
    return is_good;
}

/* SAM says Type, CloudFormation StateMachineType. Returns false after a message. */
static bool take_type(struct template_machine *m)
{
    struct template *t = m->of;
    const struct doc_node *n = template_property(m->resource, "Type");
    n = n != NULL ? n : template_property(m->resource, "StateMachineType");
    const struct result *r = n == NULL ? NULL : evaluate_value(t, n);
    const char *text = n == NULL ? "STANDARD" : r == NULL ? NULL : r->text.text;
    if (n != NULL && r == NULL) {
        return false;
    }
    if (r != NULL && r->open != NULL) {
        m->type = CHECK_ANY;
        return true;
    }
    text = text == NULL ? "STANDARD" : text;
    m->type = strcmp(text, "EXPRESS") == 0 ? CHECK_EXPRESS : CHECK_STANDARD;
    return m->type == CHECK_EXPRESS || strcmp(text, "STANDARD") == 0 ||
           template_fail(t, DIAG_TEMPLATE_VALUE, n, "'%s' is neither STANDARD nor EXPRESS",
                         text);
}

struct template_machine *machine_take(struct template *t, const struct doc_node *resource)
{
    struct arena *a = t->s->a;
    struct template_machine *m = arena_get(a, sizeof *m);
    const char *name = naming_resource(t, resource);
    m->of = t;
    m->resource = resource;
    m->id = template_id(t, resource);
    m->name = name != NULL && plainname_is(name) ? name : plain_name(a, resource->name);
    return name == NULL ? NULL : m;
}

bool machine_load(struct template_machine *m)
{
    struct template *t = m->of;
    size_t errors = diag_errors(t->s->d);
    if (take_type(m) && take_substitutions(m)) {
        t->own = m->substitutions;
        take_definition(m);
        t->own = NULL;
    }
    bool is_possible = t->s->names != NULL || cycle_check(t, m->resource);
    return is_possible && diag_errors(t->s->d) == errors;
}
