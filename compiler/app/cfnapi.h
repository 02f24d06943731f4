/*
 * cfnapi.h - the APIs of a template that stand in front of state machines and functions:
 * AWS::ApiGateway's methods, AWS::ApiGatewayV2's routes, and bodies in OpenAPI of those and of
 * SAM's.
 */
#ifndef APP_CFNAPI_H
#define APP_CFNAPI_H

#include <stdbool.h>

struct cfn_api;
struct cfn_routes;
struct doc_node;
struct template;

/* Returns true if a resource belongs to an API: cfn_api() does whatever there is to do. */
bool cfn_is_api(const struct doc_node *resource);

/* Add the routes of a resource; what is not served here is warned of. */
void cfn_api(struct template *t, const struct doc_node *resource, struct cfn_routes *all);

/* The API that a reference in an event of SAM's names, NULL for the one that SAM makes itself:
 * of REST (Api) or of HTTP (HttpApi). */
struct cfn_api cfn_api_of(struct template *t, const struct doc_node *reference, bool is_http);

#endif
