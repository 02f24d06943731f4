/*
 * cfnresolve.h - values of parameters and secrets that templates refer to: as a template makes
 * them, or as the folder has them.
 */
#ifndef STOCK_CFNRESOLVE_H
#define STOCK_CFNRESOLVE_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct doc_node;
struct hub;
struct template;

/* The services are these from now on, borrowed; NULL: there are none. */
void cfn_resolve_by(struct hub *h, int64_t now_ms);

/* For template_names: append what "ssm:NAME" or "secretsmanager:NAME:SecretString:KEY" is. */
bool cfn_resolve(struct template *t, const struct doc_node *at, const char *reference,
                 struct buf *out);

#endif
