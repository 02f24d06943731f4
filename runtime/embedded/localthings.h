/*
 * localthings.h - `local ls`, `local show`, `local drain` and `local load`: what is in the
 * embedded services, for people.
 */
#ifndef EMBEDDED_LOCALTHINGS_H
#define EMBEDDED_LOCALTHINGS_H

#include <stdbool.h>

struct buf;
struct local;
struct session;

/* Things to do (localword.h). */
int localthings_list(struct local *l, const char *const *names);
int localthings_show(struct local *l, const char *const *names);
int localthings_drain(struct local *l, const char *const *names);
int localthings_load(struct local *l, const char *const *names);

/* --local-load (feature.h). */
bool localthings_fill(struct session *s, const char *path, struct buf *why);

#endif
