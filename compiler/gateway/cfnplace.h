/*
 * cfnplace.h - a method or route of an API Gateway: where it stands, and what it leads to.
 */
#ifndef GATEWAY_CFNPLACE_H
#define GATEWAY_CFNPLACE_H

#include <stdbool.h>

struct doc_node;
struct template;
struct value;

/* All texts are borrowed of the value that it was read from; NULL where there is none. */
struct cfn_integration {
    const char *uri, *type;
    const char *subtype; /* of HTTP APIs: StepFunctions-StartExecution */
    bool is_old;         /* a function gets the event of the format 1.0 */
    /* Of REST APIs: the templates of requests, all responses, as CloudFormation or OpenAPI has
     * them, how what has no template is passed through, and the method of a service. */
    const struct value *requests, *responses;
    const char *passthrough, *method;
    const struct value *parameters; /* what each API changes of the request, */
    const struct value *changes;    /* and one of HTTP of answers, by their status */
};

/* Where it stands. */
struct cfn_place {
    const char *method, *path;
    const struct cfn_integration *leads_to;
    bool takes_all;                 /* it is the route $default */
    const struct doc_node *written; /* where the integration is in the file; NULL: it is made */
};

/* The name of the function that a URI of Lambda's or an ARN names, in the arena; NULL if it
 * names none. */
const char *cfn_place_function(struct template *t, const char *uri);

/* The name behind a word in an ARN, in the arena; NULL if the text has none, or is NULL. */
const char *cfn_place_name(struct template *t, const char *text, const char *word);

#endif
