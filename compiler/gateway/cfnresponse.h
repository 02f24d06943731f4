/*
 * cfnresponse.h - the responses of an integration, as CloudFormation or OpenAPI has them, in
 * the form of mapping/plan.h.
 */
#ifndef GATEWAY_CFNRESPONSE_H
#define GATEWAY_CFNRESPONSE_H

#include <stdbool.h>

struct cfn_place;
struct doc_node;
struct template;
struct value;

/* Those of a REST API, a list: new. */
struct value *cfn_response_list(struct template *t, const struct value *responses);

/* Returns false, after a warning at `at`, if one of them has a pattern that is none. What has
 * no effect is warned of. */
bool cfn_response_check(struct template *t, const struct doc_node *at,
                        const struct cfn_place *p, const struct value *response);

/* What an HTTP API changes of answers, by their status: new, a list. */
struct value *cfn_response_changes(const struct value *changes);

#endif
