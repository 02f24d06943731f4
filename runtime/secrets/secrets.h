/*
 * secrets.h - the embedded AWS Secrets Manager: secrets and their versions in a SQLite file
 * below the folder of the embedded services, which its owner alone may read.
 *
 * Requests and answers are those of Secrets Manager's JSON protocol. No message has a secret in
 * it. Nothing rotates, and no secret has replicas.
 */
#ifndef SECRETS_SECRETS_H
#define SECRETS_SECRETS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct random;
struct secrets; /* opaque */
struct service_answer;
struct value;

/* Open the secrets of `folder`; `random` is borrowed and makes identifiers and passwords.
 * Returns true and *ret_secrets (new), or false with the reason in `why`. */
bool secrets_open(const char *folder, struct random *random, struct secrets **ret_secrets,
                  struct buf *why);

/* Does nothing for NULL. */
void secrets_close(struct secrets *s);

/* Answer a request. */
void secrets_answer(struct secrets *s, const char *operation, const struct value *request,
                    int64_t now_ms, struct service_answer *ret_answer);

#endif
