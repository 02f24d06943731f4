#!/bin/sh
# batch: an execution a line, in one process. Order, windows, bad lines, slow producers and consumers, signals.
suite=batch
. tests/tally.sh

# answers NAME WANTED_CODE INPUT_FILE COMMAND...: like code, with a file on standard input.
answers() {
    tally_name=$1 tally_wanted=$2 tally_input=$3
    shift 3
    tally_code=0
    timeout 60 "$@" <"$tally_input" >"$T/out" 2>"$T/err" || tally_code=$?
    check "$tally_name: exit $tally_wanted" test "$tally_code" = "$tally_wanted"
}

# await FILE TEXT: until the text stands in the file, 10 seconds at most.
await() {
    for await_tenth in $(seq 100); do
        grep -q "$2" "$1" 2>/dev/null && return 0
        sleep 0.1
    done
    return 1
}

cat >"$T/pass.asl.json" <<'JSON'
{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "SecondsPath": "$.s", "Next": "Odd"},
 "Odd": {"Type": "Choice", "Choices": [{"Variable": "$.fail", "IsPresent": true, "Next": "No"}], "Default": "Yes"},
 "Yes": {"Type": "Pass", "End": true}, "No": {"Type": "Fail", "Error": "No", "Cause": "It was wanted."}}}
JSON
cat >"$T/task.asl.json" <<'JSON'
{"StartAt": "Sleep", "States": {"Sleep": {"Type": "Task",
 "Resource": "arn:aws:lambda:us-east-1:123456789012:function:sleep", "Retry": [
 {"ErrorEquals": ["Again"], "IntervalSeconds": 1, "MaxAttempts": 2}], "End": true}}}
JSON
cat >"$T/sleeper" <<'SH'
#!/bin/sh
echo $$ >>"$PIDS"
read -r input
seconds=$(printf '%s' "$input" | sed 's/.*"s"://; s/[^0-9.].*//')
sleep "$seconds"
printf '%s\n' "$input"
SH
chmod +x "$T/sleeper"
export PIDS="$T/pids"
for name in pass task; do
    code "build $name" 0 "$aslc" "$T/$name.asl.json" -o "$T/$name"
done
[ "$failed" = 0 ] || { finish; exit; }
pass=$T/pass task="$T/task batch --task sleep=exec:$T/sleeper"

# One line, none, blank ones, one without its end.
: >"$T/in"
answers "no line" 0 "$T/in" "$pass" batch
check "no line, no answer" test ! -s "$T/out" -a ! -s "$T/err"
printf '\n \t\r\n{"s":0}\r\n\n{"s":0,"x":1}' >"$T/in"
answers "blank lines" 0 "$T/in" "$pass" batch
printf '{"s":0}\n{"s":0,"x":1}\n' >"$T/wanted"
same "blank lines are skipped" "$T/wanted" "$T/out"

# A bad line spoils only itself (A-33).
{
    printf '{"s":0,"n":1}\n{"s":\n{"s":0,"fail":1}\n'
    printf '{"s":"\377"}\n{"s":0} {"s":0}\n{"s":0,"n":\0002}\n{"s":0,"n":3}\n'
} >"$T/in"
cat >"$T/wanted" <<'JSON'
{"s":0,"n":1}
{"error":"InvalidExecutionInput","cause":"line 2, column 6: not JSON: a value is expected, but the text ends"}
{"error":"No","cause":"It was wanted."}
{"error":"InvalidExecutionInput","cause":"line 4, column 7: not JSON: it is not UTF-8"}
{"error":"InvalidExecutionInput","cause":"line 5, column 9: not JSON: text follows the value"}
{"error":"InvalidExecutionInput","cause":"line 6, column 12: not JSON: a value is expected"}
{"s":0,"n":3}
JSON
answers "bad lines" 1 "$T/in" "$pass" batch --virtual-time
[ -z "${BLESS:-}" ] || cat "$T/out"
sed 's/not JSON: .*"/not JSON"/' "$T/wanted" >"$T/wanted.short"
sed 's/not JSON: .*"/not JSON"/' "$T/out" >"$T/out.short"
same "bad lines answer in their places" "$T/wanted.short" "$T/out.short"
check "bad lines leave standard error alone" test ! -s "$T/err"

