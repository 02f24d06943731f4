#!/bin/sh
# Who does a task: functions of shared libraries, any C function by its signature, other workflows; bound when the
# program runs or baked in. The functions are those of tests/targets/.
suite=targets
. tests/tally.sh
cd "$T" || exit 1
cc=${CC:-cc}
lambda=arn:aws:lambda:us-east-1:123456789012:function
start=arn:aws:states:::states:startExecution

# one NAME RESOURCE [FIELDS]: a workflow of one Task.
one() {
    printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"%s","End":true%s}}}' "$2" "${3:+,$3}" \
        >"$1.asl.json"
    code "build $1" 0 "$aslc" "$1.asl.json" -o "$1"
}

# gives NAME WANTED COMMAND...: its output, and exit code 0.
gives() {
    name=$1
    printf '%s\n' "$2" >wanted
    shift 2
    code "$name" 0 "$@"
    same "$name" wanted "$T/out"
}

# fails NAME CODE ERROR COMMAND...: the one line that it prints, and nothing on standard output.
fails() {
    name=$1 fails_code=$2
    printf '%s\n' "$3" >wanted
    shift 3
    code "$name" "$fails_code" "$@"
    same "$name: what it says" wanted err
    check "$name: no output" test ! -s out
}

failed() {
    printf '{"error":"States.TaskFailed","cause":"%s"}' "$1"
}

check "the libraries are built" "$cc" -shared -fPIC "$root/tests/targets/native.c" -o libnative.so
check "the libraries are built" "$cc" -shared -fPIC -I"$root/runtime/include" "$root/tests/targets/tasks.c" \
    -o libtasks.so -ljson-c
one one "$lambda:f"

# ---- ffi: every type

# ffi SIGNATURE INPUT WANTED, ffi_fails SIGNATURE INPUT CAUSE
ffi() {
    gives "ffi $1 $2" "$3" ./one --task "f=ffi:./libnative.so#$1" "$2"
}
ffi_fails() {
    fails "ffi $1 $2" 1 "$(failed "$3")" ./one --task "f=ffi:./libnative.so#$1" "$2"
}
ffi 'same_bool(bool)->bool' '[true]' true
ffi 'same_bool(bool)->bool' '{"args":[false]}' false
ffi 'same_int8(int8)->int8' '[-128]' -128
ffi 'same_int16(int16)->int16' '[-32768]' -32768
ffi 'same_int32(int32)->int32' '[-2147483648]' -2147483648
ffi 'same_int64(int64)->int64' '[-9223372036854775808]' -9223372036854775808
ffi 'same_uint8(uint8)->uint8' '[255]' 255
ffi 'same_uint16(uint16)->uint16' '[65535]' 65535
ffi 'same_uint32(uint32)->uint32' '[4294967295]' 4294967295
ffi 'same_uint64(uint64)->uint64' '[18446744073709551615]' 18446744073709551615
ffi 'same_float(float)->float' '[0.1]' 0.1
ffi 'same_double(double)->double' '[0.1]' 0.1
ffi 'same_double( double ) -> double' '[1e300]' 1.0E300
ffi 'sum(int8,double,uint64,float,int16,double,uint32,double,int64,double,bool,double,double,double,double,double)->double' \
    '[-1,2,3,4.5,-5,6,7,8,-9,10,true,12,13,14,15,16]' 96.5
ffi 'greeting()->string' '[]' '"grüß dich"'
ffi 'greeting()->string' '{"of": "the state"}' '"grüß dich"'
ffi 'greeting(void)->string' '{"args": []}' '"grüß dich"'
ffi 'no_text(string)->string' '[null]' '"none"'
ffi 'no_text(string)->string' '["a"]' null
ffi 'twice(string)->string!' '["ab\"ü"]' '"ab\"üab\"ü"'
ffi 'add_points(json,json)->json!' '[{"x":1,"y":2},{"x":30,"y":-40}]' '{"x":31,"y":-38}'
ffi 'nothing()->void' '[]' null
gives "libm by its name" 1024.0 ./one --task 'f=ffi:libm.so.6#pow(double,double)->double' '[2,10]'
gives "libm unnamed" 2.0 ./one --task 'f=ffi:cbrt(double)->double' '[8]'
gives "libc unnamed" 5 ./one --task 'f=ffi:strlen(string)->uint64' '["hello"]'

# ---- ffi: what does not fit is the task's failure

