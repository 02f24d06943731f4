/*
 * outcome.h - what an execution came to, as the ledger has it.
 */
#ifndef LEDGER_OUTCOME_H
#define LEDGER_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/program/answer.h"

struct ledger;
struct value;

struct outcome {
    struct answer answer; /* all that it borrows is held until outcome_close() */
    struct value *entry;  /* owned */
};

/* Returns false if the ledger does not have that execution. */
bool outcome_read(struct ledger *l, uint64_t number, struct outcome *ret_outcome);
void outcome_close(struct outcome *o);

/* Of an entry: its status, and a whole number, or 0 if it has none. */
enum execution_status outcome_status(const struct value *entry);
int64_t outcome_int(const struct value *entry, const char *key);

/* The entry of an execution that is redriven at that time: new. */
struct value *outcome_redriven(const struct value *entry, int64_t at_ms);

/* An input or output, in the table of that: new; NULL if there is no such row. */
struct value *outcome_value(struct ledger *l, unsigned table, uint64_t number);

#endif
