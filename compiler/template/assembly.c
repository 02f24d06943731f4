#include "compiler/template/assembly.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/source.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/template/decide.h"
#include "compiler/template/each.h"
#include "compiler/template/evaluate.h"
#include "compiler/template/machine.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define LEVELS_MAX    8 /* of stacks in stacks, and of folders in folders */
#define TEMPLATES_MAX 500
#define SHOWN_MAX     20 /* names in a message */

/* One that is being read. */
struct gathering {
    const struct template_settings *s;
    struct assembly *all;
    struct template *last;
    size_t count;
};

static bool add(struct gathering *g, struct template *t, int level);

/* ---- Nested stacks ---- */

static bool is_stack(const struct doc_node *resource)
{
    const char *type = template_type(resource);
    return strcmp(type, "AWS::CloudFormation::Stack") == 0 ||
           strcmp(type, "AWS::Serverless::Application") == 0;
}

/* The file of the inner template, which CDK says beside the resource; NULL if it is not here.
 */
static const char *file_of(struct template *t, const struct doc_node *resource)
{
    const char *asset = template_asset(resource);
    const struct doc_node *n = template_property(resource, "TemplateURL");
    n = n != NULL ? n : template_property(resource, "Location");
    if (asset != NULL) {
        return template_path(t, asset);
    }
    bool is_path = n != NULL && n->type == DOC_STRING && strstr(n->text, "://") == NULL;
    return is_path ? template_path(t, n->text) : NULL;
}

static bool is_same_file(const char *path, const char *other)
{
    struct stat a, b;
    return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Returns true if a template, or one around it, is of that file. */
static bool is_around(const struct template *t, const char *path)
{
    while (t != NULL && !is_same_file(t->path, path)) {
        t = t->outer;
    }
    return t != NULL;
}

static bool add_stack(struct gathering *g, struct template *t, const struct doc_node *resource,
                      int level)
{
    bool is_made = false;
    if (!decide_makes(t, resource, &is_made)) {
        return false;
    }
    if (!is_made) {
        return true;
    }
    const char *path = file_of(t, resource);
    if (path == NULL) {
        template_warn(t, resource,
                      "the template of the nested stack '%s' is not on this machine: all that "
                      "it makes is left out",
                      resource->name);
        return true;
    }
    if (access(path, R_OK) != 0) {
        template_warn(
            t, resource,
            "the template of the nested stack '%s', %s, cannot be read: %s: all that it makes "
            "is left out",
            resource->name, path, strerror(errno));
        return true;
    }
    if (is_around(t, path)) {
        return template_fail(t, DIAG_TEMPLATE_DEEP, resource,
                             "the nested stack '%s' leads to itself", resource->name);
    }
    if (level >= LEVELS_MAX || g->count >= TEMPLATES_MAX) {
        return template_fail(t, DIAG_TEMPLATE_DEEP, resource,
                             "the nested stack '%s' is too much: stacks are more than %d deep "
                             "or %d in number",
                             resource->name, LEVELS_MAX, TEMPLATES_MAX);
    }
    struct template *inner = template_read(g->s, path);
    inner->prefix = arena_print(g->s->a, "%s%s/", t->prefix, resource->name);
    inner->outer = t;
    inner->stack = resource;
    inner->sibling = t->inner;
    t->inner = inner;
    return add(g, inner, level + 1);
}

/* ---- One template ---- */

/* Macros of an account change a template before it is deployed. */
static void warn_of_macros(struct template *t)
{
    const struct doc_node *all = doc_member(t->root, "Transform");
    const struct doc_node *one = all != NULL && all->type == DOC_ARRAY ? all->first : all;
    for (; one != NULL; one = one == all ? NULL : one->next) {
        const struct doc_node *name = one->type == DOC_OBJECT ? doc_member(one, "Name") : one;
        bool is_macro = name != NULL && name->type == DOC_STRING &&
                        strncmp(name->text, "AWS::", strlen("AWS::")) != 0;
        if (is_macro) {
            template_warn(t, name,
                          "the macro '%s' runs in a deployment alone: what it changes is not "
                          "seen here",
                          name->text);
        }
    }
}

/* Take a template and all that it names. */
static bool add(struct gathering *g, struct template *t, int level)
{
    if (t->root == NULL || !each_expand(t)) {
        return false;
    }
    if (g->last == NULL) {
        g->all->first = t;
    } else {
        g->last->next = t;
    }
    g->last = t;
    g->count++;
    warn_of_macros(t);
    bool is_good = true;
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        is_good = (!is_stack(n) || add_stack(g, t, n, level)) && is_good;
    }
    return is_good;
}

