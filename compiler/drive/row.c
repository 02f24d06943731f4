#include "compiler/drive/row.h"

#include <stddef.h>
#include <string.h>

#include "compiler/drive/usage.h"
#include "runtime/base/nearest.h"

static const struct row rows[] = {
#define OPTION(text, word, value, help) { text, WORD_##word, value },
#include "compiler/drive/options.def"
};
enum { ROWS = sizeof rows / sizeof rows[0] };

const struct row *row_find(const char *arg)
{
    bool is_long = arg[1] == '-';
    size_t long_size = strcspn(arg, "="), best_size = 0;
    const struct row *best = NULL;
    for (size_t i = 0; i < ROWS; i++) {
        size_t size = strlen(rows[i].text);
        /* -gfoo is no -g. */
        bool fits = is_long ? size == long_size
                            : rows[i].text[1] != '-' && size > best_size &&
                                  (rows[i].value != NULL || strlen(arg) == size);
        if (fits && strncmp(rows[i].text, arg, size) == 0) {
            best = &rows[i];
            best_size = size;
        }
    }
    return best;
}

bool row_may_lack_value(const struct row *row)
{
    return row->value == NULL || row->value[0] == '[';
}

bool row_refuse_unknown(const char *arg)
{
    const char *words[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        words[i] = rows[i].text;
    }
    const char *near = nearest_word(arg, words, ROWS);
    if (near != NULL) {
        return usage_refuse("unknown option '%s': did you mean '%s'?", arg, near);
    }
    return usage_refuse("unknown option '%s'", arg);
}
