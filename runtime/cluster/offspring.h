/*
 * offspring.h - letters about children of distributed Maps that are on another node than the
 * execution which they belong to (station/childmail.h).
 */
#ifndef CLUSTER_OFFSPRING_H
#define CLUSTER_OFFSPRING_H

#include <stdbool.h>

struct shared_letter;
struct station;

/* Do what a letter says: a child that is here is stopped, or a parent that is here counts a
 * child. Returns false if the letter is about something else. */
bool offspring_do(struct station *s, const struct shared_letter *l);

#endif
