/*
 * httplater.h - how long http.c keeps a connection: while its own code uses it, and until the
 * loop's next turn has told the handler what had to wait for that: a request, or that a client
 * is gone.
 */
#ifndef LOOP_HTTPLATER_H
#define LOOP_HTTPLATER_H

#include <stdbool.h>

struct http_request;
struct http_server;

/* Enter a stretch of code after which the connection may be closed; leave it, and return false
 * if it was: then it is not there any more. */
void httplater_enter(struct http_request *c);
bool httplater_leave(struct http_request *c);

/* Give a request to its handler. */
void httplater_hand_over(struct http_request *c);

/* Do so in the next turn, if is_later is set; or tell the handler then that the client of his
 * request is gone, unless he has answered it by then. */
void httplater_add(struct http_server *s, struct http_request *c);

/* Tell now of those clients that are gone; requests go on waiting for the next turn. */
void httplater_tell_gone(struct http_server *s);

/* Do now what waits for the next turn: all connections are closed. */
void httplater_close(struct http_server *s);

#endif
