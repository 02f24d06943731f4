#!/bin/sh
# What survives the end of its process: run and batch with --store; a server that is killed, held up, or whose disk is full.
# With SOAK=1 ten times as much of that.
suite=durable
. tests/tally.sh
soak=${SOAK:+0}
serve=$PWD/tests/serve
cd "$T" || exit 1

# ---- run --store

cat >job.asl.json <<'JSON'
{"StartAt": "Draw", "States": {
 "Draw": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()", "list.$": "$.list"}, "Next": "Wait"},
 "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Do"},
 "Do": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:do", "ResultPath": "$.done", "Next": "Both"},
 "Both": {"Type": "Parallel", "ResultPath": "$.both", "Next": "Each", "Branches": [
  {"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "Seconds": 1, "End": true}}},
  {"StartAt": "Also", "States": {"Also": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": true}}}]},
 "Each": {"Type": "Map", "ItemsPath": "$.list", "ResultPath": "$.each", "End": true, "ItemProcessor": {
  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Pause", "States": {
   "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Name"},
   "Name": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": true}}}}}}
JSON
cat >check.asl.json <<'JSON'
{"StartAt": "Good", "States": {
 "Good": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 2, "Next": "Bad"}], "Default": "Wait"},
 "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Do"},
 "Do": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:do", "ResultPath": "$.id", "End": true},
 "Bad": {"Type": "Fail", "Error": "TooMuch", "Cause": "n is too much"}}}
JSON
cat >do.sh <<'SH'
cat >/dev/null
echo done >>effects
sleep 0.3
echo '{"ok": true}'
SH
echo '{"*": "exec:sh do.sh"}' >tasks.json
code "build" 0 "$aslc" job.asl.json -o job
code "build check" 0 "$aslc" check.asl.json -o check
code "build without serve" 0 "$aslc" --without=serve check.asl.json -o bare
[ "$failed" = 0 ] || { finish; exit; }

kept='--seed 7 --name job7 --tasks tasks.json'
list='{"list":[1,2,3]}'

# types FILE: the types of a history's events and what they come from.
types() {
    sed -n 's/^{"timestamp":[^,]*,\("type":[^,]*,"id":[^,]*,"previousEventId":[0-9]*\).*/\1/p' "$1"
}

code "undisturbed" 0 ./job run "$list" $kept --store sqlite:whole.db --history whole.json
cp "$T/out" whole
code "it draws as it does without a store" 0 ./job run "$list" $kept
same "the same ids, also in a Map's children" whole "$T/out"
: >effects
kills=0
while [ $kills -lt 30 ] && ! timeout -s KILL 0.7 ./job run "$list" $kept --store sqlite:killed.db \
    --history killed.json >killed 2>>errors; do
    kills=$((kills + 1))
done
check "it was killed, $kills times" test $kills -gt 2
same "killed and gone on with: the result" whole killed
types whole.json >whole.types
types killed.json >killed.types
same "its history" whole.types killed.types
check "its effect is there" grep -q done effects
: >effects
code "once more" 0 ./job run "$list" $kept --store sqlite:killed.db
same "it prints the stored result" whole "$T/out"
check "and runs nothing" test ! -s effects
code "--describe" 0 ./job run "$list" $kept --store sqlite:killed.db --describe
check "describes it" grep -q '"name":"job7","status":"SUCCEEDED".*"output":' "$T/out"
code "--history -" 0 ./job run "$list" $kept --store sqlite:killed.db --history -
same "the stored history" killed.json "$T/out"

code "another input" 2 ./job run '{"list": []}' --name job7 --store sqlite:killed.db --task '*=exec:true'
check "is refused" grep -qx 'job: the store has an execution job7 that was started with another input; another --name starts a new one' "$T/err"
code "without a name" 2 ./job run '{}' --store sqlite:killed.db --task '*=exec:true'
check "says what is missing" grep -q 'needs --name NAME' "$T/err"
code "an Express one" 0 ./check run '{"n": 1}' --store sqlite:express.db --name a --type express --tasks tasks.json
check "runs" test "$(cat "$T/out")" = '{"n":1,"id":{"ok":true}}'
check "and nothing of it stays" test ! -e express.db
code "no such kind of store" 2 ./job run '{}' --store mongo:x --name a --task '*=exec:true'
check "says which there are" grep -q 'sqlite:FILE' "$T/err"
code "a program without a server" 2 ./bare run '{}' --store sqlite:x.db --name a --task '*=exec:true'
check "says that it has no store" grep -q "was built without 'serve'" "$T/err"
check "none was made" test ! -e x.db
code "one that fails" 1 ./check run '{"n": 3}' --store sqlite:check.db --name f --task '*=exec:true'
cp "$T/err" failure
code "fails again" 1 ./check run '{"n": 3}' --store sqlite:check.db --name f --task '*=exec:true'
same "in the same words" failure "$T/err"

echo '{"StartAt": "W", "TimeoutSeconds": 1, "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}' >late.asl.json
code "build late" 0 "$aslc" late.asl.json -o late
code "one that times out" 3 ./late run
cp "$T/err" failure
code "times out in a store" 3 ./late run --store sqlite:late.db --name l
same "in the same words" failure "$T/err"
code "and once more" 3 ./late run --store sqlite:late.db --name l
same "in the same words again" failure "$T/err"

./check run '{"n": 1}' --store sqlite:check.db --name slow --tasks tasks.json >slow.out 2>slow.err &
slow=$!
sleep 0.5
kill -TERM $slow
wait $slow
check "SIGTERM: exit code 4" test $? = 4
check "says that it goes on" grep -qx 'check: stopped by SIGTERM; the same command goes on with it' slow.err
code "and so it does" 0 ./check run '{"n": 1}' --store sqlite:check.db --name slow --tasks tasks.json
check "with its result" grep -qx '{"n":1,"id":{"ok":true}}' "$T/out"

sed 's/"Wait"/"Later"/g; s/"Later", "Seconds"/"Wait", "Seconds"/' check.asl.json >changed.asl.json
mkdir changed
code "build what was changed" 0 "$aslc" changed.asl.json --name check -o changed/check
timeout -s KILL 0.5 ./check run '{"n": 1}' --store sqlite:check.db --name old --tasks tasks.json 2>>errors
code "a state that is gone" 2 changed/check run '{"n": 1}' --store sqlite:check.db --name old --tasks tasks.json
check "is named" grep -q 'does not have any more: Wait$' "$T/err"

# A wait is over by the wall clock, which somebody may set while nothing runs.
if ! is_sanitized; then
    sed 's/"Seconds": 1/"Seconds": 600/' check.asl.json >long.asl.json
    code "build long" 0 "$aslc" long.asl.json -o long
    code "the clock that can be set" 0 "${CC:-cc}" -shared -fPIC -o wall.so "$root/tests/wall.c"
    export AHEAD="$T/ahead" LD_PRELOAD="$T/wall.so"

    # waits SECONDS: with a clock that is ahead by so much it does not come to its end, and is killed.
    waits() {
        echo "$1" >ahead
        timeout -s KILL 1 ./long run '{"n": 1}' --store sqlite:long.db --name long --tasks tasks.json >long.out 2>>errors
        check "it waits, the clock ahead by $1 s" test $? = 137 -a ! -s long.out
    }
    waits 0
    waits 300
    waits -3600
    echo 601 >ahead
    code "the clock ahead by 601 s" 0 ./long run '{"n": 1}' --store sqlite:long.db --name long --tasks tasks.json --history long.json
    unset LD_PRELOAD
    check "its wait is over, once" test "$(grep -c '"type":"WaitState' long.json)" = 2
fi

# ---- Files that cannot be used

echo "this is a text, and no store, however long it may be read by whoever wants to" >text.db
code "no store" 2 ./check run '{"n": 1}' --store sqlite:text.db --name a --tasks tasks.json
check "is called that" grep -q 'text.db: file is not a database' "$T/err"
code "a folder" 2 ./check run '{"n": 1}' --store sqlite:changed --name a --tasks tasks.json
code "a folder that is not there" 2 ./check run '{"n": 1}' --store sqlite:none/x.db --name a --tasks tasks.json
check "is named" grep -q 'none/x.db: No such file or directory' "$T/err"
if command -v python3 >/dev/null; then
    python3 -c 'import sqlite3; sqlite3.connect("newer.db").executescript(
        "PRAGMA application_id = 0x41534C53; PRAGMA user_version = 99; CREATE TABLE row (x)")'
    code "a newer store" 2 ./check run '{"n": 1}' --store sqlite:newer.db --name a --tasks tasks.json
    check "says that it is newer" grep -q 'written by a newer version of the program: its schema is 99' "$T/err"
fi
./check run '{"n": 1}' --store sqlite:two.db --name first --tasks tasks.json >two.out 2>two.err &
two=$!
sleep 0.5
code "a second process on the file" 2 ./check run '{"n": 1}' --store sqlite:two.db --name second --tasks tasks.json
check "says who has it" grep -q 'another process has it open' "$T/err"
wait $two
check "the first one goes on" test $? = 0

# ---- batch --store

seq 5 | sed 's/.*/{"n": &}/' >lines
code "a name alone" 2 ./check batch --name x
check "is for --store" grep -q 'check: --name is for --store: line N is execution NAME-N' "$T/err"
code "a long name" 2 ./check batch --store sqlite:b.db --name "$(printf '%060d' 1)" --tasks tasks.json
./check batch --tasks tasks.json <lines >plain
./check batch --store sqlite:b.db --name b --tasks tasks.json <lines >first
check "lines that failed: exit code 1" test $? = 1
same "what batch prints without a store" plain first
: >effects
./check batch --store sqlite:b.db --name b --tasks tasks.json <lines >second
same "the same lines again" first second
check "run nothing" test ! -s effects
seq 6 | sed '2s/.*/{"n": 0}/; 2!s/.*/{"n": &}/' >others
./check batch --store sqlite:b.db --name b --tasks tasks.json <others >third
check "another line 2 is refused" grep -q '^{"error":"ExecutionAlreadyExists","cause":"the store has an execution b-2 ' third
check "line 6 is new" test "$(sed -n 6p third)" = '{"error":"TooMuch","cause":"n is too much"}'
timeout -s KILL 0.5 ./check batch --store sqlite:c.db --name c --tasks tasks.json <lines >fourth 2>>errors
check "a batch that was killed has not answered line 1" test ! -s fourth
./check batch --store sqlite:c.db --name c --tasks tasks.json <lines >fourth
same "and goes on" plain fourth

# Several processes run the lines, and one has the store.
jobs="./check batch --store sqlite:j.db --name j --jobs 3 --tasks tasks.json"
kills=0
while [ $kills -lt 30 ] && ! { timeout -s KILL 1.5 $jobs <lines >fifth 2>>errors; test $? = 1; }; do
    kills=$((kills + 1))
done
same "several processes, killed $kills times" plain fifth
: >effects
$jobs <lines >fifth
same "several processes again" plain fifth
check "several processes run nothing again" test ! -s effects
./check batch --store sqlite:u.db --name j --jobs 3 --tasks tasks.json <lines >fifth 2>"$T/err" &
batch=$!
sleep 0.7
kill -TERM $batch
wait $batch
check "several processes that are stopped: exit code 4" test $? = 4
check "and the command that goes on" grep -q 'the same command goes on with them' "$T/err"
./check batch --store sqlite:u.db --name j --tasks tasks.json <lines >fifth
same "one process goes on with what several have begun" plain fifth
check "all are in the store" test "$(./check ps --store sqlite:u.db | grep -c ' j-[1-5]$')" = 5

# Each line of a virtual clock sees the same time as alone, also where the process has been killed.
cat >hour.asl.json <<'JSON'
{"StartAt": "First", "States": {
 "First": {"Type": "Wait", "SecondsPath": "$.s", "Next": "Do"},
 "Do": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:do", "ResultPath": null, "Next": "Second"},
 "Second": {"Type": "Wait", "SecondsPath": "$.s", "Next": "Tell"},
 "Tell": {"Type": "Pass", "Parameters": {"at.$": "$$.State.EnteredTime", "name.$": "$$.Execution.Name"}, "End": true}}}
JSON
printf '{"s": %s}\n' 0 3600 10 7200 60 >hours
cat >told <<'JSON'
{"at":"2025-01-01T00:00:00.000Z","name":"h-1"}
{"at":"2025-01-01T02:00:00.000Z","name":"h-2"}
{"at":"2025-01-01T00:00:20.000Z","name":"h-3"}
{"at":"2025-01-01T04:00:00.000Z","name":"h-4"}
{"at":"2025-01-01T00:02:00.000Z","name":"h-5"}
JSON
code "build hour" 0 "$aslc" hour.asl.json -o hour
./hour batch --store sqlite:h.db --name h --virtual-time --tasks tasks.json <hours >hours.out
same "a virtual clock in a store" told hours.out
kills=0
while [ $kills -lt 30 ] && ! timeout -s KILL 0.8 ./hour batch --store sqlite:k.db --name h --virtual-time \
    --tasks tasks.json <hours >hours.out 2>>errors; do
    kills=$((kills + 1))
done
check "it was killed (${kills} times)" test $kills -gt 0 -a $kills -lt 30
same "and goes on with each line's own time" told hours.out
printf '{"s": %s}\n' 0 100 10 >seconds
./hour batch --store sqlite:e.db --name h --virtual-time --type express --jobs 2 --tasks tasks.json <seconds >hours.out
sed -n '1p; 2s/T[0-9:]*/T00:03:20/p; 3p' told >told.express
same "Express ones have the same names and times" told.express hours.out
check "and no store" test ! -e e.db

# ---- A server

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

"${CC:-cc}" -O1 -o effect "$serve/effect.c" && "${CC:-cc}" -shared -fPIC -o full.so "$serve/full.c"
check "the programs of the tests" test -x effect -a -e full.so
code "build every" 0 "$aslc" "$serve/every.asl.json" -o every
code "build spread" 0 "$aslc" "$serve/spread.asl.json" -o spread

# survives FAULT WORKFLOW EXECUTIONS FAULTS PAUSE: see survive.py.
survives() {
    rm -rf state
    mkdir state
    cp full.so state
    if timeout 900 python3 "$serve/survive.py" "$1" "./$2" state ./effect "$3" "$4" "$5" 1 >state/out 2>state/err; then
        pass
        [ -z "$soak" ] || cat state/out
    else
        fail "$1 of $2" "$(head -12 state/out; tail -5 state/err)"
    fi
}

survives kill every "100$soak" "5$soak" 0.3
survives stop every "100$soak" "2$soak" 0.3
survives kill spread "20$soak" "2$soak" 0.25
# One of these programs has a sanitizer's library first of all, where ours would have to be.
if ! is_sanitized; then
    survives full every "100$soak" 2 0.5
    survives sync every "100$soak" 1 0.5
fi
finish
