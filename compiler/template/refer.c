#include "compiler/template/refer.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/hole.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/template/dynamic.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/nearest.h"
#include "runtime/base/text.h"

/* Names that are proposed for a wrong one are looked for among so many. */
#define NAMES_MAX 1000

/* What is said behind a name that is not there. */
static const char *meant(struct template *t, const char *name, const char *const *names,
                         size_t count)
{
    const char *near = nearest_word(name, names, count);
    return near == NULL ? "" : arena_print(t->s->a, "; did you mean '%s'?", near);
}

static struct result *text_result(struct template *t, const struct doc_node *at,
                                  const char *text)
{
    return result_text(t, at, text, strlen(text));
}

/* ---- Parameters ---- */

/* What the template around a nested stack says for a parameter; NULL if nothing, or after a
 * message, which *ret_failed tells. */
static const char *passed(struct template *t, const char *name, bool *ret_failed)
{
    const struct doc_node *all =
        t->outer == NULL ? NULL : template_property(t->stack, "Parameters");
    const struct doc_node *n = doc_member(all, name);
    const struct result *r = n == NULL ? NULL : t->s->compute(t->outer, n);
    *ret_failed = n != NULL && r == NULL;
    return r != NULL && result_is_scalar(r) ? r->text.text : NULL;
}

/* The first name that is open in a text from elsewhere; NULL if there is none. */
static const char *open_in(struct template *t, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++) {
        size_t hole = hole_size(text + i, size - i);
        if (hole > 0) {
            return arena_text_n(t->s->a, text + i + 2, hole - 3);
        }
    }
    return NULL;
}

/* A text of another template, in which names may be open. */
static struct result *from_elsewhere(struct template *t, const struct doc_node *at,
                                     const char *text)
{
    struct result *r = text_result(t, at, text);
    if (r != NULL) {
        r->open = open_in(t, text);
    }
    return r;
}

struct result *refer_split(struct template *t, const struct doc_node *n, const char *text,
                           const char *divider, bool skips_blanks)
{
    struct result *items = result_new(t, n, DOC_ARRAY);
    size_t size = strlen(divider);
    for (;;) {
        text += skips_blanks ? strspn(text, " ") : 0;
        const char *end = strstr(text, divider);
        struct result *one =
            result_text(t, n, text, end == NULL ? strlen(text) : (size_t)(end - text));
        if (one == NULL) {
            return NULL;
        }
        result_append(t, items, one);
        if (end == NULL) {
            return items;
        }
        text = end + size;
    }
}

static bool is_list(const char *type)
{
    return strcmp(type, "CommaDelimitedList") == 0 || strncmp(type, "List<", 5) == 0;
}

/* Its Default is where the Systems Manager has the value. */
static bool is_kept_elsewhere(const char *type)
{
    return strncmp(type, "AWS::SSM::Parameter::Value", strlen("AWS::SSM::Parameter::Value")) ==
           0;
}

/* Returns false after a message. */
static bool is_allowed(struct template *t, const struct doc_node *at, const struct doc_node *p,
                       const char *text)
{
    const struct doc_node *allowed = doc_member(p, "AllowedValues");
    const struct doc_node *one = allowed == NULL ? NULL : allowed->first;
    if (one == NULL) {
        return true;
    }
    for (; one != NULL; one = one->next) {
        const char *word = one->type == DOC_TRUE    ? "true"
                           : one->type == DOC_FALSE ? "false"
                                                    : one->text;
        if (text_is(word, text)) {
            return true;
        }
    }
    return template_fail(t, DIAG_TEMPLATE_VALUE, at,
                         "'%s' is not among the AllowedValues of the parameter '%s'", text,
                         p->name);
}

/* A list, or a text, of numbers as well: CloudFormation only checks that they are some. */
static struct result *valued(struct template *t, const struct doc_node *at,
                             const struct doc_node *p, const char *text)
{
    return is_list(template_type(p)) ? refer_split(t, at, text, ",", true)
                                     : text_result(t, at, text);
}

static struct result *without_value(struct template *t, const struct doc_node *at,
                                    const struct doc_node *p)
{
    if (t->s->names != NULL) {
        template_fail(t, DIAG_TEMPLATE_NAME, at,
                      "the parameter '%s' has no value: give -D %s=VALUE", p->name, p->name);
        return NULL;
    }
    return result_open(t, at, template_called(t, p->name));
}

/* Of a parameter that the Systems Manager has, its value is a name there; or the user has given
 * what it stands for. */
