/*
 * transform.h - |where|update, deleted|: a function that returns a changed copy.
 */
#ifndef JSONATA_TRANSFORM_H
#define JSONATA_TRANSFORM_H

#include "runtime/jsonata/ready.h"

ready_run transform_run;

#endif
