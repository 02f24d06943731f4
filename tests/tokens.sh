#!/bin/sh
# Tasks that wait for somebody outside: for the answer to their token, which another process sends, and those of
# activities, which workers of other processes take.
suite=tokens
. tests/tally.sh

cd "$T" || exit 1
activity=arn:aws:states:us-east-1:123456789012:activity:paint
ask=arn:aws:states:::sqs:sendMessage.waitForTaskToken
message='"Parameters":{"QueueUrl":"q","MessageBody":{"token.$":"$$.Task.Token"}}'

# flow NAME RESOURCE MORE: a workflow of one task.
flow() {
    printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"%s",%s,"End":true}}}\n' "$2" "$3" >"$1.asl.json"
    code "build $1" 0 "$aslc" "$1.asl.json" -o "$1"
}

# until WHAT TEST...: waits until the test says yes, but not for ever.
until_so() {
    tally_name=$1 tally_rounds=0
    shift
    until "$@" 2>/dev/null; do
        tally_rounds=$((tally_rounds + 1))
        if [ $tally_rounds -gt 500 ]; then
            fail "$tally_name" "does not come: $*"
            return 1
        fi
        sleep 0.02
    done
    pass
}

# begin NAME COMMAND...: runs it behind our back: NAME.out, NAME.err, and end NAME WANTED its exit code.
begin() {
    run=$1
    shift
    (
        timeout 60 "$@" >"$run.out" 2>"$run.err" </dev/null
        echo $? >"$run.code"
    ) &
}

end() {
    until_so "$1 ends" test -s "$1.code" && check "$1: exit $2" test "$(cat "$1.code")" = "$2"
}

# token NAME: the token that the run waits for, once it says so.
token() {
    until_so "$1 waits" grep -q 'waiting: ' "$1.err"
    token=$(sed -n 's/.*send-task-success \([^ ]*\) .*/\1/p' "$1.err" | tail -n 1)
}

# sockets DIR: how many processes wait there.
sockets() {
    ls -A "$1/waiting" 2>/dev/null | wc -l
}

# refused NAME EXIT LINE COMMAND...: one line on standard error, and nothing else.
refused() {
    refused_name=$1 refused_code=$2
    printf '%s\n' "$3" >wanted
    shift 3
    code "$refused_name" "$refused_code" "$@"
    check "$refused_name: prints nothing" test ! -s out
    same "$refused_name: says why" wanted err
}

gone="TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'"

flow ask "$ask" "$message"
flow paint "$activity" '"TimeoutSeconds":30,"HeartbeatSeconds":20'

# ---- I-13: the answer ends the task; what its target answered is seen in TaskSubmitted.

begin left ./ask --local D --task '*=activity:' --history left.json
token left
check "it says how to answer" grep -qx "ask: waiting: state 'Do' waits for a token; answer it with ./ask send-task-success \
$token '{...}' --local D" left.err
check "the folder is private" test "$(stat -c %a D/waiting)" = 700
check "the socket is private" test "$(stat -c %a D/waiting/*)" = 600
refused "InvalidOutput" 1 "ask: InvalidOutput: Invalid Output: 'Unrecognized token 'yes': was \
expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'" \
    ./ask send-task-success "$token" 'yes' --local D
refused "another folder" 1 "ask: $gone" ./ask send-task-success "$token" '{}' --local other
check "another folder is not made" test ! -e other
code "the answer" 0 ./ask send-task-success "$token" '{"ok": true}' --local D
check "the answer prints nothing" test ! -s out -a ! -s err
end left 0
check "the answer is the output" grep -qx '{"ok":true}' left.out
check "nothing is left" test "$(sockets D)" = 0
refused "A-47: the second answer" 1 "ask: $gone" ./ask send-task-success "$token" '{"ok":false}' --local D
grep -o '"type":"[A-Za-z]*"' left.json | cut -d'"' -f4 | tail -n +3 | head -n 4 >got
printf '%s\n' TaskScheduled TaskStarted TaskSubmitted TaskSucceeded >wanted
same "H-24: its events" wanted got

