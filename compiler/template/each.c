#include "compiler/template/each.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/read/maker.h"
#include "compiler/template/evaluate.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "compiler/template/trace.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

#define PREFIX    "Fn::ForEach"
#define EXTENSION "AWS::LanguageExtensions"

/* What a name stands for within a loop; the loops around it are behind. */
struct each_name {
    const char *name, *item;
    const struct each_name *outer;
};

/* The object that a loop stands in, which gets what the loop makes. */
struct each_target {
    struct doc_node *object, *last;
};

static bool is_loop(const struct doc_node *n)
{
    return n->name != NULL && strncmp(n->name, PREFIX, strlen(PREFIX)) == 0 &&
           (n->name[strlen(PREFIX)] == '\0' || n->name[strlen(PREFIX)] == ':');
}

/* ---- Names in texts ---- */

static const struct each_name *find_name(const struct each_name *names, const char *name,
                                         size_t size)
{
    while (names != NULL &&
           !(strlen(names->name) == size && memcmp(names->name, name, size) == 0)) {
        names = names->outer;
    }
    return names;
}

/* The name that a text goes on with as ${NAME} or &{NAME}; NULL if it does not. */
static const struct each_name *name_at(const struct each_name *names, const char *text,
                                       size_t *ret_size)
{
    const char *end =
        (text[0] == '$' || text[0] == '&') && text[1] == '{' ? strchr(text, '}') : NULL;
    *ret_size = end == NULL ? 0 : (size_t)(end + 1 - text);
    return end == NULL ? NULL : find_name(names, text + 2, *ret_size - 3);
}

static bool has_name(const struct each_name *names, const char *text)
{
    size_t size;
    const struct each_name *found = NULL;
    for (; found == NULL && *text != '\0'; text++) {
        found = name_at(names, text, &size);
    }
    return found != NULL;
}

/* An item, or only its letters and digits. */
static const char *item_text(struct arena *a, const struct each_name *n, bool is_plain)
{
    char *text = arena_text(a, n->item), *to = text;
    for (const char *from = n->item; is_plain && *from != '\0'; from++) {
        if (isalnum((unsigned char)*from)) {
            *to++ = *from;
        }
    }
    if (is_plain) {
        *to = '\0';
    }
    return text;
}

static struct patched fill(struct arena *a, const struct each_name *names,
                           const struct patched *text)
{
    struct patch p = { .a = a };
    uint32_t done = 0, size;
    for (uint32_t at = 0; at < text->size; at += size) {
        size_t hole;
        const struct each_name *found = name_at(names, text->text + at, &hole);
        size = found == NULL ? 1 : (uint32_t)hole;
        if (found != NULL) {
            const char *item = item_text(a, found, text->text[at] == '&');
            struct span whole = { at, at + size };
            patch_copy(&p, text, (struct span){ done, at });
            patch_put(&p, item, strlen(item), patched_written(text, whole));
            done = at + size;
        }
    }
    patch_copy(&p, text, (struct span){ done, (uint32_t)text->size });
    return patch_end(&p);
}

static void set_text(struct template *t, struct doc_node *n, const struct patched *text)
{
    struct patched *kept = arena_get(t->s->a, sizeof *kept);
    *kept = *text;
    n->type = DOC_STRING;
    n->text = text->text;
    n->text_size = text->size;
    n->made = kept;
}

static void fill_name(struct template *t, const struct each_name *names, struct doc_node *n)
{
    struct patched name = { .text = n->name, .size = n->name_size };
    if (n->name != NULL && has_name(names, n->name)) {
        name = fill(t->s->a, names, &name);
        n->name = name.text;
        n->name_size = name.size;
    }
}

/* ---- Copies ---- */

/* Append copies of what an array or object has, and what its loops make; *ret_has_loop becomes
 * true if it has loops. Returns false after messages. */
static bool append(struct template *t, const struct each_name *names,
                   const struct doc_node *from, struct each_target *to, bool *ret_has_loop);

/* The name of a loop that an object is a Ref to; NULL if it is anything else. */
static const struct each_name *referred(const struct each_name *names, const struct doc_node *n)
{
    const struct doc_node *of =
        n->type == DOC_OBJECT && n->count == 1 && strcmp(n->first->name, "Ref") == 0 ? n->first
                                                                                     : NULL;
    return of == NULL || of->type != DOC_STRING ? NULL
                                                : find_name(names, of->text, of->text_size);
}

static bool fill_container(struct template *t, const struct each_name *names,
                           const struct doc_node *from, struct doc_node *made)
{
    struct each_target to = { made, NULL };
    struct doc_maker maker = { t->s->a, t->s->d, t->source };
    bool has_loop = false, is_good = append(t, names, from, &to, &has_loop);
    diag_source(t->s->d, t->source);
    doc_close(&maker, made, has_loop);
    return is_good;
}

/* A value with all names filled in and all loops expanded; NULL after messages. Recurses as
 * deep as the document is. */
