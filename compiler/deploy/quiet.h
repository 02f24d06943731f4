/*
 * quiet.h - values that are looked at before anybody needs them: what is wrong with one is said
 * by whoever does.
 */
#ifndef DEPLOY_QUIET_H
#define DEPLOY_QUIET_H

#include <stdbool.h>

struct doc_node;
struct result;
struct template;

/* Compute a value without a word; NULL if that is not possible, or only a deployment knows it.
 */
const struct result *quiet_compute(struct template *t, const struct doc_node *n);

/* Decide a condition, whose name is a text. Returns false if it is not known. */
bool quiet_decide(struct template *t, const struct doc_node *condition, bool *ret_truth);

/* Returns false if something is wrong with a condition, which is a member of Conditions. */
bool quiet_reads(struct template *t, const struct doc_node *condition);

/* Returns true unless it is known that a resource is not made. */
bool quiet_makes(struct template *t, const struct doc_node *resource);

#endif
