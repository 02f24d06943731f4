/*
 * unclaimed.h - executions that no node has, since none that runs has their program: they are
 * stopped as the ledger has them.
 *
 * Nothing of a definition is needed for that, and whoever comes back with the program finds
 * that the execution is over, and can redrive it.
 */
#ifndef CLUSTER_UNCLAIMED_H
#define CLUSTER_UNCLAIMED_H

#include <stdbool.h>
#include <stdint.h>

struct station;

/* Stop a Standard execution that is under way, with the children of its Map Runs; texts may be
 * NULL. It is over for whoever reads from now on, and durable with the next commit. A Map Run
 * whose child it is hears of its end. What else is of its group, as an execution that waits for
 * its end, is for whoever can go on with it. Returns false, and has done nothing, if a node
 * that lives has it; true as well if it is over already. Nothing may have been put, or
 * reserved, since the last commit: what is taken for it could be given back with that, or
 * twice. */
bool unclaimed_stop(struct station *s, uint64_t number, const char *error, const char *cause);

#endif
