#!/bin/sh
# aslc serve --template as a whole application: APIs, functions, what starts them, and the samples' templates, from outside.
suite=application
. tests/tally.sh

if ! command -v node >/dev/null || ! python3 -c 'import boto3, jinja2' 2>/dev/null; then
    skip boto3
    finish
    exit
fi
export XDG_STATE_HOME="$T/state" XDG_CACHE_HOME="$T/cache"

code "build" 0 "$aslc" tests/template/orders.asl.yaml -o "$T/any"
code "applications" 0 python3 tests/application/app.py "$aslc" "$T/any" "$T"
grep -v ' checks$' "$T/out" >"$T/wrong"
check "all of it is there: $(cat "$T/wrong" "$T/err")" test ! -s "$T/wrong"
check "it was looked at" grep -q '^[0-9]* checks$' "$T/out"

# ---- What would be there, and nothing is made

code "--check" 0 "$aslc" serve --check --local "$T/nothing" --template samples/exam/template.yaml
cat >"$T/wanted" <<'END'
state machine exam, function invite, mark, report, results, table Results, topic Exams, Faculty, queue FacultyPost
POST /exams: state machine exam
POST /Prod/exams: state machine exam
GET /exams/{student}: function results
GET /Prod/exams/{student}: function results
state machine exam: arn:aws:states:us-east-1:123456789012:stateMachine:exam
END
same "what would be there" "$T/wanted" "$T/out"
check "nothing is made" test ! -e "$T/nothing"
code "--check alone" 2 "$aslc" serve --check
check "it says what for" grep -q -e '--check is for --template' "$T/err"

# ---- AWS's own collections: each starts, or says what it lacks and where

if [ ! -d ../shared/conformance/templates ]; then
    skip conformance
else
    for template in ../shared/conformance/templates/*/template.yaml; do
        name=$(basename "$(dirname "$template")")
        : >"$T/server.out"
        "$aslc" serve --listen 127.0.0.1:0 --store memory --local "$T/collections" --template "$template" \
            >"$T/server.out" 2>"$T/server.err" &
        server=$!
        while ! grep -q '^tables, queues' "$T/server.out" && kill -0 $server 2>/dev/null; do
            sleep 0.05
        done
        kill -TERM $server 2>/dev/null
        wait $server
        ended=$?
        if [ $ended = 0 ]; then
            check "$name: it listens" grep -q '^listening on http://' "$T/server.out"
        else
            check "$name: $(tail -1 "$T/server.err")" grep -qE "^[^ ]*:[0-9]+:[0-9]+: error: " "$T/server.err"
            check "$name: it ends in order" test $ended = 2
        fi
    done
fi
finish
