#!/bin/sh
# bench: what it measures and compares, beside programs that do the same, nearly the same, or nothing. No time is judged.
suite=rivals
. tests/tally.sh

cat >"$T/add.asl.json" <<'JSON'
{"StartAt": "One", "States": {"One": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "Two"},
 "Two": {"Type": "Pass", "Result": [1, {"two": 2}], "ResultPath": "$.list", "Next": "Maybe"},
 "Maybe": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 0, "Next": "Below"}], "Default": "Wait"},
 "Wait": {"Type": "Wait", "SecondsPath": "$.n", "End": true},
 "Below": {"Type": "Fail", "Error": "Below", "Cause": "It is below zero."}}}
JSON
code "build" 0 "$aslc" "$T/add.asl.json" -o "$T/add"
cat >"$T/task.asl.json" <<'JSON'
{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}
JSON
code "build with a task" 0 "$aslc" "$T/task.asl.json" -o "$T/task"
cat >"$T/again.asl.json" <<'JSON'
{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
 "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1000}]}}}
JSON
echo '{"StateMachines": {"m": {"TestCases": {"once": {"T": "r"}}}}, "MockedResponses": {"r": {
 "0": {"Throw": {"Error": "Busy"}}, "1": {"Return": 1}}}}' >"$T/again.json"
cd "$T" || exit 1

# Each answers a run or lines: {"n":4} becomes {"n":5,...}, and the members may stand in another order.
answer='{"list":[1,{"two":2.0}],"n":5}'
cat >once <<SH
#!/bin/sh
read -r line && [ "\$line" = '{"n":4}' ] && echo '$answer'
SH
cat >lines <<SH
#!/bin/sh
while read -r line; do [ "\$line" = '{"n":4}' ] && echo '$answer' || echo null; done
SH
sed 's/2.0/3/' once >wrong_once
sed 's/2.0/3/' lines >wrong_lines
printf '#!/bin/sh\necho no JSON\n' >no_json
printf '#!/bin/sh\ncat >/dev/null; exit 3\n' >ends_badly
printf '#!/bin/sh\nread -r line; echo %s\n' "'$answer'" >one_line
chmod +x once lines wrong_once wrong_lines no_json ends_badly one_line
fast="--seconds 0.05 --virtual-time"

# has NAME TEXT: it stands in what was printed.
has() {
    check "$1" grep -qF -e "$2" out err
}

code "alone" 0 ./add bench --input '{"n":4}' $fast
has "alone: states" "A run enters 4 states; its input has 7 bytes, its output 28."
has "alone: the clock" "Virtual clock"
has "alone: a process" "a process each"
check "alone: no lines" sh -c '! grep -q ^lines out'
check "alone: nothing on standard error" test ! -s err
check "alone: a part stands below its whole" grep -q '^  states alone ' out
code "with a rival" 0 ./add bench '{"n": 4}' $fast --against ./once
has "with a rival: named" "A: ./once"
has "with a rival: equal" "they are equal as"
code "with lines" 0 ./add bench '{"n": 4}' $fast --against-warm ./lines --against-warm "sh './lines'" --against=./once
has "with lines: all of them" "C: sh './lines'"
code "json" 0 ./add bench --json '{"n": 4}' $fast --limits none --against-warm ./lines
check "json: one line" test "$(wc -l <out)" = 1
for text in '"workflow":"add","transitions":4,"inputBytes":7,"outputBytes":28,"clock":"virtual","limits":"none"' \
    '"side":"in one process","runs":' '"side":"lines","command":"./lines"' '"ratio":{"q1":' '"peakKib":'; do
    has "json: $text" "$text"
done

has "json: names have no blanks in front" '"side":"states alone"'

# Another output is shown, and is an error.
code "another output" 1 ./add bench '{"n": 4}' $fast --against ./wrong_once
has "another output: where" 'the outputs differ at $.list[1].two'
has "another output: ours" 'add: 2'
has "another output: theirs" './wrong_once: 3'
check "another output: no figures" test ! -s out
code "another line" 1 ./add bench '{"n": 4}' $fast --against-warm ./wrong_lines
has "another line: where" 'the outputs differ at $.list[1].two'
code "no JSON" 1 ./add bench '{"n": 4}' $fast --against ./no_json
has "no JSON: said" "./no_json: its output is not JSON"
code "a bad end" 1 ./add bench '{"n": 4}' $fast --against ./ends_badly
has "a bad end: said" "./ends_badly: ended with exit code 3"
code "too few lines" 1 ./add bench '{"n": 4}' $fast --against-warm ./one_line
has "too few lines: said" "./one_line: it ended before it had answered every line"
code "no such program" 1 ./add bench '{"n": 4}' $fast --against ./none
has "no such program: said" "./none: it cannot be started"
code "no such program for lines" 1 ./add bench '{"n": 4}' $fast --against-warm ./none
has "no such program for lines: said" "./none: it cannot be started"

