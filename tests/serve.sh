#!/bin/sh
# A server over HTTP: a conversation through boto3, two on one file.
suite=serve
. tests/tally.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# ---- aslc serve, from outside

# listens PROGRAM OPTIONS...: a server, process $server at $url, until it is killed.
listens() {
    : >"$T/server.out" # what another has said is not its own
    "$@" >"$T/server.out" 2>"$T/server.err" &
    server=$!
    listens_tries=0
    while ! grep -q '^listening on ' "$T/server.out" && [ $listens_tries -lt 100 ] && kill -0 $server 2>/dev/null; do
        listens_tries=$((listens_tries + 1))
        sleep 0.1
    done
    url=$(sed -n 's/^listening on //p' "$T/server.out")
    check "it listens" test -n "$url"
}

# ends: SIGTERM ends it in order.
ends() {
    kill -TERM $server
    wait $server
    check "it ends in order" test $? = 0
    check "it has nothing to say" test ! -s "$T/server.err"
}

if /usr/bin/python3 -c 'import boto3' 2>/dev/null; then
    listens "$aslc" serve --listen 127.0.0.1:0 --store memory
    code "a conversation" 0 /usr/bin/python3 tests/serve/talk.py "$url"
    check "the conversation goes as it should" grep -qx '[0-9]* checks' "$T/out"
    grep -v ' checks$' "$T/out"
    check "nothing else is said" test "$(wc -l <"$T/out")" = 1
    ends
else
    skip boto3
fi

# ---- A workflow's own

code "build" 0 "$aslc" tests/serve/every.asl.json -o "$T/every"
listens "$T/every" serve --listen 127.0.0.1:0 --store "sqlite:$T/every.db" --task "*=exec:true"
code "a second one on its file" 2 "$T/every" serve --listen 127.0.0.1:0 --store "sqlite:$T/every.db" --task "*=exec:true"
check "says who has it" grep -q 'another process has it open' "$T/err"
ends
finish
