/*
 * call.h - calls: $sum(a), $f(a), $f(?, 2), a ~> b.
 */
#ifndef JSONATA_CALL_H
#define JSONATA_CALL_H

#include "runtime/eval/ready.h"

/* Of the first two: n->bare is what does the call once, and may return FUNCTION_TAIL; n->run
 * does the whole, or, in tail position, is call_tail. */
ready_run call_word_once, call_apply_once, call_run, call_tail;
ready_run call_partial, call_chain;

#endif
