/*
 * child.h - the children behind loop_child_start(). Only loop.c calls this.
 *
 * Each child leads a process group of its own, so that whatever it starts is ended with it. It
 * is a zombie until its group has been dealt with: so its number cannot mean anybody else.
 */
#ifndef LOOP_CHILD_H
#define LOOP_CHILD_H

struct children; /* opaque */
struct loop;

struct children *children_new(struct loop *l);

/* Kills what still runs. NULL is nothing. */
void children_release(struct children *all);

/* See loop_kill_children(). NULL is nothing. */
void children_kill(struct children *all);

/* The loop's children, made at first need. Borrowed. */
struct children *loop_children(struct loop *l);

#endif
