/*
 * cfnchange.h - what a folder has of before, such as a table or a queue, is brought to what the
 * template says now. Its data stay.
 */
#ifndef STOCK_CFNCHANGE_H
#define STOCK_CFNCHANGE_H

#include <stdbool.h>
#include <stdint.h>

struct cfn_thing;
struct hub;

/* Bring one there; `was_there` says that it was not made just now. What cannot be changed is
 * warned of at its place in the template. */
void cfn_change(const struct cfn_thing *thing, bool was_there, struct hub *h, int64_t now_ms);

#endif
