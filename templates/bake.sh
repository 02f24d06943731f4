#!/bin/sh
# Prints C that holds the given templates: bake.sh templates/*.c.in > templates.c
cat <<'END'
/* Made by templates/bake.sh from the files of templates/. Do not edit. */
#include "compiler/emit/templates.h"

#include <stddef.h>
#include <string.h>

END
for file do
    name=$(basename "$file" .c.in)
    printf 'static const char text_of_%s[] =\n' "$name"
    awk '{ gsub(/\\/, "&&"); gsub(/"/, "\\\""); printf "    \"%s\\n\"\n", $0 }' "$file"
    printf '    "";\n\n'
done
printf 'static const struct { const char *name, *text; } templates[] = {\n'
for file do
    name=$(basename "$file" .c.in)
    printf '    { "%s", text_of_%s },\n' "$name" "$name"
done
cat <<'END'
    { NULL, NULL }
};

const char *templates_find(const char *name)
{
    for (size_t i = 0; templates[i].name != NULL; i++) {
        if (strcmp(templates[i].name, name) == 0) {
            return templates[i].text;
        }
    }
    return NULL;
}
END
