/*
 * advise.h - what an expression will do that its author cannot have meant. Only what is certain
 * whenever that part of the expression is evaluated.
 */
#ifndef JSONATA_ADVISE_H
#define JSONATA_ADVISE_H

struct asl_expr;
struct remarks;

/*
 * Adds functions that there are not, calls that no arguments of theirs can satisfy, operators
 * on texts where they want numbers, and paths into objects that are written out and have no
 * such member. `e` is an ASL_JSONATA. Variables hold JSON only, so that what is called is a
 * function of JSONata's or the expression's own.
 */
void advise(struct remarks *list, const struct asl_expr *e);

/* The type of all values that an expression can have besides undefined: a letter of JSONata's
 * signatures (s n b l o a f); 0 where there may be several. */
char advise_type(const struct asl_expr *e);

/* "a text", "a number" ... for such a letter. Static. */
const char *advise_type_name(char type);

#endif
