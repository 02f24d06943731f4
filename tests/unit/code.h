/*
 * code.h - the names of JSONata's errors, for tests that show what they got.
 */
#ifndef TESTS_CODE_H
#define TESTS_CODE_H

#include "runtime/eval/work.h"

static const char *const code_names[] = {
#define JNA_CODE(code, text)        [CODE_##code] = #code,
#define JNA_BOUND(code, name, text) [CODE_##name] = #name,
#include "runtime/eval/codes.def"
    [CODE_NONE] = "NONE",
};

#endif
