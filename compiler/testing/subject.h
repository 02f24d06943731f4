/*
 * subject.h - the state that TestState is asked for: found in a machine by its name, or alone,
 * checked as part of a machine and planned.
 */
#ifndef TESTING_SUBJECT_H
#define TESTING_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/testing/verdict.h"

struct plan_state;
struct service_answer;

struct subject {
    struct verdict verdict; /* its arena owns the rest */
    const char *text;       /* the machine that was checked */
    size_t size;
    const struct plan_state *state;
};

/* Find the state. `name` NULL: the definition is a state's, not a machine's. Returns false,
 * with AWS's error in *answer, if there is none that is good. For subject_close() in both
 * cases. */
bool subject_open(struct subject *s, const char *definition, size_t size, const char *name,
                  struct service_answer *answer);

void subject_close(struct subject *s);

#endif
