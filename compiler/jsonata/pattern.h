/*
 * pattern.h - turns JavaScript's regular expressions into patterns of PCRE2.
 *
 * What both have is passed on; what differs is spelled out: blanks, line ends, escapes,
 * classes, references. What JavaScript does not have is refused, and so is what PCRE2 does not
 * have (a lookbehind that has no bound). A character is always a whole one, beyond U+FFFF too.
 *
 * The runtime compiles a pattern with PCRE2_UTF, PCRE2_DOLLAR_ENDONLY and
 * PCRE2_MATCH_UNSET_BACKREF, and with PCRE2_CASELESS for the flag i. The flag m is spelled out.
 */
#ifndef JSONATA_PATTERN_H
#define JSONATA_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct pattern_error {
    char message[160]; /* a phrase: "nothing to repeat" */
    size_t offset;     /* in the pattern, in bytes */
};

/* Appends the pattern of PCRE2 for `text`, what is between the slashes, which must be UTF-8.
 * The flags are `i` and `m`, in any number and order. Returns true, or false and *ret_error. */
bool pattern_translate(struct buf *out, const char *text, size_t size, const char *flags,
                       size_t flags_size, struct pattern_error *ret_error);

#endif
