/*
 * naming.h - what the resources of a template are called: as the property says that names them,
 * or else as the template calls them.
 *
 * Where templates see each other (template_settings), each is a stack of its own: a name that
 * nobody wrote, and that another resource of that kind has already, or that is too short for
 * its kind, gets the name of its stack in front, "billing-Charge". One that is too long is cut.
 */
#ifndef TEMPLATE_NAMING_H
#define TEMPLATE_NAMING_H

struct doc_node;
struct template;

/* What a resource is called. In the arena; NULL after a message. */
const char *naming_resource(struct template *t, const struct doc_node *resource);

/* What something is called that a resource brings along, as SAM calls it: the resource's id
 * with `part` behind. In the arena. */
const char *naming_part(struct template *t, const struct doc_node *resource, const char *part);

/* What an API is called: by its id, which is SAM's own where the template has no such resource.
 * In the arena. */
const char *naming_api(struct template *t, const char *id);

/* "FILE:LINE:COLUMN" of a value, in the arena. */
const char *naming_place(const struct template *t, const struct doc_node *at);

#endif
