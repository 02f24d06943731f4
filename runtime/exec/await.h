/*
 * await.h - news for a frame that waits for a task or for time.
 */
#ifndef EXEC_AWAIT_H
#define EXEC_AWAIT_H

struct asl_frame;
struct notice;

/* A worker's listener: `owner` is the engine. Takes what the answer holds; a late one is
 * dropped. */
void await_answer(void *owner, struct notice *answer);

/* The frame's deadline, or its heartbeat's, has come. */
void await_deadline(struct asl_frame *f);

#endif