ffi_fails 'same_int8(int8)->int8' '[128]' "Argument 1 of the function 'same_int8': 128 does not fit int8."
ffi_fails 'same_uint64(uint64)->uint64' '[-1]' "Argument 1 of the function 'same_uint64': -1 does not fit uint64."
ffi_fails 'same_int32(int32)->int32' '[1.5]' "Argument 1 of the function 'same_int32': 1.5 does not fit int32."
ffi_fails 'same_int32(int32)->int32' '["1"]' "Argument 1 of the function 'same_int32': int32 is wanted, not a JSON string."
ffi_fails 'same_bool(bool)->bool' '[1]' "Argument 1 of the function 'same_bool': bool is wanted, not a JSON number."
ffi_fails 'twice(string)->string!' '["a\u0000b"]' \
    "Argument 1 of the function 'twice': a text that holds the character U+0000 cannot be a string of C."
ffi_fails 'same_int8(int8)->int8' '[1,2]' "The function 'same_int8' takes 1 argument, not 2."
ffi_fails 'nothing()->void' '[1]' "The function 'nothing' takes 0 arguments, not 1."
ffi_fails 'same_int8(int8)->int8' '{}' \
    "The function 'same_int8' wants an array of arguments, or an object {\\\"args\\\": [...]}."
ffi_fails 'same_int8(int8)->int8' '{"args":1}' \
    "The function 'same_int8' wants an array of arguments, or an object {\\\"args\\\": [...]}."
ffi_fails 'not_a_number()->double' '[]' "The function 'not_a_number' returned NaN, which JSON does not have."
ffi_fails 'no_utf8()->string' '[]' "The function 'no_utf8' returned a text that is not UTF-8."
ffi_fails 'no_json()->json' '[]' \
    "The function 'no_json' returned a text that is not JSON (line 1, column 6: a value is expected, but the text ends)."

# ---- Targets that cannot be: one line before anything starts

refused() {
    fails "refused: $1" 2 "one: $2" ./one --task "f=$1" '[]'
    check "refused: $1: one line" test "$(wc -l <err)" = 1
}
unbound="state 'Do': $lambda:f:"
refused 'ffi:./none.so#f()->void' "$unbound the shared library cannot be opened: ./none.so: cannot open shared object \
file: No such file or directory"
refused 'ffi:libnative.so#nothing()->void' "$unbound the shared library cannot be opened: libnative.so: cannot open \
shared object file: No such file or directory; the file in this folder is './libnative.so'"
refused 'ffi:./libnative.so#nothnig()->void' "$unbound the shared library './libnative.so' has no function 'nothnig'"
refused 'c:./libtasks.so#warp' "$unbound the shared library './libtasks.so' has no function 'warp'"
refused 'ffi:strlon(string)->uint64' "$unbound neither this program nor libc or libm has a function 'strlon'"
refused 'ffi:./libnative.so#nothing()' \
    "'ffi:./libnative.so#nothing()': '->' and the type of the result are missing behind ')'"
refused 'ffi:./libnative.so#nothing(int)->void' "'ffi:./libnative.so#nothing(int)->void': 'int' is not a type; there are \
void bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float double string json"
refused 'c:./libtasks.so#' "'c:./libtasks.so#': c:LIB.so#SYMBOL is wanted"
refused 'c:wrap' "'c:wrap': no task function of this name is linked into this program"
refused 'workflow:./none' "$unbound the workflow './none' cannot be run: No such file or directory"
refused 'workflow:./one.asl.json' "$unbound the workflow './one.asl.json' cannot be run: Permission denied"
refused 'http:./handler' "'http:./handler': 'http:./handler' is not an address: it begins with neither http:// nor https://"
refused 'call:me' "'call:me' is not a target: there are c:SYMBOL, c:LIB.so#SYMBOL, ffi:SYMBOL(TYPES)->TYPE, \
exec:COMMAND, lambda:COMMAND, activity:COMMAND, workflow:PATH, http://HOST[:PORT][/PATH], https://HOST[:PORT][/PATH], aws"
echo 'no library' >broken.so
code "a file that is not a library" 2 ./one --task 'f=ffi:./broken.so#f()->void' '[]'
check "a file that is not a library: one line" test "$(wc -l <err)" = 1

# ---- c: in a shared library

gives "a task of a library" '{"wrapped":[1]}' ./one --task 'f=c:./libtasks.so#wrap' '[1]'
fails "a task that fails" 1 '{"error":"Card.Declined","cause":"no money"}' ./one --task 'f=c:./libtasks.so#decline' 1
fails "a task that mumbles" 1 '{"error":"�Bad�","cause":"für ���."}' ./one --task 'f=c:./libtasks.so#mumble' 1
returned() {
    fails "$1 returns $2" 1 "$(failed "The function '$1' returned $2.")" ./one --task "f=c:./libtasks.so#$1" "$3"
}
returned deep "a value that nests deeper than 1000 levels" 1001
returned deep "a value that nests deeper than 1000 levels" 300000
returned no_utf8 "a text that is not UTF-8" 1
returned infinite "a number that is infinite or not a number" 1
returned huge "more than 16 MiB" 1
code "1,000 levels are not too deep" 0 ./one --task 'f=c:./libtasks.so#deep' 1000

