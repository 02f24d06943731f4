/*
 * crew.h - worker processes that answer the lines of one input.
 *
 * A worker is a fork of this process. It reads lines from its standard input, each behind its
 * number and a blank, and writes for each an answer in one line behind a mark, in the order in
 * which the lines came. The crew gives each line to the worker that has the fewest to answer.
 *
 *   lead:    crew_fork(), crew_join(); then crew_give() for each line and, in each turn of the
 *            loop, crew_ask(), crew_take(); at the end crew_close().
 *   worker:  crew_fork() has set its standard streams; crew_number() for each line.
 *
 * A store is the lead's, from which the workers borrow it (crew_lend()).
 */
#ifndef COMMAND_CREW_H
#define COMMAND_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CREW_MAX       256 /* workers */
#define CREW_HEAD_SIZE 21  /* a line's number and the blank, at most */

/* Marks before an answer. */
#define CREW_GOOD '+'
#define CREW_BAD  '-' /* the line failed */

struct crew; /* opaque */
struct feature_keeping;
struct kept;
struct line;
struct loop;

/* What the lead is told; `owner` is that of crew_join(), `line` that of crew_give(). */
struct crew_listener {
    /* A line's answer: `size` bytes with the \n, borrowed. */
    void (*answered)(void *owner, void *line, bool is_good, const char *text, size_t size);
    /* The worker that had the line has died: `how` says how. */
    void (*lost)(void *owner, void *line, uint64_t number, const char *how);
};

/* Where a worker is in its crew. */
struct crew_place {
    size_t index; /* from 0 */
    int lender;   /* the socket by which it borrows the store; the worker's own */
};

/* Fork `count` workers, from 1 to CREW_MAX. No thread may run, and nothing may wait on a loop.
 * Returns 0 and *ret_crew: new in the lead, and NULL in a worker, whose standard input and
 * output lead to the lead from now on, and *ret_place tells where it is. Returns an errno if
 * there cannot be so many. */
int crew_fork(size_t count, struct crew **ret_crew, struct crew_place *ret_place);

/* In the lead: listen to the workers on this loop. All is borrowed. `program` is for messages.
 */
void crew_join(struct crew *c, struct loop *l, const char *program,
               const struct crew_listener *listener, void *owner);

/* In the lead: what workers ask of the store is answered by this one; NULL if there is none.
 * All is borrowed. */
void crew_lend(struct crew *c, const struct feature_keeping *keeping, struct kept *kept);

/* Returns true if a worker is left. */
bool crew_is_alive(const struct crew *c);

/* Returns true if a worker has died. */
bool crew_has_lost(const struct crew *c);

/* Have a worker answer a line; the text is copied. A worker must be left. */
void crew_give(struct crew *c, const struct line *line, void *owner);

/* Let the loop's next turn end when there is something to take. */
void crew_ask(struct crew *c);

/* Send what the workers take without waiting, and tell the listener what has come. The end of a
 * worker that still had lines to answer is told on standard error as well, with their numbers.
 */
void crew_take(struct crew *c);

/*
 * End all workers and release the crew. With `now` they are told to stop at once, and what they
 * have answered before is taken first; else each ends when it has no more lines. One that has
 * not ended some seconds later is killed.
 */
void crew_close(struct crew *c, bool now);

/* In a worker: take the number off the front of a line that the lead has sent. */
void crew_number(struct line *line);

/* How many processors this process may use: from 1 to CREW_MAX. */
size_t crew_processors(void);

#endif
