/*
 * basic.h - the forms that are no calls and no paths: constants, names, blocks, conditions.
 */
#ifndef JSONATA_BASIC_H
#define JSONATA_BASIC_H

#include "runtime/eval/ready.h"

ready_run basic_constant;
ready_run basic_here; /* $ */
ready_run basic_top;  /* $$ */
ready_run basic_none; /* a PARENT that nobody has bound */
ready_run basic_local, basic_variable, basic_either;
ready_run basic_bind, basic_block, basic_if, basic_and, basic_or;
ready_run basic_array;

/* What $ means: the input, out of what it may be wrapped in; borrowed. */
struct value *basic_unwrapped(struct value *input);

#endif
