#include "compiler/serve/cfnvalue.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/serve/cfn.h"
#include "compiler/serve/cfnkind.h"
#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Functions within functions, and names that are made of other names. */
#define DEPTH_MAX 600

#define STACK "local" /* what the stack is called */

static bool is_true(struct cfn *c, const struct doc_node *condition, bool *ret_truth);

/* ---- Texts ---- */

static enum cfn_found text_value(struct value **ret_value, const char *text)
{
    *ret_value = value_text(text);
    return CFN_VALUE;
}

static enum cfn_found take_buf(struct value **ret_value, struct buf *text)
{
    *ret_value = value_text_n(buf_string(text), text->size);
    buf_release(text);
    return CFN_VALUE;
}

const char *cfn_scalar(struct cfn *c, const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    enum value_type type = value_type(v);
    if (type == VALUE_NUMBER) {
        const char *text = value_number_text(v, room, &size);
        return arena_text_n(c->arena, text, size);
    }
    return type == VALUE_STRING    ? arena_text(c->arena, value_string(v))
           : type == VALUE_BOOLEAN ? (value_is_true(v) ? "true" : "false")
                                   : NULL;
}

const char *cfn_text(struct cfn *c, const struct doc_node *n, const char *otherwise)
{
    struct value *v = NULL;
    enum cfn_found found = n == NULL ? CFN_NOTHING : cfn_value(c, n, &v);
    if (found != CFN_VALUE) {
        return found == CFN_NOTHING ? otherwise : NULL;
    }
    const char *text = cfn_scalar(c, v);
    if (text == NULL) {
        cfn_fail(c, n, "a text is wanted here; this is of the type %s", value_type_word(v));
    }
    value_release(v);
    return text;
}

/* ---- What a name refers to ---- */

static const char *pseudo(const char *name)
{
    static const char *const fixed[][2] = { { "AWS::StackName", STACK },
                                            { "AWS::URLSuffix", "amazonaws.com" } };
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (strcmp(fixed[i][0], name) == 0) {
            return fixed[i][1];
        }
    }
    return strcmp(name, "AWS::Region") == 0      ? account_region()
           : strcmp(name, "AWS::AccountId") == 0 ? account_id()
           : strcmp(name, "AWS::Partition") == 0 ? account_partition()
                                                 : NULL;
}

static enum cfn_found stack_id(struct value **ret_value)
{
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:cloudformation:%s:%s:stack/" STACK "/" STACK, account_partition(),
              account_region(), account_id());
    return take_buf(ret_value, &arn);
}

