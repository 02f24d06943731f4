/*
 * cases.h - the test cases of a mock file, what each is given, and what it is to come to.
 *
 * Beside a state machine's TestCases there may be two objects of our own, both by the cases'
 * names: Inputs, where {} is the default, and Expect: {"status", "output", "error", "cause"},
 * each only if it matters. Without a status a case that expects an error or a cause is to end
 * as FAILED, any other as SUCCEEDED.
 */
#ifndef CHECK_CASES_H
#define CHECK_CASES_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct execution;
struct json_object;
struct mock;

struct test_case {
    const char *name;           /* all borrowed from the file */
    struct json_object *input;  /* NULL is JSON null */
    struct json_object *expect; /* NULL: nothing is said */
};

struct cases {
    const char *path;     /* borrowed */
    const char *workflow; /* borrowed */
    struct json_object *file;
    struct json_object *empty; /* {} */
    struct test_case *list;    /* in the order of the file */
    size_t count;
};

/* 0, or a negative errno and a message; then there is nothing to release. */
int cases_read(struct cases *c, const char *path, const char *workflow, struct buf *why);
void cases_release(struct cases *c);

/* The answers of one case: 0 and *ret_mock (new), or a negative errno and a message. */
int cases_mock(const struct cases *c, const struct test_case *t, struct mock **ret_mock,
               struct buf *why);

/* True if the execution ended as the case allows. Else `why` says where they differ. */
bool cases_judge(const struct test_case *t, const struct execution *x, struct buf *why);

#endif
