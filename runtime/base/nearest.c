#include "runtime/base/nearest.h"

#include <stdbool.h>
#include <string.h>

enum { NEAREST_BYTES = 128, NEAREST_WORDS = 1000, NEAREST_EDITS = 3 };

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * How many letters must be inserted, deleted, changed or swapped with the next to make `b` of
 * `a`, both at most NEAREST_BYTES long; `limit` + 1 where it is more than that.
 */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size, size_t limit)
{
    size_t rows_of[3][NEAREST_BYTES + 1];
    size_t *before = rows_of[0], *last = rows_of[1], *now = rows_of[2];
    for (size_t j = 0; j <= b_size; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t row_least = now[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            bool same = fold(a[i - 1]) == fold(b[j - 1]);
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + !same);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
                fold(a[i - 2]) == fold(b[j - 1])) {
                now[j] = least(now[j], before[j - 2] + 1);
            }
            row_least = least(row_least, now[j]);
        }
        if (row_least > limit) {
            return limit + 1;
        }
        size_t *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return least(last[b_size], limit + 1);
}

const char *nearest_word(const char *text, const char *const *words, size_t count)
{
    size_t size = strnlen(text, NEAREST_BYTES + 1);
    size_t limit = least(NEAREST_EDITS, (size + 1) / 3);
    const char *nearest = NULL;
    if (size == 0 || size > NEAREST_BYTES) {
        return NULL;
    }
    for (size_t i = 0; i < least(count, NEAREST_WORDS); i++) {
        size_t word_size = strnlen(words[i], NEAREST_BYTES + 1);
        size_t apart = word_size > size ? word_size - size : size - word_size;
        if (word_size > NEAREST_BYTES || apart > limit) {
            continue;
        }
        size_t edits = distance(text, size, words[i], word_size, limit);
        if (edits == 0) {
            return words[i];
        }
        if (edits <= limit) {
            nearest = words[i];
            limit = edits - 1;
        }
    }
    return nearest;
}
