/*
 * draws.h - what an execution draws from where --seed is given: its own source of chance, so
 * that neither other executions nor a restart change what it draws.
 */
#ifndef LEDGER_DRAWS_H
#define LEDGER_DRAWS_H

#include <stdint.h>

#include "runtime/base/random.h"

struct ledger;

struct draws {
    struct random now;
    struct random written; /* as the ledger has it */
};

/* New, for memory_release(): goes on as `r` does from here. */
struct draws *draws_new(const struct random *r);

/* Write where the draws of an execution stand, if that has changed. Does nothing for NULL. */
void draws_write(struct draws *d, struct ledger *l, uint64_t number);

/* As the ledger has them: new; NULL if it has none. */
struct draws *draws_read(struct ledger *l, uint64_t number);

#endif
