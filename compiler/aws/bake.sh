#!/bin/sh
# bake.sh FILE...: prints a pack of the files (pack.h): for each a line with its name, how many bytes it has when it is
# compressed, and how many it has itself; an empty line; and behind it what gzip makes of each, in that order.
set -eu
export LC_ALL=C
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -- "$@" "$dir"
cd "$dir"
wc -c ./*.txt | sed '/ total$/d' >sizes
gzip -9 -n ./*.txt
wc -c ./*.gz | sed '/ total$/d' | paste - sizes | awk '{ sub(/^\.\//, "", $4); sub(/\.txt$/, "", $4); print $4, $1, $3 }'
echo
cat ./*.gz