# 16 MiB are a line, one byte more is none.
{
    printf '{"s":0,"n":1}\n'
    head -c 16777217 /dev/zero | tr '\0' ' '
    printf '\n{"s":0,"n":2}\n{"s":0,"n":3}'
    head -c 16777203 /dev/zero | tr '\0' ' '
    printf '\n'
    head -c 33554432 /dev/zero | tr '\0' 'x'
} >"$T/in"
cat >"$T/wanted" <<'JSON'
{"s":0,"n":1}
{"error":"InvalidExecutionInput","cause":"line 2: it is longer than 16777216 bytes"}
{"s":0,"n":2}
{"s":0,"n":3}
{"error":"InvalidExecutionInput","cause":"line 5: it is longer than 16777216 bytes"}
JSON
answers "long lines" 1 "$T/in" "$pass" batch --limits none
same "long lines" "$T/wanted" "$T/out"
cat "$T/in" | "$pass" batch --limits none >"$T/out"
same "long lines from a pipe" "$T/wanted" "$T/out"
rm "$T/in"

# 10,000 lines come back in order, whatever they wait for, and waits cost no time.
awk 'BEGIN { for (i = 0; i < 10000; i++) printf "{\"s\":%d,\"n\":%d}\n", (i * 7919) % 86400, i }' >"$T/in"
answers "10,000 lines" 0 "$T/in" "$pass" batch --virtual-time
same "10,000 lines in order" "$T/in" "$T/out"
for n in 1 2 999 1000000; do
    answers "--in-flight $n" 0 "$T/in" "$pass" batch --virtual-time --in-flight $n
    same "--in-flight $n changes no answer" "$T/in" "$T/out"
done
cat "$T/in" | "$pass" batch --virtual-time | cat >"$T/out"
same "10,000 lines through pipes" "$T/in" "$T/out"
answers "10,000 lines, frames through bytes" 0 "$T/in" env ASL_DEBUG=frames "$pass" batch --virtual-time --in-flight 100
same "10,000 lines, frames through bytes" "$T/in" "$T/out"

# A slow consumer holds back the reading: memory is bounded.
awk 'BEGIN { for (i = 0; i < 300000; i++) printf "{\"s\":0,\"n\":%d,\"text\":\"%0100d\"}\n", i, i }' >"$T/in"
mkfifo "$T/pipe"
"$pass" batch <"$T/in" >"$T/pipe" &
child=$!
{ sleep 0.5; cat; } <"$T/pipe" >"$T/out" &
sleep 0.4
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$child/status")
wait
rm "$T/pipe"
same "a slow consumer gets all" "$T/in" "$T/out"
is_sanitized || check "a slow consumer costs no memory (${peak:-?} KiB)" test "${peak:-99999}" -lt 32768
rm "$T/in"

# Tasks that finish out of order; the answers do not.
awk 'BEGIN { split("0.6 0.1 0.4 0 0.3", s); for (i = 1; i <= 5; i++) printf "{\"s\":%s,\"n\":%d}\n", s[i], i }' >"$T/in"
answers "out of order" 0 "$T/in" $task
same "out of order" "$T/in" "$T/out"
check "a child each" test "$(wc -l <"$PIDS")" = 5

# A slow producer has its answers as they are ready, also of a virtual clock.
for virtual in "" --virtual-time; do
    mkfifo "$T/pipe"
    "$pass" batch $virtual <"$T/pipe" >"$T/out" 2>"$T/err" &
    child=$!
    exec 3>"$T/pipe"
    printf '{"s":0,"n":1}\n{"s":' >&3
    check "the first answer is there ($virtual)" await "$T/out" '"n":1'
    printf '0,"n":2}' >&3
    printf '\n' >&3
    check "the second answer is there ($virtual)" await "$T/out" '"n":2'
    exec 3>&-
    wait $child
    check "the end of the lines is the end ($virtual)" test $? = 0
    rm "$T/pipe"
