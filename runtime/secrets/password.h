/*
 * password.h - passwords made by chance, as Secrets Manager's GetRandomPassword makes them.
 */
#ifndef SECRETS_PASSWORD_H
#define SECRETS_PASSWORD_H

struct ask;

void password_make(struct ask *a);

#endif
