#!/bin/sh
# Beside others, from npm. The embedded DynamoDB beside dynalite, a DynamoDB in Node: the requests of tests/dynamo/*.txt to
# both. What may differ is in tests/dynamo/differences, with the reason. And JSONata beside jsonata 2.0.6, which is what
# AWS runs: the expressions of tests/roundtrip and random ones.
suite=beside
. tests/tally.sh

peers=$B/peers

# installed NAME VERSION: it is in $peers, now if it was not before.
installed() {
    command -v node >/dev/null && command -v npm >/dev/null || return 1
    [ ! -d "$peers/node_modules/$1" ] || return 0
    timeout 300 npm install --prefix "$peers" --no-audit --no-fund "$1@$2" >"$T/log" 2>&1 || {
        tail -3 "$T/log"
        return 1
    }
}

if installed dynalite 4.0.0; then
    code "beside dynalite" 0 node tests/dynamo/beside.js "$B/dynamo/talk" "$peers/node_modules/dynalite" \
        tests/dynamo/differences tests/dynamo/*.txt
    grep -v '^same ' "$T/out" | head -60
    tail -1 "$T/out"
    same=$(sed -n 's/^same \([0-9]*\) .*/\1/p' "$T/out") wrong=$(sed -n 's/.* wrong \([0-9]*\)$/\1/p' "$T/out")
    check "at least 600 answers are the same" test "${same:-0}" -ge 600
    check "no answer differs without a reason" test "${wrong:-1}" = 0
    check "each reason is needed" sh -c "! grep -q '^not needed' '$T/out'"
else
    skip dynalite
fi

if installed jsonata 2.0.6; then
    "$B/roundtrip/generate" 2 0 2000 >"$T/random.jsonl"
    code "beside jsonata" 0 node tests/roundtrip/beside.js "$B/roundtrip/roundtrip" "$peers/node_modules/jsonata" \
        tests/roundtrip/expressions.jsonl "$T/random.jsonl"
    cat "$T/out"
else
    skip jsonata
fi
finish