done

# A line runs as it is read: lines that wait for nothing do not pile up.
awk 'BEGIN { for (i = 1; i <= 1000; i++) printf "{\"n\":%d,\"text\":\"%060000d\"}\n", i, 0 }' >"$T/in"
printf '{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}' >"$T/short.asl.json"
code "build short" 0 "$aslc" "$T/short.asl.json" -o "$T/short"
mkfifo "$T/pipe"
"$T/short" batch <"$T/pipe" >"$T/out" 2>"$T/err" &
child=$!
exec 3>"$T/pipe"
cat "$T/in" >&3
check "all short lines are answered" await "$T/out" '"n":1000,'
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$child/status")
exec 3>&-
wait $child
same "short lines answer in order" "$T/in" "$T/out"
is_sanitized || check "short lines do not pile up (${peak:-?} KiB)" test "${peak:-99999}" -lt 16384
rm "$T/pipe" "$T/in"

# Each execution has its own count of mocked attempts (K-03).
cat >"$T/mock.json" <<'JSON'
{"StateMachines": {"task": {"TestCases": {"twice": {"Sleep": "twice"}}}},
 "MockedResponses": {"twice": {"0-1": {"Throw": {"Error": "Again"}}, "2": {"Return": "third"}}}}
JSON
seq 3000 >"$T/in"
answers "mocks" 0 "$T/in" "$T/task" batch --virtual-time --mock "$T/mock.json#twice"
check "mocks are counted apart" test "$(sort -u "$T/out")" = '"third"' -a "$(wc -l <"$T/out")" = 3000

# A line is answered as `run` answers it whose seed is greater by its number less one, whatever else is under way: it
# draws for itself, and its virtual clock starts when it does.
cat >"$T/fate.asl.json" <<'JSON'
{"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "SecondsPath": "$.s", "Next": "Draw"},
 "Draw": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()", "number.$": "States.MathRandom(1, 1000000)",
  "name.$": "$$.Execution.Name", "start.$": "$$.Execution.StartTime", "entered.$": "$$.State.EnteredTime", "in.$": "$"},
  "Next": "Until"},
 "Until": {"Type": "Wait", "TimestampPath": "$.in.until", "Next": "All"},
 "All": {"Type": "Map", "ItemsPath": "$.in.list", "ResultPath": "$.each", "ItemProcessor": {"ProcessorConfig":
  {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "One", "States": {"One": {"Type": "Pass",
  "Parameters": {"id.$": "States.UUID()", "name.$": "$$.Execution.Name", "at.$": "$$.State.EnteredTime"}, "End": true}}},
  "Next": "Ask"},
 "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "again"},
  "ResultPath": "$.answer", "Retry": [{"ErrorEquals": ["Again"], "IntervalSeconds": 9, "JitterStrategy": "FULL"}],
  "Next": "After"},
 "After": {"Type": "Pass", "Parameters": {"end.$": "$$.State.EnteredTime", "all.$": "$"}, "End": true}}}
JSON
cat >"$T/fate.json" <<'JSON'
{"StateMachines": {"fate": {"TestCases": {"twice": {"Ask": "twice"}}}},
 "MockedResponses": {"twice": {"0-1": {"Throw": {"Error": "Again"}}, "2": {"Return": {"Payload": 1}}}}}
JSON
code "build fate" 0 "$aslc" "$T/fate.asl.json" -o "$T/fate"
fate="--virtual-time --mock $T/fate.json#twice"
awk 'BEGIN { for (i = 1; i <= 30; i++) { printf "{\"s\":%d,\"until\":\"2025-01-01T%02d:00:00Z\",\"list\":[1,2]}\n",
    i * 7919 % 3600, i * 7 % 24; if (i == 9) print "" } }' >"$T/in"
