/*
 * message.h - what an evaluation failed with, in JSONata's own words.
 */
#ifndef JSONATA_MESSAGE_H
#define JSONATA_MESSAGE_H

struct asl_expr;
struct work;

/* Fails the scope with the evaluation's error: `e` is the expression, an ASL_JSONATA. */
void message_throw(struct work *w, const struct asl_expr *e);

#endif
