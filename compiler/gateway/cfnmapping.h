/*
 * cfnmapping.h - integrations with mapping templates or mapped parameters, as the words of a
 * mapped route (mapping/plan.h): functions and services that REST APIs ask by themselves,
 * mocks, and what HTTP APIs change of requests and answers.
 */
#ifndef GATEWAY_CFNMAPPING_H
#define GATEWAY_CFNMAPPING_H

#include <stdbool.h>

struct cfn_api;
struct cfn_integration;
struct cfn_place;
struct doc_node;
struct template;

/* Returns true if the integration is mapped, and no proxy. */
bool cfn_mapping_is_for(const struct cfn_api *api, const struct cfn_integration *i);

/* What stands behind METHOD /path for it, in the arena; `function` is the name of the one that
 * it leads to, or NULL. NULL, after a warning, if that cannot be done here. What is left out of
 * it is warned of. */
const char *cfn_mapping_words(struct template *t, const struct doc_node *at,
                              const struct cfn_api *api, const struct cfn_place *p,
                              const char *function);

/* The words with what an HTTP API changes on the way to a function and back. */
const char *cfn_mapping_of_proxy(struct template *t, const struct doc_node *at,
                                 const struct cfn_place *p, const char *words);

#endif
