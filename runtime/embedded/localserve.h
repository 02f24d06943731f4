/*
 * localserve.h - the HTTP door of the embedded services: by itself, and within a run, where the
 * code of hosted functions uses it.
 */
#ifndef EMBEDDED_LOCALSERVE_H
#define EMBEDDED_LOCALSERVE_H

struct feature_services;
struct local;

/* `local serve`: until it is told to stop. */
int localserve_run(struct local *l, const char *const *names);

/* What the feature offers to a run. */
extern const struct feature_services localserve_services;

#endif
