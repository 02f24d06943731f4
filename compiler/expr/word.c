#include "compiler/expr/word.h"

#include <limits.h>
#include <string.h>

#define INTRINSIC WORD_INTRINSIC
#define FILTER    WORD_FILTER
#define PATH      WORD_PATH

static const struct {
    enum word_language language;
    struct word word;
} words[] = {
#define ASL_WORD(language, word, function, least, most, tells)                                 \
    { language, { word, #function, function, least, most, tells } },
#include <asl/words.def>
};

#define WORDS (sizeof words / sizeof words[0])

const struct word *word_find(enum word_language language, const char *word, size_t size)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].language == language && strlen(words[i].word.word) == size &&
            memcmp(words[i].word.word, word, size) == 0) {
            return &words[i].word;
        }
    }
    return NULL;
}

const struct word *word_of(asl_function *function)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].word.function == function) {
            return &words[i].word;
        }
    }
    return NULL;
}
