/*
 * cfnword.h - words that stand behind a route: " NAME=VALUE", the value percent-encoded.
 */
#ifndef GATEWAY_CFNWORD_H
#define GATEWAY_CFNWORD_H

struct buf;
struct template;

/* The words with one more behind them, in the arena. */
const char *cfn_word(struct template *t, const char *words, const char *name,
                     const char *value);

/* Append what is behind `begin` in the first word of that name whose value begins so; nothing
 * if there is none. */
void cfn_word_put(const char *words, const char *name, const char *begin, struct buf *out);

#endif
