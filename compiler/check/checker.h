/*
 * checker.h - what the files behind check.h share: one definition that is looked through.
 */
#ifndef CHECK_CHECKER_H
#define CHECK_CHECKER_H

#include "compiler/check/check.h"
#include "compiler/read/ast.h"

struct arena;
struct diag;
struct jsonata_names;
struct table;
struct takes;

struct checker {
    struct arena *arena;
    struct diag *diag;
    const struct workflow *workflow;
    enum check_type type;
    const struct table *assigners;     /* of variables: scope.h's own */
    const struct jsonata_names *names; /* of all variables that the workflow assigns */
    struct takes *takes;               /* what the actions of AWS's services take */
};

#endif
