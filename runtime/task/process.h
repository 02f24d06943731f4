/*
 * process.h - a task done by a program of its own (exec:): JSON on its standard input and
 * output.
 */
#ifndef TASK_PROCESS_H
#define TASK_PROCESS_H

struct target_way;

/* What is bound to it are the words of a command (base/words.h). */
extern const struct target_way process_way;

#endif