# ---- Crashes: one line names state, resource and signal

crashes() {
    fails "$1 crashes" 5 "one: state 'Do': the function '$2' for '$lambda:f' crashed: $3" ./one --task "f=$1" "$4"
}
crashes 'c:./libtasks.so#crash' crash SIGSEGV 1
crashes 'ffi:./libnative.so#quotient(int32,int32)->int32' quotient SIGFPE '[1,0]'
crashes 'ffi:./libnative.so#stop_hard()->void' stop_hard SIGABRT '[]'
crashes 'ffi:strlen(string)->uint64' strlen SIGSEGV '[null]'

# ---- Whatever else ends the program: the same line and exit code, and no answer

printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"%s","End":true}}}' "$lambda:leave" >leave.asl.json
code "build leave" 0 "$aslc" leave.asl.json "$root/tests/targets/tasks.c" -o leave
leaves() {
    fails "$1" 5 "leave: state 'Do': the function '$2' for '$lambda:leave' $3" ./leave --task "leave=c:./libtasks.so#$2" "$4"
}
leaves "exit(0)" leave "ended the program with exit code 0" 0
leaves "exit(7)" leave "ended the program with exit code 7" 7
leaves "quick_exit()" leave_quickly "ended the program by quick_exit()" 0
leaves "pthread_exit()" leave_thread "ended its thread" 0
fails "exit() in a thread of its own" 5 "a thread that a task's function has begun ended the program with exit code 0" \
    ./leave --task 'leave=c:./libtasks.so#leave_elsewhere' 0
# A sanitizer would take what the program's other threads have for leaks of the child.
gives "a child that exits" 3 env ASAN_OPTIONS=detect_leaks=0 ./leave --task 'leave=c:./libtasks.so#leave_child' 0
fails "exit(0), linked in" 5 \
    "leave: state 'Do': the function 'leave' for '$lambda:leave' ended the program with exit code 0" ./leave 0
gives "no exit" '"stay"' ./leave '"stay"'
printf '"a"\n0\n"b"\n' >lines
code "exit(0) in a batch" 5 sh -c './leave batch <lines'
check "exit(0) in a batch: one line" test "$(grep -c "ended the program with exit code 0" err)" = 1

# ---- References that are forgotten, or given back too often: never a wrong answer

in='{"a":{"b":[1,"x",null,2.5]},"c":7}'
refers() {
    gives "$1" "$2" ./one --task "f=c:./libtasks.so#$1" "$in"
}
refers give_back "$in"
refers part '{"b":[1,"x",null,2.5]}'
refers part_inside '{"part":{"b":[1,"x",null,2.5]},"again":{"b":[1,"x",null,2.5]}}'
refers put_often '{"got":{"b":[1,"x",null,2.5]}}'
awk -v line="$in" 'BEGIN { for (i = 0; i < 500; i++) print line }' >lines
for function in give_back part part_inside put_often; do
    code "$function, 500 times" 0 sh -c "./one batch --task 'f=c:./libtasks.so#$function' <lines"
    check "$function, 500 times: all answers" test "$(wc -l <out)" = 500
    check "$function, 500 times: all the same" test "$(sort -u out | wc -l)" = 1
    check "$function, 500 times: nothing is said" test ! -s err
done

# ---- What a function prints goes to standard error, and the answer alone to standard output

printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"%s","End":true}}}' "$lambda:talk" >talk.asl.json
code "build talk" 0 "$aslc" talk.asl.json "$root/tests/targets/tasks.c" -o talk
printf 'talking\nmore\nno newline;' >said
for how in "" "--task talk=c:./libtasks.so#talk"; do
    gives "talk $how" '"hello"' ./talk $how '"hello"'
    same "talk $how: what it printed" said err
