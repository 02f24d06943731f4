/*
 * unreached.h - what AWS takes without a word and what can never do anything: rules of a Choice
 * behind one that always comes first, names of errors that an earlier entry has taken, a Wait
 * that an Express workflow does not live to see the end of. Only reports what is certain.
 */
#ifndef CHECK_UNREACHED_H
#define CHECK_UNREACHED_H

struct checker;
struct state;

/* Warnings about one state: RULE_UNREACHED, ERROR_TAKEN, EXPRESS_WAIT. */
void unreached_check(const struct checker *c, const struct state *s);

#endif
