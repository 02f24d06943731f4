#!/bin/sh
# The recorded cases, where they are beside this clone: no score below its floor, and no floor below the parent commit's.
suite=conformance
. tests/tally.sh

floor=tests/conformance.floor
git show HEAD^:"$floor" >"$T/before" 2>/dev/null || : >"$T/before"
awk '{ sub(/#.*/, "") } NF < 2 { next }
     FNR == NR { floor[$1] = $2; next }
     !($1 in floor) || floor[$1] + 0 < $2 + 0 { print $1 ": the floor was " $2 " and is " ($1 in floor ? floor[$1] : "gone") }' \
    "$floor" "$T/before" >"$T/lower"
check "no floor is lower than before" test ! -s "$T/lower"
cat "$T/lower"

if [ ! -f ../shared/conformance/run.py ] || ! command -v python3 >/dev/null; then
    skip conformance
elif timeout 540 python3 ../shared/conformance/run.py all --aslc "$aslc" --show 5 --floor "$floor" >"$T/log" 2>&1; then
    pass
    tail -30 "$T/log"
else
    fail "recorded cases" "$(tail -5 "$T/log")"
    cat "$T/log"
fi
finish
