#!/bin/sh
# What a server that is killed knew of tasks that were at work.
suite=resume
. tests/tally.sh
. tests/talks.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# ---- A token is answered while the target that has passed it on is still at work

cat >"$T/early.asl.json" <<'E'
{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "End": true,
  "Parameters": {"FunctionName": "ask", "Payload": {"token.$": "$$.Task.Token"}}}}}
E
printf 'cat >>"$1"\nwhile kill -0 $PPID 2>/dev/null; do sleep 0.1; done\n' >"$T/ask.sh"
code "build" 0 "$aslc" "$T/early.asl.json" -o "$T/early"
talks "early answers" python3 tests/serve/early.py "$T/tokens" "$T/early" serve --listen 127.0.0.1:0 \
    --store "sqlite:$T/early.db" --task "ask=exec:sh $T/ask.sh $T/tokens"
finish
