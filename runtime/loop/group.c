#include "runtime/loop/group.h"

#include <signal.h>
#include <stdatomic.h>

#define GROUPS_MAX 1024

/* 0 in a free place. */
static _Atomic pid_t leaders[GROUPS_MAX];
static atomic_int signals[GROUPS_MAX];
static atomic_bool is_over;

size_t group_take(pid_t pid, int signal_number)
{
    for (size_t i = 0; i < GROUPS_MAX; i++) {
        if (atomic_load(&leaders[i]) == 0) {
            atomic_store(&signals[i], signal_number);
            atomic_store(&leaders[i], pid);
            return i;
        }
    }
    return GROUP_NONE;
}

void group_set_signal(size_t place, int signal_number)
{
    if (place != GROUP_NONE) {
        atomic_store(&signals[place], signal_number);
    }
}

void group_leave(size_t place)
{
    if (place != GROUP_NONE) {
        atomic_store(&leaders[place], 0);
    }
}

size_t group_room(void)
{
    size_t room = 0;
    for (size_t i = 0; i < GROUPS_MAX; i++) {
        room += atomic_load(&leaders[i]) == 0;
    }
    return room;
}

void group_end_all(void)
{
    atomic_store(&is_over, true);
    for (size_t i = 0; i < GROUPS_MAX; i++) {
        pid_t pid = atomic_load(&leaders[i]);
        if (pid > 0) {
            kill(-pid, atomic_load(&signals[i]));
        }
    }
}

bool group_is_over(void)
{
    return atomic_load(&is_over);
}
