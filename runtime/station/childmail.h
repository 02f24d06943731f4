/*
 * childmail.h - what nodes tell each other of a distributed Map's children, where a child is on
 * another node than the execution that it belongs to: letters of store/shared.h, for a job and
 * from nobody, since nobody waits for a reply. Whoever has the job takes the letter back when
 * it has done what that says; both are durable with the same commit.
 */
#ifndef STATION_CHILDMAIL_H
#define STATION_CHILDMAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/exec/frame.h"

struct shared_letter;
struct store;
struct value;

struct childmail {
    bool is_stop;     /* to a child: it has to stop; else to its parent: it has ended */
    uint64_t child;   /* the number of its execution */
    int64_t redrives; /* of the Map Run, when the child began or was redriven last; of a stop,
                         when that was sent */

    /* Only of an end: */
    uint64_t parent;            /* as `child` */
    char *map_run;              /* an ARN */
    size_t index, items, bytes; /* as in struct execution_child */
    int64_t child_redrives;     /* of the child when it ended */
    uint8_t status;             /* enum execution_status */
};

/* Send one with the next commit; the ARN is borrowed. */
void childmail_send(struct store *s, const struct childmail *m);

/* The child with that number and entry has come to that status: tell its parent. */
void childmail_send_end(struct store *s, uint64_t number, const struct value *entry,
                        const struct execution_child *c, enum execution_status status);

/* Read a letter; the ARN is new. Returns false if it is none of these. */
bool childmail_read(const struct shared_letter *l, struct childmail *ret_mail);

#endif
