/*
 * cidr.h - blocks of IP addresses, such as 10.0.0.0/8 and 2001:db8::/32.
 */
#ifndef SERVICE_CIDR_H
#define SERVICE_CIDR_H

#include <stdbool.h>

struct cidr {
    int family; /* AF_INET or AF_INET6 */
    unsigned char bytes[16];
    unsigned bits; /* how many of them all addresses of the block have in common */
};

/* Reads a block; an address without a slash is one of its own. Returns false if the text is
 * not one. */
bool cidr_read(const char *text, struct cidr *ret);

/* Returns true if the text is an address in the block. */
bool cidr_has(const struct cidr *block, const char *address);

#endif