begin failure ./ask --local D --task '*=activity:'
token failure
code "a failure" 0 ./ask send-task-failure "$token" --error Refused --cause 'not today' --local D
end failure 1
check "its error and cause" grep -qx '{"error":"Refused","cause":"not today"}' failure.err

# As AWS was seen to report them.
for pair in "Failure error:Failure cause" "IntentionalFail:Intentional failure"; do
    begin recorded ./ask --local D --task '*=activity:' --history recorded.json
    token recorded
    code "$pair" 0 ./ask send-task-failure "$token" --error "${pair%%:*}" --cause "${pair#*:}" --local D
    end recorded 1
    check "$pair: error and cause" grep -qx "{\"error\":\"${pair%%:*}\",\"cause\":\"${pair#*:}\"}" recorded.err
    check "$pair: its event" grep -q '"taskFailedEventDetails":{"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","error":"'"${pair%%:*}"'","cause":"'"${pair#*:}"'"}' recorded.json
    rm recorded.code recorded.err
done

begin bare ./ask --local D --task '*=activity:' --history bare.json
token bare
code "a failure without a word" 0 ./ask send-task-failure "$token" --local D
end bare 1
check "absent stays absent" grep -q '"taskFailedEventDetails":{"resourceType":"sqs","resource":"sendMessage.waitForTaskToken"}' bare.json

# ---- What cannot be an answer.

refused "InvalidToken" 1 "ask: InvalidToken: Invalid Token: 'Invalid token'" ./ask send-task-success x '{}' --local D
refused "InvalidToken: empty" 1 "ask: InvalidToken: Invalid Token: 'Invalid token'" ./ask send-task-heartbeat '' --local D
refused "nobody waits" 1 "ask: $gone" ./ask send-task-heartbeat 4230f172-0447-4795-95f5-35a6d6d3f185 --local D
refused "a word is missing" 2 "ask: the usage is: ask send-task-success TOKEN OUTPUT [OPTION]..." ./ask send-task-success x
refused "a word too many" 2 "ask: 'b' is one word too many; the usage is: ask send-task-failure TOKEN [OPTION]..." \
    ./ask send-task-failure a b
refused "no folder" 2 "ask: there is no folder in which tasks could wait: --local DIR names it, which the run has as well" \
    env -u HOME -u XDG_STATE_HOME ./ask send-task-heartbeat x
refused "no file" 2 "ask: none.json: cannot be read: No such file or directory" \
    ./ask send-task-success x --output-file none.json
code "without a folder nobody can answer" 1 env -u HOME -u XDG_STATE_HOME ./ask --task '*=activity:'
check "without a folder: the cause" grep -q 'The task cannot wait for an answer: there is no folder' err
mkdir -p theirs && ln -s /tmp theirs/waiting
code "a folder that is a link" 1 ./ask --local theirs --task '*=activity:'
check "a folder that is a link: the cause" grep -q 'theirs/waiting cannot be opened' err
echo 'a file' >file
code "a folder that is a file" 1 ./ask --local file --task '*=activity:'
check "a folder that is a file: the cause" grep -q 'file/waiting cannot be made: Not a directory' err

# ---- A-06: how large an answer may be.

begin large ./ask --local D --task '*=activity:'
token large
head -c 262143 /dev/zero | tr '\0' 'x' >long
{ printf '"' && cat long && printf '"'; } >large.json
refused "an output that is too large" 1 "ask: ValidationException: 1 validation error detected: Value at 'output' failed to \
satisfy constraint: Member must have length less than or equal to 262144" \
    ./ask send-task-success "$token" --output-file large.json --local D
