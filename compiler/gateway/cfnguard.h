/*
 * cfnguard.h - who may call the methods of a template's REST APIs: API keys. What else guards
 * them is told by cfntold.h, and by this for bodies in OpenAPI.
 */
#ifndef GATEWAY_CFNGUARD_H
#define GATEWAY_CFNGUARD_H

#include <stdbool.h>

struct cfn_api;
struct cfn_place;
struct doc_node;
struct template;
struct value;

/* Have all routes of the API ask for a key of the template's if `required` (NULL: it does not
 * say) is true; let everybody in if it is false. Where no key is known that is told, and
 * everybody is let in as well. */
void cfn_guard_keys(struct template *t, const struct doc_node *required, struct cfn_api *api);

/* The same of an operation in OpenAPI, which may have its own `security`; authorizers are told
 * at `at`. */
void cfn_guard_operation(struct template *t, const struct doc_node *at,
                         const struct value *body, const struct value *operation,
                         const struct cfn_place *p, struct cfn_api *api);

/* Returns true if an Auth of SAM's says nothing that has no effect here. */
bool cfn_guard_is_kept(const struct doc_node *auth);

#endif
