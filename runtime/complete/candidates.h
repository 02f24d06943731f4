/*
 * candidates.h - what may stand next on a command line, for completion in shells.
 *
 * The answers come from the rows by which the command line is read (option.h). What a value can
 * be, the row's `value` says: "aws|none" are words to choose between, FILE and DIR are
 * names of files and folders, CASE and MACHINE what the mock file has, STORE and
 * RESOURCE=TARGET what these look like.
 */
#ifndef COMPLETE_CANDIDATES_H
#define COMPLETE_CANDIDATES_H

#include <stddef.h>

struct asl_feature;
struct asl_workflow;
struct candidates;

/* A kind of value that a program has besides; a list of them ends with a NULL value. */
struct candidates_kind {
    const char *value; /* of the row, without the sign in front: "FEATURE,..." */
    void (*offer)(struct candidates *c);
};

struct candidates_request {
    const struct asl_workflow *workflow;
    const struct asl_feature *unnamed;   /* what is done where no word names a feature */
    const struct candidates_kind *kinds; /* NULL: none */
    const char *const *words;            /* behind the program's name; the last is unfinished */
    size_t count;                        /* of them, one at least */
};

/* Print on standard output what the last word can become, one a line: "=WORD" with a tab and
 * what it does behind it, if there is something to say, or ":files PREFIX" and ":folders
 * PREFIX" for names of files behind PREFIX. */
void candidates_print(const struct candidates_request *r);

/* For a kind's `offer`: one value, if the unfinished one may become it. `help` may be NULL. */
void candidates_offer(struct candidates *c, const char *value, const char *help);

/* The same for lists with commas: the last of the list may become it. */
void candidates_offer_next(struct candidates *c, const char *value, const char *help);

#endif