number=0
while read -r line; do
    number=$((number + 1))
    [ -z "$line" ] || "$T/fate" run $fate --seed $((6 + number)) --input "$line" >>"$T/fate.wanted"
done <"$T/in"
check "each run draws something else" test "$(sort -u "$T/fate.wanted" | wc -l)" = 30
for n in 1 4 1000; do
    answers "lines for themselves, $n at once" 0 "$T/in" "$T/fate" batch $fate --seed 7 --in-flight $n
    same "lines for themselves, $n at once" "$T/fate.wanted" "$T/out"
done
answers "lines for themselves, through bytes" 0 "$T/in" env ASL_DEBUG=frames "$T/fate" batch $fate --seed 7
same "lines for themselves, through bytes" "$T/fate.wanted" "$T/out"
{ head -n 5 "$T/in"; sleep 0.2; tail -n +6 "$T/in"; } | "$T/fate" batch $fate --seed 7 >"$T/out"
same "lines for themselves, by a slow producer" "$T/fate.wanted" "$T/out"

# Workers change no byte, whatever is drawn, waited for, wrong or missing.
for n in 2 3 0 256; do
    answers "lines for themselves, --jobs $n" 0 "$T/in" "$T/fate" batch $fate --seed 7 --jobs $n
    same "lines for themselves, --jobs $n" "$T/fate.wanted" "$T/out"
done
answers "workers, few at once" 0 "$T/in" "$T/fate" batch $fate --seed 7 --jobs 3 --in-flight 2
same "workers, few at once" "$T/fate.wanted" "$T/out"
{ head -n 5 "$T/in"; sleep 0.2; tail -n +6 "$T/in"; } | "$T/fate" batch $fate --seed 7 --jobs 2 >"$T/out"
same "workers, by a slow producer" "$T/fate.wanted" "$T/out"
: >"$T/in"
answers "workers, no line" 0 "$T/in" "$pass" batch --jobs 2
check "workers, no line, no answer" test ! -s "$T/out" -a ! -s "$T/err"
{
    printf '\357\273\277{"s":0,"n":1}\n\n{"s":\n{"s":0,"fail":1}\n{"s":0,"text":"'
    head -c 300000 /dev/zero | tr '\0' x
    printf '"}\n'
    head -c 16777217 /dev/zero | tr '\0' ' '
    printf '\n{"s":0,"text":"'
    head -c 16777198 /dev/zero | tr '\0' x
    printf '"}\n \n{"s":0,"n":9}'
} >"$T/in"
for limits in aws none; do
    "$pass" batch --virtual-time --limits $limits <"$T/in" >"$T/wanted"
    answers "workers, bad lines, $limits" 1 "$T/in" "$pass" batch --virtual-time --limits $limits --jobs 2
    same "workers, bad lines, $limits" "$T/wanted" "$T/out"
done
seq 30000 >"$T/in"
printf '{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": true}}}' >"$T/uuid.asl.json"
code "build uuid" 0 "$aslc" "$T/uuid.asl.json" -o "$T/uuid"
answers "workers, UUIDs" 0 "$T/in" "$T/uuid" batch --jobs 4
check "workers draw different UUIDs" test "$(sort -u "$T/out" | wc -l)" = 30000

# A slow consumer holds back all.
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{\"s\":0,\"n\":%d,\"text\":\"%0100d\"}\n", i, i }' >"$T/in"
"$pass" batch --jobs 2 <"$T/in" | { sleep 0.5; cat; } >"$T/out"
same "workers, a slow consumer gets all" "$T/in" "$T/out"

