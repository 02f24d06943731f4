#include "tests/mutate/mutant.h"

#include <string.h>

#include "compiler/base/hole.h"
#include "tests/mutate/corpus.h"
#include "tests/mutate/edit.h"

enum { TRIES = 8 };

static const struct edit_row *const lists[] = { bytes_kinds, shape_kinds, leaf_kinds };
enum { LISTS = sizeof lists / sizeof lists[0] };

static const struct edit_row *pick_kind(struct edit *e)
{
    int total = 0;
    for (size_t l = 0; l < LISTS; l++) {
        for (const struct edit_row *r = lists[l]; r->name != NULL; r++) {
            total += r->weight;
        }
    }
    int left = (int)edit_below(e, (size_t)total);
    for (size_t l = 0; l < LISTS; l++) {
        for (const struct edit_row *r = lists[l]; r->name != NULL; r++) {
            left -= r->weight;
            if (left < 0) {
                return r;
            }
        }
    }
    return &bytes_kinds[0];
}

/* One change: of a kind that finds something to change, or bits are flipped, which always can.
 */
static const char *change(struct edit *e)
{
    const struct edit_row *kind = &bytes_kinds[0];
    parsed_read(&e->parsed, buf_string(&e->text), e->text.size);
    bool done = false;
    for (int i = 0; i < TRIES && !done; i++) {
        kind = pick_kind(e);
        done = kind->change(e);
    }
    if (!done) {
        kind = &bytes_kinds[0];
        kind->change(e);
    }
    parsed_release(&e->parsed);
    return kind->name;
}

struct mutant mutant_make(const struct corpus *c, uint64_t seed, uint64_t number)
{
    struct edit e = { .corpus = c };
    random_seed(&e.random, seed * UINT64_C(1000003) + number);
    const struct corpus_text *base = &c->texts[number % c->count];
    buf_put(&e.text, base->text, base->size);
    struct mutant m = { .kind = change(&e), .base = base->path };
    while (edit_below(&e, 5) < 2) {
        change(&e);
    }
    m.text = e.text;
    return m;
}

static void put_space(struct buf *out, struct random *r)
{
    static const char *const spaces[] = { "", "", "", " ", "\n", "\t", "\r\n", "   \n" };
    buf_text(out, spaces[random_below(r, sizeof spaces / sizeof spaces[0])]);
}

struct buf mutant_laid_out(const char *text, size_t size, uint64_t seed)
{
    struct random random;
    struct buf out = { 0 };
    bool inside = false;
    random_seed(&random, seed);
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        size_t hole = hole_size(text + i, size - i);
        if (hole > 0) {
            buf_put(&out, text + i, hole);
            i += hole - 1;
            continue;
        }
        bool is_mark = !inside && memchr("{}[]:,", c, 6) != NULL;
        if (!inside && memchr(" \t\r\n", c, 4) != NULL) {
            continue;
        }
        if (is_mark) {
            put_space(&out, &random);
        }
        buf_char(&out, c);
        if (is_mark) {
            put_space(&out, &random);
        }
        if (inside && c == '\\' && i + 1 < size) {
            buf_char(&out, text[++i]);
        } else if (c == '"') {
            inside = !inside;
        }
    }
    return out;
}
