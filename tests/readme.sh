#!/bin/sh
# Runs each line of the ```sh blocks of README.md and of the samples' READMEs, in a folder that looks like the
# tree. A line that is meant to fail ends in "# exit N". Lines that call make are left out: they run this.
suite=readme
. tests/tally.sh

root=$PWD
mkdir "$T/tree"
for entry in samples compiler runtime templates tests; do
    ln -s "$root/$entry" "$T/tree/$entry"
done
ln -s "$root/$B" "$T/tree/build"

for document in README.md samples/*/README.md; do
    awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside && NF && !/^make /' "$document" >"$T/lines"
    cd "$T/tree" || exit 1
    while IFS= read -r line; do
        wanted=$(printf '%s\n' "$line" | sed -n 's/.*# exit \([0-9]*\)$/\1/p')
        code=0
        XDG_CACHE_HOME=$T/cache timeout 120 sh -c "$line" >"$T/out" 2>"$T/err" </dev/null || code=$?
        if [ "$code" = "${wanted:-0}" ]; then
            pass
        else
            fail "$document" "exit $code instead of ${wanted:-0}: $line"
            head -5 "$T/err"
        fi
    done <"$T/lines"
    cd "$root" || exit 1
done

sh tests/bench/chart.sh tests/bench/results.tsv >"$T/chart.svg"
same "the chart is made from the committed results" tests/bench/chart.svg "$T/chart.svg"
finish
