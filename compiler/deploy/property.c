#include "compiler/deploy/property.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/deploy/known.h"
#include "compiler/deploy/quiet.h"
#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/number.h"

#define SECTIONS                                                                               \
    "AWSTemplateFormatVersion Conditions Description Globals Hooks Mappings Metadata Outputs " \
    "Parameters Resources Rules Transform"
#define BESIDE                                                                                 \
    "Condition Connectors CreationPolicy DeletionPolicy DependsOn Description IgnoreGlobals "  \
    "Metadata Properties Type UpdatePolicy UpdateReplacePolicy"

/* Anything that a macro may have a meaning for is its own. */
static bool has_macro(const struct template *t)
{
    const struct doc_node *n = doc_member(t->root, "Transform");
    const struct doc_node *one = n != NULL && n->type == DOC_ARRAY ? n->first : n;
    bool has = false;
    for (; one != NULL; one = one == n ? NULL : one->next) {
        has = has || one->type != DOC_STRING || strncmp(one->text, "AWS::", 5) != 0;
    }
    return has;
}

/* Warn of a member whose name is none of the words. */
static void check_name(struct template *t, const struct doc_node *n, const char *words,
                       char stop, const char *of)
{
    if (known_word(words, n->name, stop) != NULL || strncmp(n->name, "Fn::", 4) == 0) {
        return;
    }
    const char *near = known_near(t->s->a, words, n->name, stop);
    template_warn(t, n, "AWS knows no '%s' of %s, and would refuse it%s%s%s", n->name, of,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
}

/* ---- Values ---- */

/* A property that is being looked at. */
struct property {
    struct template *t;
    const struct doc_node *n;
    const char *kind; /* as in resource.def; what stands behind it is of others */
};

static void refuse(const struct property *p, const char *wanted)
{
    const struct result *r = quiet_compute(p->t, p->n);
    bool is_text = r != NULL && result_is_scalar(r);
    template_warn(p->t, p->n, "%s: %s is wanted, and AWS would refuse %s%s%s", p->n->name,
                  wanted, is_text ? "'" : "this", is_text ? r->text.text : "",
                  is_text ? "'" : "");
}

/* "LEAST-MOST" behind the letter of a kind. Returns false if there are no bounds. */
static bool read_bounds(const char *kind, long *ret_least, long *ret_most)
{
    char *end;
    if (kind[1] == ' ' || kind[1] == '\0') {
        return false;
    }
    *ret_least = strtol(kind + 1, &end, 10);
    *ret_most = strtol(end + 1, NULL, 10);
    return true;
}

static void check_number(const struct property *p, const char *text)
{
    long least = 0, most = 0;
    bool is_whole = p->kind[0] == 'i', is_bound = read_bounds(p->kind, &least, &most);
    struct number value = number_read(text, strlen(text));
    if (value.kind == NUMBER_BAD || (is_whole && value.kind != NUMBER_INT)) {
        refuse(p, is_whole ? "a whole number" : "a number");
    } else if (is_bound && (value.integer < least || value.integer > most)) {
        refuse(p, arena_print(p->t->s->a, "a number from %ld to %ld", least, most));
    }
}

static void check_called(const struct property *p, const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-._"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    bool is_low = p->kind[0] == 'l';
    const char *allowed =
        is_low ? arena_text_n(p->t->s->a, letters, strcspn(letters, "_")) : letters;
    size_t size = strlen(text);
    long least = 0, most = 0;
    read_bounds(p->kind, &least, &most);
    if (strspn(text, allowed) != size || size < (size_t)least || size > (size_t)most) {
        refuse(p,
               arena_print(p->t->s->a, "a name of %ld to %ld %s, digits, '-'%s and '.'", least,
                           most, is_low ? "small letters" : "letters", is_low ? "" : ", '_'"));
    }
}

static void check_chosen(const struct property *p, const char *text)
{
    char *words = arena_text_n(p->t->s->a, p->kind + 1, strcspn(p->kind + 1, " "));
    char *shown = arena_text(p->t->s->a, words);
    for (char *at = words; *at != '\0'; at++) {
        shown[at - words] = *at == '|' ? ',' : *at;
        *at = *at == '|' ? ' ' : *at;
    }
    if (known_word(words, text, ' ') == NULL) {
        refuse(p, arena_print(p->t->s->a, "one of %s", shown));
    }
}

static bool is_call(const struct doc_node *n)
{
    return n->type == DOC_OBJECT && n->count == 1 &&
           (strncmp(n->first->name, "Fn::", 4) == 0 || strcmp(n->first->name, "Ref") == 0);
}

static void check_scalar(const struct property *p)
{
    const struct result *r = quiet_compute(p->t, p->n);
    if (r == NULL || r->is_nothing) {
        return;
    }
    if (!result_is_scalar(r)) {
        refuse(p, "a text or a number");
        return;
    }
    const char *text = r->text.text;
    switch (p->kind[0]) {
    case 'f':
    case 'i': check_number(p, text); break;
    case 'n':
    case 'l': check_called(p, text); break;
    case '=': check_chosen(p, text); break;
    case 'b':
        if (known_word("true false", text, ' ') == NULL) {
            refuse(p, "true or false");
        }
        break;
    default: break;
    }
}

static void check_value(const struct property *p)
{
    bool is_list = p->n->type == DOC_ARRAY, is_object = p->n->type == DOC_OBJECT;
    switch (p->kind[0]) {
    case 'x': break;
    case 'a':
        if (!is_list && !is_call(p->n)) {
            refuse(p, "a list");
        }
        break;
    case 'o':
        if (!is_object) {
            refuse(p, "an object");
        }
        break;
    case 's':
        if (is_list || (is_object && !is_call(p->n))) {
            refuse(p, "a text");
        }
        break;
    default: check_scalar(p); break;
    }
}

/* ---- Objects ---- */

/* An object whose members are known. */
struct shape {
    struct template *t;
    const char *type;  /* of the resource */
    const char *words; /* as in resource.def; NULL: nothing is known */
    const char *of;    /* what it is, for messages */
};

/* A macro may put members there. */
static bool has_call(const struct doc_node *object)
{
    bool has = false;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        has = has || strncmp(n->name, "Fn::", 4) == 0 || strcmp(n->name, "Ref") == 0;
    }
    return has;
}

