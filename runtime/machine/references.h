/*
 * references.h - which variables each state of a definition refers to, as DescribeStateMachine
 * tells.
 */
#ifndef MACHINE_REFERENCES_H
#define MACHINE_REFERENCES_H

struct value;

/* An object: for each state that refers to variables their names, sorted. New; NULL if no state
 * refers to any. A name counts if some state assigns it. */
struct value *references_of(const char *definition);

#endif