static struct doc_node *copy(struct template *t, const struct each_name *names,
                             const struct doc_node *n)
{
    struct doc_node *made = arena_get(t->s->a, sizeof *made);
    const struct each_name *item = referred(names, n);
    if (!template_spend(t, n, sizeof *made + n->text_size)) {
        return NULL;
    }
    *made = *n;
    made->next = made->first = made->parent = NULL;
    made->by = NULL;
    made->count = 0;
    fill_name(t, names, made);
    if (item != NULL) {
        struct patch p = { .a = t->s->a };
        patch_put(&p, item->item, strlen(item->item), n->span);
        struct patched text = patch_end(&p);
        set_text(t, made, &text);
    } else if (n->type == DOC_STRING && has_name(names, n->text)) {
        struct patched text = n->made != NULL ? *n->made : trace_scalar(t->s->a, t->source, n);
        text = fill(t->s->a, names, &text);
        set_text(t, made, &text);
    } else if (n->type == DOC_OBJECT || n->type == DOC_ARRAY) {
        return fill_container(t, names, n, made) ? made : NULL;
    }
    return made;
}

/* ---- Loops ---- */

/* The three arguments of a loop. NULL after a message. */
static const struct doc_node *arguments(struct template *t, const struct doc_node *n)
{
    const struct doc_node *name = n->type == DOC_ARRAY && n->count == 3 ? n->first : NULL;
    bool is_good = name != NULL && name->type == DOC_STRING && name->text_size > 0 &&
                   name->next->next->type == DOC_OBJECT &&
                   strncmp(n->name, PREFIX "::", strlen(PREFIX "::")) == 0 &&
                   n->name[strlen(PREFIX "::")] != '\0';
    if (!is_good) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n,
                      "%s is wanted as " PREFIX "::LOOP: [NAME, [ITEM, ...], {KEY: VALUE}]",
                      n->name);
    }
    return is_good ? name : NULL;
}

/* What a loop goes over: a list; NULL after a message, or if a deployment alone knows it. */
static const struct result *items_of(struct template *t, const struct doc_node *loop,
                                     const struct doc_node *list, bool *ret_is_open)
{
    const struct result *items = evaluate_value(t, list);
    *ret_is_open = items != NULL && items->open != NULL;
    if (*ret_is_open) {
        template_warn(t, loop,
                      "only a deployment knows the items of %s, by '%s': what it makes is left "
                      "out",
                      loop->name, items->open);
    } else if (items != NULL && items->type != DOC_ARRAY) {
        template_fail(t, DIAG_TEMPLATE_VALUE, list, "%s goes over a list", loop->name);
    }
    return items == NULL || *ret_is_open || items->type != DOC_ARRAY ? NULL : items;
}

static bool expand(struct template *t, const struct each_name *names,
                   const struct doc_node *loop, struct each_target *to)
{
    bool is_open = false, is_good = true, has_loop = false;
    const struct doc_node *name = arguments(t, loop);
    const struct doc_node *list = name == NULL ? NULL : copy(t, names, name->next);
    const struct result *items = list == NULL ? NULL : items_of(t, loop, list, &is_open);
    const struct result *one = items == NULL ? NULL : items->first;
    for (; is_good && one != NULL; one = one->next) {
        if (!result_is_scalar(one)) {
            return template_fail(t, DIAG_TEMPLATE_VALUE, list,
                                 "the items of %s are texts; one is of the type %s", loop->name,
                                 doc_type_word(one->type));
        }
        struct each_name own = { name->text, one->text.text, names };
        is_good = append(t, &own, name->next->next, to, &has_loop);
    }
    return is_good && (items != NULL || is_open);
}

static bool append(struct template *t, const struct each_name *names,
                   const struct doc_node *from, struct each_target *to, bool *ret_has_loop)
{
    bool is_good = true;
    for (const struct doc_node *n = from->first; n != NULL; n = n->next) {
        bool is_member_loop = is_loop(n);
        struct doc_node *made = is_member_loop ? NULL : copy(t, names, n);
        if (is_member_loop) {
            *ret_has_loop = true;
            is_good = expand(t, names, n, to) && is_good;
        } else if (made != NULL) {
            doc_append(to->object, &to->last, made);
        }
        is_good = is_good && (is_member_loop || made != NULL);
    }
    return is_good;
}

/* ---- The whole ---- */

/* The first loop of a document; NULL if it has none. */
static const struct doc_node *first_loop(const struct doc_node *root)
{
    const struct doc_node *n = root;
    while (n != NULL && !is_loop(n)) {
        n = doc_after(n, root);
    }
    return n;
}

static bool has_extension(const struct template *t)
{
    const struct doc_node *n = doc_member(t->root, "Transform");
    const struct doc_node *one = n != NULL && n->type == DOC_ARRAY ? n->first : n;
    bool has = false;
    for (; one != NULL; one = one == n ? NULL : one->next) {
        has = has || doc_is_text(one, EXTENSION);
    }
    return has;
}

bool each_expand(struct template *t)
{
    const struct doc_node *loop = first_loop(t->root);
    if (loop == NULL) {
        return true;
    }
    if (!has_extension(t)) {
        template_warn(t, loop, "%s needs the Transform " EXTENSION, loop->name);
    }
    size_t errors = diag_errors(t->s->d);
    struct doc_node *root = copy(t, NULL, t->root);
    bool is_good = root != NULL && diag_errors(t->s->d) == errors;
    t->root = t->sections = is_good ? root : NULL;
    return is_good;
}
