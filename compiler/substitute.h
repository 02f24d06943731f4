/*
 * substitute.h - ${NAME} in a definition (-D, --substitutions): SAM's and CloudFormation's
 * DefinitionSubstitutions.
 *
 * Works on the strings of the parsed document, so that every place stays the place in the file,
 * and a value can hold a quote without breaking the JSON around it.
 */
#ifndef COMPILER_SUBSTITUTE_H
#define COMPILER_SUBSTITUTE_H

struct arena;
struct diag;
struct doc_node;
struct pair;
struct source;

/*
 * Fill every ${NAME} in keys and strings that `pairs` (ends with a NULL name; of equal names
 * the last counts) knows; warn about each name that stays open, at its first place, and leave
 * its text. Where ${NAME} is all of a field that takes a number or a truth, and the value is
 * one, the string becomes it. Keys that become equal are an error. A NULL document is nothing.
 */
void substitute(struct arena *a, struct diag *d, const struct source *s, struct doc_node *doc,
                const struct pair *pairs);

#endif
