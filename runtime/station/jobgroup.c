#include "runtime/station/jobgroup.h"

#include "runtime/base/memory.h"
#include "runtime/store/shared.h"

static struct job *find(const struct jobgroups *all, uint64_t number)
{
    return number == 0 ? NULL : numbertable_find(&all->table, number);
}

/* The root, if that is another one; else NULL. */
static struct job *other_root(const struct jobgroups *all, const struct job *j)
{
    return j->root == j->number ? NULL : find(all, j->root);
}

uint64_t jobgroup_root(const struct jobgroups *all, uint64_t number, uint64_t above)
{
    const struct job *j = find(all, above);
    return j != NULL ? j->root : number;
}

void jobgroup_join(struct jobgroups *all, struct job *j, uint64_t root)
{
    struct job *from = other_root(all, j);
    if (from != NULL) {
        from->others--;
    }
    if (j->root == 0) {
        numbertable_put(&all->table, j->number, j);
    }
    j->root = root;
    struct job *to = other_root(all, j);
    if (to != NULL) {
        to->others++;
    }
}

void jobgroup_drop(struct jobgroups *all, const struct job *j)
{
    struct job *root = other_root(all, j);
    if (root != NULL) {
        root->others--;
    }
    numbertable_take(&all->table, j->number);
}

/* ---- Another root ---- */

struct election {
    struct jobgroups *of;
    uint64_t before, lowest; /* 0: none so far */
};

static void look(void *owner, void *thing)
{
    struct election *e = owner;
    const struct job *j = thing;
    if (j->root == e->before && (e->lowest == 0 || j->number < e->lowest)) {
        e->lowest = j->number;
    }
}

static void note(struct jobgroups *all, struct job *j)
{
    if (!j->has_moved) {
        j->has_moved = true;
        all->moved =
            memory_grow(all->moved, all->moved_count, &all->moved_room, sizeof *all->moved);
        all->moved[all->moved_count++] = j->number;
    }
}

static void follow(void *owner, void *thing)
{
    const struct election *e = owner;
    struct job *j = thing;
    if (j->root == e->before) {
        j->root = e->lowest;
        note(e->of, j);
    }
}

void jobgroup_leave(struct jobgroups *all, const struct job *j)
{
    struct election e = { .of = all, .before = j->number };
    jobgroup_drop(all, j);
    if (j->others > 0) {
        numbertable_visit(&all->table, look, &e);
        numbertable_visit(&all->table, follow, &e);
        find(all, e.lowest)->others = j->others - 1;
    }
}

void jobgroups_write(struct jobgroups *all)
{
    for (size_t i = 0; i < all->moved_count; i++) {
        struct job *j = find(all, all->moved[i]);
        if (j != NULL) {
            j->has_moved = false;
            store_move_job(all->store, j->number, j->root);
        }
    }
    all->moved_count = 0;
}

/* ---- All of them ---- */

void jobgroups_open(struct jobgroups *all, struct store *s)
{
    *all = (struct jobgroups){ .store = s };
    numbertable_open(&all->table);
}

void jobgroups_lose(struct jobgroups *all)
{
    numbertable_close(&all->table);
    numbertable_open(&all->table);
    all->moved_count = 0;
}

void jobgroups_close(struct jobgroups *all)
{
    numbertable_close(&all->table);
    memory_release(all->moved);
}