cut -c2- long | tr -d '\n' | { printf '"' && cat && printf '"'; } >large.json
check "as large as it may be" test "$(wc -c <large.json)" = 262144
code "the largest output" 0 sh -c "./ask send-task-success $token --output-file - --local D <large.json"
end large 0
check "all of it has come" test "$(wc -c <large.out)" = 262145
refused "an error that is too long" 1 "ask: ValidationException: 1 validation error detected: Value at 'error' failed to \
satisfy constraint: Member must have length less than or equal to 256" \
    ./ask send-task-failure "$token" --error "$(head -c 257 long)" --local D

# ---- Who passes the token on.

# The target's own answer is what TaskSubmitted shows.
cat >pass.sh <<'END2'
sed 's/.*"token":"\([^"]*\)".*/\1/' >passed.new && mv passed.new passed
echo '{"MessageId":"m-1"}'
END2
begin exec ./ask --local D --task '*=exec:sh pass.sh' --history exec.json
until_so "the token is passed on" test -s passed
until_so "the socket is there" sh -c "[ \$(ls D/waiting | wc -l) = 1 ]"
code "it is answered" 0 ./ask send-task-success "$(cat passed)" 7 --local D
end exec 0
check "its output" grep -qx 7 exec.out
check "TaskSubmitted shows what the target said" grep -q '"type":"TaskSubmitted".*MessageId.*m-1' exec.json
check "not a word where the target passes it on" test ! -s exec.err

# An answer that comes before the target has ended is kept until then; the target's failure does not undo it.
cat >early.sh <<'END2'
token=$(sed 's/.*"token":"\([^"]*\)".*/\1/')
./ask send-task-success "$token" '"early"' --local D >answered 2>&1 || exit 9
./ask send-task-success "$token" '"late"' --local D >again 2>&1
echo 1
exit $1
END2
code "an early answer" 0 ./ask --local D --task '*=exec:sh early.sh 0' --history early.json
check "an early answer: the output" grep -qx '"early"' out
check "an early answer: TaskSubmitted comes first" grep -q 'TaskSubmitted.*TaskSucceeded\|TaskSubmitted' early.json
printf 'ask: %s\n' "$gone" >wanted
same "the first wins" wanted again
code "an early answer, and a failure" 0 ./ask --local D --task '*=exec:sh early.sh 3'
check "an early answer, and a failure: the output" grep -qx '"early"' out
code "under a virtual clock" 0 ./ask --virtual-time --local D --task '*=exec:sh early.sh 0'
check "under a virtual clock: the output" grep -qx '"early"' out
code "a target that fails" 1 ./ask --local D --task '*=exec:false'
check "a target that fails: the error" grep -q '"error":"States.TaskFailed"' err
check "a target that fails: nothing is left" test "$(sockets D)" = 0

# A workflow that is started with a token answers it by a task of its own.
printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"local:reply","End":true}}}\n' >child.asl.json
cat >reply.sh <<'END2'
./ask send-task-success "$(sed 's/.*"t":"\([^"]*\)".*/\1/')" '{"from":"child"}' --local D >/dev/null && echo 1
END2
echo '{"local:reply":"exec:sh reply.sh"}' >child-tasks.json
code "build child" 0 "$aslc" child.asl.json --tasks child-tasks.json -o child
flow starts arn:aws:states:::states:startExecution.waitForTaskToken \
    '"Parameters":{"StateMachineArn":"child","Input":{"t.$":"$$.Task.Token"}}'
code "a child answers" 0 ./starts --local D --task child=workflow:./child --history starts.json
check "a child answers: the output" grep -qx '{"from":"child"}' out
check "a child answers: TaskSubmitted shows the start" grep -q '"type":"TaskSubmitted".*ExecutionArn' starts.json

# lambda:invoke wraps what the function answers, in TaskSubmitted.
flow invoke arn:aws:states:::lambda:invoke.waitForTaskToken \
    '"Parameters":{"FunctionName":"f","Payload":{"token.$":"$$.Task.Token"}}'
rm -f passed
begin invoke ./invoke --local D --task 'f=exec:sh pass.sh' --history invoke.json
until_so "a function passes the token on" test -s passed
code "a function's token is answered" 0 ./invoke send-task-success "$(cat passed)" '"done"' --local D
end invoke 0
check "a function's token: the output" grep -qx '"done"' invoke.out
check "a function's token: the envelope" grep -q '"type":"TaskSubmitted".*StatusCode' invoke.json

# ---- Clocks.

flow late "$ask" "$message"',"TimeoutSeconds":1'
begin late ./late --local D --task '*=activity:'
token late
end late 1
check "a timeout" grep -q '"error":"States.Timeout"' late.err
refused "A-47: an answer after the timeout" 1 "late: $gone" ./late send-task-success "$token" 1 --local D
printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"%s",%s,"HeartbeatSeconds":2,"Catch":[{"ErrorEquals":
  ["States.HeartbeatTimeout"],"Next":"Silent"}],"End":true},"Silent":{"Type":"Pass","Result":"silent","End":true}}}
