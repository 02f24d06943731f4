/*
 * cfncors.h - the pages of a browser that may ask a template's APIs.
 */
#ifndef APP_CFNCORS_H
#define APP_CFNCORS_H

struct cfn_routes;
struct doc_node;
struct template;

/* Add the origins that an API allows: Cors of SAM's REST APIs, CorsConfiguration of HTTP APIs.
 */
void cfn_cors(struct template *t, const struct doc_node *api, struct cfn_routes *all);

#endif
