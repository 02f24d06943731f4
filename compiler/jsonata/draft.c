#include "compiler/jsonata/draft.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/lexer.h"

struct draft *draft_of(struct arena *a, const struct token *t)
{
    static const enum draft_type types[] = {
        [TOKEN_END] = DRAFT_END,           [TOKEN_NAME] = DRAFT_NAME,
        [TOKEN_VARIABLE] = DRAFT_VARIABLE, [TOKEN_OPERATOR] = DRAFT_OPERATOR,
        [TOKEN_STRING] = DRAFT_STRING,     [TOKEN_NUMBER] = DRAFT_NUMBER,
        [TOKEN_VALUE] = DRAFT_VALUE,       [TOKEN_REGEX] = DRAFT_REGEX,
    };
    struct draft *d = arena_get(a, sizeof *d);
    d->type = types[t->type];
    d->symbol = t->symbol;
    d->text = t->text;
    d->size = (uint32_t)t->size;
    d->start = (uint32_t)t->start;
    d->end = (uint32_t)t->end;
    d->extra = t->flags;
    d->depth = 1;
    return d;
}

struct draft *draft_new(struct arena *a, enum draft_type type, const struct draft *like)
{
    struct draft *d = arena_get(a, sizeof *d);
    d->type = type;
    d->symbol = like->symbol;
    d->text = like->text;
    d->size = like->size;
    d->start = like->start;
    d->end = like->end;
    d->depth = like->depth;
    return d;
}

void draft_list_add(struct arena *a, struct draft_list *list, struct draft *d)
{
    if (list->count == list->room) {
        uint32_t room = list->room == 0 ? 2 : 2 * list->room;
        struct draft **items = arena_array(a, room, sizeof(struct draft *));
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof(struct draft *));
        }
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = d;
}

void draft_add(struct arena *a, struct draft *parent, struct draft *child)
{
    draft_list_add(a, &parent->of, child);
    if (child->depth >= parent->depth) {
        parent->depth = (uint16_t)(child->depth + 1);
    }
}

struct draft_more *draft_more(struct arena *a, struct draft *d)
{
    if (d->more == NULL) {
        d->more = arena_get(a, sizeof *d->more);
    }
    return d->more;
}

const struct draft_more *draft_peek(const struct draft *d)
{
    static const struct draft_more none;
    return d->more == NULL ? &none : d->more;
}
