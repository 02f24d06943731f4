#include "runtime/store/store.h"

#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"

struct store {
    const struct store_kind *kind;
    void *rows;      /* the kind's */
    bool is_changed; /* since the last commit */
    struct buf fault;
};

int store_compare(struct store_bytes a, struct store_bytes b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size > 0 ? memcmp(a.at, b.at, size) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

bool store_begins(struct store_bytes bytes, struct store_bytes prefix)
{
    return bytes.size >= prefix.size &&
           (prefix.size == 0 || memcmp(bytes.at, prefix.at, prefix.size) == 0);
}

bool store_succeeds(struct store_bytes key, const struct store_bytes *bound, bool backward)
{
    if (bound == NULL) {
        return false;
    }
    if (backward) {
        return store_compare(key, *bound) == 0;
    }
    return bound->size == key.size + 1 && bound->at[key.size] == '\0' &&
           store_begins(*bound, key);
}

/* ---- Opening. */

/* "memory or sqlite:FILE" */
static void put_kinds(struct buf *out, const struct store_kind *const *kinds)
{
    for (const struct store_kind *const *at = kinds; *at != NULL; at++) {
        buf_text(out, at == kinds ? "" : at[1] == NULL ? " or " : ", ");
        buf_text(out, (*at)->name);
        if ((*at)->argument != NULL) {
            buf_print(out, ":%s", (*at)->argument);
        }
    }
}

static const struct store_kind *kind_of(const struct store_kind *const *kinds,
                                        struct store_bytes name)
{
    for (; *kinds != NULL; kinds++) {
        if (store_compare(store_text((*kinds)->name), name) == 0) {
            return *kinds;
        }
    }
    return NULL;
}

/* The kind of store that is meant, and what stands behind its colon, NULL if it has none; or
 * NULL if that is no store. */
static const struct store_kind *read_name(const struct store_kind *const *kinds,
                                          const char *where, const char **ret_argument)
{
    size_t size = strcspn(where, ":");
    const char *argument = where[size] == ':' ? where + size + 1 : NULL;
    const struct store_kind *kind = kind_of(kinds, (struct store_bytes){ where, size });
    bool is_whole =
        argument != NULL && (argument[0] != '\0' || (kind != NULL && kind->may_lack_argument));
    *ret_argument = argument;
    return kind != NULL && (kind->argument != NULL ? is_whole : argument == NULL) ? kind : NULL;
}

bool store_is_named(const struct store_kind *const *kinds, const char *where, struct buf *why)
{
    const char *argument;
    bool is_named = read_name(kinds, where, &argument) != NULL;
    if (!is_named) {
        buf_print(why, "'%s' is not a store: it is ", where);
        put_kinds(why, kinds);
    }
    return is_named;
}

bool store_open(const struct store_kind *const *kinds, const char *where,
                struct store **ret_store, struct buf *why)
{
    if (!store_is_named(kinds, where, why)) {
        return false;
    }
    const char *argument;
    const struct store_kind *kind = read_name(kinds, where, &argument);
    void *rows = NULL;
    if (!kind->open(argument, &rows, why)) {
        return false;
    }
    struct store *s = memory_zero(sizeof *s);
    s->kind = kind;
    s->rows = rows;
    *ret_store = s;
    return true;
}

/* What is another process's now is not closed here. It is kept, so that it is not lost either.
 */
static struct left {
    void *rows;
    struct left *next;
} * left_rows;

void store_become(struct store *s, const struct store_kind *kind, void *rows)
{
    struct left *l = memory_get(sizeof *l);
    *l = (struct left){ s->rows, left_rows };
    left_rows = l;
    s->kind = kind;
    s->rows = rows;
}

void store_close(struct store *s)
{
    if (s == NULL) {
        return;
    }
    s->kind->close(s->rows, store_fault(s) != NULL);
    buf_release(&s->fault);
    memory_release(s);
}

const char *store_fault(const struct store *s)
{
    return s->fault.size > 0 ? s->fault.text : NULL;
}

const struct store_kind *store_kind_of(const struct store *s)
{
    return s->kind;
}

void *store_rows(const struct store *s)
{
    return s->rows;
}

struct buf *store_fault_place(struct store *s)
{
    return &s->fault;
}

void store_note_change(struct store *s)
{
    s->is_changed = true;
}

/* Returns true if the store can be used. */
static bool lives(const struct store *s, unsigned table)
{
    if (table >= STORE_TABLES) {
        fatal("a store has no table of such a number", 0);
    }
    return store_fault(s) == NULL;
}

/* The same for a row that is to be put. */
static bool takes(const struct store *s, unsigned table, bool is_appended)
{
    if ((table >= STORE_APPENDED) != is_appended) {
        fatal("a row is put into a table of the other kind", 0);
    }
    return lives(s, table);
}

/* ---- Rows. */

void store_put(struct store *s, unsigned table, struct store_bytes key,
               struct store_bytes value)
{
    if (takes(s, table, false)) {
        s->is_changed = true;
        s->kind->put(s->rows, table, key, value, &s->fault);
    }
}

void store_append(struct store *s, unsigned table, uint64_t number, struct store_bytes value)
{
    if (takes(s, table, true)) {
        s->is_changed = true;
        s->kind->append(s->rows, table, number, value, &s->fault);
    }
}

void store_remove(struct store *s, unsigned table, struct store_bytes key)
{
    if (lives(s, table)) {
        s->is_changed = true;
        s->kind->remove(s->rows, table, key, &s->fault);
    }
}

bool store_get(struct store *s, unsigned table, struct store_bytes key,
               struct store_bytes *ret_value)
{
    struct store_row row = { 0 };
    if (!lives(s, table) || !s->kind->get(s->rows, table, key, &row, &s->fault) ||
        row.key.at == NULL) {
        return false;
    }
    if (ret_value != NULL) {
        *ret_value = row.value;
    }
    return true;
}

bool store_is_changed(const struct store *s)
{
    return s->is_changed;
}

bool store_commit(struct store *s, struct buf *why)
{
    bool is_done = true;
    if (store_fault(s) == NULL && s->is_changed) {
        is_done = s->kind->commit(s->rows, &s->fault);
        s->is_changed = false;
    }
    if (store_fault(s) != NULL) {
        buf_put(why, s->fault.text, s->fault.size);
        return false;
    }
    return is_done;
}

/* ---- Walks. A walk forward goes on with the row at its bound or behind it, one backward with
 * the last row before it. Where a row is to be met or passed, a NUL behind its key makes the
 * bound: no key lies between the two. */

static void set_bound(struct store_walk *w, struct store_bytes key, bool is_passed)
{
    w->is_last = false;
    buf_clear(&w->bound);
    buf_put(&w->bound, key.at, key.size);
    if (is_passed) {
        buf_char(&w->bound, '\0');
    }
}

/* Makes the bound the first key behind all that begin with the prefix. */
static void set_end(struct store_walk *w)
{
    size_t size = w->prefix.size;
    while (size > 0 && (unsigned char)w->prefix.text[size - 1] == 0xFF) {
        size--;
    }
    set_bound(w, (struct store_bytes){ w->prefix.text, size }, false);
    w->is_last = size == 0;
    if (size > 0) {
        w->bound.text[size - 1] = (char)((unsigned char)w->bound.text[size - 1] + 1);
    }
}

void store_walk_begin(struct store_walk *w, struct store *s, unsigned table,
                      struct store_bytes prefix, bool backward)
{
    *w = (struct store_walk){ .store = s, .table = table, .backward = backward };
    buf_put(&w->prefix, prefix.at, prefix.size);
    if (backward) {
        set_end(w);
    } else {
        set_bound(w, prefix, false);
    }
}

/* Sets the bound, unless the walk begins ahead of it. */
static void skip(struct store_walk *w, struct store_bytes key, bool is_passed)
{
    int order = w->is_last ? -1 : store_compare(key, store_buf(&w->bound));
    if (w->backward ? order < 0 : order >= 0) {
        set_bound(w, key, is_passed);
    }
}

void store_walk_from(struct store_walk *w, struct store_bytes key)
{
    skip(w, key, w->backward);
}

void store_walk_after(struct store_walk *w, struct store_bytes key)
{
    skip(w, key, !w->backward);
}

bool store_seek(struct store *s, unsigned table, const struct store_bytes *bound, bool backward,
                struct store_row *ret_row)
{
    *ret_row = (struct store_row){ 0 };
    return lives(s, table) &&
           s->kind->seek(s->rows, table, bound, backward, ret_row, &s->fault) &&
           ret_row->key.at != NULL;
}

bool store_walk_next(struct store_walk *w, struct store_row *ret_row)
{
    struct store_bytes bound = store_buf(&w->bound);
    if (!store_seek(w->store, w->table, w->is_last ? NULL : &bound, w->backward, ret_row) ||
        !store_begins(ret_row->key, store_buf(&w->prefix))) {
        return false;
    }
    set_bound(w, ret_row->key, !w->backward);
    return true;
}

void store_walk_end(struct store_walk *w)
{
    buf_release(&w->prefix);
    buf_release(&w->bound);
}
