/*
 * cfnauthor.h - authorizers that are functions of Lambda, as the words of a route
 * (front/authorizer.h). Those of any other kind are told by cfntold.h.
 */
#ifndef GATEWAY_CFNAUTHOR_H
#define GATEWAY_CFNAUTHOR_H

#include <stdbool.h>

struct cfn_api;
struct doc_node;
struct template;
struct value;

/* The words for an authorizer of an API of REST or HTTP, which is what
 * AWS::ApiGateway::Authorizer or AWS::ApiGatewayV2::Authorizer has as Properties, SAM below
 * Authorizers, or OpenAPI as x-amazon-apigateway-authorizer. In the arena; NULL if it is no
 * function of Lambda. */
const char *cfn_author_words(struct template *t, const struct value *v, bool is_rest);

/* Have the routes of an API ask the authorizer that a method or route of CloudFormation names.
 * Returns false if it names an authorizer that is not a function of Lambda. */
bool cfn_author_of_method(struct template *t, const struct doc_node *method,
                          struct cfn_api *api);

/* The same for the one of the Authorizers of SAM's Auth that the text `named` names, or none
 * for "NONE". One that is not there is told. */
void cfn_author_of_sam(struct template *t, const struct doc_node *auth,
                       const struct doc_node *named, struct cfn_api *api);

/* Returns true if an Auth of SAM's has no authorizers but functions of Lambda. */
bool cfn_author_is_kept(const struct doc_node *auth);

#endif
