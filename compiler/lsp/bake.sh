#!/bin/sh
# Prints C that holds the items of a document like tests/language.md: bake.sh tests/language.md > language.c
cat <<'END'
/* Made by compiler/lsp/bake.sh of tests/language.md. Do not edit. */
#include "compiler/lsp/language.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *number, *text;
} items[] = {
END
awk '
    function finish() {
        if (item == "") return
        sub(/ \([a-zA-Z, ]+: [^ ].*\)$/, "", text)
        gsub(/\\/, "&&", text)
        gsub(/"/, "\\\"", text)
        gsub(/\?/, "\\?", text)
        printf "    { \"%s\", \"%s\" },\n", item, text
        item = ""
    }
    /^\*\*[A-Z]+-[0-9][0-9]\*\* / {
        finish()
        item = substr($1, 3, length($1) - 4)
        text = substr($0, length($1) + 2)
        next
    }
    NF == 0 { finish(); next }
    item != "" { text = text " " $0 }
    END { finish() }' "$1"
cat <<'END'
};

const char *language_item(const char *number, size_t size)
{
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (strlen(items[i].number) == size && memcmp(items[i].number, number, size) == 0) {
            return items[i].text;
        }
    }
    return NULL;
}
END
