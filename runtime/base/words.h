/*
 * words.h - a command line as words, without a shell: blanks separate them, 'quotes' and
 * "quotes" keep what is between them as it is.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

/* Returns the words, new and ended by NULL, for words_release(); or NULL if a quote is not
 * closed. */
char **words_split(const char *text);

/* A copy of such a list, new; an empty one for NULL. */
char **words_copy(const char *const *words);

/* Does nothing for NULL. */
void words_release(char **words);

#endif
