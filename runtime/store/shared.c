#include "runtime/store/shared.h"

#include <limits.h>
#include <unistd.h>

#include "runtime/base/buf.h"

static const struct store_sharing *sharing_of(const struct store *s)
{
    return store_kind_of(s)->sharing;
}

/* Returns NULL for a store that is dead. */
static const struct store_sharing *living(const struct store *s)
{
    return store_fault(s) == NULL ? sharing_of(s) : NULL;
}

bool store_is_shared(const struct store *s)
{
    return sharing_of(s) != NULL;
}

uint64_t store_numbers(struct store *s, enum shared_sequence of, uint64_t *ret_count)
{
    uint64_t first = 1;
    *ret_count = 1;
    if (living(s) != NULL) {
        living(s)->numbers(store_rows(s), of, &first, ret_count, store_fault_place(s));
    }
    return first;
}

void store_get_each(struct store *s, unsigned table, const struct store_bytes *keys,
                    size_t count,
                    void (*visit)(void *owner, size_t at, struct store_bytes value),
                    void *owner)
{
    if (living(s) != NULL && living(s)->get_each != NULL && table < STORE_APPENDED) {
        living(s)->get_each(store_rows(s), table, keys, count, visit, owner,
                            store_fault_place(s));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct store_bytes value;
        if (store_get(s, table, keys[i], &value)) {
            visit(owner, i, value);
        }
    }
}

bool store_reserve(struct store *s, unsigned table, struct store_bytes key, bool *ret_is_busy,
                   struct store_bytes *ret_value)
{
    struct store_row row = { 0 };
    *ret_is_busy = false;
    if (!store_is_shared(s)) {
        return store_get(s, table, key, ret_value);
    }
    if (living(s) == NULL || !living(s)->reserve(store_rows(s), table, key, ret_is_busy, &row,
                                                 store_fault_place(s))) {
        return false;
    }
    *ret_value = row.value;
    return row.key.at != NULL;
}

bool store_hold(struct store *s, unsigned table, struct store_bytes key)
{
    bool is_busy = false;
    return living(s) == NULL ||
           (living(s)->hold(store_rows(s), table, key, &is_busy, store_fault_place(s)) &&
            !is_busy);
}

void store_let_go(struct store *s)
{
    if (living(s) != NULL && !store_is_changed(s)) {
        living(s)->let_go(store_rows(s), store_fault_place(s));
    }
}

void store_begin_job(struct store *s, const struct shared_job *j)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->begin_job(store_rows(s), j);
    }
}

void store_end_job(struct store *s, uint64_t number)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->end_job(store_rows(s), number);
    }
}

void store_move_job(struct store *s, uint64_t number, uint64_t root)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->move_job(store_rows(s), number, root);
    }
}

void store_give_back(struct store *s, uint64_t root)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->give_back(store_rows(s), root);
    }
}

bool store_may(struct store *s, struct buf *why)
{
    return living(s) == NULL || living(s)->may == NULL || living(s)->may(store_rows(s), why);
}

void store_join(struct store *s, const struct shared_node *n)
{
    if (living(s) != NULL) {
        living(s)->join(store_rows(s), n, store_fault_place(s));
    }
}

int64_t store_self(struct store *s)
{
    int64_t id = 0;
    if (living(s) != NULL) {
        living(s)->self(store_rows(s), &id, store_fault_place(s));
    }
    return id;
}

struct look {
    int64_t id;
    bool is_there;
};

static void look_at(void *owner, const struct shared_view *v)
{
    struct look *l = owner;
    l->is_there = l->is_there || v->id == l->id;
}

bool store_node_lives(struct store *s, int64_t id)
{
    struct look l = { .id = id };
    store_nodes(s, look_at, &l);
    return l.is_there;
}

void store_tick(struct store *s, struct shared_tick *t)
{
    if (living(s) != NULL) {
        living(s)->tick(store_rows(s), t, store_fault_place(s));
    }
}

int64_t store_send(struct store *s, uint64_t job, const struct shared_letter *l)
{
    int64_t id = 0;
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->send(store_rows(s), job, 0, l, &id, store_fault_place(s));
    }
    return id;
}

void store_send_all(struct store *s, const struct shared_letter *l, bool is_for_queued,
                    void (*sent)(void *owner, int64_t id), void *owner)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->send_all(store_rows(s), l, is_for_queued, sent, owner, store_fault_place(s));
    }
}

void store_reply(struct store *s, int64_t letter, int64_t job, struct store_bytes reply)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->answer(store_rows(s), letter, job, reply);
    }
}

void store_take_back(struct store *s, int64_t letter)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->take_back(store_rows(s), letter);
    }
}

void store_leave(struct store *s, int64_t letter)
{
    if (living(s) != NULL) {
        store_note_change(s);
        living(s)->leave(store_rows(s), letter);
    }
}

void store_nodes(struct store *s, void (*visit)(void *owner, const struct shared_view *v),
                 void *owner)
{
    if (living(s) != NULL) {
        living(s)->nodes(store_rows(s), visit, owner, store_fault_place(s));
    }
}

void store_seize(struct store *s, const uint64_t *numbers, size_t count,
                 void (*visit)(void *owner, const struct shared_job *j), void *owner)
{
    if (living(s) != NULL) {
        living(s)->seize(store_rows(s), numbers, count, visit, owner, store_fault_place(s));
    }
}

void store_unclaimed(struct store *s, void (*visit)(void *owner, uint64_t number), void *owner)
{
    if (living(s) != NULL) {
        living(s)->unclaimed(store_rows(s), visit, owner, store_fault_place(s));
    }
}

char *shared_node_name(void)
{
    char host[HOST_NAME_MAX + 1] = "";
    struct buf b = { 0 };
    gethostname(host, sizeof host - 1);
    buf_print(&b, "%s:%ld", host, (long)getpid());
    return buf_take(&b);
}

int64_t store_who(struct store *s, struct buf *store)
{
    int64_t node = 0;
    if (store_is_shared(s) && living(s) != NULL) {
        living(s)->who(store_rows(s), &node, store, store_fault_place(s));
    }
    return node;
}

bool store_has_jobs(struct store *s, const char *programs, size_t count)
{
    bool has = false;
    if (living(s) != NULL) {
        living(s)->has_jobs(store_rows(s), programs, count, &has, store_fault_place(s));
    }
    return has;
}

void store_jobs(struct store *s, const uint64_t *numbers, size_t count,
                void (*visit)(void *owner, uint64_t number), void *owner)
{
    if (living(s) != NULL) {
        living(s)->jobs(store_rows(s), numbers, count, visit, owner, store_fault_place(s));
    }
}

void store_look_anew(struct store *s)
{
    if (living(s) != NULL) {
        living(s)->look_anew(store_rows(s));
    }
}

int store_socket(struct store *s)
{
    return living(s) != NULL ? living(s)->socket(store_rows(s)) : -1;
}

void store_hear(struct store *s)
{
    if (living(s) != NULL) {
        living(s)->hear(store_rows(s));
    }
}

void store_wait_on(struct store *s, struct loop *l)
{
    if (store_is_shared(s)) {
        sharing_of(s)->wait_on(store_rows(s), l);
    }
}

const struct shared_counts *store_counts(const struct store *s)
{
    return store_is_shared(s) ? sharing_of(s)->counts(store_rows(s)) : NULL;
}
