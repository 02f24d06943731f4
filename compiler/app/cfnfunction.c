#include "compiler/app/cfnfunction.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/app/cfnlayer.h"
#include "compiler/app/cfnzip.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/folder.h"
#include "runtime/base/handler.h"
#include "runtime/base/plainname.h"
#include "runtime/value/value.h"

/* How a runtime's functions are hosted. */
struct language {
    const char *runtime;    /* "nodejs18.x" begins so */
    const char *word;       /* of the target: lambda:node: */
    const char *endings[3]; /* of a module's file */
    const char *inline_file;
    bool has_dots; /* in a module's name, for folders */
};

static const struct language languages[] = {
    { "nodejs", "node:", { ".js", ".mjs", ".cjs" }, "index.js", false },
    { "python", "python:", { ".py", NULL, NULL }, "index.py", true },
    { "provided", "", { NULL, NULL, NULL }, NULL, false },
};

/* All texts are the template's. */
struct function {
    const struct doc_node *resource;
    const struct language *language;
    const char *runtime, *handler;
    const char *folder; /* of its code */
};

/* ---- Properties ---- */

/* SAM's functions have what Globals say, too. */
static const struct doc_node *global(const struct template *t, const struct function *f,
                                     const char *name)
{
    bool is_sam = strcmp(template_type(f->resource), "AWS::Serverless::Function") == 0;
    const struct doc_node *globals = is_sam ? template_member(t, "Globals", "Function") : NULL;
    return globals == NULL ? NULL : doc_member(globals, name);
}

static const struct doc_node *property(const struct template *t, const struct function *f,
                                       const char *name)
{
    const struct doc_node *own = template_property(f->resource, name);
    return own != NULL ? own : global(t, f, name);
}

/* ---- Its code ---- */

/* Where code is: in a folder, or in a zip file that has these names, a line each. */
struct place {
    const char *folder;
    const char *names; /* NULL: it is a folder */
};

/* Returns true if a line of the names is that one. */
static bool has_name(const char *names, const char *name)
{
    size_t size = strlen(name);
    bool found = false;
    for (const char *at = names; !found && *at != '\0';) {
        size_t line = strcspn(at, "\n");
        found = line == size && strncmp(at, name, size) == 0;
        at += line + (at[line] == '\n');
    }
    return found;
}

static bool is_there(struct template *t, const struct place *p, const char *file,
                     const char *ending)
{
    const char *name = arena_print(t->s->a, "%s%s", file, ending);
    return p->names != NULL ? has_name(p->names, name)
                            : access(arena_print(t->s->a, "%s/%s", p->folder, name), R_OK) == 0;
}

/* The file of "src/app.handler" is src/app; the handler of Python's "app.sub.handler" is in
 * app/sub. What stands behind is the function's name. */
static const char *module_of(struct template *t, const struct function *f)
{
    const char *slash = strrchr(f->handler, '/');
    const char *from = slash == NULL ? f->handler : slash + 1;
    const char *dot = f->language->has_dots ? strrchr(from, '.') : strchr(from, '.');
    if (dot == NULL) {
        return NULL;
    }
    char *module = arena_text_n(t->s->a, f->handler, (size_t)(dot - f->handler));
    for (char *at = module; f->language->has_dots && *at != '\0'; at++) {
        *at = *at == '.' ? '/' : *at;
    }
    return module;
}

/* Returns true if the code is there. */
static bool has_code(struct template *t, const struct function *f, const struct place *p)
{
    const char *module = f->language->endings[0] == NULL ? "bootstrap" : module_of(t, f);
    bool found =
        module != NULL && f->language->endings[0] == NULL && is_there(t, p, module, "");
    for (size_t i = 0; module != NULL && i < 3 && f->language->endings[i] != NULL; i++) {
        found = found || is_there(t, p, module, f->language->endings[i]);
    }
    return found;
}

/* A folder of its own for code that is in none. NULL after a message. */
static const char *own_folder(struct template *t, const struct function *f,
                              const struct cfn_code *to)
{
    const char *called = naming_resource(t, f->resource);
    if (called == NULL) {
        return NULL;
    }
    char *name = arena_text(t->s->a, called);
    plainname_make(name); /* whatever a template calls it, it stays below that folder */
    return arena_print(t->s->a, "%s/functions/%s", to->local, name);
}

static bool tell_missing(struct template *t, const struct function *f, const char *where)
{
    template_warn(t, f->resource,
                  "function '%s': its code %s is not in %s: build it, or say who does it with "
                  "--task",
                  f->resource->name, f->handler, where);
    return false;
}

