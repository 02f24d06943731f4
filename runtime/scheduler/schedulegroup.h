/*
 * schedulegroup.h - groups of schedules, their tags, and what lists of schedules and groups
 * have in common. Private to runtime/scheduler/.
 */
#ifndef SCHEDULER_SCHEDULEGROUP_H
#define SCHEDULER_SCHEDULEGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct ask;
struct value;

/* The group that is always there. */
#define SCHEDULEGROUP_DEFAULT "default"

/* The operations. */
void schedulegroup_create(struct ask *a);
void schedulegroup_get(struct ask *a);
void schedulegroup_delete(struct ask *a);
void schedulegroup_list(struct ask *a);
void schedulegroup_tag(struct ask *a);
void schedulegroup_untag(struct ask *a);
void schedulegroup_list_tags(struct ask *a);

/* Make the default group in a file that has none. */
void schedulegroup_make_default(struct ask *a);

/* A name that the request must have; borrowed, NULL after a failure. */
const char *schedulegroup_name(struct ask *a, const char *member);

/* Returns true if there is such a group. */
bool schedulegroup_check(struct ask *a, const char *name);

/* A page of a list, by NamePrefix, MaxResults and NextToken of the request. */
struct schedulegroup_page {
    const char *prefix, *after; /* borrowed: "" where the request has none */
    int64_t most;
    struct value *list; /* owned */
    struct buf last;    /* the key of the last item */
    bool has_more;
};

bool schedulegroup_page_begin(struct ask *a, struct schedulegroup_page *ret);

/* Add an item (taken). Returns false where the page is full without it. */
bool schedulegroup_page_add_take(struct schedulegroup_page *p, const char *key,
                                 struct value *item);

/* Answer the page: `member` is the list's name. */
void schedulegroup_page_end(struct ask *a, struct schedulegroup_page *p, const char *member);

#endif
