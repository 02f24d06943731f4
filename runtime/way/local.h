/*
 * local.h - tasks done by the embedded services (local), below the folder of --local.
 *
 * It does what nothing is bound to where only what is on this machine may be called, and where
 * neither credentials nor an endpoint are set. What a task names and is not there is made, and
 * that is said once on standard error.
 */
#ifndef WAY_LOCAL_H
#define WAY_LOCAL_H

struct asl_target;

extern const struct asl_target asl_target_local;

#endif