/* ---- The folder of CDK ---- */

struct stack_file {
    const char *path, *stack;
    struct stack_file *next;
};

struct stack_files {
    struct stack_file *first, *last;
    size_t count;
};

static void note(struct arena *a, struct stack_files *files, const char *path,
                 const char *stack)
{
    struct stack_file *f = arena_get(a, sizeof *f);
    *f = (struct stack_file){ .path = path, .stack = stack };
    if (files->last == NULL) {
        files->first = f;
    } else {
        files->last->next = f;
    }
    files->last = f;
    files->count++;
}

static const char *property_text(const struct doc_node *artifact, const char *name)
{
    const struct doc_node *properties = doc_member(artifact, "properties");
    const struct doc_node *n = properties == NULL ? NULL : doc_member(properties, name);
    return n != NULL && n->type == DOC_STRING ? n->text : NULL;
}

/* The stacks that a manifest.json names, in its order. Returns false after messages. */
static bool read_manifest(const struct template_settings *s, const char *folder,
                          struct stack_files *files, int level)
{
    const char *path = arena_print(s->a, "%s/manifest.json", folder);
    const struct source *source = load_source(s->a, s->d, path);
    const struct doc_node *root =
        source == NULL ? NULL : reader_parse_template(s->a, s->d, source);
    const struct doc_node *artifacts = root == NULL ? NULL : doc_member(root, "artifacts");
    bool is_good = root != NULL;
    for (const struct doc_node *n = artifacts == NULL ? NULL : artifacts->first; n != NULL;
         n = n->next) {
        const struct doc_node *type = doc_member(n, "type");
        const char *file = property_text(n, "templateFile");
        const char *inner = property_text(n, "directoryName");
        if (type == NULL || type->type != DOC_STRING) {
            continue;
        }
        if (strcmp(type->text, "aws:cloudformation:stack") == 0 && file != NULL) {
            note(s->a, files, arena_print(s->a, "%s/%s", folder, file), n->name);
        } else if (strcmp(type->text, "cdk:cloud-assembly") == 0 && inner != NULL &&
                   level < LEVELS_MAX) {
            is_good =
                read_manifest(s, arena_print(s->a, "%s/%s", folder, inner), files, level + 1) &&
                is_good;
        }
    }
    return is_good;
}

static int is_template_file(const struct dirent *entry)
{
    return text_ends_with(entry->d_name, ".template.json") &&
           strstr(entry->d_name, ".nested.template.json") == NULL;
}

/* A folder without a manifest: its templates, by their names. */
static void list_templates(struct arena *a, const char *folder, struct stack_files *files)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_template_file, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t size = strlen(name) - strlen(".template.json");
        note(a, files, arena_print(a, "%s/%s", folder, name), arena_text_n(a, name, size));
        memory_release(entries[i]);
    }
    memory_release(entries);
}

static bool read_folder(struct gathering *g, const char *folder)
{
    struct arena *a = g->s->a;
    struct stack_files files = { 0 };
    bool is_good = true;
    if (access(arena_print(a, "%s/manifest.json", folder), F_OK) == 0) {
        is_good = read_manifest(g->s, folder, &files, 0);
    } else {
        list_templates(a, folder, &files);
    }
    if (is_good && files.count == 0) {
        diag_source(g->s->d, NULL);
        diag_global(
            g->s->d, DIAG_TEMPLATE_NONE,
            arena_print(a,
                        "%s: this folder has neither a manifest.json of CDK with stacks "
                        "in it, nor a file *.template.json",
                        folder),
            NULL);
        return false;
    }
    for (const struct stack_file *f = files.first; f != NULL; f = f->next) {
        struct template *t = template_read(g->s, f->path);
        t->prefix = files.count > 1 ? arena_print(a, "%s/", f->stack) : "";
        is_good = add(g, t, 0) && is_good;
    }
    return is_good;
}

bool assembly_read(const struct template_settings *s, const char *path,
                   struct assembly *ret_assembly)
{
    struct stat about;
    struct gathering g = { .s = s, .all = ret_assembly };
    *ret_assembly = (struct assembly){ .path = path };
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        size_t size = strlen(path);
        while (size > 1 && path[size - 1] == '/') {
            size--;
        }
        return read_folder(&g, arena_text_n(s->a, path, size));
    }
    return add(&g, template_read(s, path), 0);
}

/* ---- State machines ---- */

