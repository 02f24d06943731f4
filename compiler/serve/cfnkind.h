/*
 * cfnkind.h - the kinds of resources in a template of CloudFormation, and what references to
 * one come to here: its name, its ARN, its URL.
 */
#ifndef SERVE_CFNKIND_H
#define SERVE_CFNKIND_H

#include <stdbool.h>

struct buf;

struct cfn_kind {
    const char *type;          /* "AWS::SQS::Queue" */
    const char *name_property; /* that names it; NULL if none does */
    const char *service;       /* in its ARN */
    const char *arn_prefix;    /* "table/": what comes in front of the name there */
    char ref;                  /* what Ref gives: 'n' its name, 'a' its ARN, 'u' its URL */
    char place; /* in the ARN: 'r' region and account, 'a' the account, '-' none */
};

/* The kind of that type. One that is not known is as most are: service after the type, its name
 * as Ref. `room` is what that is written to, where it is returned. */
const struct cfn_kind *cfn_kind(const char *type, struct cfn_kind *room);

/* Append what Ref gives for a resource of that name. */
void cfn_kind_put_ref(struct buf *out, const struct cfn_kind *k, const char *name);

/* Append its ARN. */
void cfn_kind_put_arn(struct buf *out, const struct cfn_kind *k, const char *name);

/* Append what Fn::GetAtt gives. Returns false if nothing is known of such an attribute here. */
bool cfn_kind_put_attribute(struct buf *out, const struct cfn_kind *k, const char *name,
                            const char *attribute);

#endif
