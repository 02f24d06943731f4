/*
 * keep.h - the rows of the embedded Secrets Manager: a secret is found, kept and shown.
 */
#ifndef SECRETS_KEEP_H
#define SECRETS_KEEP_H

#include <stdbool.h>
#include <stdint.h>

struct ask;
struct statement;
struct value;

/* All is owned. */
struct keep {
    int64_t key; /* 0 before it is stored */
    char *name, *arn;
    struct value *about; /* an object: Description, KmsKeyId, Type */
    struct value *tags;  /* an array of {"Key", "Value"} */
    int64_t made_ms, changed_ms;
    int64_t deleted_ms; /* when it will be gone, or 0 */
};

/* Find the secret of that name, ARN, or ARN without its last six characters. Returns false if
 * there is none. keep_release() is always allowed. */
bool keep_load(struct ask *a, const char *called, struct keep *ret);
void keep_release(struct keep *k);

/* Find the secret that the request names. None is a failure, and so is one that is to be
 * deleted, unless `takes_deleted` is set. */
bool keep_find(struct ask *a, bool takes_deleted, struct keep *ret);

/* Read a row of KEEP_COLUMNS. */
#define KEEP_COLUMNS "key, name, arn, about, tags, made_ms, changed_ms, deleted_ms"
void keep_read(struct statement *s, struct keep *ret);

/* Store it as it is now; a new one gets its key. */
void keep_store(struct ask *a, struct keep *k);

/* Forget it, with its versions; forget those whose time has come. */
void keep_forget(struct ask *a, const struct keep *k);
void keep_forget_due(struct ask *a);

/* {"ARN", "Name"}: new. */
struct value *keep_show_name(const struct keep *k);

/* What DescribeSecret and ListSecrets answer of it, without its versions: new. */
struct value *keep_show(const struct keep *k);

/* A time as the protocol has it: new. */
struct value *keep_time(int64_t at_ms);

/* The good answer; `body` is taken. */
void keep_answer(struct ask *a, struct value *body);

#endif