static const char *kept_elsewhere(struct template *t, const struct doc_node *at,
                                  const struct doc_node *p, const char *text, bool is_given)
{
    bool is_kept = t->s->names != NULL && is_kept_elsewhere(template_type(p));
    const char *found = is_kept ? dynamic_parameter(t, text) : NULL;
    if (is_kept && found == NULL && !is_given) {
        template_warn(t, at,
                      "what the Systems Manager has for '%s' is not known here: it is that "
                      "name; give -D %s=VALUE",
                      text, p->name);
    }
    return found != NULL ? found : text;
}

static struct result *parameter(struct template *t, const struct doc_node *at,
                                const struct doc_node *p)
{
    const struct doc_node *usual = doc_member(p, "Default");
    bool failed = false;
    const char *given = template_given_exactly(t, p->name);
    const char *outer = given != NULL ? NULL : passed(t, p->name, &failed);
    given = given != NULL || outer != NULL || failed ? given : template_given(t, p->name);
    bool has_usual =
        usual != NULL && (t->s->names != NULL || !is_kept_elsewhere(template_type(p)));
    const char *text = given != NULL   ? given
                       : outer != NULL ? outer
                       : has_usual     ? result_text_of(t, usual, "")
                                       : NULL;
    if (failed || text == NULL) {
        return failed || has_usual ? NULL : without_value(t, at, p);
    }
    if (outer != NULL && open_in(t, outer) != NULL) {
        return from_elsewhere(t, at, outer);
    }
    return is_allowed(t, at, p, text)
               ? valued(t, at, p, kept_elsewhere(t, at, p, text, text == given))
               : NULL;
}

/* ---- Pseudo parameters ---- */

/* Those of a deployment in most of the world; the others only it knows. */
static const char *usual_pseudo(const char *name)
{
    return strcmp(name, "AWS::Partition") == 0   ? "aws"
           : strcmp(name, "AWS::URLSuffix") == 0 ? "amazonaws.com"
                                                 : NULL;
}

/* A nested stack is called after the one around it; what a user gives is the outermost one's.
 */
static const char *stack_name(const struct template *t)
{
    const char *given = template_given_exactly(t, "AWS::StackName");
    return t->outer != NULL
               ? arena_print(t->s->a, "%s-%s", stack_name(t->outer), t->stack->name)
           : given != NULL ? given
                           : t->s->names->stack;
}

/* Returns true for what a nested stack has of its own, whatever is given. */
static bool is_of_nested(const struct template *t, const char *name)
{
    return t->outer != NULL && t->s->names != NULL &&
           (strcmp(name, "AWS::StackName") == 0 || strcmp(name, "AWS::StackId") == 0);
}

static struct result *pseudo(struct template *t, const struct doc_node *at, const char *name)
{
    static const char *const names[] = { "AWS::AccountId", "AWS::NotificationARNs",
                                         "AWS::Partition", "AWS::Region",
                                         "AWS::StackId",   "AWS::StackName",
                                         "AWS::URLSuffix", "AWS::NoValue" };
    size_t count = sizeof names / sizeof names[0], i = 0;
    while (i < count && strcmp(names[i], name) != 0) {
        i++;
    }
    if (i == count) {
        template_fail(t, DIAG_TEMPLATE_NAME, at,
                      "CloudFormation has no pseudo parameter '%s'%s", name,
                      meant(t, name, names, count));
        return NULL;
    }
    struct buf text = { 0 };
    const char *usual = usual_pseudo(name);
    bool is_known = t->s->names != NULL ? t->s->names->put_pseudo(&text, name, stack_name(t))
                                        : usual != NULL;
    buf_text(&text, t->s->names == NULL && usual != NULL ? usual : "");
    struct result *r =
        is_known ? text_result(t, at, buf_string(&text)) : result_open(t, at, name);
    buf_release(&text);
    return r;
}

/* ---- Resources ---- */

bool refer_is_generated(const struct template *t, const char *name)
{
    if (doc_member(t->sections, "Transform") == NULL) {
        return false;
    }
    if (strcmp(name, "ServerlessRestApi") == 0 || strcmp(name, "ServerlessHttpApi") == 0 ||
        strcmp(name, "ServerlessDeploymentApplication") == 0) {
        return true;
    }
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        bool is_of_sam = strncmp(template_type(n), "AWS::Serverless::", 17) == 0;
        if (is_of_sam && strncmp(name, n->name, n->name_size) == 0) {
            return true;
        }
    }
    return false;
}