/* "a, b" as an array. */
static struct value *split(const char *text, const char *divider, bool skips_blanks)
{
    struct value *items = value_array(4);
    size_t size = strlen(divider);
    for (;;) {
        const char *end = strstr(text, divider);
        text += skips_blanks ? strspn(text, " ") : 0;
        value_append_take(&items, end == NULL ? value_text(text)
                                              : value_text_n(text, (size_t)(end - text)));
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

static enum cfn_found parameter(struct cfn *c, const struct doc_node *at,
                                const struct doc_node *p, struct value **ret_value)
{
    const struct doc_node *usual = doc_member(p, "Default");
    const char *given = cfn_given(c, p->name), *text = given;
    if (given == NULL && usual == NULL) {
        cfn_fail(c, at, "the parameter '%s' has no value: give --parameter %s=VALUE", p->name,
                 p->name);
        return CFN_FAILED;
    }
    if (given == NULL && (text = cfn_text(c, usual, "")) == NULL) {
        return CFN_FAILED;
    }
    if (is_list(cfn_type(p))) {
        *ret_value = split(text, ",", true);
    } else if (strcmp(cfn_type(p), "Number") == 0 &&
               number_read(text, strlen(text)).kind != NUMBER_BAD) {
        *ret_value = value_number(text, strlen(text));
    } else {
        *ret_value = value_text(text);
    }
    return CFN_VALUE;
}

/* A reference needs a name, which may be made by references. */
static bool go_deeper(struct cfn *c, const struct doc_node *at)
{
    bool can = c->depth < DEPTH_MAX;
    c->depth += can;
    return can || cfn_fail(c, at, "this leads to itself, or is more than %d deep", DEPTH_MAX);
}

static const struct cfn_kind *kind_of(const struct doc_node *resource, struct cfn_kind *room)
{
    return cfn_kind(cfn_type(resource), room);
}

/* Names of buckets have no capitals. */
static const char *usual_name(struct cfn *c, const struct doc_node *resource)
{
    char *name = arena_text(c->arena, resource->name);
    if (strcmp(cfn_type(resource), "AWS::S3::Bucket") == 0) {
        for (char *at = name; *at != '\0'; at++) {
            *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        }
    }
    return name;
}

const char *cfn_name(struct cfn *c, const struct doc_node *resource)
{
    struct cfn_kind room;
    const struct cfn_kind *k = kind_of(resource, &room);
    const struct doc_node *named =
        k->name_property == NULL ? NULL : cfn_property(resource, k->name_property);
    return cfn_text(c, named, usual_name(c, resource));
}

const char *cfn_arn(struct cfn *c, const struct doc_node *resource)
{
    struct buf arn = { 0 };
    struct cfn_kind room;
    const char *name = cfn_name(c, resource), *text = NULL;
    if (name != NULL) {
        cfn_kind_put_arn(&arn, kind_of(resource, &room), name);
        text = arena_text(c->arena, buf_string(&arn));
    }
    buf_release(&arn);
    return text;
}

static enum cfn_found refer(struct cfn *c, const struct doc_node *at, const char *name,
                            struct value **ret_value)
{
    const struct doc_node *p = cfn_member(c, "Parameters", name);
    const struct doc_node *resource = cfn_member(c, "Resources", name);
    struct buf text = { 0 };
    struct cfn_kind room;
    if (strcmp(name, "AWS::NoValue") == 0) {
        return CFN_NOTHING;
    }
    if (strcmp(name, "AWS::StackId") == 0) {
        return stack_id(ret_value);
    }
    if (pseudo(name) != NULL) {
        return text_value(ret_value, pseudo(name));
    }
    if (p != NULL) {
        return parameter(c, at, p, ret_value);
    }
    if (resource == NULL) {
        cfn_fail(c, at, "there is neither a parameter nor a resource '%s'", name);
        return CFN_FAILED;
    }
    const char *called = cfn_name(c, resource);
    if (called == NULL) {
        return CFN_FAILED;
    }
    cfn_kind_put_ref(&text, kind_of(resource, &room), called);
    return take_buf(ret_value, &text);
}

/* Attributes that only AWS knows are a text by which they are seen. */
static enum cfn_found attribute(struct cfn *c, const struct doc_node *at, const char *name,
                                const char *of, struct value **ret_value)
{
    const struct doc_node *resource = cfn_member(c, "Resources", name);
    struct buf text = { 0 };
    struct cfn_kind room;
    if (resource == NULL) {
        cfn_fail(c, at, "there is no resource '%s'", name);
        return CFN_FAILED;
    }
    const char *called = cfn_name(c, resource);
    if (called == NULL) {
        return CFN_FAILED;
    }
    if (!cfn_kind_put_attribute(&text, kind_of(resource, &room), called, of)) {
        cfn_warn(c, at,
                 "what the attribute '%s' of '%s' is, only AWS knows: it is '%s.%s' here", of,
                 name, name, of);
        buf_print(&text, "%s.%s", name, of);
    }
    return take_buf(ret_value, &text);
}

/* ---- Functions ---- */

/* The arguments of a function, of which there must be so many. NULL after a failure. */
static const struct doc_node *arguments(struct cfn *c, const struct doc_node *n, size_t least,
                                        size_t most)
{
    if (n->type != DOC_ARRAY || n->count < least || n->count > most) {
        cfn_fail(c, n, "%s takes a list of %zu%s values", n->name, least,
                 most > least ? " or more" : "");
        return NULL;
    }
    return n->first;
}

static enum cfn_found do_ref(struct cfn *c, const struct doc_node *n, struct value **ret_value)
{
    const char *name = n->type == DOC_STRING ? n->text : NULL;
    if (name == NULL) {
        cfn_fail(c, n, "Ref takes a name");
        return CFN_FAILED;
    }
    return refer(c, n, name, ret_value);
}

/* ["A", "Arn"] or "A.Arn". */
static enum cfn_found do_get_att(struct cfn *c, const struct doc_node *n,
                                 struct value **ret_value)
{
    const char *name = NULL, *of = NULL;
    if (n->type == DOC_STRING) {
        const char *dot = strchr(n->text, '.');
        name = dot == NULL ? NULL : arena_text_n(c->arena, n->text, (size_t)(dot - n->text));
        of = dot == NULL ? NULL : dot + 1;
    } else if (n->type == DOC_ARRAY && n->count == 2 && n->first->type == DOC_STRING) {
        name = n->first->text;
        of = cfn_text(c, n->first->next, "");
    }
    if (name == NULL || of == NULL) {
        cfn_fail(c, n, "Fn::GetAtt takes a resource and an attribute");
        return CFN_FAILED;
    }
    return attribute(c, n, name, of, ret_value);
}

/* What stands in the braces of ${...}: a name of the function's own, a reference, A.Attribute.
 */
static bool put_hole(struct cfn *c, const struct doc_node *n, const struct doc_node *own,
                     const char *name, struct buf *out)
{
    struct value *v = NULL;
    const char *dot = strchr(name, '.'), *text = NULL;
    const struct doc_node *named = own == NULL ? NULL : doc_member(own, name);
    enum cfn_found found =
        named != NULL ? cfn_value(c, named, &v)
        : dot != NULL
            ? attribute(c, n, arena_text_n(c->arena, name, (size_t)(dot - name)), dot + 1, &v)
            : refer(c, n, name, &v);
    text = found == CFN_VALUE ? cfn_scalar(c, v) : found == CFN_NOTHING ? "" : NULL;
    if (found == CFN_VALUE && text == NULL) {
        cfn_fail(c, n, "${%s} is of the type %s, which cannot stand in a text", name,
                 value_type_word(v));
    }
    buf_text(out, text != NULL ? text : "");
    value_release(v);
    return text != NULL;
}

/* ${!x} is ${x} itself. */
static bool put_filled(struct cfn *c, const struct doc_node *n, const struct doc_node *own,
                       const char *text, struct buf *out)
{
    const char *hole, *end;
    bool is_good = true;
    while (is_good && (hole = strstr(text, "${")) != NULL &&
           (end = strchr(hole, '}')) != NULL) {
        buf_put(out, text, (size_t)(hole - text));
        if (hole[2] == '!') {
            buf_print(out, "${%.*s}", (int)(end - hole - 3), hole + 3);
        } else {
            const char *name = arena_text_n(c->arena, hole + 2, (size_t)(end - hole - 2));
            is_good = put_hole(c, n, own, name, out);
        }
        text = end + 1;
    }
    buf_text(out, text);
    return is_good;
}

static enum cfn_found do_sub(struct cfn *c, const struct doc_node *n, struct value **ret_value)
{
    const struct doc_node *text = n, *own = NULL;
    struct buf out = { 0 };
    if (n->type == DOC_ARRAY && n->count == 2) {
        text = n->first;
        own = n->first->next;
    }
    if (text->type != DOC_STRING || (own != NULL && own->type != DOC_OBJECT)) {
        cfn_fail(c, n, "Fn::Sub takes a text, or a list of a text and an object");
        return CFN_FAILED;
    }
    if (!put_filled(c, n, own, text->text, &out)) {
        buf_release(&out);
        return CFN_FAILED;
    }
    return take_buf(ret_value, &out);
}

/* A value that must be a list: new; NULL after a failure. */
static struct value *list_of(struct cfn *c, const struct doc_node *n)
{
    struct value *v = NULL;
    if (cfn_value(c, n, &v) == CFN_VALUE && value_type(v) != VALUE_ARRAY) {
        value_release(v);
        v = NULL;
    }
    if (v == NULL) {
        cfn_fail(c, n, "a list is wanted here");
    }
    return v;
}

static enum cfn_found do_join(struct cfn *c, const struct doc_node *n, struct value **ret_value)
{
    const struct doc_node *first = arguments(c, n, 2, 2);
    const char *divider = first == NULL ? NULL : cfn_text(c, first, "");
    struct value *items = divider == NULL ? NULL : list_of(c, first->next);
    struct buf out = { 0 };
    if (items == NULL) {
        return CFN_FAILED;
    }
    for (size_t i = 0; i < value_count(items); i++) {
        const char *text = cfn_scalar(c, value_item(items, i));
        if (text == NULL) {
            cfn_fail(c, n, "Fn::Join takes a list of texts");
        }
        buf_print(&out, "%s%s", i > 0 ? divider : "", text != NULL ? text : "");
    }
    value_release(items);
    if (c->why->size > 0) {
        buf_release(&out);
        return CFN_FAILED;
    }
    return take_buf(ret_value, &out);
}

static enum cfn_found do_select(struct cfn *c, const struct doc_node *n,
                                struct value **ret_value)
{
    const struct doc_node *first = arguments(c, n, 2, 2);
    const char *index = first == NULL ? NULL : cfn_text(c, first, "");
    struct value *items = index == NULL ? NULL : list_of(c, first->next);
    if (items == NULL) {
        return CFN_FAILED;
    }
    size_t place = (size_t)strtoul(index, NULL, 10);
    bool is_there = place < value_count(items);
    if (is_there) {
        *ret_value = value_share(value_item(items, place));
    } else {
        cfn_fail(c, n, "there is no item %s in a list of %zu", index, value_count(items));
    }
    value_release(items);
    return is_there ? CFN_VALUE : CFN_FAILED;
}

static enum cfn_found do_split(struct cfn *c, const struct doc_node *n,
                               struct value **ret_value)
{
    const struct doc_node *first = arguments(c, n, 2, 2);
    const char *divider = first == NULL ? NULL : cfn_text(c, first, "");
    const char *text = divider == NULL ? NULL : cfn_text(c, first->next, "");
    if (text == NULL || divider[0] == '\0') {
        cfn_fail(c, n, "Fn::Split takes what divides, and a text");
        return CFN_FAILED;
    }
    *ret_value = split(text, divider, false);
    return CFN_VALUE;
}

static enum cfn_found do_if(struct cfn *c, const struct doc_node *n, struct value **ret_value)
{
    const struct doc_node *first = arguments(c, n, 3, 3);
    const struct doc_node *condition = first == NULL || first->type != DOC_STRING
                                           ? NULL
                                           : cfn_member(c, "Conditions", first->text);
    bool truth;
    if (condition == NULL) {
        cfn_fail(c, n, "Fn::If takes the name of a condition, and two values");
        return CFN_FAILED;
    }
    if (!is_true(c, condition, &truth)) {
        return CFN_FAILED;
    }
    return cfn_value(c, truth ? first->next : first->next->next, ret_value);
}

static enum cfn_found do_find_in_map(struct cfn *c, const struct doc_node *n,
                                     struct value **ret_value)
{
    const struct doc_node *at = arguments(c, n, 3, 4), *found = doc_member(c->root, "Mappings");
    for (size_t i = 0; at != NULL && found != NULL && i < 3; i++, at = at->next) {
        const char *key = cfn_text(c, at, "");
        found = key == NULL ? NULL : doc_member(found, key);
    }
    if (found == NULL) {
        cfn_fail(c, n, "the Mappings have nothing there");
        return CFN_FAILED;
    }
    return cfn_value(c, found, ret_value);
}

static enum cfn_found do_base64(struct cfn *c, const struct doc_node *n,
                                struct value **ret_value)
{
    const char *text = cfn_text(c, n, "");
    struct buf out = { 0 };
    if (text == NULL) {
        return CFN_FAILED;
    }
    shape_encode(&out, text, strlen(text));
    return take_buf(ret_value, &out);
}

static enum cfn_found do_json(struct cfn *c, const struct doc_node *n, struct value **ret_value)
{
    struct value *v = NULL;
    struct buf out = { 0 };
    if (cfn_value(c, n, &v) == CFN_FAILED) {
        return CFN_FAILED;
    }
    write_json(&out, v);
    value_release(v);
    return take_buf(ret_value, &out);
}

/* Nothing has exported it here: its name has to do. */
static enum cfn_found do_import(struct cfn *c, const struct doc_node *n,
                                struct value **ret_value)
{
    const char *name = cfn_text(c, n, "");
    if (name == NULL) {
        return CFN_FAILED;
    }
    cfn_warn(c, n, "no other stack exports '%s' here: the value is that name", name);
    return text_value(ret_value, name);
}

static enum cfn_found do_zones(struct cfn *c, const struct doc_node *n,
                               struct value **ret_value)
{
    static const char letters[] = "abc";
    (void)c, (void)n;
    *ret_value = value_array(3);
    for (size_t i = 0; letters[i] != '\0'; i++) {
        struct buf zone = { 0 };
        buf_print(&zone, "%s%c", account_region(), letters[i]);
        value_append_take(ret_value, value_text(buf_string(&zone)));
        buf_release(&zone);
    }
    return CFN_VALUE;
}

static const struct {
    const char *name;
    enum cfn_found (*compute)(struct cfn *c, const struct doc_node *n,
                              struct value **ret_value);
} functions[] = {
    { "Ref", do_ref },
    { "Fn::GetAtt", do_get_att },
    { "Fn::Sub", do_sub },
    { "Fn::Join", do_join },
    { "Fn::Select", do_select },
    { "Fn::Split", do_split },
    { "Fn::If", do_if },
    { "Fn::FindInMap", do_find_in_map },
    { "Fn::Base64", do_base64 },
    { "Fn::ToJsonString", do_json },
    { "Fn::ImportValue", do_import },
    { "Fn::GetAZs", do_zones },
};

/* ---- Conditions ---- */

static bool is_equal(struct cfn *c, const struct doc_node *n, bool *ret_truth)
{
    const struct doc_node *first = arguments(c, n, 2, 2);
    const char *a = first == NULL ? NULL : cfn_text(c, first, "");
    const char *b = a == NULL ? NULL : cfn_text(c, first->next, "");
    if (b == NULL) {
        return false;
    }
    *ret_truth = strcmp(a, b) == 0;
    return true;
}

/* Fn::And, Fn::Or, and Fn::Not, which has one. */
static bool is_all(struct cfn *c, const struct doc_node *n, char which, bool *ret_truth)
{
    const struct doc_node *at = arguments(c, n, 1, 10);
    bool is_good = at != NULL, truth = which != '|';
    for (; at != NULL && is_good; at = at->next) {
        bool one = false;
        is_good = is_true(c, at, &one);
        truth = which == '&' ? truth && one : which == '|' ? truth || one : !one;
    }
    *ret_truth = truth;
    return is_good;
}

/* Returns false after a failure. */
static bool is_true(struct cfn *c, const struct doc_node *condition, bool *ret_truth)
{
    const struct doc_node *n =
        condition->type == DOC_OBJECT && condition->count == 1 ? condition->first : NULL;
    const char *name = n == NULL ? "" : n->name;
    const struct doc_node *other =
        n != NULL && n->type == DOC_STRING ? cfn_member(c, "Conditions", n->text) : NULL;
    if (!go_deeper(c, condition)) {
        return false;
    }
    bool is_good = strcmp(name, "Fn::Equals") == 0 ? is_equal(c, n, ret_truth)
                   : strcmp(name, "Fn::And") == 0  ? is_all(c, n, '&', ret_truth)
                   : strcmp(name, "Fn::Or") == 0   ? is_all(c, n, '|', ret_truth)
                   : strcmp(name, "Fn::Not") == 0  ? is_all(c, n, '!', ret_truth)
                   : strcmp(name, "Condition") == 0 && other != NULL
                       ? is_true(c, other, ret_truth)
                       : cfn_fail(c, condition, "this is no condition");
    c->depth--;
    return is_good;
}

bool cfn_is_made(struct cfn *c, const struct doc_node *resource)
{
    const struct doc_node *named = doc_member(resource, "Condition");
    const struct doc_node *condition = named == NULL || named->type != DOC_STRING
                                           ? NULL
                                           : cfn_member(c, "Conditions", named->text);
    bool truth = false;
    if (named == NULL) {
        return true;
    }
    if (condition == NULL) {
        return cfn_fail(c, named, "there is no such condition");
    }
    return is_true(c, condition, &truth) && truth;
}

/* ---- Values ---- */

/* An array or an object without what comes to nothing. */
static enum cfn_found container(struct cfn *c, const struct doc_node *n,
                                struct value **ret_value)
{
    struct value *v = n->type == DOC_OBJECT ? value_object() : value_array(n->count);
    for (const struct doc_node *at = n->first; at != NULL; at = at->next) {
        struct value *one = NULL;
        enum cfn_found found = cfn_value(c, at, &one);
        if (found == CFN_FAILED) {
            value_release(v);
            return CFN_FAILED;
        }
        if (found == CFN_VALUE && n->type == DOC_OBJECT) {
            value_set_take(&v, at->name, one);
        } else if (found == CFN_VALUE) {
            value_append_take(&v, one);
        }
    }
    *ret_value = v;
    return CFN_VALUE;
}

/* Returns true if it is a function, with its result in *ret_found. */
static bool compute(struct cfn *c, const struct doc_node *n, struct value **ret_value,
                    enum cfn_found *ret_found)
{
    const struct doc_node *argument = n->type == DOC_OBJECT && n->count == 1 ? n->first : NULL;
    for (size_t i = 0; argument != NULL && i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, argument->name) == 0) {
            *ret_found = functions[i].compute(c, argument, ret_value);
            return true;
        }
    }
    if (argument != NULL && strncmp(argument->name, "Fn::", 4) == 0) {
        cfn_fail(c, n, "%s is not computed here", argument->name);
        *ret_found = CFN_FAILED;
        return true;
    }
    return false;
}

enum cfn_found cfn_value(struct cfn *c, const struct doc_node *n, struct value **ret_value)
{
    enum cfn_found found = CFN_VALUE;
    if (!go_deeper(c, n)) {
        return CFN_FAILED;
    }
    if (!compute(c, n, ret_value, &found)) {
        switch (n->type) {
        case DOC_NULL: *ret_value = value_null(); break;
        case DOC_FALSE:
        case DOC_TRUE: *ret_value = value_bool(n->type == DOC_TRUE); break;
        case DOC_NUMBER: *ret_value = value_number(n->text, n->text_size); break;
        case DOC_STRING: *ret_value = value_text_n(n->text, n->text_size); break;
        case DOC_ARRAY:
        case DOC_OBJECT:
        default: found = container(c, n, ret_value); break;
        }
    }
    c->depth--;
    return found;
}