done
code "a function of libc prints" 0 ./talk --task 'talk=ffi:puts(string)->void' '["x"]'
printf 'null\n' >wanted
same "a function of libc prints: the answer alone" wanted out
code "talk, described" 0 ./talk run --describe '"hello"'
check "talk, described: nothing else" test "$(wc -l <out)" = 1
code "talk, with its history" 0 ./talk run --history - '"hello"'
check "talk, with its history: JSON alone" sh -c '! grep -q -e talking -e more out && grep -q "\"events\"" out'
printf '1\n2\n3\n' >lines
code "talk in a batch" 0 sh -c './talk batch <lines'
same "talk in a batch: the answers" lines out
check "talk in a batch: what it printed" test "$(grep -c talking err)" = 3
printf '{"StateMachines":{"talk":{"TestCases":{"c":{}}}},"MockedResponses":{}}' >cases.json
code "talk in a test" 0 ./talk test cases.json
check "talk in a test: TAP alone" sh -c 'head -1 out | grep -q TAP && ! grep -q talking out'
code "talk in a bench" 0 ./talk bench --seconds 0.1 '"hello"'
check "talk in a bench: the table alone" sh -c '! grep -q talking out && grep -q "p50" out'
code "talk, and no room for the answer" 5 sh -c './talk "1" >/dev/full'
check "talk, and no room for the answer: said so" grep -q "standard output: cannot be written" err

# ---- The pool

# Each of 40 tasks waits until as many as there are threads have begun, and says how many were under way at most.
printf '{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":40,"ItemProcessor":{"StartAt":"Do","States":{"Do":
  {"Type":"Task","Resource":"local:meet","End":true}}},"End":true}}}' >map.asl.json
code "build map" 0 "$aslc" map.asl.json "$root/tests/targets/tasks.c" -o map
forty() {
    awk -v n="$1" 'BEGIN { printf "[" n; for (i = 1; i < 40; i++) printf "," n; print "]" }'
}
for threads in 1 8 40; do
    forty $threads >forty.json
    if [ $threads = 8 ]; then
        code "the pool of 8, as it is" 0 ./map --input-file forty.json
    else
        code "the pool of $threads" 0 ./map --threads $threads --input-file forty.json
    fi
    check "$threads at once, and no result is lost" cmp -s forty.json out
done
fails "no threads" 2 "map: --threads takes a whole number from 1 to 1024, not '0'" ./map --threads 0

# A timeout drops what comes late, and the function hears of it.
export FOLDER="$T"
printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"local:patience","TimeoutSeconds":1,"Catch":[{"ErrorEquals":
  ["States.Timeout"],"Next":"Rest"}],"End":true},"Rest":{"Type":"Wait","Seconds":1,"End":true}}}' >late.asl.json
code "build late" 0 "$aslc" late.asl.json "$root/tests/targets/tasks.c" -o late
gives "a timeout" '{"Error":"States.Timeout","Cause":""}' ./late --history late.json
check "the late result is dropped" test "$(grep -c 'too late' late.json)" = 0
check "the function heard of it" test -f cancelled

# TK-07, E-11: silence ends a task by either clock.
printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:f",
  "HeartbeatSeconds":1,"Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"End"}],"Next":"Wrong"},
  "Wrong":{"Type":"Fail"},"End":{"Type":"Succeed"}}}' >silent.asl.json
code "build silent" 0 "$aslc" silent.asl.json -o silent
for clock in --trace --virtual-time; do
    gives "silence, $clock" '{"Error":"States.Timeout","Cause":""}' timeout 20 ./silent $clock --task '*:f=exec:sleep 30'
done

rm -f cancelled
printf '{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":
  "local:patience","End":true}}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"F"},"F":{"Type":"Fail",
  "Error":"Other"}}}],"Catch":[{"ErrorEquals":["Other"],"Next":"Rest"}],"End":true},"Rest":{"Type":"Wait","Seconds":1,
  "End":true}}}' >stop.asl.json
code "build stop" 0 "$aslc" stop.asl.json "$root/tests/targets/tasks.c" -o stop
code "a branch is stopped" 0 ./stop
check "its function hears of it" test -f cancelled

# ---- exec: for a Lambda function

# I-03: a workflow takes the cause apart, which is all that the function said.
cat >charge.asl.json <<END
{"StartAt":"Charge","States":{
 "Charge":{"Type":"Task","Resource":"$lambda:charge","Catch":[{"ErrorEquals":["CardError"],"ResultPath":"\$.e","Next":"Why"}],"End":true},
 "Why":{"Type":"Pass","Parameters":{"why.\$":"States.StringToJson(\$.e.Cause)"},"End":true}}}
END
cat >charge.sh <<'END'
cat >charged
echo '{"errorMessage":"no such card","errorType":"CardError","trace":[]}'
exit 1
END
code "build charge" 0 "$aslc" charge.asl.json -o charge
gives "Z-04: the whole of what a function says" '{"why":{"errorMessage":"no such card","errorType":"CardError","trace":[]}}' \
    ./charge --task 'charge=exec:sh charge.sh'

# ---- workflow:

