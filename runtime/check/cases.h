/*
 * cases.h - the test cases of a mock file, what each is given, and what it is to come to.
 *
 * AWS's mock files have neither inputs nor expectations. Beside a state machine's TestCases
 * there may be two objects of our own, both by the cases' names: Inputs, and Expect: {"status",
 * "output", "error", "cause"}, each only if it matters. Without a status a case that expects an
 * error or a cause is to end as FAILED, any other as SUCCEEDED.
 *
 * A case's input is that of the file of inputs, else the one for all cases, else that of the
 * mock file's Inputs, else {}: what is said later, and for the run, counts more.
 */
#ifndef CHECK_CASES_H
#define CHECK_CASES_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct execution;
struct value;
struct mock;
struct option_list;

struct test_case {
    const char *name;     /* all borrowed from the file */
    struct value *input;  /* what the execution starts from */
    struct value *expect; /* NULL if nothing is said */
};

struct cases {
    const char *path;     /* borrowed */
    const char *workflow; /* the state machine that is looked for in the file; borrowed */
    struct value *file;
    struct value *inputs;   /* of the file of inputs, by the cases' names; or NULL */
    struct value *empty;    /* {} */
    struct test_case *list; /* in the order of the mock file */
    size_t count;
};

/* Which cases, and what they are given. All is borrowed and must outlive the cases. */
struct cases_request {
    const char *path;                /* of the mock file */
    const char *workflow;            /* whose state machine it is to have, or only one */
    const char *machine;             /* its state machine's name; NULL if it is not said */
    const struct option_list *names; /* of cases; without any: all of them */
    const char *inputs_path; /* of a JSON object of inputs by the cases' names, or NULL */
    struct value *input;     /* for all cases, */
    bool has_input;          /* if there is one: it may be null */
};

/* Read the files. Returns false if one is wrong: `why` says how, and there is nothing to
 * release. */
bool cases_read(struct cases *c, const struct cases_request *r, struct buf *why);
void cases_release(struct cases *c);

/* The answers of one case: *ret_mock (new). Returns false if they are wrong: `why` says how. */
bool cases_mock(const struct cases *c, const struct test_case *t, struct mock **ret_mock,
                struct buf *why);

/* Returns true if the execution ended as the case allows. Else `why` says where they differ. */
bool cases_judge(const struct test_case *t, const struct execution *x, struct buf *why);

#endif
