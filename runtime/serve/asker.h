/*
 * asker.h - asks the API from the command line: a server by its URL (remote.h), or what a store
 * holds, in this process. The store's own server goes on with what is in it; here nothing does:
 * no task is begun, and what was asked for is all that changes.
 */
#ifndef SERVE_ASKER_H
#define SERVE_ASKER_H

#include "runtime/program/asking.h"

struct fetch_way;
struct serve_more;

struct asker_options {
    const struct options *common;
    const struct asking_place *place;
    bool changes;                /* asking.h */
    const struct fetch_way *tls; /* for https: URLs; NULL: they cannot be asked */

    /* Who loads the machines of a store: copied, but what it refers to stays until
     * asker_close(), which calls its close(). */
    const struct serve_more *more;
};

/* As feature_asking has it; close() has been called if it fails. */
int asker_open(const struct asker_options *o, struct asking **ret_asking);
bool asker_ask(struct asking *a, const char *operation, const struct value *input,
               struct asking_answer *ret_answer);
void asker_close(struct asking *a);

#endif