cat >child.asl.json <<'END'
{"StartAt":"C","States":{
 "C":{"Type":"Choice","Choices":[{"Variable":"$.bad","IsPresent":true,"Next":"F"},
   {"Variable":"$.wait","IsPresent":true,"Next":"W"},{"Variable":"$.mark","IsPresent":true,"Next":"Later"}],"Default":"P"},
 "F":{"Type":"Fail","Error":"Child.Bad","Cause":"it was told so"},
 "W":{"Type":"Wait","SecondsPath":"$.wait","Next":"P"},
 "Later":{"Type":"Wait","Seconds":1,"Next":"Mark"},
 "Mark":{"Type":"Task","Resource":"local:mark","End":true},
 "P":{"Type":"Pass","Parameters":{"in.$":"$","name.$":"$$.Execution.Name"},"End":true}}}
END
echo '{"local:mark":"exec:sh -c \"cat >mark; echo 1\""}' >child-tasks.json
code "build child" 0 "$aslc" child.asl.json --tasks child-tasks.json -o child
arguments='"Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Input.$":"$","Name":"n-1"}'
one call "$start" "$arguments"
one sync "$start.sync" "$arguments"
one sync2 "$start.sync:2" "$arguments"
arn=arn:aws:states:us-east-1:123456789012:execution:child:n-1
machine=arn:aws:states:us-east-1:123456789012:stateMachine:child
ending='"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":1735689600000,"StateMachineArn":"'$machine'","Status":"SUCCEEDED","StopDate":1735689600000}'
details='Details":{"Included":true}'

gives "a workflow as a function" '{"in":{"a":1},"name":"n"}' sh -c \
    './one --task f=workflow:./child "{\"a\":1}" | sed "s/\"name\":\"[^\"]*\"/\"name\":\"n\"/"'
fails "a workflow that fails" 1 '{"error":"Child.Bad","cause":"it was told so"}' \
    ./one --task f=workflow:./child '{"bad":1}'
gives "Z-27: .sync:2 gives JSON" "{\"ExecutionArn\":\"$arn\",\"Input\":{\"a\":1},\"Input$details,\"Name\":\"n-1\",\"Output\":{\"in\":{\"a\":1},\"name\":\"n-1\"},\"Output$details,$ending" \
    ./sync2 --virtual-time --task child=workflow:./child '{"a":1}'
gives "Z-27: .sync gives text" "{\"ExecutionArn\":\"$arn\",\"Input\":\"{\\\"a\\\":1}\",\"Input$details,\"Name\":\"n-1\",\"Output\":\"{\\\"in\\\":{\\\"a\\\":1},\\\"name\\\":\\\"n-1\\\"}\",\"Output$details,$ending" \
    ./sync --virtual-time --task "$machine=workflow:./child" '{"a":1}'
code "a day in the child" 0 ./sync2 --virtual-time --task child=workflow:./child '{"wait":86400}'
check "the child's clock is virtual too" grep -q '"StopDate":1735776000000' out
cp out first
code "twice the same" 0 ./sync2 --virtual-time --task child=workflow:./child '{"wait":86400}'
same "twice the same" first out
code "a failed child" 1 ./sync2 --virtual-time --task child=workflow:./child '{"bad":1}'
printf '%s\n' "{\"error\":\"States.TaskFailed\",\"cause\":\"{\\\"Cause\\\":\\\"it was told so\\\",\\\"Error\\\":\\\"Child.Bad\\\",\\\"ExecutionArn\\\":\\\"$arn\\\",\\\"Input\\\":\\\"{\\\\\\\"bad\\\\\\\":1}\\\",\\\"InputDetails\\\":{\\\"Included\\\":true},\\\"Name\\\":\\\"n-1\\\",\\\"RedriveCount\\\":0,\\\"RedriveStatus\\\":\\\"REDRIVABLE\\\",\\\"StartDate\\\":1735689600000,\\\"StateMachineArn\\\":\\\"$machine\\\",\\\"Status\\\":\\\"FAILED\\\",\\\"StopDate\\\":1735689600000}\"}" >wanted
same "a failed child: the cause" wanted err
code "an input as text" 0 ./sync2 --virtual-time --task child=workflow:./child '"{\"a\": 2}"'
check "an input as text is parsed" grep -q '"Input":{"a":2}' out
code "an input that is not JSON" 1 ./sync2 --virtual-time --task child=workflow:./child '"{a"'
check "E-04: an input that is not JSON: the service's error" grep -q 'StepFunctions.InvalidExecutionInputException' err
one bare-start "$start.sync:2" '"Parameters":{"StateMachineArn":"child","Input":null,"Name":"n-1"}'
code "no input, and a name for an ARN" 0 ./bare-start --virtual-time --task child=workflow:./child
check "no input is {}" grep -q '"Input":{},' out
check "the ARN is made of the name" grep -q "^{\"ExecutionArn\":\"$arn\"" out
one token "$start.waitForTaskToken" '"Parameters":{"StateMachineArn":"child","Input":{"t.$":"$$.Task.Token"}}'
code "with a token that nobody answers" 3 ./token --virtual-time --local waits --history h.json --task child=workflow:./child
check "with a token: TaskSubmitted shows the start" grep -q '"type":"TaskSubmitted".*ExecutionArn.*StartDate' h.json
code "no workflow of ours" 1 ./sync2 --task child=workflow:/bin/true '{}'
check "no workflow of ours: the cause" grep -q "ended with exit code 0 and described no execution" err
code "a workflow that is not there" 1 ./sync2 --task child=workflow:/none '{}'
check "a workflow that is not there: the cause" grep -q "'/none' cannot be run: No such file" err
code "nobody does it" 2 ./sync2 '{}'
code "submitted" 0 ./sync2 --virtual-time --history h.json --task child=workflow:./child '{}'
check "TaskSubmitted shows the start" grep -q '"type":"TaskSubmitted".*ExecutionArn.*StartDate' h.json
check "TaskStarted comes before" grep -q 'TaskStarted' h.json
code "in another region" 0 env AWS_REGION=eu-west-1 ./sync2 --virtual-time --history h.json --task child=workflow:./child '{}'
check "H-14: the region is where it runs" grep -q '"region":"eu-west-1"' h.json

