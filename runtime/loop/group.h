/*
 * group.h - the process groups that must not outlive this process, where a signal handler finds
 * them.
 */
#ifndef LOOP_GROUP_H
#define LOOP_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define GROUP_NONE ((size_t)-1)

/* Note the group that `pid` leads, and the signal that ends it. Returns its place; GROUP_NONE
 * if there is no place left. */
size_t group_take(pid_t pid, int signal_number);

/* Another signal from now on; forget the group. Both do nothing for GROUP_NONE. */
void group_set_signal(size_t place, int signal_number);
void group_leave(size_t place);

/* How many groups there is room for. */
size_t group_room(void);

/* Send each group its signal, for a process that is about to end. A signal handler may call
 * this. */
void group_end_all(void);

/* Returns true once that has been called. */
bool group_is_over(void);

#endif
