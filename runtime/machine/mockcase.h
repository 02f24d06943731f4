/*
 * mockcase.h - the test cases of a mock file for executions that are started by
 * `stateMachineArn#CASE`, as Step Functions Local has them.
 *
 * The file's state machines are those of the server by their names. What a case does not mock
 * is done as without it.
 */
#ifndef MACHINE_MOCKCASE_H
#define MACHINE_MOCKCASE_H

#include <stdbool.h>

struct buf;
struct deployment;
struct machines;
struct mockcases; /* opaque: a file */
struct revision;

/* Read a file, and check every test case in it; `program` (borrowed) is who warns on standard
 * error. Returns true and *ret_cases (new), or false with a message for the user in `why`. */
bool mockcases_open(const char *program, const char *path, struct mockcases **ret_cases,
                    struct buf *why);
void mockcases_close(struct mockcases *c);

/* What runs a revision with the answers of a test case; borrowed: it goes with the revision.
 * Returns NULL, with the reason in `why`, if the file (NULL: there is none) does not have that
 * case of the state machine. */
struct deployment *mockcases_deployment(const struct mockcases *c, struct machines *ms,
                                        struct revision *r, const char *test_case,
                                        struct buf *why);

#endif
