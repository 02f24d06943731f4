/*
 * called.h - what an attempt of a Task calls, as far as its span tells it.
 */
#ifndef SPAN_CALLED_H
#define SPAN_CALLED_H

struct asl_frame;
struct span;

/* All texts are owned, and NULL where there is none. */
struct called {
    char *name;                /* of a function, or "dynamodb:getItem" */
    char *service, *operation; /* "dynamodb" and "getItem" */
    char *method, *url;        /* of an API that http:invoke calls */
    int status;                /* that it answered with; 0 if it is not known */
};

/* Read what the task of the frame is about to call. What was there before is released. */
void called_read(struct called *c, const struct asl_frame *f);

/* Its task has ended: the frame has its result or its error. */
void called_answered(struct called *c, const struct asl_frame *f);

/* Tell the span, which borrows the texts. */
void called_describe(const struct called *c, struct span *s);

void called_forget(struct called *c);

#endif
