#include "tests/random/block.h"

#include <stdio.h>

static void name(struct gen *g, char *place)
{
    static const struct {
        const char *before, *behind;
    } forms[] = {
        { "Step ", "" },       { "Step ", "?" },    { "F\\u00fcr ", "" },
        { "Do \\\"", "\\\"" }, { "", ". Schritt" }, { "Ein Zustand mit Namen ", "" }
    };
    int i = gen_below(g, (int)(sizeof forms / sizeof forms[0]));
    snprintf(place, NAME_SIZE, "%s%d%s", forms[i].before, ++g->states, forms[i].behind);
}

void block_begin(struct gen *g, struct block *b, int count, int depth)
{
    *b = (struct block){ .count = count, .depth = depth };
    for (int i = 0; i < count; i++) {
        name(g, b->row[i]);
    }
    name(g, b->mend);
    name(g, b->despair);
}

void block_next(struct gen *g, const struct block *b)
{
    if (b->at + 1 < b->count) {
        buf_print(&g->definition, ",\"Next\":\"%s\"", b->row[b->at + 1]);
    } else {
        buf_text(&g->definition, ",\"End\":true");
    }
}

const char *block_target(struct gen *g, struct block *b)
{
    int later = b->count - b->at - 1;
    int what = gen_below(g, 10);
    if (what < 7 && later > 0) {
        return b->row[b->at + 1 + gen_below(g, later)];
    }
    if (what < 9) {
        b->is_mend_used = true;
        return b->mend;
    }
    b->is_despair_used = true;
    return b->despair;
}

const char *block_earlier(struct gen *g, const struct block *b)
{
    return b->at < 2 ? NULL : b->row[1 + gen_below(g, b->at - 1)];
}
