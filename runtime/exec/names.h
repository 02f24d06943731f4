/*
 * names.h - the names and ARNs of a run, of the account and region that the environment gives.
 */
#ifndef EXEC_NAMES_H
#define EXEC_NAMES_H

struct execution;
struct execution_start;

/* Of AWS_REGION, AWS_DEFAULT_REGION; us-east-1. Static or the environment's. */
const char *names_region(void);

/* Of AWS_ACCOUNT_ID; 123456789012. */
const char *names_account(void);

/* Fill in the run's name, its ARN, its machine's and its role's. */
void names_give(struct execution *x, const struct execution_start *s);

#endif
