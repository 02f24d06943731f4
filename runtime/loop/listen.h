/*
 * listen.h - a socket that listens at a numeric address.
 */
#ifndef LOOP_LISTEN_H
#define LOOP_LISTEN_H

#include <stdint.h>

/* Listen at `address`, IPv4 or IPv6, and `port`, where 0 lets the system pick one. Returns 0,
 * the descriptor (which does not block) and the port; or an errno, EINVAL for an address that
 * is not numeric. */
int listen_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port);

#endif
