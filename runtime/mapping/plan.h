/*
 * plan.h - what a mapped route does, which a template has led to:
 *
 *   {"kind": "service",             or "function", "mock"; "proxy": a function of an HTTP API
 *    "api": "rest",                 or "http"
 *    "function": "NAME",
 *    "service": "states", "action": "StartExecution",    or "path": "bucket/{key}"
 *    "method": "POST",
 *    "passthrough": "WHEN_NO_MATCH",
 *    "requests": {"application/json": TEMPLATE},
 *    "parameters": {"integration.request.header.X": "method.request.header.Y"},
 *    "responses": [{"pattern": "4\\d{2}", "status": "400", "parameters": {...},
 *                   "templates": {"application/json": TEMPLATE}}]}
 *
 * Of HTTP APIs "parameters" and those of responses are what AWS::ApiGatewayV2::Integration has.
 */
#ifndef MAPPING_PLAN_H
#define MAPPING_PLAN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;
struct vtl_template;

enum plan_kind { PLAN_SERVICE, PLAN_FUNCTION, PLAN_MOCK, PLAN_PROXY };

/* A template by the type of what it makes. */
struct plan_template {
    const char *type;              /* borrowed of the JSON */
    struct vtl_template *template; /* owned; NULL: it hands on what there is */
};

struct plan_templates {
    struct plan_template *list; /* owned */
    size_t count;
};

struct plan_response {
    const char *pattern; /* Java's, for all of a status or of an error; NULL: for all others */
    int status;
    const struct value *parameters; /* an object of texts; NULL */
    struct plan_templates templates;
};

/* All texts and values are borrowed of the JSON. */
struct plan {
    struct value *json; /* owned */
    enum plan_kind kind;
    bool is_http_api;
    const char *function, *service, *action, *path;
    const char *method;      /* that the service is asked with; static */
    const char *passthrough; /* NULL: WHEN_NO_MATCH */
    const struct value *parameters;
    struct plan_templates requests;
    struct plan_response *responses; /* owned */
    size_t response_count;
};

/* Read one: new. NULL, with what is wrong in `why`. */
struct plan *plan_open(const char *json, struct buf *why);

/* Does nothing for NULL. */
void plan_close(struct plan *p);

/* The template for a content type ("application/json; charset=utf-8"; NULL: JSON). NULL if
 * there is none. */
const struct plan_template *plan_template_of(const struct plan_templates *all,
                                             const char *type);

#endif