' "$ask" "$message" >beats.asl.json
code "build beats" 0 "$aslc" beats.asl.json -o beats
begin silent ./beats --local D --task '*=activity:'
token silent
end silent 0
check "TK-07: silence ends it" grep -qx '"silent"' silent.out
begin beats ./beats --local D --task '*=activity:'
token beats
for beat in 1 2 3; do
    sleep 1
    code "heartbeat $beat" 0 ./beats send-task-heartbeat "$token" --local D
done
code "the answer, after three seconds" 0 ./beats send-task-success "$token" '"alive"' --local D
end beats 0
check "heartbeats keep it alive" grep -qx '"alive"' beats.out

# Under a virtual clock nobody outside is in time: it jumps to the task's own limit, or to the execution's, unless a
# child or a function is at work. (That answers are taken which come until then is seen above.)
code "a limit in virtual time" 1 timeout 20 ./late --virtual-time --local D --task '*=activity:'
check "a limit in virtual time: it has passed" grep -q '"error":"States.Timeout"' err
code "no limit in virtual time" 3 timeout 20 ./ask --virtual-time --local D --task '*=activity:'
cat >both.asl.json <<END2
{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
  {"StartAt":"Paint","States":{"Paint":{"Type":"Task","Resource":"$activity","TimeoutSeconds":9,"End":true}}},
  {"StartAt":"Help","States":{"Help":{"Type":"Task","Resource":"local:help","End":true}}}]}}}
END2
cat >help.sh <<END2
token=\$(./both get-activity-task $activity --local D | sed 's/.*"taskToken":"\([^"]*\)".*/\1/')
./both send-task-success "\$token" '"helped"' --local D && echo 1
END2
code "build both" 0 "$aslc" both.asl.json -o both
for clock in --trace --virtual-time; do
    code "one branch helps the other, $clock" 0 ./both $clock --local D --task 'local:help=exec:sh help.sh' --task '*=activity:'
    check "one branch helps the other, $clock: the output" grep -qx '\["helped",1\]' out
done

# ---- Several processes, and one that is gone or stopped.

begin one ./ask --local D --task '*=activity:'
token one
one=$token
begin two ./ask --local D --task '*=activity:'
token two
two=$token
check "two wait" test "$(sockets D)" = 2
code "the second is answered" 0 ./ask send-task-success "$two" 2 --local D
end two 0
check "by its own answer" grep -qx 2 two.out
code "the first is answered" 0 ./ask send-task-success "$one" 1 --local D
end one 0

./ask --local D --task '*=activity:' >dead.out 2>dead.err &
dead=$!
token dead
kill -9 $dead
wait $dead 2>/dev/null
check "its socket is left" test "$(sockets D)" = 1
refused "one that died" 1 "ask: $gone" ./ask send-task-success "$token" 1 --local D
check "its socket is gone" test "$(sockets D)" = 0

