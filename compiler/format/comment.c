#include "compiler/format/comment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/format/slot.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/field.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* A Comment that is made of comments. */
struct kept {
    struct doc_node node; /* the first member, so that one leads to the other */
    struct buf text;
    struct kept *next;
};

/* The text is read from one token, a name or a scalar, to the next: comments are in between. */
struct keeper {
    struct arena *a;
    struct diag *d;
    const struct source *s;
    const struct doc_node *before; /* whose token was the last one; NULL at the start */
    uint32_t at;                   /* behind that token */
    struct kept *first;
};

/* ---- Who gets it ---- */

/* Recursion is bounded by DOC_DEPTH_MAX. */
static struct slot slot_at(const struct doc_node *n)
{
    return n->parent == NULL ? slot_root() : slot_of_child(slot_at(n->parent), n);
}

static bool takes_comment(const struct doc_node *n)
{
    struct slot slot = slot_at(n);
    return n->type == DOC_OBJECT && n->first != NULL && slot.kind == SLOT_OBJECT &&
           field_has_owner(field_row(FIELD_COMMENT), slot.owner);
}

static struct doc_node *around(const struct doc_node *n)
{
    struct doc_node *o = n->parent;
    while (o != NULL && !takes_comment(o)) {
        o = o->parent;
    }
    return o;
}

/* What a comment in front of `next` is about, if it has a line of its own; NULL if nothing is.
 */
static struct doc_node *about(const struct keeper *k, const struct doc_node *next, bool is_line)
{
    const struct doc_node *n = is_line && next != NULL ? next : k->before;
    if (n == NULL) {
        return NULL;
    }
    return n == next && n->name != NULL && takes_comment(n) ? n->first->parent : around(n);
}

/* The name of one of ours is this very text. */
static bool is_ours(const struct doc_node *n)
{
    return n->name == field_word(FIELD_COMMENT);
}

static struct kept *kept_in(const struct doc_node *object)
{
    return is_ours(object->first) ? (struct kept *)(void *)object->first : NULL;
}

static struct kept *add(struct keeper *k, struct doc_node *object)
{
    struct kept *new = arena_get(k->a, sizeof *new);
    new->node = (struct doc_node){
        .type = DOC_STRING,
        .name = field_word(FIELD_COMMENT),
        .name_size = strlen(field_word(FIELD_COMMENT)),
        .parent = object,
        .next = object->first,
    };
    object->first = &new->node;
    object->count++;
    object->by = NULL;
    new->next = k->first;
    k->first = new;
    return new;
}

static void keep(struct keeper *k, struct doc_node *object, struct span at)
{
    const char *text = k->s->text + at.start, *end = k->s->text + at.end;
    while (text < end && (*text == '#' || text_is_blank(*text))) {
        text++;
    }
    while (end > text && text_is_blank(end[-1])) {
        end--;
    }
    if (text == end) {
        return;
    }
    struct kept *mine = object == NULL ? NULL : kept_in(object);
    if (object == NULL || (mine == NULL && field_written(object, FIELD_COMMENT))) {
        diag_say(k->d, DIAG_COMMENT_LOST, at, NULL);
        return;
    }
    mine = mine == NULL ? add(k, object) : mine;
    buf_text(&mine->text, mine->text.size == 0 ? "" : " ");
    buf_put(&mine->text, text, (size_t)(end - text));
}

/* ---- Where they are ---- */

static bool begins(const struct keeper *k, uint32_t at)
{
    return k->s->text[at] == '#' && (at == 0 || text_is_blank(k->s->text[at - 1]));
}

static bool is_line(const struct keeper *k, uint32_t at)
{
    while (at > 0 && text_is_blank(k->s->text[at - 1]) && k->s->text[at - 1] != '\n') {
        at--;
    }
    return at == 0 || k->s->text[at - 1] == '\n';
}

/* The comments up to `end`, where the token of `next` begins, or the text ends. */
static void look_up_to(struct keeper *k, const struct doc_node *next, uint32_t end)
{
    while (k->at < end) {
        uint32_t start = k->at++;
        if (begins(k, start)) {
            const char *line_end = memchr(k->s->text + start, '\n', end - start);
            k->at = line_end == NULL ? end : (uint32_t)(line_end - k->s->text);
            keep(k, about(k, next, is_line(k, start)), (struct span){ start, k->at });
        }
    }
}

/* What an alias stands for is read once more at its place. */
static void take_token(struct keeper *k, const struct doc_node *n, struct span at)
{
    if (at.start < k->at) {
        return;
    }
    look_up_to(k, n, at.start);
    k->at = at.end;
    k->before = n;
}

void comment_keep(struct arena *a, struct diag *d, const struct source *s, struct doc_node *doc)
{
    struct keeper k = { .a = a, .d = d, .s = s };
    for (const struct doc_node *n = doc; n != NULL; n = doc_after(n, doc)) {
        if (is_ours(n)) {
            continue;
        }
        if (n->name != NULL) {
            take_token(&k, n, n->name_span);
        }
        if (n->type != DOC_OBJECT && n->type != DOC_ARRAY) {
            take_token(&k, n, n->span);
        }
    }
    look_up_to(&k, NULL, (uint32_t)s->size);
    for (struct kept *one = k.first; one != NULL; one = one->next) {
        one->node.text = arena_text_n(a, buf_string(&one->text), one->text.size);
        one->node.text_size = one->text.size;
        buf_release(&one->text);
    }
}
