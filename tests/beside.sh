#!/bin/sh
# The embedded DynamoDB beside dynalite, a DynamoDB in Node: the requests of tests/dynamo/*.txt to both. What may differ is
# in tests/dynamo/differences, with the reason.
suite=beside
. tests/tally.sh

peers=$B/peers
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    skip dynalite
    finish
    exit
fi
if [ ! -d "$peers/node_modules/dynalite" ] &&
    ! timeout 300 npm install --prefix "$peers" --no-audit --no-fund dynalite@4.0.0 >"$T/log" 2>&1; then
    tail -3 "$T/log"
    skip dynalite
    finish
    exit
fi
code "beside dynalite" 0 node tests/dynamo/beside.js "$B/dynamo/talk" "$peers/node_modules/dynalite" \
    tests/dynamo/differences tests/dynamo/*.txt
grep -v '^same ' "$T/out" | head -60
tail -1 "$T/out"
same=$(sed -n 's/^same \([0-9]*\) .*/\1/p' "$T/out") wrong=$(sed -n 's/.* wrong \([0-9]*\)$/\1/p' "$T/out")
check "at least 600 answers are the same" test "${same:-0}" -ge 600
check "no answer differs without a reason" test "${wrong:-1}" = 0
check "each reason is needed" sh -c "! grep -q '^not needed' '$T/out'"
finish
