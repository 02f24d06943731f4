#include "runtime/store/sorted.h"

#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/store/store.h"

/* A node is on one level more than another with a chance of 1 to 4: as many levels are enough
 * for 4^16 rows. */
#define LEVELS 16

/* A row. Each level is a list of its own: the lowest has all rows, in their order. */
struct node {
    char *value;
    size_t value_size, value_room;
    bool is_gone; /* it has no value */
    size_t key_size;
    char *key;           /* behind `next`, in the same block */
    struct node *before; /* on the lowest level; NULL: the first */
    struct node *next[]; /* on each level that it is on */
};

struct list {
    struct node *first[LEVELS];
    struct node *last; /* on the lowest level */
    int levels;        /* above them all lists are empty */
};

struct sorted {
    struct list lists[STORE_TABLES];
    struct random random;
    struct node *seen; /* which was found last, NULL if it is gone */
    unsigned seen_table;
};

static struct store_bytes key_of(const struct node *n)
{
    return (struct store_bytes){ n->key, n->key_size };
}

/* Finds the first node that is `key` or behind it; NULL if there is none. Fills `links` with
 * the link of each level in use that leads there or passes it, and *ret_before with the node in
 * front; NULL if it is the first. */
static struct node *look(struct list *l, struct store_bytes key, struct node **links[LEVELS],
                         struct node **ret_before)
{
    struct node *before = NULL, *passed = NULL;
    for (int level = l->levels - 1; level >= 0; level--) {
        struct node **link = before != NULL ? &before->next[level] : &l->first[level];
        /* What is too far on the level above need not be looked at again. */
        while (*link != NULL && *link != passed && store_compare(key_of(*link), key) < 0) {
            before = *link;
            link = &before->next[level];
        }
        passed = *link;
        links[level] = link;
    }
    *ret_before = before;
    return passed;
}

static struct node *find(struct sorted *r, unsigned table, struct store_bytes key)
{
    struct node **links[LEVELS], *before;
    struct node *n = look(&r->lists[table], key, links, &before);
    return n != NULL && store_compare(key_of(n), key) == 0 ? n : NULL;
}

static int random_levels(struct sorted *r)
{
    int levels = 1;
    for (uint64_t bits = random_next(&r->random); (bits & 3) == 0 && levels < LEVELS;
         bits >>= 2) {
        levels++;
    }
    return levels;
}

static struct node *make_node(struct store_bytes key, int levels)
{
    size_t size = offsetof(struct node, next) + (size_t)levels * sizeof(struct node *);
    if (key.size >= SIZE_MAX - size) {
        memory_exhausted();
    }
    struct node *n = memory_get(size + key.size + 1);
    *n = (struct node){ .key = (char *)n + size, .key_size = key.size };
    if (key.size > 0) {
        memcpy(n->key, key.at, key.size);
    }
    n->key[key.size] = '\0';
    return n;
}

/* Puts a new node between `before` and `after`. */
static struct node *add(struct sorted *r, struct list *l, struct store_bytes key,
                        struct node **links[LEVELS], struct node *before, struct node *after)
{
    int levels = random_levels(r);
    struct node *n = make_node(key, levels);
    for (; l->levels < levels; l->levels++) {
        links[l->levels] = &l->first[l->levels];
    }
    for (int level = 0; level < levels; level++) {
        n->next[level] = *links[level];
        *links[level] = n;
    }
    n->before = before;
    *(after != NULL ? &after->before : &l->last) = n;
    return n;
}

/* The bytes may be those of a row, even of this one. */
static void set_value(struct node *n, struct store_bytes value)
{
    char *old = NULL;
    n->is_gone = value.at == NULL;
    /* A value that has become much smaller does not keep its memory. */
    if (value.size > n->value_room || value.size < n->value_room / 4) {
        old = n->value;
        n->value = memory_get(value.size);
        n->value_room = value.size;
    }
    if (value.at != NULL && value.size > 0) {
        memmove(n->value, value.at, value.size);
    }
    n->value_size = value.size;
    memory_release(old);
}

static void release_node(struct node *n)
{
    memory_release(n->value);
    memory_release(n);
}

/* ---- What others see. */

struct sorted *sorted_new(void)
{
    struct sorted *r = memory_zero(sizeof *r);
    random_seed(&r->random, 1);
    return r;
}

