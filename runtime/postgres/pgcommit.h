/*
 * pgcommit.h - what a process has put becomes durable: all of it in one transaction and one
 * round trip, in which its node's row is the fence (pgnode.h).
 */
#ifndef POSTGRES_PGCOMMIT_H
#define POSTGRES_PGCOMMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/store/store.h"

struct buf;
struct pgrows;
struct shared_job;

/* As the functions of a kind of store, and of struct store_sharing. */
bool pgcommit_run(struct pgrows *r, struct buf *why);
void pgcommit_begin_job(struct pgrows *r, const struct shared_job *j);
void pgcommit_end_job(struct pgrows *r, uint64_t number);
void pgcommit_move_job(struct pgrows *r, uint64_t number, uint64_t root);
void pgcommit_give_back(struct pgrows *r, uint64_t root);

#endif
