/*
 * cfnintegration.h - what a method or route of an API Gateway leads to, as a route of the
 * server.
 */
#ifndef APP_CFNINTEGRATION_H
#define APP_CFNINTEGRATION_H

#include <stdbool.h>

struct cfn_api;
struct cfn_routes;
struct doc_node;
struct template;
struct value;

/* All texts are borrowed of the value that it was read from; NULL where there is none. */
struct cfn_integration {
    const char *uri, *type;
    const char *subtype;  /* of HTTP APIs: StepFunctions-StartExecution */
    const char *machine;  /* of those: the state machine's ARN */
    const char *request;  /* of REST APIs: what makes the request of a service, a template */
    const char *response; /* likewise, of a good answer */
    bool is_old;          /* a function gets the event of the format 1.0 */
    /* of REST APIs: all of the templates, all responses as CloudFormation or OpenAPI has them;
     * and what each API changes of the request */
    const struct value *requests, *responses, *parameters;
};

/* Read one: the Integration of AWS::ApiGateway::Method, the Properties of
 * AWS::ApiGatewayV2::Integration, x-amazon-apigateway-integration of OpenAPI. */
void cfn_integration_of_method(struct cfn_integration *i, const struct value *v);
void cfn_integration_of_route(struct cfn_integration *i, const struct value *v);
void cfn_integration_of_body(struct cfn_integration *i, const struct value *v);

/* Where it stands. */
struct cfn_place {
    const char *method, *path;
    const struct cfn_integration *leads_to;
    bool takes_all; /* it is the route $default */
};

/* Add the route. What is not served here is warned of at `at`. */
void cfn_integration_add(struct template *t, const struct doc_node *at,
                         const struct cfn_api *api, const struct cfn_place *p,
                         struct cfn_routes *all);

/* The same of the route $default, which takes what no other one does. */
void cfn_integration_add_default(struct template *t, const struct doc_node *at,
                                 const struct cfn_api *api, const struct cfn_integration *i,
                                 struct cfn_routes *all);

#endif