# A workflow that waits on the real clock: --virtual-time is proposed, once.
echo 'add: the run waits, and every run will: --virtual-time jumps over waits' >wanted
hinted() {
    hinted_name=$1
    shift
    "$@" >out 2>err &
    pid=$!
    for tenth in $(seq 100); do
        [ -s err ] && break
        sleep 0.1
    done
    kill -TERM $pid
    wait $pid
    sed "s/^add/${1#./}/" wanted >wanted.this
    head -n 1 err >err.first
    same "$hinted_name: said" wanted.this err.first
}
hinted "a run that waits" ./add bench '{"n": 1000}'
code "a run that tries again: build" 0 "$aslc" again.asl.json -o again
hinted "a run that tries again" ./again bench --mock again.json#once
code "a run that does not wait long" 0 ./add bench '{"n": -1}' --seconds 0.05
check "a run that does not wait long: nothing is said" test ! -s err

# What cannot be measured.
code "a run that fails" 1 ./add bench '{"n": -4}' $fast
has "a run that fails: said" 'the run FAILED: {"error":"Below","cause":"It is below zero."}'
code "no input" 2 ./add bench 'no JSON' $fast
code "no such file" 2 ./add bench --input-file none.json $fast
code "an open quote" 2 ./add bench '{"n": 4}' $fast --against "sh 'open"
code "an empty command" 2 ./add bench '{"n": 4}' $fast --against " "
code "a bound that is not a number" 2 ./add bench '{"n": 4}' --seconds soon
code "no time at all" 2 ./add bench '{"n": 4}' --seconds 0
code "nobody does the task" 2 ./task bench $fast
for word in --trace --describe "--history h.json"; do
    code "$word" 2 ./add bench '{"n": 4}' $fast $word
done

# Options reach the process that is started for each run, and the one that answers lines.
code "a bound task" 0 ./task bench '{"x": 1}' $fast --task 'f=exec:cat' --against cat
code "a bound task by lines" 0 ./task bench '{"x": 1}' $fast --task=f=exec:cat --against-warm cat

# The watch over quick tasks interrupts nothing: the signal that it sends each second is none for bench.
cat >f.c <<'C'
#include <asl/task.h>
struct json_object *f(struct json_object *input, struct asl_call *call);
ASL_TASK_QUICK(f)
struct json_object *f(struct json_object *input, struct asl_call *call)
{
    (void)call;
    return json_object_get(input);
}
C
cat >slow <<'SH'
#!/bin/sh
while read -r line; do [ -f has_slept ] || { : >has_slept; sleep 2.5; }; echo "$line"; done
SH
chmod +x slow
code "a quick task: build" 0 "$aslc" task.asl.json f.c -o quick
for case in "--against" "--against-warm"; do
    rm -f has_slept
    code "a quick task beside a slow program ($case)" 0 ./quick bench '{"x": 1}' --seconds 0.05 "$case" ./slow
done

# A signal ends it, whatever it waits for.
for case in "--against" "--against-warm"; do
    ./add bench '{"n": 4}' --virtual-time --seconds 60 "$case" "sleep 60" >out 2>err &
    pid=$!
    sleep 0.5
    kill -TERM "$pid"
    tally_code=0
    wait "$pid" || tally_code=$?
    check "stopped while it waits ($case)" test "$tally_code" = 4
done
./add bench '{"n": 4}' --virtual-time --seconds 60 >out 2>err &
pid=$!
sleep 0.5
kill -INT "$pid"
kill -TERM "$pid"
tally_code=0
wait "$pid" || tally_code=$?
check "stopped while it measures" test "$tally_code" = 4

# What make bench-check and make bench say of figures.
printf 'pass\t1000\norder\t2000\n' >kept
printf 'pass\t1029\norder\t1500\n' >fewer
printf 'pass\t1031\norder\t2000\n' >more
printf 'pass\t1000\nloop\t5\n' >unknown
code "counts: up to 3 % more" 0 sh "$root/tests/bench/compare.sh" kept fewer
has "counts: better" "check.sh --bless"
code "counts: over 3 % more" 1 sh "$root/tests/bench/compare.sh" kept more
has "counts: which one, and how much" "pass takes 3.1 % more instructions than kept says: 1031 instead of 1000"
code "counts: one that is not kept" 1 sh "$root/tests/bench/compare.sh" kept unknown
has "counts: which one is not kept" "loop: kept has no figure for it"
printf 'A row\tx\t%s\t%s\tnoise\n' 0.30 '<= 0.30' 0.31 '<= 0.30' 34.9 '>= 35' 35 '>= 35' 7 - - '<= 1' >figures
code "a table" 0 sh "$root/tests/bench/table.sh" figures
awk '/^    / { print ($3 == "<=" || $3 == ">=") ? $5 : "-" }' out >verdicts
printf '%s\n' met MISSED MISSED met - not >wanted
same "a table: verdicts" wanted verdicts
has "a table: how many" "2 bars met, 2 missed, 1 not measured"
finish
