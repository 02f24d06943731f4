#!/bin/sh
# Mutants of real definitions (tests/mutate/): bits, bytes, members, items, words and places of the definitions in
# tests/cases, samples and, where it is beside this clone, ../shared/conformance, changed by a seeded mutator. Each goes
# through the compiler in one process: none may end it, hang it, leak, or get messages that are not in order. Of those
# that it accepts some are built by gcc and clang and run on the virtual clock: each ends with an exit code that is
# documented, with a history in order, the same each time, and the sanitizers are silent.
#   MUTATE_SEED MUTATE_FIRST MUTATE_COUNT   which of them: numbers FIRST, FIRST + 1, ... of a seed
#   MUTATE_BUILD                            so many of the accepted are built and run; 0: none
#   MUTATE_SECOND                           a second build, with sanitizers, that must come to the same
#   MUTATE_PRINT=N                          only print the text of mutant N
# A mutant depends on the files that there are. What is found stays in $B/mutate/found.
suite=mutate
. tests/tally.sh
. tests/pack.sh

seed=${MUTATE_SEED:-1} first=${MUTATE_FIRST:-0} count=${MUTATE_COUNT:-2000} wanted=${MUTATE_BUILD:-40}
found=$root/$B/mutate/found
export LC_ALL=C

ls tests/cases/*.asl.json samples/*/*.asl.json >"$T/files"
ls ../shared/conformance/realworld/*.json ../shared/conformance/invalid/*.json >>"$T/files" 2>/dev/null
tr '\n' '\0' <"$T/files" >"$T/arguments"

# mutate BUILD ARGUMENT...: that build's mutator, over the files.
mutate() {
    program=$1/mutate/mutate
    shift
    xargs -0 -x -s 1000000 -a "$T/arguments" "$program" --seed "$seed" "$@"
}

if [ -n "${MUTATE_PRINT:-}" ]; then
    mutate "$B" --print --first "$MUTATE_PRINT"
    exit
fi

# ---- Each through the compiler.

# judge BUILD REPORT: as many processes at once as there are processors, each with a part of the numbers.
judge() {
    part=$(((count + jobs - 1) / jobs)) from=$first
    while [ "$from" -lt $((first + count)) ]; do
        size=$((first + count - from))
        [ "$size" -le "$part" ] || size=$part
        mutate "$1" --first "$from" --count "$size" --keep "$found" >"$T/part-$from" 2>"$T/err-$from" &
        from=$((from + size))
    done
    wait
    cat "$T"/part-* | sort -n >"$2"
    cat "$T"/err-* >"$2.found"
    rm "$T"/part-* "$T"/err-*
    check "$1: each has been looked at" test "$(wc -l <"$2")" = "$count"
    check "$1: nothing is found" test ! -s "$2.found"
    cut -c 1-300 "$2.found" | head -20
}

rm -rf "$found"
mkdir -p "$found"
judge "$B" "$T/report"
if [ -n "${MUTATE_SECOND:-}" ]; then
    judge "$MUTATE_SECOND" "$T/second"
    check "$MUTATE_SECOND: the same verdicts and the same bytes" cmp "$T/report" "$T/second"
fi
awk '{ all++; of[$2]++; if (!($3 in kind)) names[++n] = $3; kind[$3]++; if ($2 == "accepted") good[$3]++ }
    END { printf "%d mutants: %d accepted, %d refused, %d no JSON\n", all, of["accepted"],
              of["refused"], of["no-json"]
          for (i = 1; i <= n; i++) printf "%s%s %d/%d", i == 1 ? "accepted by kind: " : ", ", names[i], good[names[i]], kind[names[i]]
          print "" }' "$T/report"
if [ "$wanted" = 0 ]; then
    finish
    exit
fi

# ---- Some of the accepted, evenly spread, none twice.

mkdir "$T/a"
awk '$2 == "accepted" && !seen[$4]++ { print $1 }' "$T/report" >"$T/accepted"
awk -v all="$(wc -l <"$T/accepted")" -v wanted="$wanted" \
    'int(NR * wanted / all) > int((NR - 1) * wanted / all) || wanted >= all' "$T/accepted" >"$T/chosen"
mutate "$B" --emit "$T/a" <"$T/chosen"
chosen=$(wc -l <"$T/chosen")
check "as much C" test "$(ls "$T/a" | grep -c '^w.*\.c$')" = "$chosen"
# The mutator must make the same C as aslc.
mkdir "$T/again"
(cd "$T/a" && head -20 "$T/chosen" | xargs -I {} "$aslc" --emit=c w{}.asl.json -o "$T/again/w{}.c" 2>/dev/null)
for file in "$T"/again/*.c; do
    cmp "$file" "$T/a/${file##*/}"
done >"$T/others"
check "aslc makes the same C" test ! -s "$T/others" -a -e "$T/again/w$(head -1 "$T/chosen").c"

pack_all "$T/a" <"$T/chosen"
build_and_run
check "each has run" test "$(grep -c '^== w' "$T/plain")" = "$chosen"
check "each has ended well" "$B/mutate/mutate" --look "$T/plain"
outcomes "$chosen"
finish
