#!/bin/sh
# A machine's clock that is set while a workflow runs: durations do not notice it, a time of day does; one that says 1970
# until it hears what time it is loses no timer and fires none twice. What a program asks of the wall clock comes from a
# library that is loaded before all others. It adds as many seconds as the file "ahead" says.
suite=clock
. tests/tally.sh
cd "$T" || exit 1

code "the clock that can be set" 0 "${CC:-cc}" -shared -fPIC -o wall.so "$root/tests/wall.c"
export AHEAD="$T/ahead"

# set_clock SECONDS: whoever looks sees the old value or the new one.
set_clock() {
    echo "$1" >ahead.new
    mv ahead.new ahead
}

uptime_ms() {
    awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime
}

# begin NAME [OPTION]...: run it until its trace says that it waits, and a moment longer.
begin() {
    begun=$1
    shift
    : >err # what the last program said is not this one's
    from=$(uptime_ms)
    LD_PRELOAD=$T/wall.so timeout 60 "./$begun" --trace "$@" >out 2>err </dev/null &
    program=$!
    for tenth in $(seq 100); do
        grep -q Wait err && break
        sleep 0.1
    done
    check "$begun waits" grep -q Wait err
    sleep 0.5
}

# ends NAME CODE: it ends with this code; how long it took is in $took, in milliseconds.
ends() {
    status=0
    wait $program || status=$?
    took=$(($(uptime_ms) - from))
    check "$1: exit $status instead of $2" test "$status" = "$2"
}

# says NAME OUTPUT: that was its output.
says() {
    printf '%s\n' "$2" >wanted
    same "$1" wanted out
}

# ---- Durations

# end_as RESULT STATE: a Pass state that ends with this result.
end_as() {
    printf '"%s":{"Type":"Pass","Result":"%s","End":true}' "$2" "$1"
}

# late_task NAME LIMITS: a branch whose task is called off; its result says as what.
late_task() {
    printf '{"StartAt":"%s","States":{"%s":{"Type":"Task","Resource":"local:%s","End":true,%s,"Catch":[' "$1" "$1" "$1" "$2"
    printf '{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"silent %s"},' "$1"
    printf '{"ErrorEquals":["States.Timeout"],"Next":"late %s"}]},' "$1"
    printf '%s,%s}}' "$(end_as silent "silent $1")" "$(end_as late "late $1")"
}
cat >durations.asl.json <<END
{ "StartAt": "All", "States": { "All": { "Type": "Parallel", "End": true, "Branches": [
  { "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 2, "Next": "V" }, $(end_as waited V) } },
  $(late_task pending '"TimeoutSeconds":2'),
  $(late_task quiet '"TimeoutSeconds":90,"HeartbeatSeconds":2'),
  $(late_task slow '"TimeoutSeconds":2'),
  { "StartAt": "again", "States": { "again": { "Type": "Task", "Resource": "local:again", "End": true,
    "Retry": [ { "ErrorEquals": ["Busy"], "IntervalSeconds": 2 } ] } } }
] } } }
END
cat >mock.json <<'END'
{ "StateMachines": { "durations": { "TestCases": { "case": { "pending": "P", "quiet": "P", "again": "A" } } } },
  "MockedResponses": { "P": { "0": { "Pending": true } },
                       "A": { "0": { "Throw": { "Error": "Busy" } }, "1": { "Return": "done again" } } } }
END
code "build durations" 0 "$aslc" durations.asl.json -o durations
for seconds in -3600 3600; do
    set_clock 0
    begin durations --mock mock.json#case --task 'local:slow=exec:sleep 10'
    set_clock $seconds
    ends "durations, the clock set by $seconds s" 0
    says "durations, the clock set by $seconds s" '["waited","late","silent","late","done again"]'
    check "set by $seconds s: none of them is shorter: $took ms" test "$took" -ge 2000
done

cat >bounded.asl.json <<'END'
{ "TimeoutSeconds": 2, "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 50, "End": true } } }
END
code "build bounded" 0 "$aslc" bounded.asl.json -o bounded
for seconds in -3600 3600; do
    set_clock 0
    begin bounded --describe
    set_clock $seconds
    ends "an execution's own timeout, the clock set by $seconds s" 3
    check "an execution's own timeout, the clock set by $seconds s" grep -q '"status":"TIMED_OUT"' out
    check "set by $seconds s: it is not shorter: $took ms" test "$took" -ge 2000
done

# ---- Times of day

cat >until.asl.json <<'END'
{ "StartAt": "W", "States": { "W": { "Type": "Wait", "TimestampPath": "$.at", "End": true } } }
END
code "build until" 0 "$aslc" until.asl.json -o until
at() {
    date -u -d "$1" +'{"at":"%Y-%m-%dT%H:%M:%SZ"}'
}

set_clock 0
input=$(at '1 hour')
begin until --input "$input"
check "a time that has not come" kill -0 $program
set_clock 3601
ends "the clock is set past the time" 0
says "the clock is set past the time" "$input"

set_clock 0
input=$(at '2 seconds')
begin until --input "$input"
set_clock -3600
sleep 3
check "the clock was set back before the time" kill -0 $program
set_clock 0
ends "the time comes again" 0
says "the time comes again" "$input"

# ---- From 1970 to today

cat >boot.asl.json <<'END'
{ "StartAt": "All", "States": { "All": { "Type": "Parallel", "ResultPath": null, "Next": "Afterwards", "Branches": [
  { "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 2, "End": true } } },
  { "StartAt": "Y", "States": { "Y": { "Type": "Wait", "Timestamp": "1970-06-01T00:00:00Z", "End": true } } },
  { "StartAt": "X", "States": { "X": { "Type": "Wait", "Timestamp": "1971-06-01T00:00:00Z", "Next": "Z" },
                                "Z": { "Type": "Wait", "Seconds": 1, "End": true } } } ] },
  "Afterwards": { "Type": "Wait", "Seconds": 1, "End": true } } }
END
code "build boot" 0 "$aslc" boot.asl.json -o boot
set_clock "-$(date +%s)"
begin boot --history history.json
check "nothing has happened in 1970" kill -0 $program
set_clock 0
ends "from 1970 to today" 0
says "from 1970 to today" '{}'
check "no timer is shorter: $took ms" test "$took" -ge 3000
grep -o '"type":"WaitState[A-Za-z]*"' history.json | sort | uniq -c | sed 's/^ *//' >waits
printf '%s\n' '5 "type":"WaitStateEntered"' '5 "type":"WaitStateExited"' >wanted
same "each timer fires once" wanted waits
grep -o '"id":[0-9]*' history.json | cut -d: -f2 >ids
seq "$(wc -l <ids)" >wanted
same "the events are in order" wanted ids
finish