# A worker that dies is told of, with the lines that are lost; the others go on.
cat >"$T/crash.asl.json" <<'JSON'
{"StartAt": "Do", "States": {"Do": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:crash", "End": true}}}
JSON
cat >"$T/crash.c" <<'C'
#include <asl/task.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

struct json_object *crash(struct json_object *input, struct asl_call *call)
{
    (void)call;
    setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
    int how = json_object_get_int(json_object_object_get(input, "crash"));
    if (how == 9) {
        raise(SIGKILL);
    } else if (how != 0) {
        abort();
    }
    return json_object_get(input);
}
C
code "build crash" 0 "$aslc" "$T/crash.asl.json" "$T/crash.c" -o "$T/crash"
printf '{"n":1}\n{"n":2}\n\n{"n":4,"crash":1}\n{"n":5}\n{"n":6}\n' >"$T/in"
answers "a dead worker" 5 "$T/in" "$T/crash" batch --jobs 2 --in-flight 1
sed 's/was .*"/was"/' "$T/out" >"$T/out.short"
printf '%s\n' '{"n":1}' '{"n":2}' '{"error":"WorkerLost","cause":"line 4: the worker that had it was"}' '{"n":5}' '{"n":6}' >"$T/wanted"
same "a dead worker: its line alone" "$T/wanted" "$T/out.short"
check "a dead worker is told" grep -Eqx 'crash: worker [12] of 2 was ended with exit code 5; lines lost: 4' "$T/err"
printf '{"n":1}\n{"crash":9}\n{"crash":1}\n{"n":4}\n' >"$T/in"
answers "no worker left" 5 "$T/in" "$T/crash" batch --jobs 2 --in-flight 1
check "no worker left: each line so far is answered" test "$(wc -l <"$T/out")" = 3
check "a killed worker is told" grep -Eqx 'crash: worker [12] of 2 was ended by signal 9 \(Killed\); lines lost: 2' "$T/err"
check "no worker left is told" grep -qx 'crash: no worker is left; lines not read: those from 4 on' "$T/err"
awk 'BEGIN { for (i = 1; i <= 5000; i++) print (i == 2000 ? "{\"crash\":1}" : "{\"n\":" i "}") }' >"$T/in"
answers "a dead worker of many lines" 5 "$T/in" "$T/crash" batch --jobs 3
check "a dead worker: as many answers as lines" test "$(wc -l <"$T/out")" = 5000
grep -v WorkerLost "$T/out" >"$T/kept"
grep -vxFf "$T/kept" "$T/in" >"$T/gone" || true
check "a dead worker: all other answers are there" test "$(wc -l <"$T/gone")" = "$(grep -c WorkerLost "$T/out")"
answers "unbound, with workers" 2 "$T/in" "$T/task" batch --jobs 2
check "unbound is named once" test "$(grep -c "state 'Sleep'" "$T/err")" = 1

# A broken pipe ends it quietly.
awk 'BEGIN { for (i = 0; i < 200000; i++) print "{\"s\":0}" }' >"$T/in"
{ timeout 20 "$pass" batch <"$T/in" 2>"$T/err"; echo $? >"$T/code"; } | head -n 1 >"$T/out"
check "a broken pipe ends it" test "$(cat "$T/code")" = 0
check "a broken pipe ends it quietly" test ! -s "$T/err"
printf '{"s":0}\n' >"$T/wanted"
same "what was read of it" "$T/wanted" "$T/out"

# A full disk is named.
answers "full disk" 5 "$T/in" sh -c 'exec "$0" batch >/dev/full' "$pass"
check "a full disk is named" grep -q 'standard output: cannot be written: No space left on device' "$T/err"
answers "standard output is closed" 5 "$T/in" sh -c 'exec "$0" batch >&-' "$pass"
answers "standard input is a folder" 5 "$T" "$pass" batch
check "a folder is named" grep -q 'standard input: cannot be read: Is a directory' "$T/err"

# Signals: what was answered stays, the children are gone.
for signal in INT TERM HUP; do
    : >"$PIDS"
    printf '{"s":0,"n":1}\n{"s":60}\n{"s":60}\n{"s":0,"n":4}\n' >"$T/in"
    env --default-signal=INT $task <"$T/in" >"$T/out" 2>"$T/err" &
    child=$!
    check "SIG$signal: the first answer" await "$T/out" '"n":1'
    for tenth in $(seq 100); do
        [ "$(wc -l <"$PIDS")" = 4 ] && break
        sleep 0.1
    done
    kill -$signal $child
    wait $child
    check "SIG$signal: exit 4" test $? = 4
    printf '{"s":0,"n":1}\n' >"$T/wanted"
    same "SIG$signal: whole lines only" "$T/wanted" "$T/out"
    check "SIG$signal: says how far it came" \
        grep -qx "task: stopped by SIG$signal; lines answered: 1; lines read but not answered: 3" "$T/err"
    for pid in $(cat "$PIDS"); do
        check "SIG$signal: no child is left" test ! -e "/proc/$pid/exe"
    done
done

# The same with workers, and they are gone too; also when the one that leads them is killed.
for signal in INT TERM KILL; do
    : >"$PIDS"
    printf '{"s":0,"n":1}\n{"s":60}\n{"s":60}\n{"s":0,"n":4}\n' >"$T/in"
    env --default-signal=INT $task --jobs 2 <"$T/in" >"$T/out" 2>"$T/err" &
    child=$!
    check "SIG$signal, workers: the first answer" await "$T/out" '"n":1'
    for tenth in $(seq 100); do
        [ "$(wc -l <"$PIDS")" = 4 ] && break
        sleep 0.1
    done
    for pid in $(cat "$PIDS"); do
        sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status" >>"$PIDS.workers" 2>/dev/null || true
    done
    kill -$signal $child
    ended=0
    wait $child 2>/dev/null || ended=$?
    if [ $signal = KILL ]; then
        await_gone() { for tenth in $(seq 100); do [ -e "/proc/$1/exe" ] || return 0; sleep 0.1; done; return 1; }
    else
        await_gone() { test ! -e "/proc/$1/exe"; }
        check "SIG$signal, workers: exit 4" test $ended = 4
        check "SIG$signal, workers: says how far it came" \
            grep -qx "task: stopped by SIG$signal; lines answered: 1; lines read but not answered: 3" "$T/err"
    fi
    check "SIG$signal, workers: there were some" test -s "$PIDS.workers"
    for pid in $(cat "$PIDS" "$PIDS.workers"); do
        check "SIG$signal, workers: no process is left" await_gone $pid
    done
    rm "$PIDS.workers"
done

# SIGTERM also ends one whose consumer does not read.
mkfifo "$T/pipe"
awk 'BEGIN { for (i = 0; i < 200000; i++) print "{\"s\":0}" }' >"$T/in"
"$pass" batch <"$T/in" >"$T/pipe" 2>"$T/err" &
child=$!
exec 3<"$T/pipe"
sleep 0.5
kill -TERM $child
wait $child
check "SIGTERM: a consumer that does not read" test $? = 4
exec 3<&-

# Lines that came together are all answered, though only one may be under way and no more come.
mkfifo "$T/together"
"$pass" batch --in-flight 1 <"$T/together" >"$T/out" 2>"$T/err" &
child=$!
exec 3>"$T/together"
printf '{"s":0,"n":1}\n{"s":0,"n":2}\n{"s":0,"n":3}\n' >&3
check "a full window forgets no line that is there" await "$T/out" '"n":3'
exec 3>&-
wait $child

# The progress line is for terminals.
if command -v script >/dev/null; then
    printf '{"s":0}\n{"s":0,"fail":1}\n' >"$T/in"
    script -qec "'$pass' batch <'$T/in' >'$T/out'" /dev/null >"$T/screen" 2>&1 </dev/null
    check "a terminal sees progress" grep -q '2 answered, 1 failed, 0 under way' "$T/screen"
    check "answers are no progress" test "$(wc -l <"$T/out")" = 2
    # Both on one screen: the progress gives way to each answer. Every line with an escape is the progress.
    escape=$(printf '\033')
    printf '{"s":0,"n":1}\n{"s":1,"n":2}\n{"s":2,"n":3}\n' >"$T/in"
    script -qec "'$pass' batch <'$T/in'" /dev/null >"$T/screen" 2>&1 </dev/null
    sed "s/\r$escape\[K/\n/g" "$T/screen" | tr '\r' '\n' | grep -v -e "$escape" -e '^$' >"$T/seen"
    same "answers have lines of their own" "$T/in" "$T/seen"
else
    skip progress
fi

# What belongs to one execution is refused.
for words in "--input-file x" "--input {}" "{}" "--name x" "--history x" "--describe" "--trace" "--in-flight 0" \
    "--in-flight 1000001" "--in-flight x" "--jobs -1" "--jobs 257" "--jobs x"; do
    code "usage: $words" 2 "$pass" batch $words
    check "usage says so: $words" test -s "$T/err"
done
code "unbound" 2 "$T/task" batch
check "unbound is named" grep -q "state 'Sleep'" "$T/err"

# ---- Memory: a process that goes on running the same line does not grow. What it has after some runs is what the next
# ones find; a bound of 128 KiB is passed by nine bytes that each of 15,000 runs leaves behind. A pool that grows once
# more, because the machine is busy, is no such thing: it grows in one of two parts of the runs, a leak in both.

# count FILE LINES: until the file has so many lines, a minute at most.
count() {
    for count_tenth in $(seq 600); do
        test "$(wc -l <"$1")" -ge "$2" && return 0
        sleep 0.1
    done
    return 1
}
resident() {
    awk '$1 == "VmRSS:" { print $2 }' "/proc/$1/status"
}
# grows NAME RUNS LINE PROGRAM...: a quarter of the runs first, then the rest in two parts.
grows() {
    name=$1 runs=$2 line=$3
    shift 3
    rm -f "$T/fifo"
    mkfifo "$T/fifo"
    : >"$T/grown"
    "$@" batch --in-flight 100 <"$T/fifo" >"$T/grown" 2>"$T/err" &
    grower=$!
    exec 3>"$T/fifo"
    first=$((runs / 4)) second=$((runs * 5 / 8))
    yes "$line" | head -n $first >&3
    check "$name: the first $first runs" count "$T/grown" $first
    before=$(resident $grower)
    yes "$line" | head -n $((second - first)) >&3
    check "$name: $second runs" count "$T/grown" $second
    between=$(resident $grower)
    yes "$line" | head -n $((runs - second)) >&3
    check "$name: $runs runs" count "$T/grown" "$runs"
    after=$(resident $grower)
    exec 3>&-
    wait $grower
    check "$name: from $before over $between to $after KiB" \
        test $((between - before)) -le 128 -o $((after - between)) -le 128
    check "$name: they succeed" sh -c '! grep -q "\"error\"" "$1"' sh "$T/grown"
}
if is_sanitized; then
    skip growth-sanitizer
else
    bench=$PWD/tests/bench
    "$aslc" "$bench/ten-passes.asl.json" -o "$T/ten-passes" && "$aslc" "$bench/ship.asl.json" "$bench/ship_order.c" -o "$T/ship" &&
        "$aslc" "$bench/count.asl.json" -o "$T/count" && "$aslc" "$bench/lines.asl.json" -o "$T/lines"
    grows passes 40000 "$(tr -d '\n' <"$bench/ten-passes.input.json")" "$T/ten-passes"
    grows "C tasks" 40000 "$(tr -d '\n' <"$bench/ship.input.json")" "$T/ship"
    grows "C tasks on the main thread" 40000 "$(tr -d '\n' <"$bench/ship.input.json")" env ASL_DEBUG=inline "$T/ship"
    grows "C tasks on the pool" 40000 "$(tr -d '\n' <"$bench/ship.input.json")" env ASL_DEBUG=pooled "$T/ship"
    grows "a loop" 400 "$(tr -d '\n' <"$bench/count.input.json")" "$T/count"
    grows "a Map" 400 '{"items":[{"sku":"lamp","qty":2},{"sku":"bulb","qty":30},{"sku":"wire","qty":5}]}' "$T/lines"
fi
finish
