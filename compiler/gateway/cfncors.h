/*
 * cfncors.h - the pages of a browser that may ask a template's APIs.
 */
#ifndef GATEWAY_CFNCORS_H
#define GATEWAY_CFNCORS_H

struct cfn_routes;
struct doc_node;
struct template;

/* Add the origins that an API allows: Cors of SAM's REST APIs, CorsConfiguration of HTTP APIs,
 * or else what Globals say of SAM's. */
void cfn_cors(struct template *t, const struct doc_node *api, struct cfn_routes *all);

/* The same of any object that has such a member, as a function's URL. */
void cfn_cors_of(struct template *t, const struct doc_node *object, struct cfn_routes *all);

/* The same of the API that SAM makes itself: `kind` is "Api" or "HttpApi". */
void cfn_cors_of_globals(struct template *t, const char *kind, struct cfn_routes *all);

#endif
