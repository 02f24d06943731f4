/*
 * console.h - the console: one page at / with which people look at executions, start, stop,
 * redrive and approve them in a browser.
 *
 * The page is a file without secrets: everybody who reaches the server by a Host of its own may
 * have it. What it shows it asks of AWS's API at POST /, as any other client, with the token
 * that somebody types where the server wants one. It loads nothing from elsewhere, may be put
 * into no frame, and runs no script but its own.
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include <stdbool.h>

struct http_request;

/*
 * Answer GET or HEAD of /, in gzip for clients that take it: 200, 304 for one that has the page
 * already (If-None-Match), or 403 for a browser that has come by a Host, or for an Origin,
 * that is not the server's own (httptext.h). A link on another page may lead here. Returns
 * false, without an answer, if it asks for something else.
 */
bool console_take(struct http_request *r);

/* Returns true if Accept-Encoding has gzip, and does not refuse it by q=0; NULL has not. */
bool console_takes_gzip(const char *accept_encoding);

/* Returns true if If-None-Match has that tag, or is *. NULL has not. */
bool console_is_known(const char *if_none_match, const char *tag);

#endif