void sorted_clear(struct sorted *r)
{
    for (size_t i = 0; i < STORE_TABLES; i++) {
        for (struct node *n = r->lists[i].first[0], *next; n != NULL; n = next) {
            next = n->next[0];
            release_node(n);
        }
        r->lists[i] = (struct list){ .levels = 0 };
    }
    r->seen = NULL;
}

void sorted_release(struct sorted *r)
{
    sorted_clear(r);
    memory_release(r);
}

void sorted_put(struct sorted *r, unsigned table, struct store_bytes key,
                struct store_bytes value)
{
    struct list *l = &r->lists[table];
    struct node **links[LEVELS], *before;
    struct node *n = look(l, key, links, &before);
    if (n == NULL || store_compare(key_of(n), key) != 0) {
        n = add(r, l, key, links, before, n);
    }
    set_value(n, value);
}

void sorted_remove(struct sorted *r, unsigned table, struct store_bytes key)
{
    struct list *l = &r->lists[table];
    struct node **links[LEVELS], *before;
    struct node *n = look(l, key, links, &before);
    if (n == NULL || store_compare(key_of(n), key) != 0) {
        return;
    }
    *(n->next[0] != NULL ? &n->next[0]->before : &l->last) = before;
    for (int level = 0; level < l->levels && *links[level] == n; level++) {
        *links[level] = n->next[level];
    }
    while (l->levels > 0 && l->first[l->levels - 1] == NULL) {
        l->levels--;
    }
    if (r->seen == n) {
        r->seen = NULL;
    }
    release_node(n);
}

static bool see(struct sorted *r, unsigned table, struct node *n, struct store_row *ret_row)
{
    r->seen = n;
    r->seen_table = table;
    if (n != NULL) {
        ret_row->key = key_of(n);
        const char *at = n->value_size > 0 ? n->value : "";
        ret_row->value = (struct store_bytes){ n->is_gone ? NULL : at, n->value_size };
    }
    return n != NULL;
}

bool sorted_get(struct sorted *r, unsigned table, struct store_bytes key,
                struct store_row *ret_row)
{
    return see(r, table, find(r, table, key), ret_row);
}

bool sorted_seek(struct sorted *r, unsigned table, const struct store_bytes *bound,
                 bool backward, struct store_row *ret_row)
{
    struct list *l = &r->lists[table];
    struct node *seen = r->seen, **links[LEVELS], *before;
    if (bound == NULL) {
        return see(r, table, l->last, ret_row);
    }
    if (seen != NULL && r->seen_table == table &&
        store_succeeds(key_of(seen), bound, backward)) {
        return see(r, table, backward ? seen->before : seen->next[0], ret_row);
    }
    struct node *n = look(l, *bound, links, &before);
    return see(r, table, backward ? before : n, ret_row);
}

/* Returns true if `over` is met before `below`, or in its place. */
static bool is_met(const struct store_row *over, const struct store_row *below, bool backward)
{
    int order = below->key.at == NULL ? 0 : store_compare(over->key, below->key);
    return backward ? order >= 0 : order <= 0;
}

/* Rows that are gone are passed: the bound is a copy that goes along. */
bool sorted_seek_over(struct sorted *over, unsigned table, const struct store_bytes *bound,
                      bool backward,
                      bool (*below)(void *owner, unsigned table,
                                    const struct store_bytes *bound, bool backward,
                                    struct store_row *ret_row),
                      void *owner, struct store_row *ret_row)
{
    struct store_row changed = { 0 };
    struct buf at = { 0 };
    bool is_last = bound == NULL, is_passed = true, can = true;
    if (bound != NULL) {
        buf_put(&at, bound->at, bound->size);
    }
    while (is_passed) {
        struct store_bytes key = store_buf(&at);
        const struct store_bytes *from = is_last ? NULL : &key;
        *ret_row = (struct store_row){ 0 };
        can = below(owner, table, from, backward, ret_row);
        if (!can || !sorted_seek(over, table, from, backward, &changed) ||
            !is_met(&changed, ret_row, backward)) {
            break;
        }
        *ret_row = changed;
        is_passed = changed.value.at == NULL;
        is_last = false;
        buf_clear(&at);
        buf_put(&at, changed.key.at, changed.key.size);
        if (!backward) {
            buf_char(&at, '\0');
        }
    }
    buf_release(&at);
    return can;
}
