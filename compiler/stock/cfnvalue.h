/*
 * cfnvalue.h - what the values of a template come to, as values of the runtime.
 */
#ifndef STOCK_CFNVALUE_H
#define STOCK_CFNVALUE_H

#include <stdbool.h>
#include <stddef.h>

struct doc_node;
struct template;
struct value;

enum cfn_found {
    CFN_FAILED,  /* after a message */
    CFN_NOTHING, /* AWS::NoValue: as if it were not there */
    CFN_VALUE
};

/* Compute a value: *ret_value is new for CFN_VALUE. */
enum cfn_found cfn_value(struct template *t, const struct doc_node *n,
                         struct value **ret_value);

/* The ARN of a resource, in the arena; NULL after a message. */
const char *cfn_arn(struct template *t, const struct doc_node *resource);

/* Items of a list; 0 of anything else, such as an object where a template should have a list.
 */
size_t cfn_length(const struct value *v);

#endif
