/*
 * cfnversion.h - the versions and aliases of a template's functions.
 */
#ifndef APP_CFNVERSION_H
#define APP_CFNVERSION_H

struct doc_node;
struct template;
struct value;

/* Add those of a resource to an object of lists by the names of functions: of a function, which
 * has a list then, what SAM publishes; of AWS::Lambda::Alias and AWS::Lambda::Version the one
 * that it is. */
void cfn_versions(struct template *t, const struct doc_node *resource,
                  struct value **qualifiers);

#endif
