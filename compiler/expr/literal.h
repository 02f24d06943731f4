/*
 * literal.h - literals inside a path's filters and function calls: as JSON, and as json-smart,
 * which Jayway has, takes it: single quotes, words without quotes inside of [] and {}, and
 * numbers as Java's BigDecimal reads them (010, .5, 5.).
 */
#ifndef EXPR_LITERAL_H
#define EXPR_LITERAL_H

struct asl_expr;
struct parse;

/* The literal at p->at; past it afterwards. Returns NULL after a mistake. */
const struct asl_expr *literal_parse(struct parse *p);

/* The same where a word without quotes is a text as well, as in the samples that AWS publishes:
 * letters, digits and any of _ - . : after a letter. Each such word is noted. */
const struct asl_expr *literal_parse_or_word(struct parse *p);

#endif
