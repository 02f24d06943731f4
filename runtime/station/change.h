/*
 * change.h - calls that change a state machine, one after the other: while the definition of
 * one is being compiled, the others of the same machine wait. Each is carried out to its end,
 * even if its client is gone.
 */
#ifndef STATION_CHANGE_H
#define STATION_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/machine/compile.h"

struct call;
struct service_answer;
struct station;
struct value;

struct change {
    struct changes *list;    /* borrowed */
    struct station *station; /* borrowed */
    struct call *call;       /* borrowed; NULL: its client is gone */
    struct value *input;     /* the call's; shared */
    char *arn;               /* of the machine: owned */
    bool has_begun;

    void (*run)(struct change *c);

    /* Of what run() does while it waits for a compiler. */
    void (*compiled)(struct change *c, const struct compile_result *result);
    struct value *config; /* owned; NULL if there is none */
    uint64_t revision;    /* of the machine, as it was then */

    struct change *next; /* in the order in which they came */
};

struct changes {
    struct compiles *compiles; /* borrowed */
    struct station *station;   /* borrowed: for those that run */
    void (*answer)(struct station *s, struct call *c, struct service_answer *a);
    struct change *first;
    bool is_at_it;

    /* Called before each `compiled`: nobody else may change machines from then on until that is
     * committed. Returns false if another server is about to. NULL: there are no others. */
    bool (*before)(void *owner);
    void *before_owner;
};

/* `answer` takes the answer to a call. */
void changes_open(struct changes *list, struct compiles *compiles, struct station *station,
                  void (*answer)(struct station *s, struct call *c, struct service_answer *a));

/* Have `run` called for a call, when the machine's turn has come. It ends the change by
 * change_good(), change_fail() or change_answer(), at once or later. Without a compiler the
 * call is answered that it needs one. */
void change_begin(struct changes *list, struct call *c, const char *arn,
                  void (*run)(struct change *c));

/* Have a definition compiled; `compiled` goes on. */
void change_compile(struct change *c, const struct compile_request *r,
                    void (*compiled)(struct change *c, const struct compile_result *result));

/* Answer, and end it. The body and the answer are taken. */
void change_good(struct change *c, struct value *body);
void change_answer(struct change *c, struct service_answer *a);
void change_fail(struct change *c, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns true if the server can compile. Returns false after the answer that it cannot. */
bool change_is_possible(const struct changes *list, struct call *c);

#endif
