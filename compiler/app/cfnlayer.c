#include "compiler/app/cfnlayer.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/app/cfnzip.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/plainname.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

static bool is_layer(const struct doc_node *resource)
{
    const char *type = template_type(resource);
    return strcmp(type, "AWS::Serverless::LayerVersion") == 0 ||
           strcmp(type, "AWS::Lambda::LayerVersion") == 0;
}

static const char *folder_at(struct template *t, const char *path)
{
    struct stat about;
    char whole[PATH_MAX];
    bool is_there =
        stat(path, &about) == 0 && S_ISDIR(about.st_mode) && realpath(path, whole) != NULL;
    return is_there ? arena_text(t->s->a, whole) : NULL;
}

/* A zip file is unpacked to a folder that is called after it. NULL after a warning. */
static const char *unpacked(struct template *t, const struct doc_node *at, const char *zip,
                            const struct cfn_code *code)
{
    struct buf ignored = { 0 };
    const char *slash = strrchr(zip, '/');
    char *name = arena_text_n(t->s->a, slash + 1, strcspn(slash + 1, "."));
    if (name[0] != '\0') {
        plainname_make(name);
    }
    const char *folder = arena_print(t->s->a, "%s/layers/%s-%08x", code->local, name,
                                     (unsigned)(text_hash(zip, strlen(zip)) & UINT32_MAX));
    const char *why = code->is_trial ? cfnzip_list(t->s->a, zip, &ignored)
                                     : cfnzip_unpack(t->s->a, zip, folder);
    if (why != NULL) {
        template_warn(t, at, "%s %s: what is in this layer is missing", zip, why);
    }
    buf_release(&ignored);
    return why != NULL ? NULL : code->is_trial ? folder : folder_at(t, folder);
}

static const char *content_of(struct template *t, const struct doc_node *at,
                              const struct doc_node *layer, const struct cfn_code *code)
{
    const struct doc_node *uri = template_property(layer, "ContentUri");
    uri = uri != NULL ? uri : template_property(layer, "Content");
    const char *text =
        uri != NULL && uri->type == DOC_STRING ? uri->text : template_asset(layer);
    const char *path = text == NULL ? "" : template_path(t, text);
    const char *zip = code->local == NULL ? NULL : cfnzip_at(t->s->a, path);
    return zip != NULL ? unpacked(t, at, zip, code) : folder_at(t, path);
}

/* Where its content is, as `sam build` has made it, or as it is given; NULL if it is not here,
 * after a warning. */
static const char *folder_of(struct template *t, const struct doc_node *one,
                             const struct cfn_code *code)
{
    const struct doc_node *ref = doc_member(one, "Ref");
    const struct doc_node *layer = ref == NULL || ref->type != DOC_STRING
                                       ? NULL
                                       : template_member(t, "Resources", ref->text);
    bool is_known = layer != NULL && is_layer(layer);
    size_t told = diag_count(t->s->d);
    const char *folder = !is_known ? NULL
                                   : folder_at(t, arena_print(t->s->a, "%s/.aws-sam/build/%s",
                                                              t->folder, layer->name));
    folder = folder == NULL && is_known ? content_of(t, one, layer, code) : folder;
    if (folder == NULL && diag_count(t->s->d) == told) {
        template_warn(t, one, "this layer is not on this machine: what is in it is missing");
    }
    return folder;
}

static void put(struct value **variables, const char *name, const struct buf *all)
{
    if (all->size > 0 && !value_member(*variables, name, NULL)) {
        value_set_text(variables, name, buf_string(all));
    }
}

void cfn_layers(struct template *t, const struct doc_node *list, const struct cfn_code *code,
                struct value **variables)
{
    struct buf python = { 0 }, node = { 0 };
    const struct doc_node *one = list == NULL || list->type != DOC_ARRAY ? NULL : list->first;
    for (; one != NULL; one = one->next) {
        const char *folder = folder_of(t, one, code);
        if (folder == NULL) {
            continue;
        }
        const char *more = python.size > 0 ? ":" : "";
        buf_print(&python, "%s%s/python", more, folder);
        buf_print(&node, "%s%s/nodejs/node_modules:%s/nodejs", more, folder, folder);
    }
    put(variables, "PYTHONPATH", &python);
    put(variables, "NODE_PATH", &node);
    buf_release(&python);
    buf_release(&node);
}
