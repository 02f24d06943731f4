/*
 * eval.h - aslc --eval: one expression, parsed by the compiler and evaluated by the runtime
 * (interface.md section 5). The one file of the compiler that looks above runtime/base.
 */
#ifndef COMPILER_EVAL_H
#define COMPILER_EVAL_H

struct eval_request {
    const char *language;      /* "jsonpath", "intrinsic", "jsonata" */
    const char *expression;    /* its text; a file's is read by the caller */
    const char *input_file;    /* the data; "-" is standard input; NULL: there is none */
    const char *context_file;  /* what $$ means; NULL: there is none */
    const char *bindings_file; /* a JSON object of variables; NULL: there are none */
};

/*
 * Print the expression's value to standard output. Returns the exit code: 0 done, 1 the
 * expression is wrong or fails (one line of JSON on standard error), 2 usage, or a file that
 * cannot be used.
 */
int eval_expression(const struct eval_request *r);

#endif
