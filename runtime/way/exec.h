/*
 * exec.h - a task done by a program of its own (exec:): JSON on its standard input and
 * output.
 */
#ifndef WAY_EXEC_H
#define WAY_EXEC_H

struct target_way;

/* What is bound to it are the words of a command (base/words.h). */
extern const struct target_way exec_way;

#endif
