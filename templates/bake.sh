#!/bin/sh
# Prints C that holds the given templates, and the names that each of them makes of {{id}}:
# bake.sh templates/*.c.in > templates.c
cat <<'END'
/* Made by templates/bake.sh from the files of templates/. Do not edit. */
#include "compiler/base/templates.h"

#include <stddef.h>
#include <string.h>

END
for file do
    name=$(basename "$file" .c.in)
    printf 'static const char text_of_%s[] =\n' "$name"
    awk '{ gsub(/\\/, "&&"); gsub(/"/, "\\\""); printf "    \"%s\\n\"\n", $0 }' "$file"
    printf '    "";\n\n'
    printf 'static const char *const suffixes_of_%s[] = {\n' "$name"
    grep -o '{{id}}_[a-z_]*' "$file" | sort -u | sed 's/{{id}}\(.*\)/    "\1",/'
    printf '    NULL\n};\n\n'
done
cat <<'END'
static const struct {
    const char *name, *text;
    const char *const *suffixes;
} templates[] = {
END
for file do
    name=$(basename "$file" .c.in)
    printf '    { "%s", text_of_%s, suffixes_of_%s },\n' "$name" "$name" "$name"
done
cat <<'END'
};

/* How many templates there are; as an index it means "none of them". */
enum { COUNT = sizeof templates / sizeof templates[0] };

static size_t find(const char *name)
{
    size_t i = 0;
    while (i < COUNT && strcmp(templates[i].name, name) != 0) {
        i++;
    }
    return i;
}

const char *templates_find(const char *name)
{
    size_t i = find(name);
    return i < COUNT ? templates[i].text : NULL;
}

const char *const *templates_suffixes(const char *name)
{
    size_t i = find(name);
    return i < COUNT ? templates[i].suffixes : NULL;
}
END
