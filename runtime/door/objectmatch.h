/*
 * objectmatch.h - finds which of S3's operations a request is: by its method, by whether it
 * names a bucket and a key, and by what its query and its headers have.
 */
#ifndef DOOR_OBJECTMATCH_H
#define DOOR_OBJECTMATCH_H

#include <stdbool.h>

struct asl_action;
struct http_request;
struct models_service;

/* Borrowed from the tables; NULL if S3 has no such operation. */
const struct asl_action *objectmatch_find(const struct models_service *s3,
                                          const struct http_request *r, bool has_bucket,
                                          bool has_key);

#endif
