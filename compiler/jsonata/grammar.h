/*
 * grammar.h - an expression's text -> drafts, as JSONata 2.0.6 reads it, odd input included.
 *
 * Precedence climbing: each word may stand in front of an operand or behind one. The word that
 * follows is always read before what a word means is decided, so that of two mistakes the same
 * one is found first as by the reference.
 */
#ifndef JSONATA_GRAMMAR_H
#define JSONATA_GRAMMAR_H

struct draft;
struct reading;

/* The draft of the whole text; NULL after a mistake. */
struct draft *grammar_read(struct reading *r);

#endif
