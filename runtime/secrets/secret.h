/*
 * secret.h - secrets of the embedded Secrets Manager are made, changed, deleted and tagged.
 */
#ifndef SECRETS_SECRET_H
#define SECRETS_SECRET_H

struct ask;

void secret_create(struct ask *a);
void secret_update(struct ask *a);
void secret_describe(struct ask *a);
void secret_delete(struct ask *a);
void secret_restore(struct ask *a);
void secret_tag(struct ask *a);
void secret_untag(struct ask *a);

#endif
