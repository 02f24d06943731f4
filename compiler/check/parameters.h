/*
 * parameters.h - checks what a Task gives to an optimised integration, as AWS does when a state
 * machine is created (I-26, I-27): fields that the action lacks, that it needs, and
 * literals of a wrong type, as deep as the tables of runtime/aws/schema.h reach. What it gives
 * to an action of aws-sdk: is looked at by AWS no sooner than it runs: there are warnings of
 * it.
 */
#ifndef CHECK_PARAMETERS_H
#define CHECK_PARAMETERS_H

struct checker;
struct state;

/* Reports what is wrong with the Parameters, or Arguments, of a Task. `foo.$` counts as foo;
 * what a path, an expression or a ${NAME} will bring is not looked at. */
void parameters_check(const struct checker *c, const struct state *task);

#endif
