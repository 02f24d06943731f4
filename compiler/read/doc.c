#include "compiler/read/doc.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/maker.h"
#include "runtime/base/buf.h"

/* From this many on, children are found by bisection. */
enum { FEW = 16 };

struct doc_index {
    const struct doc_node **in_order; /* [count] */
    const struct doc_node **by_name;  /* [count] by name, then by place; NULL for an array */
};

/* ---- Making one ---- */

void doc_append(struct doc_node *parent, struct doc_node **last, struct doc_node *child)
{
    child->parent = parent;
    child->index = parent->count++;
    if (*last == NULL) {
        parent->first = child;
    } else {
        (*last)->next = child;
    }
    *last = child;
}

/* By size first: it is cheap, and any fixed order will do. */
static int compare_names(const char *a, size_t a_size, const char *b, size_t b_size)
{
    if (a_size != b_size) {
        return a_size < b_size ? -1 : 1;
    }
    return memcmp(a, b, a_size);
}

static int compare_members(const void *left, const void *right)
{
    const struct doc_node *a = *(const struct doc_node *const *)left;
    const struct doc_node *b = *(const struct doc_node *const *)right;
    int order = compare_names(a->name, a->name_size, b->name, b->name_size);
    return order != 0 ? order : a->index < b->index ? -1 : 1;
}

static void index_children(struct arena *a, struct doc_node *parent)
{
    if (parent->count <= FEW) {
        return;
    }
    struct doc_index *by = arena_get(a, sizeof *by);
    by->in_order = arena_array(a, parent->count, sizeof(struct doc_node *));
    size_t i = 0;
    for (const struct doc_node *n = parent->first; n != NULL; n = n->next) {
        by->in_order[i++] = n;
    }
    if (parent->type == DOC_OBJECT) {
        by->by_name = arena_array(a, parent->count, sizeof(struct doc_node *));
        memcpy(by->by_name, by->in_order, parent->count * sizeof(struct doc_node *));
        qsort(by->by_name, parent->count, sizeof(struct doc_node *), compare_members);
    }
    parent->by = by;
}

const char *doc_line_text(const struct doc_maker *m, struct span at)
{
    return arena_print(m->arena, "%d", source_place(m->source, at.start).line);
}

static void say_duplicate(const struct doc_maker *m, const struct doc_node *first,
                          const struct doc_node *n)
{
    diag_say(m->diag, DIAG_DUPLICATE_KEY, n->name_span, n->name,
             doc_line_text(m, first->name_span), NULL);
    diag_beside(m->diag, first->name_span);
}

static bool is_named_as(const struct doc_node *a, const struct doc_node *b)
{
    return compare_names(a->name, a->name_size, b->name, b->name_size) == 0;
}

static void find_duplicates(const struct doc_maker *m, const struct doc_node *object)
{
    if (object->by == NULL) {
        for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
            const struct doc_node *first = object->first;
            while (!is_named_as(first, n)) {
                first = first->next;
            }
            if (first != n) {
                say_duplicate(m, first, n);
            }
        }
        return;
    }
    const struct doc_node *first = object->by->by_name[0];
    for (size_t i = 1; i < object->count; i++) {
        const struct doc_node *n = object->by->by_name[i];
        if (is_named_as(first, n)) {
            say_duplicate(m, first, n);
        } else {
            first = n;
        }
    }
}

void doc_close(const struct doc_maker *m, struct doc_node *container, bool is_whole)
{
    index_children(m->arena, container);
    if (container->type == DOC_OBJECT && is_whole) {
        find_duplicates(m, container);
    }
}

/* ---- Asking it ---- */

/* The last of the members of that name, by bisection. */
static const struct doc_node *bisect_name(const struct doc_node *object, const char *name,
                                          size_t size)
{
    size_t low = 0, high = object->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct doc_node *n = object->by->by_name[middle];
        if (compare_names(n->name, n->name_size, name, size) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return NULL;
    }
    const struct doc_node *n = object->by->by_name[low - 1];
    return compare_names(n->name, n->name_size, name, size) == 0 ? n : NULL;
}

const struct doc_node *doc_member(const struct doc_node *object, const char *name)
{
    if (object == NULL || object->type != DOC_OBJECT) {
        return NULL;
    }
    size_t size = strlen(name);
    if (object->by != NULL) {
        return bisect_name(object, name, size);
    }
    const struct doc_node *member = NULL;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        if (compare_names(n->name, n->name_size, name, size) == 0) {
            member = n;
        }
    }
    return member;
}

const struct doc_node *doc_after(const struct doc_node *n, const struct doc_node *root)
{
    if (n->first != NULL) {
        return n->first;
    }
    while (n != root && n->next == NULL) {
        n = n->parent;
    }
    return n == root ? NULL : n->next;
}

bool doc_has_unfilled(const struct doc_node *root)
{
    const struct doc_node *n = root;
    while (n != NULL && !n->is_unfilled) {
        n = doc_after(n, root);
    }
    return n != NULL;
}

bool doc_is_text(const struct doc_node *n, const char *text)
{
    return n != NULL && n->type == DOC_STRING && n->text_size == strlen(text) &&
           memcmp(n->text, text, n->text_size) == 0;
}

const char *doc_type_word(enum doc_type type)
{
    static const char *const words[] = {
        [DOC_NULL] = "null",     [DOC_FALSE] = "boolean", [DOC_TRUE] = "boolean",
        [DOC_NUMBER] = "number", [DOC_STRING] = "string", [DOC_ARRAY] = "array",
        [DOC_OBJECT] = "object",
    };
    return words[type];
}

/* Where a child begins: a member with its name. */
static uint32_t child_start(const struct doc_node *n)
{
    return n->name != NULL ? n->name_span.start : n->span.start;
}

/* The child in which `offset` lies, or NULL. */
static const struct doc_node *child_at(const struct doc_node *parent, uint32_t offset)
{
    const struct doc_node *last = NULL;
    if (parent->by == NULL) {
        for (const struct doc_node *n = parent->first; n != NULL && child_start(n) <= offset;
             n = n->next) {
            last = n;
        }
    } else {
        size_t low = 0, high = parent->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (child_start(parent->by->in_order[middle]) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        last = low == 0 ? NULL : parent->by->in_order[low - 1];
    }
    return last != NULL && offset < last->span.end ? last : NULL;
}

/* Appends a name as RFC 6901 writes it. */
static void put_pointer_name(struct buf *out, const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '~') {
            buf_text(out, "~0");
        } else if (name[i] == '/') {
            buf_text(out, "~1");
        } else {
            buf_char(out, name[i]);
        }
    }
}

void doc_locate(const void *doc, uint32_t offset, struct buf *location, struct buf *pointer)
{
    const struct doc_node *n = doc;
    if (n == NULL || child_at(n, offset) == NULL) {
        buf_char(location, '/');
        return;
    }
    while ((n = child_at(n, offset)) != NULL) {
        buf_char(pointer, '/');
        if (n->name == NULL) {
            buf_print(location, "%s[%zu]", location->size == 0 ? "/" : "", n->index);
            buf_print(pointer, "%zu", n->index);
        } else {
            buf_char(location, '/');
            buf_put(location, n->name, n->name_size);
            put_pointer_name(pointer, n->name, n->name_size);
        }
    }
}
