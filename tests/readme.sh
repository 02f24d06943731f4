#!/bin/sh
# Runs each line of the ```sh blocks of README.md and of the samples' READMEs, in a folder that looks like the
# tree. A line that is meant to fail ends in "# exit N". Of the lines that call make only the demonstrations are run: the
# others run this.
suite=readme
. tests/tally.sh
# The functions of samples need packages of Debian's own Python.
PATH=/usr/bin:$PATH

root=$PWD
mkdir "$T/tree" "$T/tmp"
for entry in samples compiler runtime templates tests Makefile; do
    ln -s "$root/$entry" "$T/tree/$entry"
done
ln -s "$root/$B" "$T/tree/build"

for document in README.md samples/*/README.md; do
    awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside && NF && (!/^make / || /^make demo/)' "$document" >"$T/lines"
    cd "$T/tree" || exit 1
    while IFS= read -r line; do
        wanted=$(printf '%s\n' "$line" | sed -n 's/.*# exit \([0-9]*\)$/\1/p')
        code=0
        env -u B -u MAKEFLAGS -u MAKELEVEL XDG_CACHE_HOME="$T/cache" XDG_STATE_HOME="$T/state" TMPDIR="$T/tmp" \
            timeout 120 sh -c "$line" >"$T/out" 2>"$T/err" </dev/null || code=$?
        if [ "$code" = "${wanted:-0}" ]; then
            pass
        else
            fail "$document" "exit $code instead of ${wanted:-0}: $line"
            head -5 "$T/err"
        fi
    done <"$T/lines"
    cd "$root" || exit 1
done

check "no temporary file is left: $(ls "$T/tmp")" test -z "$(ls -A "$T/tmp")"

# Pictures: those that are the same each time are what make picture makes today, and the others are there.
mkdir "$T/pictures"
code "pictures" 0 sh tests/picture.sh "$T/pictures"
for picture in tests/graph/order.svg tests/graph/trace.svg tests/bench/chart.svg; do
    same "make picture makes $picture" "$picture" "$T/pictures/${picture##*/}"
done
grep -oE '(\]\(|src="|srcset=")[^)"]*\.(svg|png)' README.md | sed 's/^.*[("]//' | sort -u >"$T/shown"
check "README.md shows pictures" test "$(wc -l <"$T/shown")" -ge 5
while IFS= read -r picture; do
    check "README.md shows $picture" test -s "$picture"
done <"$T/shown"
finish
