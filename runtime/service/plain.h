/*
 * plain.h - names of queues, topics, rules and entries: letters, digits, '-' and '_'.
 */
#ifndef SERVICE_PLAIN_H
#define SERVICE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/* Returns true if the first `size` bytes are such a name of 1 to `most` bytes. It may also have
 * the characters of `also`, which is "" for none. */
bool plain_is_name(const char *name, size_t size, size_t most, const char *also);

/* Returns true if the name, or an ARN with it, is that of a FIFO queue or topic. */
bool plain_is_fifo(const char *name);

/* The size of a name without the ending of a FIFO queue or topic. */
size_t plain_size(const char *name);

#endif
