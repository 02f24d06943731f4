/*
 * cfnintegration.h - what a method or route of an API Gateway leads to, as a route of the
 * server.
 */
#ifndef GATEWAY_CFNINTEGRATION_H
#define GATEWAY_CFNINTEGRATION_H

struct cfn_api;
struct cfn_integration;
struct cfn_place;
struct cfn_routes;
struct doc_node;
struct template;
struct value;

/* Read one: the Integration of AWS::ApiGateway::Method, the Properties of
 * AWS::ApiGatewayV2::Integration, x-amazon-apigateway-integration of OpenAPI. */
void cfn_integration_of_method(struct cfn_integration *i, const struct value *v);
void cfn_integration_of_route(struct cfn_integration *i, const struct value *v);
void cfn_integration_of_body(struct cfn_integration *i, const struct value *v);

/* Add the route. What is not served here is warned of at `at`. */
void cfn_integration_add(struct template *t, const struct doc_node *at,
                         const struct cfn_api *api, const struct cfn_place *p,
                         struct cfn_routes *all);

/* The same of the route $default, which takes what no other one does. */
void cfn_integration_add_default(struct template *t, const struct doc_node *at,
                                 const struct cfn_api *api, const struct cfn_integration *i,
                                 struct cfn_routes *all);

#endif
