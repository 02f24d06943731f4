/*
 * marking.h - labels of versions, and tags of parameters of the embedded Parameter Store.
 */
#ifndef SSM_MARKING_H
#define SSM_MARKING_H

#include <stdbool.h>
#include <stddef.h>

struct ask;
struct value;

/* The request's Names, which are texts: borrowed, NULL after a failure. */
struct value *marking_names(struct ask *a, size_t most);

/* Add tags, a list of {"Key", "Value"}, to a parameter that is there. Returns false after a
 * failure. */
bool marking_set_tags(struct ask *a, const char *name, const struct value *tags);

/* The tags of a parameter: new, an object. */
struct value *marking_tags_of(struct ask *a, const char *name);

/* The operations. */
void marking_label(struct ask *a);
void marking_unlabel(struct ask *a);
void marking_tag(struct ask *a);
void marking_untag(struct ask *a);
void marking_list_tags(struct ask *a);

#endif
