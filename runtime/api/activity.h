/*
 * activity.h - the operations on activities, as rows of the store, and those of their workers.
 *
 * A row: {"name","creationDate","number","encryptionConfiguration"}. Numbers grow with the time
 * of creation.
 */
#ifndef API_ACTIVITY_H
#define API_ACTIVITY_H

#include <stdbool.h>

struct call;
struct station;

void activity_create(struct station *s, struct call *c);   /* CreateActivity */
void activity_delete(struct station *s, struct call *c);   /* DeleteActivity */
void activity_describe(struct station *s, struct call *c); /* DescribeActivity */
void activity_list(struct station *s, struct call *c);     /* ListActivities */
void activity_task(struct station *s, struct call *c);     /* GetActivityTask */

void activity_success(struct station *s, struct call *c);   /* SendTaskSuccess */
void activity_failure(struct station *s, struct call *c);   /* SendTaskFailure */
void activity_heartbeat(struct station *s, struct call *c); /* SendTaskHeartbeat */

/* Returns true if there is an activity of that ARN. */
bool activity_is_there(const struct station *s, const char *arn);

#endif
