/*
 * words.h - a command line as words, without a shell: blanks separate them, 'quotes' and
 * "quotes" keep what stands between them as it is.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

/* New, ends with NULL: words_release() it. NULL: a quote stays open. */
char **words_split(const char *text);

/* NULL is nothing. */
void words_release(char **words);

#endif
