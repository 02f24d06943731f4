/*
 * access.h - who may ask a server: not a page of somebody else in a browser, and where there is
 * a token nobody without it.
 */
#ifndef ENDPOINT_ACCESS_H
#define ENDPOINT_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct http_request;

/* Returns true if a browser says that a page of another origin made it send this, such as by an
 * image or a link, for which there is no Origin. */
bool access_is_from_elsewhere(const struct http_request *r);

/*
 * Returns true if a browser has sent this for a page of somebody else (httptext.h): Origin or
 * Host are foreign, or there is no Origin and it comes from elsewhere. A client that is no
 * browser may call the server by any name. A browser is known by what pages cannot keep it from
 * sending: Origin, Sec-Fetch-Site or Sec-Fetch-Mode, or a User-Agent that begins with
 * "Mozilla/".
 */
bool access_is_foreign(const struct http_request *r);

/*
 * Returns true if a browser has sent this for a page that it takes for one of this server, by a
 * Host that is nobody's here: a name of somebody else that leads to this machine. Such a page
 * may read each answer, whatever CORS says. A page of any other origin may not.
 */
bool access_is_renamed(const struct http_request *r);

enum access {
    ACCESS_GRANTED,
    ACCESS_UNKNOWN, /* the request shows no token: 401 */
    ACCESS_REFUSED  /* it shows a wrong one: 403 */
};

/*
 * Whether a request shows the token. It may stand in x-api-key, in "Authorization: Bearer", or
 * as the access key of an AWS signature, which every client of AWS sends: with the token as
 * AWS_ACCESS_KEY_ID they need no other setting. A NULL token grants everything.
 */
enum access access_check(const struct http_request *r, const char *token);

/* Returns true if the texts are the same. How long it takes says nothing of where they differ.
 */
bool access_is_same(const char *text, size_t size, const char *secret);

/* Returns true if it can be a token or a key: letters, digits and -._~, not too many. */
#define ACCESS_TOKEN_MAX 256
bool access_is_token(const char *text, size_t size);

/* Read the token that is in a file: one line of letters, digits and -._~. Returns true and
 * *ret_token (new), or false with the reason in `why`, which begins with the path. */
bool access_read_token(const char *path, char **ret_token, struct buf *why);

/* Returns true if the numeric address is one of the loopback device: nobody else can call. */
bool access_is_loopback(const char *address);

#endif
