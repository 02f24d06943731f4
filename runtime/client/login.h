/*
 * login.h - what 'aws sso login' has left in a file: a token, and what gets the next one when
 * its time is over. Whoever renews it writes it back, so that all tools go on with the same.
 */
#ifndef CLIENT_LOGIN_H
#define CLIENT_LOGIN_H

#include <stdbool.h>

struct buf;
struct profile;
struct source;
struct value;
struct wire_answer;
struct wire_request;

/* The login of a source of the kind SSO, as its file has it: new, or NULL if nobody is logged
 * in. */
struct value *login_read(const struct source *s);

/* Its token; NULL if its time is over. Borrowed. */
const char *login_token(const struct value *login);

/* Fill the question for the next token. Returns false with the reason in `why`: this login
 * cannot be renewed, or the address is not known. */
bool login_ask(const struct source *s, const struct profile *p, const struct value *login,
               struct wire_request *r, struct buf *why);

/* Read the answer: the login (taken, like all of it new) with its next token, which is written
 * to its file as well. NULL with the reason in `why`. */
struct value *login_renewed(const struct source *s, struct value *login,
                            const struct wire_answer *a, struct buf *why);

#endif
