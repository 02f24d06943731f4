/*
 * eval.h - aslc --eval: one expression, parsed by the compiler and evaluated by the
 * runtime. The one file of the compiler that looks above runtime/base.
 */
#ifndef COMPILER_EVAL_H
#define COMPILER_EVAL_H

struct options_eval;

/*
 * Print the expression's value to standard output. Returns the exit code: 0 done, 1 the
 * expression is wrong or fails (one line of JSON on standard error), 2 usage, or a file that
 * cannot be used.
 */
int eval_expression(const struct options_eval *r);

#endif
