/*
 * url.h - takes http: and https: addresses apart, and percent-encodes and decodes what is
 * in them.
 */
#ifndef BASE_URL_H
#define BASE_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* An address without its fragment. The texts are owned. */
struct url {
    bool is_tls;
    char *host; /* in lower case; of an IPv6 address without its brackets */
    uint16_t port;
    char *path;  /* as it was written; "/" if it was empty */
    char *query; /* as it was written, without the question mark; "" if there is none */
};

/* Returns true and fills *ret_url (for url_release()), or false with what is wrong in `why`. A
 * name and password in an address are refused: they would be shown in messages. */
bool url_read(const char *text, struct url *ret_url, struct buf *why);
void url_release(struct url *u);

/* Appends what the Host header says: with the port, unless it is the scheme's own. */
void url_put_host(struct buf *b, const struct url *u);

/* Appends the text with everything percent-encoded but letters, digits, "-._~", and the
 * characters of `kept`, as signatures of AWS want it (RFC 3986). */
void url_put_encoded(struct buf *b, const char *text, size_t size, const char *kept);

/* Appends the text with each %XX as the byte that it stands for, and with `is_form` '+' as a
 * blank. What is not a number of two digits stays as it is. */
void url_put_decoded(struct buf *b, const char *text, size_t size, bool is_form);

/* Appends NAME=VALUE, both encoded, with an '&' before it unless the buffer is empty. */
void url_put_pair(struct buf *query, const char *name, const char *value);

#endif
