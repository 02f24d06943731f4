/*
 * meeting.h - where processes of one user meet: each one that has tasks which wait for somebody
 * outside listens at a Unix socket in the folder "waiting" below that of the embedded services.
 *
 * The folder is for its owner alone. A socket whose process is gone answers no connection, by
 * which it is known, and is removed by whoever meets it.
 */
#ifndef TOKEN_MEETING_H
#define TOKEN_MEETING_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct meeting; /* opaque: the folder, open */

/* Open the folder "waiting" of `local`, and with `makes` make what is missing of it. Returns
 * true and *ret_meeting (new), which is NULL if the folder is not there and is not to be made;
 * or false with the reason in `why`. */
bool meeting_open(const char *local, bool makes, struct meeting **ret_meeting, struct buf *why);

/* Does nothing for NULL. */
void meeting_close(struct meeting *m);

/* A descriptor of the folder, borrowed. */
int meeting_folder(const struct meeting *m);

/* Listen at a new socket, which no other process can have. Returns its descriptor and *ret_name
 * (new), or -1 with the reason in `why`. */
int meeting_listen(struct meeting *m, char **ret_name, struct buf *why);

/* Stop listening: the socket is closed and removed. `name` is taken. */
void meeting_leave(struct meeting *m, int fd, char *name);

/* The names of the sockets, oldest processes first where the system counts upwards. New, with
 * NULL at the end. */
char **meeting_names(const struct meeting *m);
void meeting_release_names(char **names);

/* Connect to a socket. Returns its descriptor, which blocks, or -1 if nobody listens there:
 * then the socket is gone. */
int meeting_connect(const struct meeting *m, const char *name);

#endif