static void say_unknown(struct template *t, const struct doc_node *at, const char *what,
                        const char *name)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    static const char *const sections[] = { "Parameters", "Resources" };
    for (size_t i = 0; i < 2; i++) {
        const struct doc_node *all = doc_member(t->sections, sections[i]);
        const struct doc_node *n = all == NULL ? NULL : all->first;
        for (; n != NULL && count < NAMES_MAX; n = n->next) {
            names[count++] = n->name;
        }
    }
    template_fail(t, DIAG_TEMPLATE_NAME, at, "the template has %s '%s'%s", what, name,
                  meant(t, name, names, count));
}

#define FUNCTION "AWS::Serverless::Function"
#define URL      "AWS::Lambda::Url"
#define LATEST   "$LATEST" /* the one version that there is here */

static struct result *of_function(struct template *t, const struct doc_node *at,
                                  const char *called)
{
    struct buf text = { 0 };
    if (strncmp(called, "arn:", 4) == 0 ||
        !t->s->names->put(&text, "AWS::Lambda::Function", called, "Arn")) {
        buf_text(&text, called);
    }
    struct result *r = text_result(t, at, buf_string(&text));
    buf_release(&text);
    return r;
}

/* Of an alias or a version a server has no more than the function: NULL if that is not known.
 */
static struct result *of_alias(struct template *t, const struct doc_node *at,
                               const struct doc_node *resource, const char *attribute)
{
    const char *type = template_type(resource);
    bool is_alias =
        strcmp(type, "AWS::Lambda::Alias") == 0 || strcmp(type, "AWS::Lambda::Version") == 0;
    const struct doc_node *of = is_alias ? template_property(resource, "FunctionName") : NULL;
    if (is_alias && attribute != NULL &&
        (strcmp(attribute, "Version") == 0 || strcmp(attribute, "FunctionVersion") == 0)) {
        return text_result(t, at, LATEST);
    }
    if (of == NULL || !template_go_deeper(t, at)) {
        return NULL;
    }
    const char *called = result_text_of(t, of, "");
    template_go_up(t);
    return called == NULL || called[0] == '\0' ? NULL : of_function(t, at, called);
}

/* The version that an alias of a state machine leads to; NULL if that is not written. */
static const struct doc_node *version_of(const struct doc_node *alias)
{
    const struct doc_node *list = template_property(alias, "RoutingConfiguration");
    const struct doc_node *one = list == NULL || list->type != DOC_ARRAY
                                     ? template_property(alias, "DeploymentPreference")
                                     : list->first;
    return one == NULL ? NULL : doc_member(one, "StateMachineVersionArn");
}

/* The same of a state machine's: it runs as the state machine itself. */
static struct result *of_machine_alias(struct template *t, const struct doc_node *at,
                                       const struct doc_node *resource, const char *attribute)
{
    const char *type = template_type(resource);
    const struct doc_node *of = strcmp(type, "AWS::StepFunctions::StateMachineVersion") == 0
                                    ? template_property(resource, "StateMachineArn")
                                : strcmp(type, "AWS::StepFunctions::StateMachineAlias") == 0
                                    ? version_of(resource)
                                    : NULL;
    if (of == NULL || (attribute != NULL && strcmp(attribute, "Arn") != 0) ||
        !template_go_deeper(t, at)) {
        return NULL;
    }
    const char *arn = result_text_of(t, of, "");
    template_go_up(t);
    return arn == NULL || arn[0] == '\0' ? NULL : text_result(t, at, arn);
}

/* With AutoPublishAlias SAM makes an alias and a version of a function: "Charge.Alias" and
 * "Charge.Version" refer to the function Charge itself. NULL if `what` is neither of these, or
 * after a message. */
static struct result *of_published(struct template *t, const struct doc_node *at,
                                   const struct doc_node *resource, const char *what)
{
    bool is_published = t->s->names != NULL && strcmp(template_type(resource), FUNCTION) == 0 &&
                        (strcmp(what, "Alias") == 0 || strcmp(what, "Version") == 0);
    const char *called = is_published ? naming_resource(t, resource) : NULL;
    return called != NULL ? of_function(t, at, called) : NULL;
}

