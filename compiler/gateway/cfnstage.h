/*
 * cfnstage.h - the APIs of a template: the stage of each, and what it says of all its routes,
 * such as the variables of the stage and the types of bodies that are bytes.
 */
#ifndef GATEWAY_CFNSTAGE_H
#define GATEWAY_CFNSTAGE_H

#include <stdbool.h>

struct cfn_api;
struct doc_node;
struct template;
struct value;

/* The resource that {"Ref": NAME} names; NULL if it is none of the template's. */
const struct doc_node *cfn_stage_referred(const struct template *t, const struct doc_node *n);

/* The API that is that resource. */
struct cfn_api cfn_stage_api(struct template *t, const struct doc_node *resource);

/* The API that a reference in an event of SAM's names, NULL for the one that SAM makes itself:
 * of REST (Api) or of HTTP (HttpApi). */
struct cfn_api cfn_stage_api_of(struct template *t, const struct doc_node *reference,
                                bool is_http);

/* Add what a body in OpenAPI says of the API. */
void cfn_stage_add_body(struct template *t, const struct value *body, struct cfn_api *api);

/* A text with each ${stageVariables.NAME} as the stage says it, in the arena. */
const char *cfn_stage_filled(struct template *t, const struct cfn_api *api, const char *text);

#endif
