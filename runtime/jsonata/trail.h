/*
 * trail.h - paths: a.b[c].d, step by step.
 */
#ifndef JSONATA_TRAIL_H
#define JSONATA_TRAIL_H

#include "runtime/eval/ready.h"

ready_run trail_run;  /* any path */
ready_run trail_name; /* a name that stands alone: a path of one step */

#endif
