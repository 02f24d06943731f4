/*
 * machine.h - a state machine of a template: its definition as a source whose places are those
 * of the template, or of the file that it names, and what is filled in there.
 */
#ifndef TEMPLATE_MACHINE_H
#define TEMPLATE_MACHINE_H

#include <stdbool.h>

#include "compiler/check/check.h"

struct doc_node;
struct pair;
struct source;
struct template;

struct template_machine {
    struct template *of;
    const struct doc_node *resource;
    const char *id;   /* as the template calls it, behind the template's prefix */
    const char *name; /* by its Name, where that is known and can be one, or else by its id */
    enum check_type type;  /* CHECK_ANY where only a deployment knows */
    struct source *source; /* NULL after messages: where a server can do without it, warnings */
    bool is_inside;        /* its definition stands in a template, not in a file of its own */
    const struct pair *substitutions; /* DefinitionSubstitutions; ends with a NULL name */

    /* Those of them whose names the template has itself, so that what the user gives for such a
     * name is what they are made of. The others he may give in their place. */
    const struct pair *computed;
    struct template_machine *next;
};

/* Returns true if a resource is a state machine. */
bool machine_is(const struct doc_node *resource);

/* One, in the arena, without its definition and what belongs to that; NULL after a message. */
struct template_machine *machine_take(struct template *t, const struct doc_node *resource);

/* Read those. Returns false after messages; its source may be NULL then. */
bool machine_load(struct template_machine *m);

#endif
