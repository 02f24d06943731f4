/*
 * chosen.h - what is to be compiled or looked at: the files of the command line, or the state
 * machines of --template.
 */
#ifndef COMPILER_CHOSEN_H
#define COMPILER_CHOSEN_H

#include <stdbool.h>

struct chosen;
struct diag;
struct session;

/* All of them, in the arena; what is wrong with the template is said in `d`. Returns NULL after
 * a message about the command line: no machine is called so. The list may be empty after
 * messages in `d`. */
const struct chosen *chosen_read(struct session *s, struct diag *d);

/* Returns true if there is one alone. If not, *ret_code is 2 after a message about which there
 * are, or 0 if `d` has all that is to be said. */
bool chosen_is_one(const struct session *s, const struct chosen *list, int *ret_code);

/* Returns true if -o names a folder, for all state machines of a template. */
bool chosen_have_folder(const struct session *s);

/* The file of one in that folder, with that end of its name. In the arena. */
const char *chosen_output(const struct session *s, const struct chosen *c, const char *end);

#endif
