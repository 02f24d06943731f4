/*
 * lent.h - a store that another process has. Whoever borrows it asks its owner for each row
 * over a socket, and hands over what it has changed at each commit: all at once, so that the
 * owner's next commit has all of it or nothing.
 *
 *   owner:     socketpair(), fork(); then lent_take() whenever something has come,
 * store_commit() where a borrower wants one, and lent_committed() for each that does. borrower:
 * lent_borrow(); the store is used as any other.
 *
 * Several may borrow a store as long as none reads what another one writes, and their appended
 * rows have different numbers.
 */
#ifndef STORE_LENT_H
#define STORE_LENT_H

#include <stdbool.h>

struct store;

enum lent {
    LENT_GONE,   /* the borrower has ended */
    LENT_READ,   /* it has got a row */
    LENT_CHANGED /* it waits for a commit */
};

/* The store is that of the process at the other end of this socket (taken) from now on. What it
 * was before is left as it is: it belongs to that process. */
void lent_borrow(struct store *s, int fd);

/* Take a request that has come, or is about to. */
enum lent lent_take(struct store *s, int fd);

/* What a borrower has changed is durable. */
void lent_committed(int fd);

#endif
