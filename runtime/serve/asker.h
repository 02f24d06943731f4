/*
 * asker.h - asks the API from the command line: a server by its URL (remote.h), or what a store
 * holds, in this process. The store's own server goes on with what is in it; here nothing does:
 * no task is begun, and what was asked for is all that changes.
 */
#ifndef SERVE_ASKER_H
#define SERVE_ASKER_H

#include "runtime/program/asking.h"

struct serve_more;

/* As feature_asking has it, for a workflow's program or aslc's own. Who loads the machines of a
 * store is copied, but what it refers to stays until asker_close(), which calls its close();
 * that has been called if this fails. */
int asker_open(const struct asl_workflow *w, const struct options *o,
               const struct asking_place *place, bool changes, const struct serve_more *more,
               struct asking **ret_asking);
bool asker_ask(struct asking *a, const char *operation, const struct value *input,
               struct asking_answer *ret_answer);
void asker_close(struct asking *a);

#endif
