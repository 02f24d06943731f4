/*
 * nearest.h - the word that was meant where another was written, for "did you mean".
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/*
 * The closest of `words` to `text` by edit distance, if it is close enough for "did you mean",
 * else NULL; of equally close ones the first. Capitals count less than letters. Looks at the
 * first 1,000 words.
 */
const char *nearest_word(const char *text, const char *const *words, size_t count);

#endif
