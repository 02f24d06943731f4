#include "runtime/front/tally.h"

#include <string.h>

#include "runtime/base/memory.h"

struct tally_count {
    int status;
    uint64_t count;
};

/* The statuses are few: those of routes themselves, and those that options name. */
struct tally_row {
    struct tally_count *counts; /* owned; in the order of their statuses */
    size_t size, room;
};

void tally_open(struct tally *t, size_t count)
{
    *t = (struct tally){ memory_zero((count + 1) * sizeof *t->rows), count };
}

void tally_close(struct tally *t)
{
    for (size_t i = 0; i < t->count; i++) {
        memory_release(t->rows[i].counts);
    }
    memory_release(t->rows);
    *t = (struct tally){ .count = 0 };
}

void tally_add(struct tally *t, size_t row, int status)
{
    struct tally_row *r = &t->rows[row];
    size_t at = 0;
    while (at < r->size && r->counts[at].status < status) {
        at++;
    }
    if (at == r->size || r->counts[at].status != status) {
        r->counts = memory_grow(r->counts, r->size, &r->room, sizeof *r->counts);
        memmove(r->counts + at + 1, r->counts + at, (r->size - at) * sizeof *r->counts);
        r->counts[at] = (struct tally_count){ .status = status };
        r->size++;
    }
    r->counts[at].count++;
}

void tally_each(const struct tally *t, size_t row,
                void (*f)(void *owner, int status, uint64_t count), void *owner)
{
    const struct tally_row *r = &t->rows[row];
    for (size_t i = 0; i < r->size; i++) {
        f(owner, r->counts[i].status, r->counts[i].count);
    }
}
