/*
 * cfnapi.h - the APIs of a template that stand in front of state machines and functions:
 * AWS::ApiGateway's methods, AWS::ApiGatewayV2's routes, and bodies in OpenAPI of those and of
 * SAM's.
 */
#ifndef GATEWAY_CFNAPI_H
#define GATEWAY_CFNAPI_H

#include <stdbool.h>

struct cfn_routes;
struct doc_node;
struct template;

/* Returns true if a resource belongs to an API: cfn_api() does whatever there is to do. */
bool cfn_is_api(const struct doc_node *resource);

/* Add the routes of a resource; what is not served here is warned of. */
void cfn_api(struct template *t, const struct doc_node *resource, struct cfn_routes *all);

#endif