/* Warn of what AWS demands and the object has not; `object` may be NULL. */
static void check_demands(const struct shape *s, const struct doc_node *at,
                          const struct doc_node *object)
{
    const char *word = s->words == NULL ? "" : s->words;
    const char *what = at->name == NULL ? "this" : arena_print(s->t->s->a, "'%s'", at->name);
    for (; *word != '\0'; word += strspn(word, " ")) {
        size_t size = strcspn(word, ":");
        const char *name = arena_text_n(s->t->s->a, word, size);
        if (word[size + 1] == '!' && (object == NULL || doc_member(object, name) == NULL)) {
            template_warn(s->t, at, "AWS demands '%s' of %s, and would refuse %s without it",
                          name, s->of, what);
        }
        word += strcspn(word, " ");
    }
}

static void check_members(const struct shape *s, const struct doc_node *object);

/* What is known of the objects in a property. */
static void check_inside(const struct shape *s, const struct property *p)
{
    const struct doc_node *n = p->n, *one = n->type == DOC_ARRAY ? n->first : n;
    const struct shape inner = {
        .t = s->t,
        .type = s->type,
        .words = known_part(s->type, p->kind + 1),
        .of = arena_print(s->t->s->a, "%s of %s", n->name, s->type),
    };
    bool is_fit = n->type == (p->kind[0] == 'a' ? DOC_ARRAY : DOC_OBJECT);
    for (; inner.words != NULL && is_fit && one != NULL; one = one == n ? NULL : one->next) {
        if (one->type == DOC_OBJECT && !has_call(one)) {
            check_demands(&inner, one, one);
            check_members(&inner, one);
        } else if (one->type != DOC_OBJECT) {
            template_warn(s->t, one, "%s: an object is wanted, and AWS would refuse this",
                          inner.of);
        }
    }
}

/* Recursion is as deep as the document. */
static void check_members(const struct shape *s, const struct doc_node *object)
{
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        const char *word = known_word(s->words, n->name, ':');
        const char *kind = word == NULL ? "x" : word + n->name_size + 1;
        struct property p = { s->t, n, kind[0] == '!' ? kind + 1 : kind };
        check_name(s->t, n, s->words, ':', s->of);
        check_value(&p);
        if (p.kind[0] == 'a' || p.kind[0] == 'o') {
            check_inside(s, &p);
        }
    }
}

/* ---- A resource ---- */

