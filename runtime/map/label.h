/*
 * label.h - what a Map Run and its children are called (DM-04, DM-22).
 */
#ifndef MAP_LABEL_H
#define MAP_LABEL_H

#include <stdbool.h>

struct asl_frame;
struct buf;
struct map_run;

/* Draw the Map Run's id, which names the folder of an export as well: two programs that draw
 * the same ids (--seed) do not share a folder of the embedded S3. With `exports` that folder is
 * made; returns false, with the reason in `why`, if it cannot be. */
bool label_draw_id(struct asl_frame *f, struct map_run *r, bool exports, struct buf *why);

/* Its label and its ARN, and the names of its children. It has its id. */
void label_put_names(struct asl_frame *f, struct map_run *r);

#endif
