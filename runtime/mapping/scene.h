/*
 * scene.h - what templates and mapped parameters see of a request and of the answer to it.
 */
#ifndef MAPPING_SCENE_H
#define MAPPING_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct mapped_request;
struct value;
struct vtl_template;

/* What a JSONPath finds, as vtl.h has it. */
typedef bool scene_finder(const struct value *body, const char *path, struct value **ret_value,
                          struct buf *why);

/* All values are owned. */
struct scene {
    struct value *event;   /* as a function gets it of the format 1.0, without a body */
    struct value *params;  /* {"path", "querystring", "header"} */
    struct value *context; /* as $context; templates change it */
    scene_finder *find;
};

/* An answer of what is behind a route. All is borrowed. */
struct scene_answer {
    int status;
    const struct value *headers; /* an object of texts by names in small letters; NULL */
    const char *body;
    size_t size;
};

/* Fill it. Returns false, with nothing to release, if the path or the query is not UTF-8. */
bool scene_open(struct scene *s, const struct mapped_request *r, int64_t now_ms,
                scene_finder *find);
void scene_close(struct scene *s);

/* The stage's variables, borrowed; NULL if there are none. */
const struct value *scene_variables(const struct scene *s);

/* How a template ended. */
enum scene_end { SCENE_DONE, SCENE_NOT_JSON, SCENE_FAILED };

/* Append what a template makes of a body; the reason in `why` if it is not done. */
enum scene_end scene_render(struct scene *s, const struct vtl_template *t, const char *body,
                            size_t size, struct buf *out, struct buf *why);

/* The value that a parameter of a REST API comes from: "'static'", "method.request.header.X",
 * "method.request.body.PATH", "context.X", "stageVariables.X"; with an answer (else NULL)
 * "integration.response.header.X", "integration.response.body.PATH". A text, or a list of texts
 * of several; new. NULL if there is none. */
struct value *scene_source(const struct scene *s, const char *from, const char *body,
                           size_t size, const struct scene_answer *answer);

/* A value as a text: a text itself, anything else as JSON. New; appended. */
void scene_put(struct buf *out, const struct value *v);

/* Returns true if a template may set that status of an answer: those below 200 are no answers
 * yet, and a client would wait for more. */
bool scene_may_answer(int64_t status);

/* Returns true if a template may set that header: it is a name that HTTP allows, and none of
 * those that say where a message ends and how it is carried. */
bool scene_may_set(const char *header);

/* The same without control characters, which no header has. */
void scene_put_header(struct buf *out, const struct value *v);

/* The member at "a.b.c", borrowed; NULL if there is none. */
const struct value *scene_member(const struct value *v, const char *path);

#endif
