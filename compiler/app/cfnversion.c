#include "compiler/app/cfnversion.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/aws/arn.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

static void add(struct value **qualifiers, const char *function, struct value *text)
{
    struct value *list = value_take_member(qualifiers, function);
    list = list != NULL ? list : value_array(1);
    if (text != NULL) {
        value_append_take(&list, text);
    }
    value_set_take(qualifiers, function, list);
}

/* Versions are numbered from 1 on. */
static void add_version(struct template *t, struct value **qualifiers, const char *function)
{
    struct value *list = NULL;
    int number = 1;
    value_member(*qualifiers, function, &list);
    for (size_t i = 0; i < value_count(list); i++) {
        number += isdigit((unsigned char)value_string(value_item(list, i))[0]) != 0;
    }
    add(qualifiers, function, value_text(arena_print(t->s->a, "%d", number)));
}

/* The name of the function that a property names; NULL if it names none. */
static const char *function_of(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *n = template_property(resource, "FunctionName");
    const char *called = n != NULL ? result_text_of(t, n, "") : NULL;
    struct arn_part name = { NULL, 0 };
    if (called != NULL && called[0] != '\0') {
        name = arn_bare_function(called);
    }
    return name.text != NULL ? arena_text_n(t->s->a, name.text, name.size) : NULL;
}

/* The alias that SAM makes of a function; NULL if it makes none. */
static const struct doc_node *published_as(const struct template *t,
                                           const struct doc_node *resource)
{
    static const char property[] = "AutoPublishAlias";
    const struct doc_node *own = template_property(resource, property);
    bool is_sam = strcmp(template_type(resource), "AWS::Serverless::Function") == 0;
    const struct doc_node *globals = is_sam ? template_member(t, "Globals", "Function") : NULL;
    return own != NULL || globals == NULL ? own : doc_member(globals, property);
}

void cfn_versions(struct template *t, const struct doc_node *resource,
                  struct value **qualifiers)
{
    const char *type = template_type(resource);
    if (text_ends_with(type, "::Function")) {
        const struct doc_node *alias = published_as(t, resource);
        const char *name = naming_resource(t, resource);
        const char *text = alias != NULL ? result_text_of(t, alias, "") : NULL;
        bool is_published = name != NULL && text != NULL && text[0] != '\0';
        if (name != NULL) {
            add(qualifiers, name, is_published ? value_text(text) : NULL);
        }
        if (is_published) {
            add_version(t, qualifiers, name);
        }
        return;
    }
    bool is_alias = strcmp(type, "AWS::Lambda::Alias") == 0;
    bool is_version = strcmp(type, "AWS::Lambda::Version") == 0;
    const char *function = is_alias || is_version ? function_of(t, resource) : NULL;
    const struct doc_node *named = is_alias ? template_property(resource, "Name") : NULL;
    const char *name = named != NULL ? result_text_of(t, named, "") : NULL;
    if (function != NULL && is_version) {
        add_version(t, qualifiers, function);
    } else if (function != NULL && name != NULL) {
        add(qualifiers, function, value_text(name));
    }
}
