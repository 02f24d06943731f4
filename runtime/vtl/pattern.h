/*
 * pattern.h - Java's regular expressions for templates, by PCRE2.
 */
#ifndef VTL_PATTERN_H
#define VTL_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct datum;
struct run;

/* A pattern and a text. All is borrowed. What looking for it takes is added to *work: about
 * the bytes that it has gone over. NULL: nobody asks. */
struct pattern_job {
    const char *pattern;
    size_t pattern_size;
    const char *text;
    size_t size;
    size_t *work;
};

/* Returns true if the pattern fits all of the text. *ret_is_good is false, with the reason in
 * `why`, if it is malformed or takes too long. */
bool pattern_fits(const struct pattern_job *j, bool *ret_is_good, struct buf *why);

/* Append the text with what fits replaced, each time or the first time: $1 stands for a group,
 * a backslash for what follows it. Returns false, with the reason in `why`, as above, or if
 * there is no such group. */
bool pattern_replace(const struct pattern_job *j, const char *by, size_t by_size, bool is_all,
                     struct buf *out, struct buf *why);

/* Call `part` with each part of the text between what fits. Returns false as above. */
bool pattern_split(const struct pattern_job *j,
                   void (*part)(void *owner, const char *text, size_t size), void *owner,
                   struct buf *why);

#endif