/* Code in a zip file is unpacked. */
static bool unpack_code(struct template *t, struct function *f, const char *zip,
                        const struct cfn_code *to)
{
    struct buf names = { 0 };
    const char *why = cfnzip_list(t->s->a, zip, &names);
    struct place p = { NULL, buf_string(&names) };
    bool found = why == NULL && has_code(t, f, &p);
    buf_release(&names);
    if (why == NULL && !found) {
        return tell_missing(t, f, zip);
    }
    f->folder = own_folder(t, f, to);
    if (why == NULL && !to->is_trial && f->folder != NULL) {
        why = cfnzip_unpack(t->s->a, zip, f->folder);
    }
    if (why != NULL) {
        template_warn(t, f->resource,
                      "function '%s': its code %s %s: say who does it with --task",
                      f->resource->name, zip, why);
    }
    return why == NULL && f->folder != NULL;
}

/* What `sam build` has made counts more than the sources. */
static bool find_code(struct template *t, struct function *f, const char *uri,
                      const struct cfn_code *to)
{
    struct place built = { .folder = arena_print(t->s->a, "%s/.aws-sam/build/%s", t->folder,
                                                 f->resource->name) };
    size_t size = strlen(uri);
    while (size > 1 && uri[size - 1] == '/') {
        size--;
    }
    struct place given = { .folder = uri[0] == '/' ? arena_text_n(t->s->a, uri, size)
                                                   : arena_print(t->s->a, "%s/%.*s", t->folder,
                                                                 (int)size, uri) };
    bool is_built = has_code(t, f, &built);
    const char *zip = is_built || to->local == NULL ? NULL : cfnzip_at(t->s->a, given.folder);
    f->folder = is_built ? built.folder : given.folder;
    return zip != NULL                          ? unpack_code(t, f, zip, to)
           : is_built || has_code(t, f, &given) ? true
                                                : tell_missing(t, f, f->folder);
}

/* Make a folder anew with one file in it. Returns 0 or a negative errno. */
static int write_file(struct template *t, const char *folder, const char *path,
                      const char *text)
{
    folder_remove(folder);
    int status = cfnzip_make_folder(t->s->a, folder);
    int fd = status < 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        status = descriptor_write(fd, text, strlen(text));
        close(fd);
    } else if (status == 0) {
        status = -errno;
    }
    return status;
}

/* Code that is in the template gets a file of its own. */
static bool write_code(struct template *t, struct function *f, const struct doc_node *code,
                       const struct cfn_code *to)
{
    const char *text = result_text_of(t, code, "");
    f->folder = own_folder(t, f, to);
    if (text == NULL || f->folder == NULL) {
        return false;
    }
    const char *path = arena_print(t->s->a, "%s/%s", f->folder, f->language->inline_file);
    int status = to->is_trial ? 0 : write_file(t, f->folder, path, text);
    return status == 0 || template_fail(t, DIAG_TEMPLATE_VALUE, code,
                                        "%s cannot be written: %s", path, strerror(-status));
}

/* Returns false after a warning: of a module's function the name has to be FILE.NAME. */
static bool is_handler(struct template *t, const struct function *f)
{
    enum handler_language language;
    const char *rest;
    struct buf why = { 0 };
    const char *text = arena_print(t->s->a, "%s%s", f->language->word, f->handler);
    bool is = f->language->endings[0] == NULL || handler_read(text, &language, &rest, &why);
    if (!is) {
        template_warn(t, f->resource,
                      "function '%s': its Handler '%s' is not FILE.NAME: say who does it with "
                      "--task",
                      f->resource->name, f->handler);
    }
    buf_release(&why);
    return is;
}

/* Returns true if there is code; false, after a warning or a failure, if there is none. */
static bool take_code(struct template *t, struct function *f, const struct cfn_code *to)
{
    const struct doc_node *code = template_property(f->resource, "Code");
    const struct doc_node *inner = template_property(f->resource, "InlineCode");
    const struct doc_node *uri = property(t, f, "CodeUri");
    if (!is_handler(t, f)) {
        return false;
    }
    inner = inner == NULL && code != NULL ? doc_member(code, "ZipFile") : inner;
    uri = uri == NULL && code != NULL && code->type == DOC_STRING ? code : uri;
    if (inner != NULL && to->local != NULL && f->language->inline_file != NULL) {
        return write_code(t, f, inner, to);
    }
    bool is_path = uri != NULL && uri->type == DOC_STRING && strstr(uri->text, "://") == NULL;
    const char *text = is_path ? uri->text : template_asset(f->resource);
    if (text == NULL) {
        template_warn(
            t, f->resource,
            "function '%s': its code is not on this machine: say who does it with --task",
            f->resource->name);
    }
    return text != NULL && find_code(t, f, text, to);
}

/* ---- Its target ---- */

/* A function must have a Runtime and a Handler, unless it is an image. Returns false after a
 * warning. */
