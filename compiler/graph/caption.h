/*
 * caption.h - what stands at an arrow, in a few words: the question of a Choice rule, the
 * errors of a catcher.
 */
#ifndef GRAPH_CAPTION_H
#define GRAPH_CAPTION_H

struct buf;
struct catcher;
struct rule;
struct state;

/* A rule's Comment, if the author has written one; else its question: $.status = "OK". Long
 * ones are cut, with "..." at the end. */
void caption_put_rule(struct buf *out, const struct rule *r);

/* States.Timeout, States.TaskFailed */
void caption_put_catcher(struct buf *out, const struct catcher *c);

/* What is retried: "States.ALL up to 3 times". Writes nothing if the state retries nothing. */
void caption_put_retries(struct buf *out, const struct state *s);

#endif
