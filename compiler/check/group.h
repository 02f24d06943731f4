/*
 * group.h - checks the fields of one state against each other: those that exclude or need one
 * another, and what a Choice's rules, retriers, catchers and a Map's parts must have.
 */
#ifndef CHECK_GROUP_H
#define CHECK_GROUP_H

struct checker;
struct state;

void group_check(const struct checker *c, const struct state *s);

#endif