/* Warn of a value that is not an object. Returns true if it is one, or is not there. */
static bool is_object(struct template *t, const struct doc_node *n)
{
    bool is = n == NULL || n->type == DOC_OBJECT;
    if (!is) {
        template_warn(t, n, "%s: an object is wanted, and AWS would refuse this", n->name);
    }
    return is;
}

/* Events of SAM's: what is known of each goes by its own type. */
static void check_events(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *all = template_property(resource, "Events");
    const struct doc_node *one = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    for (; one != NULL && strncmp(template_type(resource), "AWS::Serverless::", 17) == 0;
         one = one->next) {
        const char *type = one->type == DOC_OBJECT ? template_type(one) : "";
        const struct shape s = { t, "AWS::Serverless::Event",
                                 known_part("AWS::Serverless::Event", type),
                                 arena_print(t->s->a, "an event of the type %s", type) };
        const struct doc_node *object = s.words == NULL ? NULL : doc_member(one, "Properties");
        if (s.words == NULL || !is_object(t, object) || (object != NULL && has_call(object))) {
            continue;
        }
        check_demands(&s, one, object);
        if (object != NULL) {
            check_members(&s, object);
        }
    }
}

static void check_properties(struct template *t, const struct doc_node *resource)
{
    const char *type = template_type(resource);
    const struct shape s = { t, type, known_properties(type), type };
    const struct doc_node *all = doc_member(resource, "Properties");
    if (s.words == NULL || (all != NULL && has_call(all))) {
        return;
    }
    check_demands(&s, resource, all);
    if (all != NULL) {
        check_members(&s, all);
    }
    check_events(t, resource);
}

static void check_type(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *n = doc_member(resource, "Type");
    const char *type = template_type(resource);
    if (type[0] == '\0' || known_type(type)) {
        return;
    }
    const char *near = known_meant(t->s->a, type);
    template_warn(t, n, "unrecognized resource type: %s, which AWS would refuse%s%s%s", type,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
}

static void check_depends(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *n = doc_member(resource, "DependsOn");
    const struct doc_node *one = n != NULL && n->type == DOC_ARRAY ? n->first : n;
    for (; one != NULL; one = one == n ? NULL : one->next) {
        if (one->type != DOC_STRING) {
            template_warn(
                t, one, "DependsOn: names of resources are wanted, and AWS would refuse this");
        }
    }
}

static void check_resource(struct template *t, const struct doc_node *resource)
{
    check_type(t, resource);
    for (const struct doc_node *n = resource->first; n != NULL; n = n->next) {
        check_name(t, n, BESIDE, ' ', "a resource");
    }
    check_depends(t, resource);
    if (is_object(t, doc_member(resource, "Properties"))) {
        check_properties(t, resource);
    }
}

static void check_outputs(struct template *t)
{
    const struct doc_node *all = doc_member(t->sections, "Outputs");
    const struct doc_node *n = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    for (; n != NULL; n = n->next) {
        if (strncmp(n->name, "Fn::", 4) != 0 && is_object(t, n) &&
            doc_member(n, "Value") == NULL) {
            template_warn(t, n,
                          "AWS demands 'Value' of an output, and would refuse '%s' without it",
                          n->name);
        }
    }
}

/* What is not decided anywhere may be wrong, too. */
static void check_conditions(struct template *t)
{
    const struct doc_node *all = doc_member(t->sections, "Conditions");
    const struct doc_node *n = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    for (; n != NULL; n = n->next) {
        bool ignored = false;
        if (strncmp(n->name, "Fn::", 4) != 0 && !quiet_reads(t, n)) {
            t->left->is_lenient = true;
            (void)decide_holds(t, n, n->name, &ignored);
            t->left->is_lenient = false;
        }
    }
}

static bool is_section_of_objects(const char *name)
{
    return known_word("Conditions Globals Mappings Metadata Outputs Parameters Rules", name,
                      ' ') != NULL;
}

void property_check(struct template *t)
{
    if (has_macro(t)) {
        return;
    }
    for (const struct doc_node *n = t->root->first; n != NULL; n = n->next) {
        check_name(t, n, SECTIONS, ' ', "a template");
        (void)(is_section_of_objects(n->name) && is_object(t, n));
    }
    check_conditions(t);
    check_outputs(t);
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        if (n->type == DOC_OBJECT && quiet_makes(t, n)) {
            check_resource(t, n);
        }
    }
}
