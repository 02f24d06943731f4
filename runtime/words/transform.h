/*
 * transform.h - |where|update, deleted|: a function that returns a changed copy.
 */
#ifndef WORDS_TRANSFORM_H
#define WORDS_TRANSFORM_H

#include "runtime/eval/ready.h"

ready_run transform_run;

#endif
