#include "compiler/app/cfnlayer.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
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

/* Where its content is, as `sam build` has made it, or as it is given; NULL if it is not here.
 */
static const char *folder_of(struct template *t, const struct doc_node *one)
{
    const struct doc_node *ref = doc_member(one, "Ref");
    const struct doc_node *layer = ref == NULL || ref->type != DOC_STRING
                                       ? NULL
                                       : template_member(t, "Resources", ref->text);
    if (layer == NULL || !is_layer(layer)) {
        return NULL;
    }
    const char *built =
        folder_at(t, arena_print(t->s->a, "%s/.aws-sam/build/%s", t->folder, layer->name));
    const struct doc_node *uri = template_property(layer, "ContentUri");
    uri = uri != NULL ? uri : template_property(layer, "Content");
    return built != NULL                            ? built
           : uri == NULL || uri->type != DOC_STRING ? NULL
                                                    : folder_at(t, template_path(t, uri->text));
}

static void put(struct value **variables, const char *name, const struct buf *all)
{
    if (all->size > 0 && !value_member(*variables, name, NULL)) {
        value_set_text(variables, name, buf_string(all));
    }
}

void cfn_layers(struct template *t, const struct doc_node *list, struct value **variables)
{
    struct buf python = { 0 }, node = { 0 };
    const struct doc_node *one = list == NULL || list->type != DOC_ARRAY ? NULL : list->first;
    for (; one != NULL; one = one->next) {
        const char *folder = folder_of(t, one);
        if (folder == NULL) {
            template_warn(t, one,
                          "this layer is not on this machine: what is in it is missing");
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
