/*
 * cfnvalue.h - what the values of a template come to: Ref, Fn::GetAtt, Fn::Sub, Fn::Join and
 * the other functions of CloudFormation, with local ARNs and names for its resources.
 */
#ifndef SERVE_CFNVALUE_H
#define SERVE_CFNVALUE_H

#include <stdbool.h>

struct cfn;
struct doc_node;
struct value;

enum cfn_found {
    CFN_FAILED,  /* the template's `why` says how */
    CFN_NOTHING, /* AWS::NoValue: as if it were not there */
    CFN_VALUE
};

/* Compute a value: *ret_value is new for CFN_VALUE. */
enum cfn_found cfn_value(struct cfn *c, const struct doc_node *n, struct value **ret_value);

/* The same for what must be a text; a number or a truth is one as well. In the arena. NULL
 * after a failure, and `otherwise` where `n` is NULL or comes to nothing. */
const char *cfn_text(struct cfn *c, const struct doc_node *n, const char *otherwise);

/* A text, a number or a truth as text, in the arena; NULL for any other value. */
const char *cfn_scalar(struct cfn *c, const struct value *v);

/* Whether a resource is made: it has no Condition, or that is true. Returns false if it is not,
 * or after a failure. */
bool cfn_is_made(struct cfn *c, const struct doc_node *resource);

/* The name of a resource: as its properties say, or else as the template calls it. In the
 * arena; NULL after a failure. */
const char *cfn_name(struct cfn *c, const struct doc_node *resource);

/* Its ARN, likewise. */
const char *cfn_arn(struct cfn *c, const struct doc_node *resource);

#endif
