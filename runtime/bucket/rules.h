/*
 * rules.h - what S3 wants of a bucket's configuration before it is kept. Each function returns
 * false after a failure, and may change *is to what is kept and given back.
 */
#ifndef BUCKET_RULES_H
#define BUCKET_RULES_H

#include <stdbool.h>

struct value;
struct visit;

bool rules_cors(struct visit *v, struct value **is);
bool rules_encryption(struct visit *v, struct value **is);
bool rules_lock(struct visit *v, struct value **is);
bool rules_logging(struct visit *v, struct value **is);
bool rules_ownership(struct visit *v, struct value **is);
bool rules_block(struct visit *v, struct value **is);
bool rules_payer(struct visit *v, struct value **is);
bool rules_policy(struct visit *v, struct value **is);
bool rules_replication(struct visit *v, struct value **is);
bool rules_status(struct visit *v, struct value **is);
bool rules_tags(struct visit *v, struct value **is);
bool rules_website(struct visit *v, struct value **is);

#endif
