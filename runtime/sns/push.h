/*
 * push.h - applications on mobile devices, as SNS knows them: a platform application, and an
 * endpoint for each device. What is published to an endpoint is kept in the list of what was
 * published, and sent to nobody.
 */
#ifndef SNS_PUSH_H
#define SNS_PUSH_H

#include <stdbool.h>

struct ask;

/* Returns true if the ARN is that of an endpoint. */
bool push_is_endpoint(const char *arn);

/* Returns true if messages may be sent to the endpoint; false after a failure of the request.
 */
bool push_check_endpoint(struct ask *a, const char *arn);

/* The operations. */
void push_create_application(struct ask *a);
void push_delete_application(struct ask *a);
void push_get_application(struct ask *a);
void push_set_application(struct ask *a);
void push_list_applications(struct ask *a);
void push_create_endpoint(struct ask *a);
void push_delete_endpoint(struct ask *a);
void push_get_endpoint(struct ask *a);
void push_set_endpoint(struct ask *a);
void push_list_endpoints(struct ask *a);

#endif