# Without a pattern the child lives on when its parent has ended.
code "fire and forget" 0 ./call --task child=workflow:./child '{"mark":1}'
check "with the execution" grep -q "\"ExecutionArn\":\"$arn\".*\"StartDate\":" out
check "the child runs on" test ! -f mark
for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ ! -f mark ] || break
    sleep 0.1
done
printf '{"mark":1}\n' >wanted
same "and does its work" wanted mark

# ---- Baked in

cat >tasks.json <<END
{"f": "ffi:sum(double,double)->double", "state:Two": "exec:cat", "$lambda:g": "c:./libtasks.so#wrap",
 "h*": "ffi:sum(double,double)->double"}
END
echo 'double sum(double a, double b) { return a + b; }' >sum.c
code "baked in" 0 "$aslc" one.asl.json sum.c --tasks tasks.json -o baked
gives "a function that is linked in" 3.0 ./baked '[1,2]'
gives "and overridden" '[1,2]' ./baked --task f=exec:cat '[1,2]'
code "baked in, static" 2 "$aslc" --static one.asl.json sum.c --tasks tasks.json -o baked
check "what needs a library is named" grep -q "tasks.json:[0-9]*:[0-9]*: error: 'c:./libtasks.so#wrap': a program made with --static" err
if is_sanitized; then
    skip static-sanitizer
else
    echo '{"f": "ffi:sum(double,double)->double"}' >tasks.json
    code "baked in, static" 0 "$aslc" --static one.asl.json sum.c --tasks tasks.json -o baked
    gives "a static program calls it" 3.0 ./baked '[1,2]'
    code "a static program loads nothing" 2 ./baked --task 'f=c:./libtasks.so#wrap' 1
    check "and says what it can" grep -q "c:SYMBOL can name a function that is linked in" err
fi
echo '{"f": "ffi:sum(int,double)->double"}' >tasks.json
code "a wrong signature, baked in" 2 "$aslc" one.asl.json --tasks tasks.json -o baked
check "is named" grep -q "^tasks.json:1:7: error: 'ffi:sum(int,double)->double': 'int' is not a type" err

# ---- Quick functions: called on the loop's thread, and nothing else changes

for compiler in "$cc" clang g++; do
    command -v "$compiler" >/dev/null || continue
    language=
    [ "$compiler" != g++ ] || language='-x c++'
    # shellcheck disable=SC2086 # the language is two words
    check "$compiler: ASL_TASK_QUICK" "$compiler" $language -shared -fPIC -I"$root/runtime/include" \
        "$root/tests/targets/quick.c" -o libquick.so -ljson-c
    gives "$compiler: one thread" 1 ./one --task 'f=c:./libquick.so#threads' 1
done
# tcc 0.9.27 leaves constructors out: the functions run on the pool's threads then.
if command -v tcc >/dev/null; then
    check "tcc: ASL_TASK_QUICK" tcc -shared -fPIC -I"$root/runtime/include" "$root/tests/targets/quick.c" \
        -o libtiny.so -ljson-c
    gives "tcc: it works without" '"x"' ./one --task 'f=c:./libtiny.so#quick_talk' '"x"'
