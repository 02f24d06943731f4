/*
 * stock.h - fills the embedded services from one JSON file (local load FILE).
 *
 *     {"dynamodb": {"exams": {"keys": ["student", "exam"], "items": [{"student": "7", "exam":
 * 1}]}}, "s3": {"pictures": {"a.txt": "text", "b.png": {"file": "b.png"}}}, "sqs": {"people":
 * ["a text", {"as": "JSON"}]}, "sns": ["bills", {"topic": "news", "subscriptions":
 * ["sqs:people", "email:a@b.example"]}], "eventbridge": {"rule-name": {"pattern": {"source":
 * ["shop"]}, "targets": ["sqs:people"]}}, "s3events": ["pictures"], "ssm": {"/app/url":
 * "http://...", "/app/key": {"type": "SecureString", "value": "..."}}, "secretsmanager": {"db":
 * "text or JSON"}}
 *
 * What is there already stays: tables, buckets, queues, topics and rules are not made twice;
 * items, objects, parameters and secrets are replaced; messages are sent once more.
 *
 * An item is plain JSON, or DynamoDB's ({"id": {"S": "7"}}) if each of its members is written
 * so. A receiver is an ARN, or sqs:NAME, sns:NAME, lambda:NAME, email:ADDRESS, sms:NUMBER.
 */
#ifndef LOCAL_STOCK_H
#define LOCAL_STOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct hub;

/* Load that text. Files that it names are looked for from `folder` on. Returns true, or false
 * with the place in the text and the reason in `why`; what was loaded before that stays. */
bool stock_load(struct hub *h, const char *text, size_t size, const char *folder,
                int64_t now_ms, struct buf *why);

#endif
