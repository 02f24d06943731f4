/*
 * operator.h - the operators with one and two operands. The words themselves (jna_add and so
 * on) are what tree.h names.
 */
#ifndef JSONATA_OPERATOR_H
#define JSONATA_OPERATOR_H

#include "runtime/jsonata/ready.h"

ready_run operator_run;

#endif
