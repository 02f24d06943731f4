/*
 * advice.h - what AWS takes and warns about (D-07): texts that look like paths where nothing
 * reads them. Only reports.
 */
#ifndef CHECK_ADVICE_H
#define CHECK_ADVICE_H

struct checker;
struct state;

/* Warnings about one state that speaks JSONPath: NO_DOLLAR, NO_PATH, PASS_RESULT_IS_STATIC. */
void advice_check(const struct checker *c, const struct state *s);

#endif
