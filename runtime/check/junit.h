/*
 * junit.h - the results of test cases as JUnit's XML, as many a CI reads it.
 *
 * A case's time is what it would have taken on the workflow's clock, so that the same tests
 * write the same bytes.
 */
#ifndef CHECK_JUNIT_H
#define CHECK_JUNIT_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

/* Set to {0} it is empty; the caller releases `cases`. */
struct junit {
    struct buf cases;
    size_t count, failures;
    int64_t time_ms;
};

/* One more result. `why` is NULL for one that passed. */
void junit_add(struct junit *j, const char *suite, const char *name, int64_t time_ms,
               const char *why);

/* Write what was added as one suite to the file at `path`. Returns 0, or a negative errno. */
int junit_write(const struct junit *j, const char *suite, const char *path);

#endif
