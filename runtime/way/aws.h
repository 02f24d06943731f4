/*
 * aws.h - tasks done by real services (aws): signed requests to AWS itself, or to the endpoint
 * that a setting names.
 *
 * It does what nothing is bound to where credentials or an endpoint are set, unless only what
 * is on this machine may be called.
 */
#ifndef WAY_AWS_H
#define WAY_AWS_H

struct asl_target;

extern const struct asl_target asl_target_aws;

#endif
