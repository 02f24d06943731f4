/*
 * formanswer.h - the XML that SQS and SNS answer to a form, as the JSON that API Gateway makes
 * of it.
 */
#ifndef MAPPING_FORMANSWER_H
#define MAPPING_FORMANSWER_H

struct buf;
struct wire_answer;

/* Append {"SendMessageResponse": {...}}, or of an error {"Error": {...}, "RequestId": ...}.
 * What is no XML is appended as it is. */
void formanswer_put(const struct wire_answer *a, struct buf *out);

#endif
