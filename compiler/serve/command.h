/*
 * command.h - the subcommands of aslc that have to do with a server: `aslc serve`, and those
 * that ask one.
 */
#ifndef SERVE_COMMAND_H
#define SERVE_COMMAND_H

#include <stdbool.h>

/* Returns true if the word is a subcommand of these. */
bool command_is(const char *word);

/* Serve definitions, or ask a server, as the command line says, whose first word behind the
 * program is a subcommand. Returns the exit code, as a workflow's program has it (base/exit.h).
 */
int command_run(int argc, char **argv);

#endif
