/*
 * regex.h - how a translated pattern is compiled: by the compiler, which so sees what PCRE2
 * has against it, and by a program. Include pcre2.h before it.
 */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t regex_options(bool ignores_case)
{
    return PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
           (ignores_case ? PCRE2_CASELESS : 0);
}

#endif
