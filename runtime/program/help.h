/*
 * help.h - what a program can do and what it takes, as --help prints it: made of the same rows
 * by which the command line is read.
 */
#ifndef PROGRAM_HELP_H
#define PROGRAM_HELP_H

struct asl_workflow;
struct options;

/* Print on standard output: all of it, or, where the command line names a feature, what that
 * one takes. */
void help_print(const struct asl_workflow *w, const struct options *o);

#endif
