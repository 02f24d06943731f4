/*
 * operator.h - the operators with one and two operands. The words themselves (jna_add and so
 * on) are what tree.h names.
 */
#ifndef WORDS_OPERATOR_H
#define WORDS_OPERATOR_H

#include "runtime/eval/ready.h"

ready_run operator_run;

#endif
