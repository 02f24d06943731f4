/*
 * scope.h - checks variables: what Assign names is a word, and belongs to the block that
 * assigns it (V-01, V-03, V-04, V-10); what an expression reads is not beyond the
 * distributed Map that it stands in (V-13, DM-21).
 */
#ifndef CHECK_SCOPE_H
#define CHECK_SCOPE_H

struct arena;
struct asl_expr;
struct checker;
struct doc_node;
struct jsonata_names;
struct state;
struct table;
struct workflow;

/* Check every Assign. Who assigns what is new, and lives as long as the checker's arena. */
struct table *scope_check(const struct checker *c);

/* Check what a state reads in one of its fields (c->assigners must be there). `tree` is what
 * `node` was parsed to, or NULL. */
void scope_check_reads(const struct checker *c, const struct state *s,
                       const struct doc_node *node, const struct asl_expr *tree);

/* All variables that any state of the workflow assigns, for payload_query(): in the arena. */
const struct jsonata_names *scope_names(struct arena *a, const struct workflow *w);

#endif
