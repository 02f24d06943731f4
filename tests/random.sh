#!/bin/sh
# Random small workflows from a seeded generator (tests/random/). The same seed must give the same bytes (definition, C,
# output, history), gcc's build and clang's must agree, AddressSanitizer and UndefinedBehaviorSanitizer must be silent,
# and every parked frame must survive being written to bytes and read back. To save time the C of many goes into one
# program, which runs each in a process of its own.
#   RANDOM_SEED RANDOM_FIRST RANDOM_COUNT   which of them: numbers FIRST, FIRST + 1, ... of a seed
suite=random
. tests/tally.sh
. tests/pack.sh

seed=${RANDOM_SEED:-1} first=${RANDOM_FIRST:-0} count=${RANDOM_COUNT:-150}
last=$((first + count - 1))
generate=$root/$B/random/generate

# ---- The same seed, the same definitions, which are all valid; and the same C.

mkdir "$T/a" "$T/again"
"$generate" "$seed" "$first" "$count" "$T/a" && "$generate" "$seed" "$first" "$count" "$T/again"
check "as many as wanted" test "$(ls "$T/a" | wc -l)" = $((3 * count))
check "the same definitions again" diff -rq "$T/a" "$T/again"
(cd "$T/a" && ls ./*.asl.json | xargs -n 100 "$aslc" --check) 2>&1 | grep ": error: " >"$T/messages"
check "all are valid" test ! -s "$T/messages"
head -5 "$T/messages"
for folder in a again; do
    (cd "$T/$folder" && seq "$first" "$last" | xargs -P "$jobs" -I {} "$aslc" --emit=c w{}.asl.json -o w{}.c)
done
check "as much C" test "$(ls "$T/a" | grep -c '^w.*\.c$')" = "$count"
check "the same C again" diff -rq "$T/a" "$T/again"

# ---- Runs.

seq "$first" "$last" | pack_all "$T/a"

build_and_run

check "each has run" test "$(grep -c '^exit [0-4]$' "$T/plain")" = "$count"
grep -B 3 -e '^signal' -e '^exit [25]$' "$T/plain" | cut -c 1-400 | head -20
outcomes "$count"
finish
