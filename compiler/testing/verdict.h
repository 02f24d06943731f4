/*
 * verdict.h - what is to be said of a definition that somebody sent: read and checked in this
 * process, from its text alone.
 */
#ifndef TESTING_VERDICT_H
#define TESTING_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/check/check.h"

struct arena;
struct buf;
struct diag;
struct pair;
struct report_row;
struct source;
struct workflow;

struct verdict_request {
    const char *text; /* borrowed */
    size_t size;
    const char *file; /* what messages call it, YAML if it ends so; NULL for a text that came
                         through the API, where an error is what is left open, too */
    enum check_type type;
    const struct pair *substitutions; /* for ${NAME}; ends with a NULL name; NULL for none */
    bool is_deployed; /* of a template: an error is what is left open where AWS would refuse it
                       */
    struct source *source; /* read already, instead of a text, and filled; NULL for a text */
};

struct verdict {
    struct arena *arena; /* owns the rest */
    struct diag *diag;   /* report.h tells what it says */
    const char *fault;   /* what AWS says of what came through the API and is not
                            JSON; NULL if it is */
    const char *fault_place;
    const struct workflow *workflow; /* NULL if the text is not a definition at all */
    bool is_good;                    /* the definition has no error */
    const char *json; /* the definition as JSON, with all that is filled in; NULL if it is
                         not good */
    size_t json_size;
};

/* The verdict; its texts may borrow those of the request. For verdict_release(). */
void verdict_make(struct verdict *v, const struct verdict_request *r);

void verdict_release(struct verdict *v);

/* Call `f` for each message, in AWS's order. */
void verdict_each(const struct verdict *v, void (*f)(void *owner, const struct report_row *row),
                  void *owner);

/* Append the errors as AWS puts them into one text: "CODE: text at LOCATION, CODE: ...". */
void verdict_put_reason(const struct verdict *v, struct buf *out);

#endif
