/*
 * account.h - the AWS account, region and partition that ARNs are made of, as the environment
 * gives them. Static, or the environment's own.
 */
#ifndef AWS_ACCOUNT_H
#define AWS_ACCOUNT_H

/* AWS_REGION, or else AWS_DEFAULT_REGION, or else us-east-1. */
const char *account_region(void);

/* The region's partition: aws-cn, aws-us-gov and so on, or else aws (I-23). */
const char *account_partition(void);

/* AWS_ACCOUNT_ID, or else 123456789012. */
const char *account_id(void);

#endif
