/*
 * cfnplace.h - a method or route of an API Gateway: where it stands, and what it leads to.
 */
#ifndef APP_CFNPLACE_H
#define APP_CFNPLACE_H

#include <stdbool.h>

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

/* Where it stands. */
struct cfn_place {
    const char *method, *path;
    const struct cfn_integration *leads_to;
    bool takes_all; /* it is the route $default */
};

/* The name of the function that a URI of Lambda's or an ARN names, in the arena; NULL if it
 * names none. */
const char *cfn_place_function(struct template *t, const char *uri);

/* The name behind a word in an ARN, in the arena; NULL if the text has none, or is NULL. */
const char *cfn_place_name(struct template *t, const char *text, const char *word);

#endif
