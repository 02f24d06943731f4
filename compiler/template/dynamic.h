/*
 * dynamic.h - what a server has the value of: {{resolve:ssm:NAME}} and
 * {{resolve:secretsmanager:NAME:SecretString:KEY}} in texts, and parameters of the type
 * AWS::SSM::Parameter::Value.
 */
#ifndef TEMPLATE_DYNAMIC_H
#define TEMPLATE_DYNAMIC_H

struct doc_node;
struct result;
struct template;

/* The same text with all such references resolved; what nobody knows stays as it is, after a
 * warning. NULL after a message. */
struct result *dynamic_resolve(struct template *t, const struct doc_node *at, struct result *r);

/* What the parameter of the Systems Manager has that is called so, in the arena; NULL if it is
 * not known. */
const char *dynamic_parameter(struct template *t, const char *name);

#endif
