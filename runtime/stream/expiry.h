/*
 * expiry.h - items whose time to live is over are deleted.
 */
#ifndef STREAM_EXPIRY_H
#define STREAM_EXPIRY_H

#include <stdint.h>

struct dynamo;

/* Delete the items that have expired, of all tables that have a time to live, unless that was
 * done a few seconds before. As on AWS an item that expired more than five years ago stays. */
void expiry_run(struct dynamo *d, int64_t now_ms);

#endif
