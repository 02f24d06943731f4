/*
 * versions.h - the versions of the embedded S3's objects, in buckets that keep them.
 *
 * An object is its newest version, and its file is where a file of its key belongs. Older ones
 * were set aside (blob.h), each with a row whose rank grows with time. A marker of a deletion
 * is such a row without a file. Where the newest version is a marker there is no object, and a
 * file that somebody puts there by hand is an object that is newer.
 *
 * A version that was made while the bucket kept none is called "null"; there is at most one.
 */
#ifndef VAULT_VERSIONS_H
#define VAULT_VERSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/vault/known.h"

struct value;
struct visit;

enum versions_mode { VERSIONS_NONE, VERSIONS_KEPT, VERSIONS_SUSPENDED };

/* Whether the bucket keeps versions, as it was set (setting.h). */
enum versions_mode versions_mode(struct visit *v, const char *bucket);

/* What a version is called: "null", or its own name. Borrowed from it. */
const char *versions_id(const struct known *r);

/* Open a version of an object: the newest where `id` is NULL. Returns false after a failure:
 * there is none, or it is a marker. known_close() is always allowed. */
bool versions_find(struct visit *v, const char *bucket, const char *key, const char *id,
                   struct known *ret);

/* As versions_find(), but it is no failure if there is none. */
bool versions_peek(struct visit *v, const char *bucket, const char *key, const char *id,
                   struct known *ret);

/* Returns true if the object has a version of that name, or a marker. */
bool versions_has(struct visit *v, const char *bucket, const char *key, const char *id);

/* Remember all of what is known of a version, in its place. */
void versions_store(struct visit *v, const char *bucket, const char *key,
                    const struct known *r);

/* Make room for an object that is to be put: what is there is set aside, where it is to be
 * kept. `r` gets the name of the version that it will be. Returns false after a failure. */
bool versions_make_room(struct visit *v, const char *bucket, const char *key, struct known *r);

/* Set VersionId in an answer about `r`, where the bucket keeps versions or has kept some. */
void versions_set(struct visit *v, const char *bucket, const struct known *r,
                  struct value **body);

/* What a deletion has done. */
struct versions_deletion {
    char id[40];    /* of the version that is gone, or of the marker; "" if there is none */
    bool is_marker; /* a marker was made or removed */
    bool is_object_gone; /* the object is not there any more, or an older one took its place */
};

/* Delete an object, or the version of it that `id` names. What is not there may be deleted as
 * well. Returns false after a failure. */
bool versions_delete(struct visit *v, const char *bucket, const char *key, const char *id,
                     struct versions_deletion *ret);

/* A version of a list. `r` has no blob that is open, but its size; a marker has its time and
 * its name alone. */
struct versions_entry {
    char *key; /* owned */
    bool is_marker;
    struct known r;
};

/* The next older version that is set aside, in the order of the keys and then of their ranks,
 * downwards: the first one behind the key and the rank in *at, whose fields are replaced.
 * Returns false if there is none. */
bool versions_next(struct visit *v, const char *bucket, struct versions_entry *at);

/* Returns true if the bucket has versions that are set aside. */
bool versions_are_there(struct visit *v, const char *bucket);

#endif
