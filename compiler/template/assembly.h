/*
 * assembly.h - all templates of one run: a template with those that its nested stacks name, or
 * the folder that CDK writes (cdk.out), and their state machines.
 */
#ifndef TEMPLATE_ASSEMBLY_H
#define TEMPLATE_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

struct template;
struct template_machine;
struct template_settings;

struct assembly {
    const char *path;                  /* as the user gave it */
    struct template *first;            /* the list goes on by `next`; NULL after messages */
    struct template_machine *machines; /* likewise; NULL until they are listed */
};

/* Read all of them. Returns false after messages; what can be read is there all the same. */
bool assembly_read(const struct template_settings *s, const char *path,
                   struct assembly *ret_assembly);

/* List the state machines of all of them that are made, without their definitions. Returns
 * false after messages: there is none, or two have one name. */
bool assembly_list(struct assembly *all);

/* The same with their definitions (machine_load()). What is wrong with a single one is told by
 * its source as well. */
bool assembly_machines(struct assembly *all);

/* What files of a machine are called: by its name, or by its id where another stack has a
 * machine of that name. In the arena. */
const char *assembly_file_name(const struct assembly *all, const struct template_machine *m);

/* The machine that a user means: by its id, the end of it, or its name. Returns NULL with
 * *ret_count 0 if there is none, or how many there are. */
struct template_machine *assembly_find(const struct assembly *all, const char *name,
                                       size_t *ret_count);

/* Their ids: "A, B and 3 more". In the arena. */
const char *assembly_names(const struct assembly *all);

/* Returns true if one of the templates has that name, or has asked for it, so that it can be
 * given. */
bool assembly_knows(const struct assembly *all, const char *name);

#endif