fi
quick_place() {
    echo "one: state 'Do': the function '$1' for '$lambda:f' $2"
}
gives "a pool thread for a test" 2 env ASL_DEBUG=pooled ./one --task 'f=c:./libquick.so#threads' 1
fails "a quick function crashes" 5 "$(quick_place quick_crash 'crashed: SIGABRT')" \
    ./one --task 'f=c:./libquick.so#quick_crash' 1
fails "a quick function calls exit()" 5 "$(quick_place quick_leave 'ended the program with exit code 0')" \
    ./one --task 'f=c:./libquick.so#quick_leave' 1
fails "a quick function fails" 1 '{"error":"Quick.Error","cause":"by itself"}' \
    ./one --task 'f=c:./libquick.so#quick_fail' 1
gives "a quick function prints, and returns what it was lent" '{"a":[1]}' \
    ./one --task 'f=c:./libquick.so#quick_talk' '{"a":[1]}'
check "what it prints goes to standard error" grep -qx talking err
one limited "$lambda:f" '"TimeoutSeconds":2'
late="is said to be quick (ASL_TASK_QUICK, or \"runs\": \"quick\"), but it has not returned for a second; the program waits for it"
gives "a quick function that is slow" '"x"' ./one --task 'f=c:./libquick.so#quick_slow' '"x"'
check "is named" grep -qxF "$(quick_place quick_slow "$late")" err
fails "a quick function that hangs" 5 "$(quick_place quick_hang "$late" | sed 's/^one/limited/')
$(quick_place quick_hang "has not returned within its state's TimeoutSeconds" | sed 's/^one/limited/')" \
    ./limited --task 'f=c:./libquick.so#quick_hang' 1

# The same bytes whichever thread the functions run on. One task at a time, since threads finish in any order.
cat >mixed.asl.json <<END
{"StartAt": "Each", "States": {
  "Each": {"Type": "Map", "MaxConcurrency": 1, "Next": "Fail", "ItemProcessor": {
    "StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "$lambda:talk", "Next": "Nap"},
      "Nap": {"Type": "Wait", "Seconds": 1, "Next": "Two"},
      "Two": {"Type": "Task", "Resource": "$lambda:other", "End": true}}}},
  "Fail": {"Type": "Task", "Resource": "$lambda:fail", "End": true, "TimeoutSeconds": 9, "HeartbeatSeconds": 1,
    "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Done"}]},
  "Done": {"Type": "Pass", "End": true}}}
END
code "build mixed" 0 "$aslc" mixed.asl.json -o mixed
for run in mixed inline pooled; do
    code "$run" 0 env ASL_DEBUG=$run ./mixed --virtual-time --seed 1 --history $run.history \
        --task 'talk=c:./libquick.so#quick_talk' --task 'other=c:./libtasks.so#talk' \
        --task 'fail=c:./libquick.so#quick_fail' '[1,2,3,4,5]'
    cp out $run.out
done
for run in inline pooled; do
    same "$run: the output" mixed.out $run.out
    same "$run: the history" mixed.history $run.history
done

# ---- On which thread a function runs: what is measured, and what is said

