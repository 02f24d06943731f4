/*
 * command.h - the command `aslc serve`: a local Step Functions.
 */
#ifndef SERVE_COMMAND_H
#define SERVE_COMMAND_H

/* Serve the definitions that the command line names, and those that requests bring. `argv[1]`
 * is "serve". Returns the exit code, as a workflow's program has it (base/exit.h). */
int command_serve(int argc, char **argv);

#endif
