/*
 * account.h - the AWS account, region and partition that ARNs are made of, as the environment
 * gives them. Static, or the environment's own.
 */
#ifndef AWS_ACCOUNT_H
#define AWS_ACCOUNT_H

/* Of AWS_REGION, AWS_DEFAULT_REGION; us-east-1. */
const char *account_region(void);

/* The region's: aws-cn, aws-us-gov and so on; aws (I-23). */
const char *account_partition(void);

/* Of AWS_ACCOUNT_ID; 123456789012. */
const char *account_id(void);

#endif
