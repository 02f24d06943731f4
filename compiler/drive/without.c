#include "compiler/drive/without.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"

static const struct {
    const char *word;
    bool may_leave;
} features[] = {
#define ASL_FEATURE(word, feature, leave) { word, leave },
#define ASL_ANSWER(word, feature)         { word, true },
#include <asl/words.def>
#define ASL_TARGET(word, target, dynamic, scheme, form, help) { word, true },
#include <asl/words.def>
    { "traces", true },
    { "postgres", true },
};
enum { FEATURES = sizeof features / sizeof features[0] };

size_t without_count(void)
{
    return FEATURES;
}

bool without_takes(const char *word)
{
    for (size_t i = 0; i < FEATURES; i++) {
        if (strcmp(features[i].word, word) == 0) {
            return features[i].may_leave;
        }
    }
    return false;
}

const char *without_words(struct arena *a)
{
    const char *words = "";
    for (size_t i = 0; i < FEATURES; i++) {
        if (features[i].may_leave) {
            words =
                arena_print(a, "%s%s%s", words, words[0] != '\0' ? ", " : "", features[i].word);
        }
    }
    return words;
}
