#!/bin/sh
# The golden runner: for each tests/cases/NAME.asl.json compares what is wanted, in files beside it, with what comes:
#   NAME.c    the generated C
#   NAME.err  the messages of aslc --check, which must find an error
#   NAME.run  a run with a virtual clock: its output, its messages and trace, its exit code. Its input is
#             NAME.input.json, its tasks' answers are the case "case" of NAME.mock.json, where there are such files.
# With --bless the files that are there are rewritten instead; the diff is the review. Names may be given: run.sh order
cd "$(dirname "$0")/.." || exit 2
aslc=${ASLC:-$PWD/build/aslc}
bless=false
if [ "$1" = --bless ]; then
    bless=true
    shift
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0

# Compare what came ($work/came) with the wanted file $1, or make it the wanted one.
settle() {
    if $bless; then
        cp "$work/came" "$1"
    elif diff -u "$1" "$work/came" > "$work/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1"
        sed 's/^/    /; 40q' "$work/diff"
    fi
}

# The C is also compiled: a wanted file that no compiler takes is no good.
case_c() {
    (cd tests/cases && "$aslc" --emit=c "$1.asl.json") > "$work/came" 2> "$work/err" ||
        cat "$work/err" >> "$work/came"
    ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Iruntime/include \
        -fsyntax-only -x c - < "$work/came" 2> "$work/err" || cat "$work/err" >> "$work/came"
    settle "tests/cases/$1.c"
}

case_err() {
    (cd tests/cases && "$aslc" --check "$1.asl.json") > "$work/came" 2>&1
    code=$?
    [ $code -eq 1 ] || echo "exit $code" >> "$work/came"
    settle "tests/cases/$1.err"
}

case_run() {
    name=$1
    set -- run --virtual-time --seed 0 --trace
    [ ! -f "tests/cases/$name.input.json" ] || set -- "$@" --input-file "$name.input.json"
    [ ! -f "tests/cases/$name.mock.json" ] || set -- "$@" --mock "$name.mock.json#case"
    if "$aslc" "tests/cases/$name.asl.json" -o "$work/program" > "$work/came" 2>&1; then
        (cd tests/cases && "$work/program" "$@") > "$work/out" 2> "$work/err"
        echo "exit $?" > "$work/exit"
        { sed 's/^/out  /' "$work/out"; sed 's/^/err  /' "$work/err"; cat "$work/exit"; } > "$work/came"
    fi
    settle "tests/cases/$name.run"
}

[ $# -gt 0 ] || set -- tests/cases/*.asl.json
for file do
    name=${file##*/}
    name=${name%.asl.json}
    for kind in c err run; do
        [ ! -f "tests/cases/$name.$kind" ] || "case_$kind" "$name"
    done
done
$bless || echo "cases: $passed passed, $failed failed"
[ $failed -eq 0 ]
