/*
 * listen.h - a socket that listens at a numeric address, and who is at the other end of one.
 */
#ifndef LOOP_LISTEN_H
#define LOOP_LISTEN_H

#include <stdint.h>

struct buf;

/* Listen at `address`, IPv4 or IPv6, and `port`, where 0 lets the system pick one. Returns 0,
 * the descriptor (which does not block) and the port; or an errno, EINVAL for an address that
 * is not numeric. */
int listen_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port);

/* Append the numeric address of the other end of a connection; nothing if it is gone. */
void listen_put_peer(int fd, struct buf *out);

#endif
