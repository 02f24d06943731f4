/*
 * filters.h - which parameters a list shall have.
 */
#ifndef SSM_FILTERS_H
#define SSM_FILTERS_H

#include <stdbool.h>
#include <stddef.h>

struct ask;
struct parameter;
struct value;

/* Returns true if the request's ParameterFilters and Filters are good ones, of which `keys` are
 * allowed, and "tag:" where `has_tags` is set; false after a failure. */
bool filters_check(struct ask *a, const char *const keys[], size_t count, bool has_tags);

/* Returns true if the parameter passes all filters of the request. */
bool filters_pass(struct ask *a, const struct parameter *p);

/* Returns true if a name lies below a path: anywhere, or next to it. */
bool filters_is_below(const char *name, const char *path, bool is_recursive);

#endif
