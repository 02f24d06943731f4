#!/bin/sh
# AWS's own clients talk to aslc serve: one conversation over every operation (tests/clients/talk.txt) by AWS's command line,
# boto3, the SDK for JavaScript and plain HTTP, and by the last alone what clients would not send (tests/clients/rules.txt).
suite=clients
. tests/tally.sh
. tests/peers.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# Clients of Debian know operations up to 2023: the rest of AWS's model is merged into theirs.
mkdir -p "$T/models/stepfunctions/2016-11-23"
cp tests/clients/newer.json "$T/models/stepfunctions/2016-11-23/service-2.sdk-extras.json"
export AWS_DATA_PATH="$T/models"

# talk NAME PYTHON CLIENT FILE: the client talks to a server of its own; what it says is in $T/NAME. In the background.
talk() {
    (
        "$aslc" serve --listen 127.0.0.1:0 --store memory >"$T/$1.server" 2>&1 &
        server=$!
        for _ in $(seq 100); do
            ! grep -q '^listening on ' "$T/$1.server" || break
            sleep 0.1
        done
        url=$(sed -n 's/^listening on //p' "$T/$1.server")
        timeout 300 "$2" tests/clients/talk.py "$3" "$url" "tests/clients/$4" "$peers/node_modules" >"$T/$1" 2>&1
        kill -TERM $server
        wait $server
        [ "$(wc -l <"$T/$1.server")" = 1 ] || cat "$T/$1.server" >>"$T/$1"
    ) &
}

# heard NAME OPERATIONS: so many were asked for, and each answer was right.
heard() {
    check "$1" test "$(cat "$T/$1")" = "$2 operations, 0 wrong"
    head -c 3000 "$T/$1" | sed '/, 0 wrong$/d'
}

said="raw rules"
talk raw python3 raw talk.txt
talk rules python3 raw rules.txt
if /usr/bin/python3 -c 'import boto3' 2>/dev/null; then
    said="$said boto3"
    talk boto3 /usr/bin/python3 boto3 talk.txt
else
    skip boto3
fi
if [ -x /usr/bin/aws ]; then
    said="$said awscli"
    talk awscli python3 awscli talk.txt
else
    skip awscli
fi
# The last version that Node 18 runs.
if installed @aws-sdk/client-sfn 3.958.0; then
    said="$said node"
    talk node python3 node talk.txt
else
    skip client-sfn
fi
wait
for name in $said; do
    case $name in
    rules) heard rules 29 ;;
    *) heard "$name" 37 ;;
    esac
done
finish
