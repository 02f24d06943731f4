/*
 * ssm.h - the embedded Parameter Store of AWS Systems Manager: parameters, their versions and
 * labels in a SQLite file below the folder of the embedded services, which its owner alone may
 * read.
 *
 * Requests and answers are those of SSM's JSON protocol. A SecureString is not encrypted: who
 * asks without WithDecryption gets a text in place of its value that says nothing of it.
 */
#ifndef SSM_SSM_H
#define SSM_SSM_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct service_answer;
struct ssm; /* opaque */
struct value;

/* Open the parameters of `folder`. Returns true and *ret_ssm (new), or false with the reason in
 * `why`. */
bool ssm_open(const char *folder, struct ssm **ret_ssm, struct buf *why);

/* Does nothing for NULL. */
void ssm_close(struct ssm *s);

/* Answer a request. */
void ssm_answer(struct ssm *s, const char *operation, const struct value *request,
                int64_t now_ms, struct service_answer *ret_answer);

#endif
