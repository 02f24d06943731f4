#include "compiler/lsp/about.h"

#include <string.h>

#include "compiler/lsp/language.h"
#include "runtime/base/buf.h"

static const struct {
    enum about_kind kind;
    const char *word, *owners, *items;
} rows[] = {
#define ITEM(kind, word, owners, items) { ABOUT_##kind, word, owners, items },
#include "compiler/lsp/items.def"
#undef ITEM
};

static const struct about_function functions[] = {
#define TELLS(name, arguments, tells) { name, arguments, tells },
#include "compiler/lsp/functions.def"
#undef TELLS
};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static bool is_word(const char *word, const char *text, size_t size)
{
    return strlen(word) == size && memcmp(word, text, size) == 0;
}

const char *about_items(enum about_kind kind, const char *word, size_t size,
                        enum field_owner owner)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool fits = rows[i].owners[0] == '\0' ||
                    (owner != OWNER_ANY_STATE && strchr(rows[i].owners, (char)owner) != NULL);
        if (rows[i].kind == kind && fits && is_word(rows[i].word, word, size)) {
            return rows[i].items;
        }
    }
    return NULL;
}

void about_put_items(struct buf *out, const char *items)
{
    for (const char *at = items; at != NULL && *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        const char *text = language_item(at, size);
        if (text != NULL) {
            buf_print(out, "%s%s (%.*s)", out->size > 0 ? "\n\n" : "", text, (int)size, at);
        }
        at += size;
    }
}

const struct about_function *about_function_at(size_t index)
{
    return index < COUNT_OF(functions) ? &functions[index] : NULL;
}

const struct about_function *about_function(const char *name, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        if (is_word(functions[i].name, name, size)) {
            return &functions[i];
        }
    }
    return NULL;
}