./ask --local D --task '*=activity:' >stopped.out 2>stopped.err &
stopped=$!
token stopped
kill -STOP $stopped
begin beside ./ask --local D --task '*=activity:'
first=$token
token beside
code "one that is stopped keeps no other from being answered" 0 timeout 5 ./ask send-task-success "$token" 1 --local D
end beside 0
kill -CONT $stopped
code "it goes on" 0 ./ask send-task-success "$first" '"on"' --local D
wait $stopped
check "it goes on: the output" grep -qx '"on"' stopped.out

begin stop ./ask --local D --task '*=activity:'
token stop
kill -TERM "$(ls D/waiting | sed 's/-.*//; s/^0*//')"
end stop 4
check "a signal leaves nothing" test "$(sockets D)" = 0

# What is not a socket is left alone.
echo mine >D/waiting/file
refused "a file among the sockets" 1 "ask: $gone" ./ask send-task-success 4230f172-0447-4795-95f5-35a6d6d3f185 1 --local D
check "it is still there" grep -qx mine D/waiting/file
rm D/waiting/file

# Garbage at the socket does no harm.
begin noise ./ask --local D --task '*=activity:'
token noise
cat >noise.py <<'END2'
import glob, os, socket
def say(text):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(10)
    os.chdir("D/waiting")
    s.connect(glob.glob("*")[0])
    os.chdir("../..")
    got = b""
    try:
        s.sendall(text)
        s.shutdown(socket.SHUT_WR)
        while True:
            part = s.recv(65536)
            if not part:
                break
            got += part
    except ConnectionError:
        pass
    return got
print(say(b""), say(b"\n"), say(b"{"), say(b"nonsense\n"), say(b'{"operation":3}\n'), say(b"x" * 5000000))
print(say(b'{"operation":"Other","input":{}}\n').decode().strip())
print(say(b'{"operation":"TakeTask"}\n').decode().strip())
print(say(b'{"operation":"SendTaskSuccess","input":{"taskToken":7}}\n').decode().strip())
END2
code "noise" 0 /usr/bin/python3 noise.py
cat >wanted <<'END2'
b'' b'' b'' b'' b'' b''
{"__type":"UnknownOperationException","message":"There is no operation 'Other' here"}
{"__type":"TaskTimedOut","message":"Task Timed Out"}
{"__type":"InvalidToken","message":"Invalid Token: 'Invalid token'"}
END2
same "noise is refused" wanted out
code "and it still waits" 0 ./ask send-task-success "$token" '"calm"' --local D
end noise 0

# ---- I-19, H-25: activities.

begin paint ./paint --local D --task '*=activity:' --history paint.json --input '{"colour":"red"}'
until_so "the queue" grep -q "waits for a worker; one gets it with ./paint get-activity-task $activity --local D" paint.err
code "A-24: another activity" 0 ./paint get-activity-task "${activity}er" --wait 0 --local D
check "A-24: no task" grep -qx '{"taskToken":null}' out
code "a worker" 0 ./paint get-activity-task "$activity" --worker bob --local D
check "what he gets" grep -q '"input":"{\\"colour\\":\\"red\\"}"' out
token=$(sed 's/.*"taskToken":"\([^"]*\)".*/\1/' out)
code "nobody else gets it" 0 ./paint get-activity-task "$activity" --wait 0 --local D
check "nobody else gets it: no task" grep -qx '{"taskToken":null}' out
code "his heartbeat" 0 ./paint send-task-heartbeat "$token" --local D
code "his answer" 0 ./paint send-task-success "$token" '"painted"' --local D
end paint 0
check "the output" grep -qx '"painted"' paint.out
check "H-15: his name" grep -q '"activityStartedEventDetails":{"workerName":"bob"}' paint.json
check "H-15: his token is in no history" sh -c "! grep -q $token paint.json"