static bool has_needs(struct template *t, struct function *f)
{
    const struct doc_node *package = property(t, f, "PackageType");
    bool is_image = package != NULL && doc_is_text(package, "Image");
    const char *lack = f->runtime[0] == '\0'   ? "Runtime"
                       : f->handler[0] == '\0' ? "Handler"
                                               : NULL;
    if (is_image) {
        template_warn(t, f->resource,
                      "function '%s': images are not run here: say who does it with --task",
                      f->resource->name);
    } else if (lack != NULL) {
        template_warn(t, f->resource,
                      "function '%s' has no %s, which AWS demands: give it one, or say who "
                      "does it with --task",
                      f->resource->name, lack);
    }
    return !is_image && lack == NULL;
}

static bool take_language(struct template *t, struct function *f)
{
    f->runtime = result_text_of(t, property(t, f, "Runtime"), "");
    f->handler = result_text_of(t, property(t, f, "Handler"), "");
    if (f->runtime == NULL || f->handler == NULL || !has_needs(t, f)) {
        return false;
    }
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        size_t size = strlen(languages[i].runtime);
        if (strncmp(f->runtime, languages[i].runtime, size) == 0) {
            f->language = &languages[i];
            return true;
        }
    }
    template_warn(
        t, f->resource,
        "function '%s': its runtime %s is not hosted here: say who does it with --task",
        f->resource->name, f->runtime);
    return false;
}

/* What stands behind /./ is in the folder of all the code, which functions import from. */
static struct value *target_text(const struct function *f)
{
    struct buf text = { 0 };
    if (f->language->endings[0] == NULL) {
        buf_print(&text, "lambda:env -C '%s' ./bootstrap", f->folder);
    } else {
        buf_print(&text, "lambda:%s%s/./%s", f->language->word, f->folder, f->handler);
    }
    struct value *v = value_text(buf_string(&text));
    buf_release(&text);
    return v;
}

/* A runtime of one's own is told where it is. */
static void put_root(const struct function *f, struct value **variables)
{
    char whole[PATH_MAX];
    if (f->language->endings[0] == NULL) {
        value_set_text(variables, "LAMBDA_TASK_ROOT",
                       realpath(f->folder, whole) != NULL ? whole : f->folder);
        value_set_text(variables, "_HANDLER", f->handler);
    }
}

/* The variables of an Environment, which may be NULL. */
static bool put_variables(struct template *t, const struct doc_node *environment,
                          struct value **variables)
{
    const struct doc_node *of =
        environment == NULL ? NULL : doc_member(environment, "Variables");
    const struct doc_node *n = of == NULL || of->type != DOC_OBJECT ? NULL : of->first;
    const char *text = "";
    for (; n != NULL && text != NULL; n = n->next) {
        text = result_text_of(t, n, "");
        if (text != NULL) {
            value_set_text(variables, n->name, text);
        }
    }
    return text != NULL;
}

/* A number that a function is told. */
struct bounded {
    const char *name, *key; /* of the property, and of the target's setting */
    double least, most;     /* as Lambda has them */
};

static bool put_number(struct template *t, const struct function *f, const struct bounded *b,
                       struct value **target)
{
    const char *name = b->name;
    const struct doc_node *n = property(t, f, name);
    const char *text = result_text_of(t, n, "");
    if (text == NULL || text[0] == '\0') {
        return text != NULL;
    }
    struct number number = number_read(text, strlen(text));
    if (number.kind != NUMBER_INT) {
        return template_fail(t, DIAG_TEMPLATE_VALUE, n, "%s is a number, not '%s'", name, text);
    }
    if (number.real < b->least || number.real > b->most) {
        return template_fail(t, DIAG_TEMPLATE_VALUE, n, "%s is from %.0f to %.0f, not %s", name,
                             b->least, b->most, text);
    }
    value_set_take(target, b->key, value_number(text, strlen(text)));
    return true;
}

bool cfn_function(struct template *t, const struct doc_node *resource,
                  const struct cfn_code *code, struct value **ret_target)
{
    static const struct bounded timeout = { "Timeout", "timeout", 1, 900 };
    static const struct bounded memory = { "MemorySize", "memory", 128, 10240 };
    struct function f = { .resource = resource };
    size_t errors = diag_errors(t->s->d);
    *ret_target = NULL;
    if (!take_language(t, &f) || !take_code(t, &f, code)) {
        return diag_errors(t->s->d) == errors;
    }
    struct value *target = value_object(), *variables = value_object();
    value_set_take(&target, "target", target_text(&f));
    put_root(&f, &variables);
    bool is_good = put_variables(t, global(t, &f, "Environment"), &variables) &&
                   put_variables(t, template_property(resource, "Environment"), &variables) &&
                   put_number(t, &f, &timeout, &target) && put_number(t, &f, &memory, &target);
    cfn_layers(t, global(t, &f, "Layers"), code, &variables);
    cfn_layers(t, template_property(resource, "Layers"), code, &variables);
    value_set_take(&target, "env", variables);
    if (is_good) {
        *ret_target = target;
    } else {
        value_release(target);
    }
    return is_good;
}
