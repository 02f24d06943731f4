/*
 * cfnmake.h - makes what of a template is in the embedded services, and changes what is there
 * of before.
 */
#ifndef STOCK_CFNMAKE_H
#define STOCK_CFNMAKE_H

#include <stdint.h>

struct cfn_things;
struct hub;

/* Make all of it, in its order. What cannot be made is warned of in its template. */
void cfn_make(const struct cfn_things *things, struct hub *h, int64_t now_ms);

#endif