# A worker who came first gets the task when it comes; one who leaves does not take it along.
begin worker ./paint get-activity-task "$activity" --wait 30 --local D
sleep 0.2
begin waited ./paint --local D --task '*=activity:'
end worker 0
token=$(sed 's/.*"taskToken":"\([^"]*\)".*/\1/' worker.out)
code "he fails it" 0 ./paint send-task-failure "$token" --error Dry --local D
end waited 1
check "he fails it: the error" grep -q '"error":"Dry"' waited.err
begin again ./paint --local D --task '*=activity:'
until_so "again" grep -q waiting: again.err
cat >leaves.py <<END2
import glob, os, socket
os.chdir("D/waiting")
s = socket.socket(socket.AF_UNIX)
s.connect(glob.glob("*")[0])
s.sendall(b'{"operation":"GetActivityTask","input":{"activityArn":"$activity"}}\n')
print(b"taskToken" in s.recv(65536))
END2
code "one who does not take it" 0 /usr/bin/python3 leaves.py
check "he was offered it" grep -qx True out
code "the next one gets it" 0 ./paint get-activity-task "$activity" --wait 20 --local D
token=$(sed 's/.*"taskToken":"\([^"]*\)".*/\1/' out)
code "he answers" 0 ./paint send-task-success "$token" 3 --local D
end again 0

# TK-05: its clocks run from when it was taken.
flow hasty "$activity" '"TimeoutSeconds":1'
begin hasty ./hasty --local D --task '*=activity:'
until_so "hasty" grep -q waiting: hasty.err
sleep 1.2
code "taken after its timeout" 0 ./hasty get-activity-task "$activity" --wait 20 --local D
end hasty 1
check "it has timed out since then" grep -q '"error":"States.Timeout"' hasty.err

# ---- activity:COMMAND, a worker of our own.

cat >worker.sh <<'END2'
cat >got
for beat in 1 2 3; do
    sleep 1
    ./beating send-task-heartbeat "$ASL_TASK_TOKEN" || exit 8
done
echo '"worked"'
END2
flow beating "$activity" '"HeartbeatSeconds":2'
code "a worker with heartbeats" 0 ./beating --local E --task '*=activity:sh worker.sh' '{"a":1}'
check "a worker with heartbeats: the output" grep -qx '"worked"' out
check "a worker with heartbeats: his input" grep -qx '{"a":1}' got
code "a worker without heartbeats" 1 ./beating --local E --task '*=activity:sleep 30'
check "a worker without heartbeats: silence" grep -q '"error":"States.Timeout"' err
check "a worker: nothing is left" test "$(sockets E)" = 0
code "a worker of a token" 0 ./ask --local E --task '*=activity:sh -c "echo {}"'
check "a worker of a token: his answer is that to the token" grep -qx '{}' out
echo '{"errorType":"Spilt","errorMessage":"all over"}' >spilt
code "a worker who fails" 1 ./ask --local E --task '*=activity:sh -c "cat spilt; exit 1"'
check "a worker who fails: error and cause" grep -qx '{"error":"Spilt","cause":"all over"}' err
code "a worker without a folder" 0 env -u HOME -u XDG_STATE_HOME ./paint --task '*=activity:echo 1'

# ---- Many at once, in one process.

seq 3000 >many.in
(./paint batch --in-flight 3000 --local D --task '*=activity:' <many.in >many.out 2>many.err; echo $? >many.code) &
until_so "many wait" grep -q waiting: many.err
cat >answer.py <<END2
import glob, json, os, socket
os.chdir("D/waiting")
s = socket.socket(socket.AF_UNIX)
s.settimeout(20)
s.connect(glob.glob("*")[0])
f = s.makefile("rw")
def ask(operation, **input):
    f.write(json.dumps({"operation": operation, "input": input}) + "\n")
    f.flush()
    return json.loads(f.readline())
waiting = []
while len(waiting) < 3000:
    waiting = ask("ListWaiting")["waiting"]
