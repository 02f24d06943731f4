#define PCRE2_CODE_UNIT_WIDTH 8
#include "compiler/deploy/parameter.h"

#include <pcre2.h>
#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/nearest.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

#define MATCH_STEPS_MAX 1000000
#define LIST            "List<"
#define KEPT            "AWS::SSM::Parameter::Value<"

/* A parameter with its value. */
struct parameter {
    struct template *t;
    const struct doc_node *n;
    const struct doc_node *at; /* what says the value */
    const char *type, *text;
};

/* ---- Types ---- */

static const char *const types[] = { "String",
                                     "Number",
                                     "CommaDelimitedList",
                                     "AWS::SSM::Parameter::Name",
                                     "AWS::EC2::AvailabilityZone::Name",
                                     "AWS::EC2::Image::Id",
                                     "AWS::EC2::Instance::Id",
                                     "AWS::EC2::KeyPair::KeyName",
                                     "AWS::EC2::SecurityGroup::GroupName",
                                     "AWS::EC2::SecurityGroup::Id",
                                     "AWS::EC2::Subnet::Id",
                                     "AWS::EC2::VPC::Id",
                                     "AWS::EC2::Volume::Id",
                                     "AWS::Route53::HostedZone::Id" };

#define TYPE_COUNT (sizeof types / sizeof types[0])

static bool is_known(const char *type)
{
    size_t i = 0;
    while (i < TYPE_COUNT && strcmp(types[i], type) != 0) {
        i++;
    }
    return i < TYPE_COUNT;
}

/* What stands between "PREFIX<" and ">"; NULL if a type is not of that form. */
static const char *inside(struct arena *a, const char *type, const char *prefix)
{
    size_t size = strlen(prefix), all = strlen(type);
    bool is = strncmp(type, prefix, size) == 0 && type[all - 1] == '>';
    return is ? arena_text_n(a, type + size, all - size - 1) : NULL;
}

static bool check_type(const struct parameter *p)
{
    struct arena *a = p->t->s->a;
    const char *kept = inside(a, p->type, KEPT), *type = kept != NULL ? kept : p->type;
    const char *item = inside(a, type, LIST);
    if (is_known(item != NULL ? item : type)) {
        return true;
    }
    const char *near = nearest_word(type, types, TYPE_COUNT);
    const struct doc_node *at = doc_member(p->n, "Type");
    return template_fail(
        p->t, DIAG_TEMPLATE_VALUE, at != NULL ? at : p->n,
        at == NULL ? "every parameter has a Type: '%s' has none%s%s%s"
                   : "unrecognized parameter type: '%s'%s%s%s",
        at == NULL ? p->n->name : p->type, near != NULL && at != NULL ? "; did you mean '" : "",
        near != NULL && at != NULL ? near : "", near != NULL && at != NULL ? "'?" : "");
}

static bool is_kept(const struct parameter *p)
{
    return strncmp(p->type, KEPT, strlen(KEPT)) == 0;
}

/* ---- One value ---- */

/* Refuse a value in AWS's words, or in those that the template has for it. Returns false. */
static bool refuse(const struct parameter *p, const char *text, const char *demand)
{
    const struct doc_node *own = doc_member(p->n, "ConstraintDescription");
    bool is_own = own != NULL && own->type == DOC_STRING;
    return template_fail(
        p->t, DIAG_TEMPLATE_VALUE, p->at, "the parameter '%s' %s%s; it is '%s'", p->n->name,
        is_own ? "failed to satisfy constraint: " : "", is_own ? own->text : demand, text);
}

/* A bound of that name. Returns false if there is none. */
static bool bound(const struct parameter *p, const char *name, double *ret_bound)
{
    const struct doc_node *n = doc_member(p->n, name);
    bool is_there = n != NULL && (n->type == DOC_NUMBER || n->type == DOC_STRING);
    struct number value = { .kind = NUMBER_BAD };
    if (is_there) {
        value = number_read(n->text, n->text_size);
    }
    *ret_bound = value.real;
    return value.kind != NUMBER_BAD;
}

static bool check_number(const struct parameter *p, const char *text)
{
    struct number value = number_read(text, strlen(text));
    double limit;
    struct arena *a = p->t->s->a;
    if (value.kind == NUMBER_BAD) {
        return refuse(p, text, "must be a number");
    }
    if (bound(p, "MinValue", &limit) && value.real < limit) {
        return refuse(p, text, arena_print(a, "must be a number not less than %.15g", limit));
    }
    if (bound(p, "MaxValue", &limit) && value.real > limit) {
        return refuse(p, text,
                      arena_print(a, "must be a number not greater than %.15g", limit));
    }
    return true;
}

static bool check_length(const struct parameter *p, const char *text)
{
    double limit, size = (double)text_count(text, strlen(text));
    struct arena *a = p->t->s->a;
    if (bound(p, "MinLength", &limit) && size < limit) {
        return refuse(p, text, arena_print(a, "must contain at least %.0f characters", limit));
    }
    if (bound(p, "MaxLength", &limit) && size > limit) {
        return refuse(p, text, arena_print(a, "must contain at most %.0f characters", limit));
    }
    return true;
}

