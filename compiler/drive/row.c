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
    size_t size = is_long ? strcspn(arg, "=") : 2;
    for (size_t i = 0; i < ROWS; i++) {
        if (strlen(rows[i].text) == size && strncmp(rows[i].text, arg, size) == 0) {
            /* -gfoo is no -g. */
            return is_long || rows[i].value != NULL || arg[2] == '\0' ? &rows[i] : NULL;
        }
    }
    return NULL;
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
