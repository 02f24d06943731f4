/*
 * rigmap.h - what TestState looks at in a Map: its items, what is made of them, how many may
 * run and how many may fail.
 */
#ifndef TESTING_RIGMAP_H
#define TESTING_RIGMAP_H

struct asl_frame;
struct given;
struct plan_state;
struct value;

/* Evaluate the fields of the Map `s` that the frame is in, which are members of `seen` (an
 * object) then. What cannot be used is an error of the frame, and so is a number of failures
 * beyond what the Map tolerates. Returns why AWS does not take what is given; NULL if it does.
 */
const char *rigmap_look(struct asl_frame *f, const struct plan_state *s,
                        const struct given *given, struct value **seen);

#endif
