/*
 * startexec.h - the operations that begin and end executions.
 */
#ifndef SERVE_STARTEXEC_H
#define SERVE_STARTEXEC_H

struct call;
struct station;

void startexec_start(struct station *s, struct call *c);   /* StartExecution */
void startexec_sync(struct station *s, struct call *c);    /* StartSyncExecution */
void startexec_stop(struct station *s, struct call *c);    /* StopExecution */
void startexec_redrive(struct station *s, struct call *c); /* RedriveExecution */

#endif