check "pace.c" "$cc" -shared -fPIC -D_GNU_SOURCE -I"$root/runtime/include" "$root/tests/targets/pace.c" -o libpace.so -ljson-c
cat >each.asl.json <<END
{"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {
  "StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "$lambda:f", "TimeoutSeconds": 2, "End": true}}}}}}
END
code "build each" 0 "$aslc" each.asl.json -o each
items() { # items COUNT [VALUE...]: as many numbers, then the values
    count=$1
    shift
    seq -s, "$count" | tr -d '\n'
    printf ',%s' "$@"
}
# Four calls in a row that are short bring a function to the main thread, and it stays there ...
code "measured" 0 ./each --task 'f=c:./libpace.so#where' "[$(items 2000 8)]"
check "measured: the first four run on the pool" grep -q '^\[false,false,false,false,' out
check "measured: it comes to the main thread" grep -q true out
# ... until it is slow there. Of the two slow calls the first may be one that the system has interrupted.
code "slow" 0 ./each --task 'f=c:./libpace.so#where' "[$(items 2000 '"slow"' '"slow"' 1 2 3 4 5 6 7 8 9)]"
check "slow: it comes to the main thread" grep -q true out
check "slow: it is back on the pool for good" grep -q 'false,false,false,false,false,false,false,false,false]$' out
# What nobody has measured, and what somebody says.
only() { # only WHAT true|false TARGET [OPTION...]: it runs on the main thread each time, or never
    what=$1 wanted=$2
    shift 2
    code "$what" 0 ./each --task "f=$1" "[$(items 99 1)]" $3
    check "$what: always $wanted" test "$(tr -d '[]' <out | tr , '\n' | sort -u)" = "$wanted"
}
code "under a virtual clock" 0 ./each --virtual-time --task 'f=c:./libpace.so#where' "[$(items 999 1)]"
check "under a virtual clock nothing is measured" sh -c '! grep -q true out'
only "ASL_TASK_QUICK" true 'c:./libpace.so#where_quick'
only "ASL_TASK_BLOCKS" false 'c:./libpace.so#where_blocks'
only "it runs quick" true '{"target":"c:./libpace.so#where","runs":"quick"}'
only "it blocks" false '{"target":"c:./libpace.so#where","runs":"blocks"}'
only "it blocks, whatever the function says" false '{"target":"c:./libpace.so#where_quick","runs":"blocks"}'
only "it says that it blocks, whatever is bound" false '{"target":"c:./libpace.so#where_blocks","runs":"quick"}'
code "ffi: is not measured" 0 ./each --task 'f=ffi:gettid()->int32' "[$(seq -s, 500 | sed 's/[0-9]*/[]/g')]"
check "ffi: is not measured: the main thread's id is not there" sh -c "tr -d '[]' <out | tr , '\n' | sort -u | wc -l | grep -qx 1"
code "ffi: runs quick" 0 ./each --task 'f={"target":"ffi:prctl(int32)->int32","runs":"quick"}' '[[3],[3]]'
echo "{\"$lambda:f\": {\"runs\": \"blocks\", \"target\": \"c:./libpace.so#where_quick\"}}" >runs.json
code "baked in" 0 "$aslc" --tasks runs.json each.asl.json -o runs
gives "baked in: it blocks" '[false,false]' ./runs '[1,2]'
gives "in a file: it blocks" '[false,false]' ./each --tasks runs.json '[1,2]'
code "in C" 0 "$aslc" --emit=c --tasks runs.json each.asl.json
check "in C" grep -qxF "    { \"$lambda:f\", \"c:./libpace.so#where_quick\", \"{\\\"runs\\\":\\\"blocks\\\"}\" }," out
# One that hangs on the main thread, though it was quick so far.
each_place() {
    echo "each: state 'One': the function 'hang' for '$lambda:f' $1"
}
fails "measured, and hangs" 5 "$(each_place 'was quick until now (ASL_TASK_BLOCKS would keep it off the main thread), but it has not returned for a second; the program waits for it')
$(each_place "has not returned within its state's TimeoutSeconds")" ./each --task 'f=c:./libpace.so#hang' "[$(items 2000 8)]"
one beats "arn:aws:states:us-east-1:123456789012:activity:f" '"TimeoutSeconds":9,"HeartbeatSeconds":1'
# One that returns too late has timed out, as it would have on the pool.
for run in inline pooled; do
    code "late, $run" 1 env ASL_DEBUG=$run ./limited --virtual-time --seed 1 --history late.$run --task 'f=c:./libpace.so#nap' 1
    check "late, $run: it has timed out" grep -q '"error":"States.Timeout"' err
    code "silent, $run" 1 env ASL_DEBUG=$run ./beats --virtual-time --seed 1 --history silent.$run --task '*=c:./libpace.so#silent' 1
    check "silent, $run: it has timed out" grep -q '"error":"States.\(Heartbeat\)*Timeout"' err
done
same "late: the history" late.inline late.pooled
same "silent: the history" silent.inline silent.pooled

# What is left out is not there.
code "with all" 0 "$aslc" -g one.asl.json -o all
code "without" 0 "$aslc" -g --without=ffi,library,https,aws,serve one.asl.json -o bare
check "libffi is there" sh -c 'nm all | grep -q " ffi_call"'
check "dlopen is there" sh -c 'nm all | grep -q " dlopen"'
check "neither is" sh -c '! nm bare | grep -e " ffi_" -e " dlopen" -e " dlsym"'
code "help" 0 ./bare --help
check "help: settings" grep -q "A TARGET with settings" out
code "without any function" 0 "$aslc" --without=c,ffi,library,lambda one.asl.json -o barest
code "help without any function" 0 ./barest --help
check "help without any function: no settings" sh -c '! grep -q "with settings" out && grep -q "exec:COMMAND" out'
code "it refuses by name" 2 ./bare --task 'f=ffi:cos(double)->double' '[1]'
check "it refuses by name" grep -q "ffi: cannot be used in this program; there are c:SYMBOL, exec:COMMAND, lambda:COMMAND, activity:COMMAND, workflow:PATH, http://HOST\[:PORT\]\[/PATH\]\$" err

cd / && finish
