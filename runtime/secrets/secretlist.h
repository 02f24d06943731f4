/*
 * secretlist.h - the secrets of the embedded Secrets Manager are listed.
 */
#ifndef SECRETS_SECRETLIST_H
#define SECRETS_SECRETLIST_H

struct ask;

void secretlist_answer(struct ask *a);

#endif
