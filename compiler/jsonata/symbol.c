#include "compiler/jsonata/symbol.h"

#include <string.h>

static const struct {
    const char *text;
    int power;
} symbols[] = {
    [SYMBOL_END] = { "", 0 },
    [SYMBOL_NAME] = { "", 0 },
    [SYMBOL_LITERAL] = { "", 0 },
    [SYMBOL_REGEX] = { "", 0 },
#define SYMBOL(name, text, power) [SYMBOL_##name] = { text, power },
#include "compiler/jsonata/symbols.def"
#undef SYMBOL
};

const char *symbol_text(enum symbol s)
{
    return symbols[s].text;
}

int symbol_power(enum symbol s)
{
    return symbols[s].power;
}

static int is_word(enum symbol s)
{
    return s == SYMBOL_AND || s == SYMBOL_OR || s == SYMBOL_IN;
}

enum symbol symbol_at(const char *text, size_t size)
{
    for (enum symbol s = SYMBOL_REGEX + 1; s < SYMBOLS; s++) {
        size_t length = strlen(symbols[s].text);
        if (!is_word(s) && length <= size && memcmp(text, symbols[s].text, length) == 0) {
            return s;
        }
    }
    return SYMBOL_END;
}

enum symbol symbol_of_name(const char *name, size_t size)
{
    for (enum symbol s = SYMBOL_AND; s <= SYMBOL_IN; s++) {
        if (strlen(symbols[s].text) == size && memcmp(name, symbols[s].text, size) == 0) {
            return s;
        }
    }
    return SYMBOL_NAME;
}
