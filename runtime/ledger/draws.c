#include "runtime/ledger/draws.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/table.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define WORDS (sizeof((struct random *)NULL)->state / sizeof(uint64_t))

struct draws *draws_new(const struct random *r)
{
    struct draws *d = memory_zero(sizeof *d);
    d->now = *r;
    return d;
}

void draws_write(struct draws *d, struct ledger *l, uint64_t number)
{
    if (d == NULL || memcmp(&d->now, &d->written, sizeof d->now) == 0) {
        return;
    }
    struct value *words = value_array(WORDS);
    for (size_t i = 0; i < WORDS; i++) {
        value_append_take(&words, value_int((int64_t)d->now.state[i]));
    }
    ledger_put_value(l, TABLE_RANDOM, number, words);
    value_release(words);
    d->written = d->now;
}

struct draws *draws_read(struct ledger *l, uint64_t number)
{
    struct buf text = { 0 };
    struct value *words = NULL;
    struct read_error e;
    struct random r;
    bool is_there = ledger_get(l, TABLE_RANDOM, number, &text) &&
                    read_json(text.text, text.size, &words, &e);
    for (size_t i = 0; is_there && i < WORDS; i++) {
        r.state[i] = (uint64_t)value_to_number(value_item(words, i)).integer;
    }
    value_release(words);
    buf_release(&text);
    return is_there ? draws_new(&r) : NULL;
}