/* AWS has one of a name. Returns false after a message. */
static bool is_single(const struct assembly *all, struct template_machine *m)
{
    for (const struct template_machine *other = all->machines; other != NULL;
         other = other->next) {
        if (strcmp(other->name, m->name) == 0 &&
            strcmp(other->of->prefix, m->of->prefix) == 0) {
            return template_fail(m->of, DIAG_TEMPLATE_NAME, m->resource,
                                 "the state machine '%s' has the name of '%s' at %s: %s", m->id,
                                 other->id, naming_place(other->of, other->resource), m->name);
        }
    }
    return true;
}

/* What has been found of a list. */
struct listing {
    struct assembly *all;
    struct template_machine *last;
    struct template *left_of; /* a machine that a condition leaves out, NULL for none */
    const struct doc_node *left_out;
};

static bool add_machine(struct listing *l, struct template *t, const struct doc_node *n)
{
    bool is_made = false;
    if (!decide_makes(t, n, &is_made)) {
        return false;
    }
    if (!is_made) {
        l->left_of = t;
        l->left_out = n;
        return true;
    }
    struct template_machine *m = machine_take(t, n);
    if (m == NULL || !is_single(l->all, m)) {
        return false;
    }
    if (l->last == NULL) {
        l->all->machines = m;
    } else {
        l->last->next = m;
    }
    l->last = m;
    return true;
}

/* Say that no state machine is left. That is an error, unless conditions have left them out. */
static bool tell_none(const struct listing *l)
{
    struct template *t = l->all->first;
    if (l->left_out != NULL) {
        template_warn(l->left_of, l->left_out,
                      "the conditions of the template leave out all of its state machines: "
                      "there is nothing to look at");
        return true;
    }
    return template_fail(t, DIAG_TEMPLATE_NONE, doc_member(t->sections, "Resources"),
                         "the template has no state machine among its resources");
}

bool assembly_list(struct assembly *all)
{
    struct listing l = { .all = all };
    bool is_good = true;
    for (struct template *t = all->first; t != NULL; t = t->next) {
        for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
            is_good = (!machine_is(n) || add_machine(&l, t, n)) && is_good;
        }
    }
    return is_good && l.last == NULL && all->first != NULL ? tell_none(&l) : is_good;
}

bool assembly_machines(struct assembly *all)
{
    bool is_good = assembly_list(all);
    for (struct template_machine *m = all->machines; m != NULL; m = m->next) {
        is_good = machine_load(m) && is_good;
    }
    return is_good;
}

static bool is_alone(const struct assembly *all, const struct template_machine *m)
{
    const struct template_machine *other = all->machines;
    while (other != NULL && (other == m || strcmp(other->name, m->name) != 0)) {
        other = other->next;
    }
    return other == NULL;
}

const char *assembly_file_name(const struct assembly *all, const struct template_machine *m)
{
    char *name = arena_text(m->of->s->a, is_alone(all, m) ? m->name : m->id);
    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '/' ? '-' : *at;
    }
    return name;
}

static bool is_meant(const struct template_machine *m, const char *name)
{
    const char *slash = strrchr(m->id, '/');
    return strcmp(m->id, name) == 0 || strcmp(m->name, name) == 0 ||
           (slash != NULL && strcmp(slash + 1, name) == 0);
}

struct template_machine *assembly_find(const struct assembly *all, const char *name,
                                       size_t *ret_count)
{
    struct template_machine *found = NULL;
    *ret_count = 0;
    for (struct template_machine *m = all->machines; m != NULL; m = m->next) {
        if (strcmp(m->id, name) == 0) {
            *ret_count = 1;
            return m;
        }
        if (is_meant(m, name)) {
            found = m;
            ++*ret_count;
        }
    }
    return *ret_count == 1 ? found : NULL;
}

const char *assembly_names(const struct assembly *all)
{
    struct buf text = { 0 };
    size_t count = 0;
    for (const struct template_machine *m = all->machines; m != NULL; m = m->next, count++) {
        if (count < SHOWN_MAX) {
            buf_print(&text, "%s%s", count > 0 ? ", " : "", m->id);
        }
    }
    if (count > SHOWN_MAX) {
        buf_print(&text, " and %zu more", count - SHOWN_MAX);
    }
    const char *names =
        all->first == NULL ? "" : arena_text(all->first->s->a, buf_string(&text));
    buf_release(&text);
    return names;
}

bool assembly_knows(const struct assembly *all, const char *name)
{
    const struct template_settings *s = all->first != NULL ? all->first->s : NULL;
    bool is_known = false;
    for (size_t i = 0; s != NULL && s->met != NULL && s->given[i].name != NULL; i++) {
        is_known = is_known || (s->met[i] && strcmp(s->given[i].name, name) == 0);
    }
    for (const struct template *t = all->first; t != NULL; t = t->next) {
        is_known = is_known || template_knows(t, name);
    }
    return is_known;
}