print(len(waiting), waiting[0]["state"], waiting[0]["activity"], waiting[0]["isTaken"])
for i in range(3000):
    task = ask("GetActivityTask", activityArn="$activity")
    assert ask("TakeTask") == {}, i
    assert ask("SendTaskSuccess", taskToken=task["taskToken"], output=task["input"]) == {}, i
END2
code "3000 are answered" 0 /usr/bin/python3 answer.py
echo "3000 Do $activity False" >wanted
same "they are listed" wanted out
end many 0
check "each has its own answer" cmp -s many.in many.out
check "not all of them are told of" test "$(grep -c waiting: many.err)" -lt 10

# The processes of a batch wait side by side.
seq 40 >jobs.in
(./paint batch --jobs 4 --local D --task '*=activity:' <jobs.in >jobs.out 2>jobs.err; echo $? >jobs.code) &
cat >jobs.sh <<END2
for i in \$(seq 40); do
    ./paint get-activity-task $activity --local D >task || exit 1
    sed 's/.*"input":"\([0-9]*\)".*/\1/' task >output
    ./paint send-task-success "\$(sed 's/.*"taskToken":"\([^"]*\)".*/\1/' task)" --output-file output --local D || exit 2
done
END2
code "40 in processes of their own" 0 sh jobs.sh
end jobs 0
check "each in its place" cmp -s jobs.in jobs.out
check "nothing is left of them" test "$(sockets D)" = 0

# ---- samples/approval, as its README says.

sample=$root/samples/approval
code "build approval" 0 "$aslc" "$sample/approval.asl.json" --tasks "$sample/tasks.json" -o approval
export XDG_STATE_HOME="$T/state"
begin yes ./approval --input-file "$sample/input.json"
token yes
check "approval: how to answer" grep -qxF "approval: waiting: state 'Ask a person' waits for a token; answer it with \
./approval send-task-success $token '{...}'" yes.err
check "approval: below the state home" test "$(sockets state/approval)" = 1
code "approval: yes" 0 ./approval send-task-success "$token" '{"by": "May"}'
end yes 0
same "approval: yes: the output" "$sample/output.json" yes.out
begin no ./approval --input-file "$sample/refused-input.json"
token no
code "approval: no" 0 ./approval send-task-failure "$token" --error Refused --cause 'not this year'
end no 0
same "approval: no: the output" "$sample/refused-output.json" no.out
# Without tasks.json the question is in the embedded queue, with the token.
code "build approval with its queue" 0 "$aslc" "$sample/approval.asl.json" -o approval
begin queue env -u AWS_ENDPOINT_URL -u AWS_ACCESS_KEY_ID ./approval --local Q --input-file "$sample/input.json" --history queue.json
cat >queue.py <<END2
import json, sqlite3
for body, in sqlite3.connect("file:Q/sqs.db?mode=ro", uri=True).execute("SELECT body FROM letter WHERE queue = 'approvals'"):
    message = json.loads(body)
    print(message["token"] if message["question"] == "May June buy a desk for 250?" else message)
END2
until_so "the question is in the queue" sh -c '/usr/bin/python3 queue.py >asked && test -s asked'
code "approval: the queue's token is answered" 0 ./approval send-task-success "$(cat asked)" '{"by": "May"}' --local Q
end queue 0
same "approval: the queue: the output" "$sample/output.json" queue.out
check "approval: TaskSubmitted shows the queue's answer" grep -q '"type":"TaskSubmitted".*MD5OfMessageBody' queue.json

code "build approval again" 0 "$aslc" "$sample/approval.asl.json" --tasks "$sample/tasks.json" -o approval
code "approval: nobody" 1 ./approval --virtual-time --input-file "$sample/input.json"
check "approval: nobody: the error" grep -qx '{"error":"NoAnswer","cause":"Nobody has answered within a week."}' err

cd / && finish
