#!/bin/sh
# The golden runner: for each definition tests/cases/NAME.asl.json or NAME.asl.yaml, or what NAME.sh prints, compares what
# is wanted, in files beside it, with what comes:
#   NAME.c        the generated C
#   NAME.err      the messages of aslc --check, or of aslc with the options in NAME.args; the exit code unless it is 1
#   NAME.run      a run with a virtual clock: its output, its messages and trace, its exit code. Its input is
#                 NAME.input.json, its tasks' answers are the case "case" of NAME.mock.json, and NAME.options has more
#                 options for it (@program is the program itself), where there are such files. With a file NAME.inputs: one run for each line, an input,
#                 without the trace. A folder NAME.local is copied and becomes the root of the embedded services; what
#                 the runs write there is shown.
#   NAME.history  the event history of the same run
# Each slug of compiler/base/diag.def must have its SLUG.err.
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

# The file of a case's definition.
definition() {
    if [ -f "tests/cases/$1.asl.yaml" ]; then
        echo "$1.asl.yaml"
    else
        echo "$1.asl.json"
    fi
}

# The C is also compiled, because a wanted file must be one that a compiler accepts.
case_c() {
    file=$(definition "$1")
    if (cd tests/cases && "$aslc" --emit=c "$file") > "$work/came" 2> "$work/err" &&
        ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Iruntime/include \
            -fsyntax-only -x c - < "$work/came" 2> "$work/err"; then
        settle "tests/cases/$1.c"
    else
        failed=$((failed + 1))
        echo "FAIL tests/cases/$1.c: it is not made, or does not compile"
        sed 's/^/    /; 40q' "$work/err"
    fi
}

case_err() {
    folder=tests/cases
    file=$(definition "$1")
    args=--check
    [ ! -f "tests/cases/$1.args" ] || args=$(cat "tests/cases/$1.args")
    if [ -f "tests/cases/$1.sh" ]; then
        folder=$work
        sh "tests/cases/$1.sh" > "$work/$file"
    fi
    # shellcheck disable=SC2086 # the options are words
    (cd "$folder" && "$aslc" $args "$file") > "$work/came" 2>&1
    code=$?
    [ $code -eq 1 ] || echo "exit $code" >> "$work/came"
    settle "tests/cases/$1.err"
}

once() {
    (cd tests/cases && "$work/program" "$@") > "$work/out" 2> "$work/err"
    code=$?
    sed 's/^/out  /' "$work/out"
    sed 's/^/err  /' "$work/err"
    echo "exit $code"
}

# What was written below the root of the services.
written() {
    (cd "$work/local" && find . -type f | sort | sed 's/^..//') > "$work/files"
    while IFS= read -r file <&3; do
        if [ ! -f "tests/cases/$1.local/$file" ]; then
            echo "file $file"
            awk '{ print "     " $0 }' "$work/local/$file"
        fi
    done 3< "$work/files"
}

# One run makes both its own file and the history's.
case_run() {
    name=$1
    : > "$work/history"
    set -- run --virtual-time --seed 0 --history "$work/history"
    [ ! -f "tests/cases/$name.input.json" ] || set -- "$@" --input-file "$name.input.json"
    [ ! -f "tests/cases/$name.mock.json" ] || set -- "$@" --mock "$name.mock.json#case"
    if [ -d "tests/cases/$name.local" ]; then
        rm -rf "$work/local"
        cp -R "tests/cases/$name.local" "$work/local"
        set -- "$@" --local "$work/local"
    fi
    # shellcheck disable=SC2046 # the options are words
    [ ! -f "tests/cases/$name.options" ] || set -- "$@" $(sed "s|@program|$work/program|g" "tests/cases/$name.options")
    if ! "$aslc" -O0 "tests/cases/$(definition "$name")" -o "$work/program" > "$work/came" 2>&1; then
        :
    elif [ -f "tests/cases/$name.inputs" ]; then
        while IFS= read -r input <&3; do
            echo "in   $input"
            once "$@" --input "$input"
        done 3< "tests/cases/$name.inputs" > "$work/came"
    else
        once "$@" --trace > "$work/came"
    fi
    [ ! -d "tests/cases/$name.local" ] || written "$name" >> "$work/came"
    [ ! -f "tests/cases/$name.run" ] || settle "tests/cases/$name.run"
    if [ -f "tests/cases/$name.history" ]; then
        cp "$work/history" "$work/came"
        settle "tests/cases/$name.history"
    fi
}

# A message without a case would be one that nobody has read.
slugs() {
    for slug in $(sed -n 's/^DIAG([A-Z_0-9]*, "\([^"]*\)".*/\1/p' compiler/base/diag.def); do
        if grep -q -e "\[$slug\]" -e "\"slug\":\"$slug\"" "tests/cases/$slug.err" 2> /dev/null; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAIL $slug: tests/cases/$slug.err is missing, or does not have that message"
        fi
    done
}

one() {
    for kind in c err; do
        [ ! -f "tests/cases/$1.$kind" ] || "case_$kind" "$1"
    done
    if [ -f "tests/cases/$1.run" ] || [ -f "tests/cases/$1.history" ]; then
        case_run "$1"
    fi
}

if [ $# -gt 0 ]; then
    for name do
        name=${name##*/}
        one "${name%.asl.*}"
    done
else
    $bless || slugs
    ls tests/cases | sed -n 's/\.\(asl\.json\|asl\.yaml\|err\)$//p' | sort -u > "$work/names"
    while IFS= read -r name <&3; do
        one "$name"
    done 3< "$work/names"
fi
$bless || echo "cases: $passed passed, $failed failed"
[ $failed -eq 0 ]
