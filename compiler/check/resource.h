/*
 * resource.h - checks what a Task calls: any URI, ARNs of Lambda functions and activities, and
 * AWS's integrations (TK-01, I-01, I-15, I-19, I-23, I-25).
 */
#ifndef CHECK_RESOURCE_H
#define CHECK_RESOURCE_H

#include "compiler/base/source.h"
#include "runtime/aws/arn.h"

struct checker;
struct doc_node;
struct state;

void resource_check(const struct checker *c, const struct state *task);

/* What an Express execution lacks of what stands `at`: refused where the workflow is one, and
 * warned of where a Map's EXPRESS child is, since nobody has measured that AWS looks there. */
void resource_check_express(const struct checker *c, const struct state *s, struct span at,
                            enum arn_lack lack);

/* What a Map's ItemReader or ResultWriter calls (DM-05, DM-14) must be one of `actions`, which
 * blanks part; else it is reported with what is `wrong`. A `resource` of NULL calls nothing. */
void resource_check_data(const struct checker *c, const struct state *map,
                         const struct doc_node *resource, const char *actions,
                         const char *wrong);

#endif
