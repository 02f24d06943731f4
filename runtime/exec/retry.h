/*
 * retry.h - what a state's retriers say of the error that its frame has (tests/language.md, the
 * chapter E).
 */
#ifndef EXEC_RETRY_H
#define EXEC_RETRY_H

struct asl_frame;
struct asl_retrier;

/* The retrier of the list that names the error, spent or not; NULL if none does. The list ends
 * with ASL_NO_MORE, and the frame must have an error. */
const struct asl_retrier *retry_find(const struct asl_frame *f, const struct asl_retrier *list);

/* How long it waits before the next try (E-21), in seconds; `tries` is how many there were. */
double retry_delay_s(struct asl_frame *f, const struct asl_retrier *r, int tries);

#endif
