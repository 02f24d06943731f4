/*
 * filter.h - [?(@.price > 10)] as text -> ASL_WHERE, by Jayway's grammar (P-18):
 *
 *   filter   = "[" "?" "(" or ")" "]"
 *   or       = and { "||" and }
 *   and      = operand { "&&" operand }
 *   operand  = "!" operand | "(" or ")" | value [ operator value ]
 *   value    = path | "!" path | literal | word without quotes
 *
 * A path ends at a blank, at < > = ~ ! and at a ) that it has not opened: @.a*2==4 asks for the
 * name "a*2".
 */
#ifndef EXPR_PARSE_FILTER_H
#define EXPR_PARSE_FILTER_H

struct asl_expr;
struct parse;

/* The filter whose ? is at p->at; past its ] afterwards. Returns NULL after a mistake. */
const struct asl_expr *filter_parse(struct parse *p);

#endif
