/*
 * digest.h - the MD5 sums by which SQS's clients check what they sent and received.
 */
#ifndef SQS_DIGEST_H
#define SQS_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

struct value;

#define DIGEST_SIZE 32 /* hexadecimal digits */

/* Of a message's text. */
void digest_body(const char *text, size_t size, char out[DIGEST_SIZE + 1]);

/* Of its attributes: {NAME: {"DataType", "StringValue" or "BinaryValue"}}. */
void digest_attributes(const struct value *attributes, char out[DIGEST_SIZE + 1]);

/* Of its text by SHA-256, which tells equal messages of a FIFO queue. */
void digest_content(const char *text, size_t size, char out[64 + 1]);

#endif
