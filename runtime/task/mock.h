/*
 * mock.h - answers of tasks from a mock file: AWS Step Functions Local's MockConfigFile.json
 * with the keys Input, Pending and Submitted besides (K-01 .. K-08).
 *
 * A state counts its attempts over its execution: retries, loops and iterations. Where a
 * response has entries with Input, each attempt that its numbers cover is used once, by the
 * first task that it fits.
 */
#ifndef TASK_MOCK_H
#define TASK_MOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct notice;
struct value;
struct mock; /* opaque: one test case */

enum mock_kind { MOCK_RETURN, MOCK_THROW, MOCK_PENDING, MOCK_MISSING };

/* All is borrowed from the mock; a member is NULL if it is absent or JSON null. */
struct mock_answer {
    enum mock_kind kind;
    struct value *value;
    const char *error;
    const char *cause;
    bool has_submitted;
    struct value *submitted;
    const char *response; /* its name in the file */
    uint64_t attempt;     /* from 0 */
};

/* The state machine `workflow` of a mock file, or its only one. Returns true, *ret_machine
 * (borrowed), which has an object of TestCases, and its name (borrowed). Returns false, with a
 * message that begins with `path`, if there is none. */
bool mock_machine(const struct value *file, const char *path, const char *workflow,
                  struct value **ret_machine, const char **ret_name, struct buf *why);

/* The case `name` of a mock file (shared) that was read already. Returns true and *ret_mock
 * (new), or false with a message in `why`. */
bool mock_new(struct value *file, const char *path, const char *workflow, const char *name,
              struct mock **ret_mock, struct buf *why);

/* FILE#CASE of the machine `workflow`, or of the only one in the file. Returns true and
 * *ret_mock (new), or false with a message in `why`. */
bool mock_read(const char *file_and_case, const char *workflow, struct mock **ret_mock,
               struct buf *why);
void mock_release(struct mock *m);

/* The next answer for a task in `state` of the execution `run`, a small number. Returns false
 * if the case does not name the state. */
bool mock_take(struct mock *m, uint32_t run, const char *state, const struct value *input,
               struct mock_answer *ret_answer);

/* How a task ends by an answer that is not MOCK_PENDING. */
struct notice mock_end(const struct mock_answer *m, const char *state);

/* How far the execution `run` has come, as a value: new, or NULL if it has taken nothing.
 * mock_read_run() sets it to the progress that mock_write_run() gave; NULL: to none. */
struct value *mock_write_run(const struct mock *m, uint32_t run);
void mock_read_run(struct mock *m, uint32_t run, const struct value *progress);

/* The execution has ended: the next one with its number starts to count from 0. */
void mock_forget(struct mock *m, uint32_t run);

/* The states that the case names, sorted, one for each `index` from 0 on; NULL past the last.
 * Borrowed. */
const char *mock_state(const struct mock *m, size_t index);

/* Returns true if the case names the state. */
bool mock_names(const struct mock *m, const char *state);

#endif
