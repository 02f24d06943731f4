/*
 * cfn.h - the templates of SAM or CloudFormation that a local server starts, with what
 * parameters are given, and with the names and ARNs that things have here.
 */
#ifndef STOCK_CFN_H
#define STOCK_CFN_H

#include <stdbool.h>

#include "compiler/template/assembly.h"
#include "compiler/template/template.h"

struct arena;
struct option_list;

struct cfn {
    struct arena *arena; /* owned: what is said to be in it lives as long as the templates */
    struct diag *diag;   /* what is to be said of them */
    const char *program; /* who says it; borrowed */
    struct template_settings settings;
    struct assembly all;
};

struct cfn_request {
    const char *program;
    const struct option_list *paths;
    const struct option_list *parameters; /* "NAME=VALUE" */
};

/* Read them. Returns false after messages, which are in `diag` or told already; cfn_close() is
 * to be called in any case. */
bool cfn_open(struct cfn *c, const struct cfn_request *r);
void cfn_close(struct cfn *c);

/* Tell what has been found out since it was told last, on standard error. Returns false if
 * there are errors. */
bool cfn_tell(struct cfn *c);

#endif
