/*
 * cfnkind.h - what references to the resources of a template come to here: names, ARNs, URLs.
 */
#ifndef STOCK_CFNKIND_H
#define STOCK_CFNKIND_H

#include <stdbool.h>

struct buf;

/* URLs of queues begin with this from now on, where the embedded services answer: copied. NULL:
 * they begin as those of AWS do. */
void cfn_kind_set_base(const char *url);

/* From now on APIs and the URLs of functions are below this URL of the server: borrowed. NULL:
 * nobody knows where they are. */
void cfn_kind_set_server(const char *url);

/* Append what a pseudo parameter is here, in a stack of that name. Returns false if there is
 * none of that name. */
bool cfn_kind_put_pseudo(struct buf *out, const char *name, const char *stack);

/* Append what Ref gives for a resource of that type and name, or Fn::GetAtt where `attribute`
 * is not NULL. Returns false if nothing is known of such an attribute here. */
bool cfn_kind_put(struct buf *out, const char *type, const char *name, const char *attribute);

#endif
