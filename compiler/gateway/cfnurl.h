/*
 * cfnurl.h - URLs of functions: FunctionUrlConfig of SAM's, AWS::Lambda::Url. Each is a path of
 * the server, "/NAME.lambda-url", and all below it.
 */
#ifndef GATEWAY_CFNURL_H
#define GATEWAY_CFNURL_H

#include <stdbool.h>

struct cfn_routes;
struct doc_node;
struct template;

/* Returns true if the resource is a URL of a function. */
bool cfn_is_url(const struct doc_node *resource);

/* Add the routes of a function's URL, where the function or the resource says one. */
void cfn_url(struct template *t, const struct doc_node *resource, struct cfn_routes *all);

#endif