/* ---- AllowedValues ---- */

static const char *word_of(const struct doc_node *n)
{
    return n->type == DOC_TRUE ? "true" : n->type == DOC_FALSE ? "false" : n->text;
}

static bool check_allowed(const struct parameter *p, const char *text)
{
    const struct doc_node *all = doc_member(p->n, "AllowedValues");
    const struct doc_node *n = all == NULL ? NULL : all->first;
    struct buf demand = { 0 };
    bool is_allowed = n == NULL;
    buf_text(&demand, "must be one of AllowedValues: ");
    for (; n != NULL; n = n->next) {
        const char *word = word_of(n);
        is_allowed = is_allowed || text_is(word, text);
        buf_print(&demand, "%s%s", word != NULL ? word : "null", n->next != NULL ? ", " : "");
    }
    if (!is_allowed) {
        refuse(p, text, buf_string(&demand));
    }
    buf_release(&demand);
    return is_allowed;
}

/* ---- AllowedPattern ---- */

static bool matches(const pcre2_code *code, const char *text)
{
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(context, MATCH_STEPS_MAX);
    int found = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, match, context);
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    return found >= 0;
}

/* All of the value is to match, as Java's matches() has it. */
static bool check_pattern(const struct parameter *p, const char *text)
{
    const struct doc_node *n = doc_member(p->n, "AllowedPattern");
    int error;
    PCRE2_SIZE offset;
    if (n == NULL || n->type != DOC_STRING) {
        return true;
    }
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)n->text, n->text_size,
                      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &offset, NULL);
    if (code == NULL) {
        template_warn(p->t, n,
                      "this is not a regular expression: the value of '%s' is not "
                      "looked at",
                      p->n->name);
        return true;
    }
    bool is_good = matches(code, text) ||
                   refuse(p, text, arena_print(p->t->s->a, "must match pattern %s", n->text));
    pcre2_code_free(code);
    return is_good;
}

/* ---- A parameter ---- */

static bool check_item(const struct parameter *p, const char *text)
{
    bool is_number = strcmp(p->type, "Number") == 0 || strcmp(p->type, LIST "Number>") == 0;
    return (is_number ? check_number(p, text) : check_length(p, text)) &&
           check_allowed(p, text) && check_pattern(p, text);
}

/* The items of a list are looked at one by one. */
static bool check_value(const struct parameter *p)
{
    bool is_list =
        strcmp(p->type, "CommaDelimitedList") == 0 || strncmp(p->type, LIST, strlen(LIST)) == 0;
    const char *at = p->text;
    while (is_list && strchr(at, ',') != NULL) {
        size_t size = strcspn(at, ",");
        if (!check_item(p, arena_text_n(p->t->s->a, at, size))) {
            return false;
        }
        at += size + 1;
        at += strspn(at, " ");
    }
    return check_item(p, at);
}

/* What the template around a nested stack says for it; NULL for none. */
static const struct doc_node *passed(const struct template *t, const char *name)
{
    const struct doc_node *all =
        t->outer == NULL ? NULL : template_property(t->stack, "Parameters");
    return doc_member(all, name);
}

static const char *default_of(const struct parameter *p)
{
    const struct doc_node *n = doc_member(p->n, "Default");
    bool is_text = n != NULL && n->type != DOC_ARRAY && n->type != DOC_OBJECT;
    return is_text ? word_of(n) : NULL;
}

static bool check(struct template *t, const struct doc_node *n)
{
    struct parameter p = { .t = t, .n = n, .at = n, .type = template_type(n) };
    const struct doc_node *outer = passed(t, n->name);
    const char *given = template_given_exactly(t, n->name);
    if (!check_type(&p)) {
        return false;
    }
    if (given == NULL && outer != NULL) {
        return true; /* it is looked at where it is computed */
    }
    given = given != NULL ? given : template_given(t, n->name);
    p.text = given != NULL ? given : default_of(&p);
    p.at = given == NULL && p.text != NULL ? doc_member(n, "Default") : n;
    if (p.text == NULL) {
        template_warn(t, n, "the parameter '%s' must have a value on AWS: give -D %s=VALUE",
                      n->name, template_called(t, n->name));
        return true;
    }
    return is_kept(&p) || check_value(&p);
}

/* What the template around passes, and this one does not have. */
static void check_passed(const struct template *t)
{
    const struct doc_node *all =
        t->outer == NULL ? NULL : template_property(t->stack, "Parameters");
    const struct doc_node *n = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    for (; n != NULL; n = n->next) {
        if (strncmp(n->name, "Fn::", 4) != 0 &&
            template_member(t, "Parameters", n->name) == NULL) {
            template_warn(t->outer, n,
                          "the template of the nested stack '%s' has no parameter '%s', and "
                          "AWS would refuse it",
                          t->stack->name, n->name);
        }
    }
}

bool parameter_check(struct template *t)
{
    check_passed(t);
    const struct doc_node *all = doc_member(t->sections, "Parameters");
    bool is_good = true;
    for (const struct doc_node *n = all == NULL ? NULL : all->first; n != NULL; n = n->next) {
        is_good = check(t, n) && is_good;
    }
    return is_good;
}
