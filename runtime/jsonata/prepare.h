/*
 * prepare.h - makes a JSONata tree ready to be evaluated (ready.h).
 */
#ifndef JSONATA_PREPARE_H
#define JSONATA_PREPARE_H

#include "runtime/jsonata/leaf.h"

/* The tree `e`, an ASL_JSONATA, which must outlive it. New. */
struct prepared *prepare(const struct asl_expr *e);
void prepare_release(struct prepared *p);

#endif
