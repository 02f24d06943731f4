/*
 * settings.h - whether a task's call can reach the real AWS, by the settings there are.
 */
#ifndef WAY_SETTINGS_H
#define WAY_SETTINGS_H

#include <stdbool.h>

struct asl_request;

/* Returns true if the target `aws` does what nothing else is bound to: for struct asl_target.
 * Of plain APIs that needs no settings. `is_local`: nothing may be called outside of this
 * machine. */
bool settings_answer(const struct asl_request *r, bool is_local);

/* From now on services are reached where nothing may be called outside of this machine as well,
 * if a setting names an address for them: credentials alone do not count. */
void settings_reach_named(void);

#endif