/* What a server calls a resource, or an attribute of it; NULL if that is not known. */
static struct result *of_type(struct template *t, const struct doc_node *at, const char *type,
                              const char *called, const char *attribute)
{
    struct buf text = { 0 };
    bool is_known = t->s->names->put(&text, type, called, attribute);
    struct result *r = is_known ? text_result(t, at, buf_string(&text)) : NULL;
    buf_release(&text);
    return r;
}

/* The URL of a function, of a resource that is one; NULL if that is not known. */
static struct result *of_url(struct template *t, const struct doc_node *at,
                             const struct doc_node *resource, const char *attribute)
{
    static const char word[] = ":function:";
    bool is_url = strcmp(template_type(resource), URL) == 0 && attribute != NULL &&
                  strcmp(attribute, "FunctionUrl") == 0;
    const struct doc_node *of =
        is_url ? template_property(resource, "TargetFunctionArn") : NULL;
    if (of == NULL || !template_go_deeper(t, at)) {
        return NULL;
    }
    const char *called = result_text_of(t, of, "");
    const char *name = called == NULL ? NULL : strstr(called, word);
    template_go_up(t);
    name = name != NULL ? name + strlen(word) : called;
    return name == NULL ? NULL
                        : of_type(t, at, URL, arena_text_n(t->s->a, name, strcspn(name, ":")),
                                  attribute);
}

/* The role that SAM makes of a function or a state machine, and a function's URL. NULL if the
 * name is neither of these. */
static struct result *of_brought(struct template *t, const struct doc_node *at,
                                 const char *name, const char *attribute)
{
    const struct doc_node *n = t->s->names == NULL ? NULL : template_resources(t);
    for (; n != NULL; n = n->next) {
        bool is_of_sam = strncmp(template_type(n), "AWS::Serverless::", 17) == 0;
        const char *rest = name + n->name_size;
        if (!is_of_sam || strncmp(name, n->name, n->name_size) != 0) {
            continue;
        }
        if (strcmp(rest, "Role") == 0) {
            return of_type(t, at, "AWS::IAM::Role", name, attribute);
        }
        if (strcmp(rest, "Url") == 0 && attribute != NULL) {
            const char *called = naming_resource(t, n);
            return called == NULL ? NULL : of_type(t, at, URL, called, attribute);
        }
    }
    bool is_api =
        strcmp(name, "ServerlessRestApi") == 0 || strcmp(name, "ServerlessHttpApi") == 0;
    return !is_api || t->s->names == NULL ? NULL
           : attribute == NULL            ? text_result(t, at, name)
                               : of_type(t, at, "AWS::Serverless::HttpApi", name, attribute);
}

/* Nobody gives it, and no server knows it: it stays open. */
static struct result *left_open(struct template *t, const struct doc_node *at, const char *name)
{
    if (t->s->names != NULL) {
        template_warn(t, at, "what '%s' is, that SAM makes, only AWS knows: it stays open",
                      name);
    }
    return result_open(t, at, template_called(t, name));
}

/* The alias that SAM makes of AutoPublishAlias: "ChargeAliaslive" is of the function Charge, as
 * "Charge.Alias" is. */
static struct result *of_generated(struct template *t, const struct doc_node *at,
                                   const char *name)
{
    const char *dot = strchr(name, '.');
    const struct doc_node *function =
        dot == NULL ? NULL
                    : template_member(t, "Resources",
                                      arena_text_n(t->s->a, name, (size_t)(dot - name)));
    if (function != NULL) {
        return of_published(t, at, function, dot + 1);
    }
    const struct doc_node *n = t->s->names == NULL ? NULL : template_resources(t);
    for (; n != NULL; n = n->next) {
        bool is_of = strcmp(template_type(n), FUNCTION) == 0 &&
                     strncmp(name, n->name, n->name_size) == 0 &&
                     strncmp(name + n->name_size, "Alias", strlen("Alias")) == 0;
        const char *called = is_of ? naming_resource(t, n) : NULL;
        if (called != NULL) {
            return of_function(t, at, called);
        }
    }
    return NULL;
}

