/*
 * cfnplain.h - integrations of REST APIs that are no proxies: mocks, and functions that get the
 * body alone. What such a one makes of requests and answers is known here only where it hands
 * them on as they are.
 */
#ifndef APP_CFNPLAIN_H
#define APP_CFNPLAIN_H

#include <stdbool.h>

struct cfn_integration;
struct cfn_place;
struct doc_node;
struct template;

/* Returns true if it answers by itself. */
bool cfn_plain_is_mock(const struct cfn_integration *i);

/* Returns true if it hands on to a function the body alone. */
bool cfn_plain_is_body(const struct cfn_integration *i);

/* What stands behind METHOD /path for it, but which function is called: in the arena, as
 * cfnword.h has words. NULL, after a warning at `at`, if that cannot be done here. */
const char *cfn_plain_words(struct template *t, const struct doc_node *at,
                            const struct cfn_place *p);

#endif
