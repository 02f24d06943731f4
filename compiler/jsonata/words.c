#include "compiler/jsonata/words.h"

#include <stdbool.h>
#include <string.h>

#include <asl/tree.h>

#include "runtime/base/nearest.h"

static const struct words_row rows[] = {
#define ASL_JSONATA_WORD(word, descriptor, signature)                                          \
    { word, #descriptor, signature, &descriptor },
#include <asl/words.def>
    { NULL, NULL, NULL, NULL }
};

static const struct words_row *find(const char *word, bool is_operator)
{
    for (const struct words_row *row = rows; row->word != NULL; row++) {
        if ((row->signature == NULL) == is_operator && strcmp(row->word, word) == 0) {
            return row;
        }
    }
    return NULL;
}

const struct words_row *words_function(const char *name)
{
    return find(name, false);
}

const struct words_row *words_operator(const char *text)
{
    return find(text, true);
}

const struct words_row *words_of(const struct jna_word *descriptor)
{
    for (const struct words_row *row = rows; row->word != NULL; row++) {
        if (row->descriptor == descriptor) {
            return row;
        }
    }
    return NULL;
}

const char *words_nearest(const char *name)
{
    const char *names[sizeof rows / sizeof rows[0]];
    size_t count = 0;
    for (const struct words_row *row = rows; row->word != NULL; row++) {
        if (row->signature != NULL) {
            names[count++] = row->word;
        }
    }
    return nearest_word(name, names, count);
}
