#!/bin/sh
# Prints C that holds the console page: bake.sh page.html page.policy > page.c. The page stands in it twice, as it is and
# packed by gzip, for clients that take that; with it stand its Content-Security-Policy and a tag that changes whenever
# it does.
set -eu
page=$1 policy=$2

# bytes NAME: what stands on standard input.
bytes() {
    printf '\nconst char %s[] = {\n' "$1"
    od -An -v -td1 | sed 's/\([0-9]\) /\1,/g; s/$/,/'
    printf '};\nconst size_t %s_size = sizeof %s;\n' "$1" "$1"
}

echo '/* Made by runtime/console/bake.sh. Do not edit. */'
echo '#include "runtime/console/page.h"'
bytes page_html <"$page"
gzip -9n <"$page" | bytes page_gzip
printf '\nconst char page_policy[] = "%s";\n' "$(cat "$policy")"
printf 'const char page_tag[] = "%s";\n' "$(cat "$page" "$policy" | sha256sum | cut -c 1-32)"