/* Ref where `attribute` is NULL. */
static struct result *of_resource(struct template *t, const struct doc_node *at,
                                  const struct doc_node *resource, const char *attribute)
{
    const char *whole = attribute == NULL
                            ? resource->name
                            : arena_print(t->s->a, "%s.%s", resource->name, attribute);
    if (t->s->names == NULL) {
        return result_open(t, at, template_called(t, whole));
    }
    struct result *alias = of_alias(t, at, resource, attribute);
    if (alias == NULL && attribute != NULL) {
        alias = of_published(t, at, resource, attribute);
    }
    alias = alias != NULL ? alias : of_url(t, at, resource, attribute);
    alias = alias != NULL ? alias : of_machine_alias(t, at, resource, attribute);
    if (alias != NULL) {
        return alias;
    }
    if (!template_go_deeper(t, at)) {
        return NULL;
    }
    const char *called = naming_resource(t, resource);
    struct buf text = { 0 };
    template_go_up(t);
    if (called == NULL) {
        return NULL;
    }
    const char *all =
        attribute == NULL ? NULL : t->s->names->lacks(template_type(resource), attribute);
    bool is_known = t->s->names->put(&text, template_type(resource), called, attribute);
    if (all != NULL) {
        template_warn(t, at, "'%s' has no attribute '%s', and AWS would refuse it: it has %s",
                      resource->name, attribute, all[0] != '\0' ? all : "none");
    } else if (!is_known) {
        template_warn(t, at,
                      "what the attribute '%s' of '%s' is, only AWS knows: it is '%s' here",
                      attribute, resource->name, whole);
    }
    buf_text(&text, is_known ? "" : whole);
    struct result *r = text_result(t, at, buf_string(&text));
    buf_release(&text);
    return r;
}

/* ---- Outputs of nested stacks ---- */

/* The template of a nested stack; NULL if the resource is none, or it is not here. */
static struct template *inner_of(const struct template *t, const struct doc_node *resource)
{
    struct template *inner = t->inner;
    while (inner != NULL && strcmp(inner->stack->name, resource->name) != 0) {
        inner = inner->sibling;
    }
    return inner == NULL || inner->root == NULL ? NULL : inner;
}

static struct result *output(struct template *t, const struct doc_node *at,
                             struct template *inner, const char *name)
{
    const struct doc_node *one = template_member(inner, "Outputs", name);
    const struct doc_node *value = doc_member(one, "Value");
    if (value == NULL) {
        template_fail(t, DIAG_TEMPLATE_NAME, at, "the nested stack '%s' has no output '%s'",
                      inner->stack->name, name);
        return NULL;
    }
    if (!template_go_deeper(t, at)) {
        return NULL;
    }
    const struct result *r = result_single(inner, value);
    template_go_up(t);
    return r == NULL ? NULL : from_elsewhere(t, at, r->is_nothing ? "" : r->text.text);
}

/* ---- Names ---- */

struct result *refer_name(struct template *t, const struct doc_node *at, const char *name)
{
    const struct doc_node *p = template_member(t, "Parameters", name);
    const struct doc_node *resource = template_member(t, "Resources", name);
    bool is_given = p == NULL && !is_of_nested(t, name);
    const char *given = is_given ? template_given(t, name) : NULL;
    if (strcmp(name, "AWS::NoValue") == 0) {
        return result_nothing(t, at);
    }
    if (given != NULL) {
        return text_result(t, at, given);
    }
    if (strncmp(name, "AWS::", strlen("AWS::")) == 0) {
        return pseudo(t, at, name);
    }
    if (p != NULL) {
        return parameter(t, at, p);
    }
    if (resource != NULL) {
        return of_resource(t, at, resource, NULL);
    }
    if (refer_is_generated(t, name)) {
        struct result *made = of_generated(t, at, name);
        made = made != NULL ? made : of_brought(t, at, name, NULL);
        return made != NULL ? made : left_open(t, at, name);
    }
    say_unknown(t, at, "neither a parameter nor a resource", name);
    return NULL;
}

struct result *refer_attribute(struct template *t, const struct doc_node *at, const char *name)
{
    size_t size = strcspn(name, ".");
    const char *first = arena_text_n(t->s->a, name, size);
    const struct doc_node *resource = template_member(t, "Resources", first);
    const char *given = template_given(t, name);
    if (given != NULL) {
        return text_result(t, at, given);
    }
    struct template *inner = resource == NULL ? NULL : inner_of(t, resource);
    if (inner != NULL && strncmp(name + size, ".Outputs.", strlen(".Outputs.")) == 0) {
        return output(t, at, inner, name + size + strlen(".Outputs."));
    }
    if (resource != NULL) {
        return of_resource(t, at, resource, name + size + 1);
    }
    if (refer_is_generated(t, first)) {
        struct result *made = of_brought(t, at, first, name + size + (name[size] == '.'));
        return made != NULL ? made : left_open(t, at, name);
    }
    say_unknown(t, at, "no resource", first);
    return NULL;
}
