#include "compiler/deploy/property.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/deploy/known.h"
#include "compiler/deploy/quiet.h"
#include "compiler/read/doc.h"
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

/* ---- A resource ---- */

static void check_properties(struct template *t, const struct doc_node *resource)
{
    const char *type = template_type(resource), *words = known_properties(type);
    const struct doc_node *all = doc_member(resource, "Properties");
    const struct doc_node *n = all == NULL || words == NULL ? NULL : all->first;
    for (; n != NULL && all->type == DOC_OBJECT; n = n->next) {
        const char *word = known_word(words, n->name, ':');
        struct property p = { t, n, word == NULL ? "x" : word + n->name_size + 1 };
        check_name(t, n, words, ':', type);
        check_value(&p);
    }
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

static void check_resource(struct template *t, const struct doc_node *resource)
{
    check_type(t, resource);
    for (const struct doc_node *n = resource->first; n != NULL; n = n->next) {
        check_name(t, n, BESIDE, ' ', "a resource");
    }
    check_properties(t, resource);
}

void property_check(struct template *t)
{
    if (has_macro(t)) {
        return;
    }
    for (const struct doc_node *n = t->root->first; n != NULL; n = n->next) {
        check_name(t, n, SECTIONS, ' ', "a template");
    }
    for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
        if (n->type == DOC_OBJECT && quiet_makes(t, n)) {
            check_resource(t, n);
        }
    }
}
