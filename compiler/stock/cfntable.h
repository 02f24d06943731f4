/*
 * cfntable.h - a table that is there already is brought to what the template says of streams,
 * indexes, billing and times to live. Its keys cannot change.
 */
#ifndef STOCK_CFNTABLE_H
#define STOCK_CFNTABLE_H

#include <stdint.h>

struct cfn_thing;
struct hub;

/* What cannot be changed is warned of at its place in the template, and the table is kept. */
void cfn_table_change(const struct cfn_thing *t, struct hub *h, int64_t now_ms);

#endif
