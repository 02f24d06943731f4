#!/bin/sh
# Input that is wrong in every way we can think of: messages and exit codes, never a crash, never a hang.
suite=bad
. tests/tally.sh

# survives NAME COMMAND...: it ends by itself within 20 s, with an exit code of its own.
survives() {
    name=$1
    shift
    code=0
    timeout 20 "$@" >"$T/out" 2>"$T/err" </dev/null || code=$?
    if [ "$code" -lt 124 ] && ! grep -q -e 'Sanitizer' -e 'runtime error:' "$T/err"; then
        pass
    else
        fail "$name" "exit $code: $*"
        tail -20 "$T/err"
    fi
}

# Every beginning of a definition, and every definition with one byte gone or changed.
for file in samples/order/order.asl.json samples/retry/retry.asl.json; do
    size=$(wc -c <"$file")
    at=0
    while [ "$at" -lt "$size" ]; do
        head -c "$at" "$file" >"$T/cut.asl.json"
        survives "cut at $at" "$aslc" --check "$T/cut.asl.json"
        { cat "$T/cut.asl.json"; tail -c +"$((at + 2))" "$file"; } >"$T/gap.asl.json"
        survives "gap at $at" "$aslc" --check "$T/gap.asl.json"
        { cat "$T/cut.asl.json"; printf '\377'; tail -c +"$((at + 2))" "$file"; } >"$T/bad.asl.json"
        survives "bad byte at $at" "$aslc" --check "$T/bad.asl.json"
        at=$((at + 17))
    done
done

# definition NAME TEXT: refused, with a message.
definition() {
    printf '%b' "$2" >"$T/bad.asl.json"
    code "$1" 1 "$aslc" --check "$T/bad.asl.json"
    check "$1: a message" test -s "$T/err"
}
definition "empty" ''
definition "blank" ' \n\n'
definition "a number" '1'
definition "null" 'null'
definition "an array" '[]'
definition "an empty object" '{}'
definition "a NUL" '{\0000}'
definition "a byte order mark and nothing" '\0357\0273\0277'
definition "a trailing comma" '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,}}}'
definition "trailing text" '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}} x'
definition "two definitions" '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
definition "no states" '{"StartAt":"A","States":{}}'
definition "states of the wrong type" '{"StartAt":"A","States":[1]}'
definition "a state of the wrong type" '{"StartAt":"A","States":{"A":[]}}'
definition "no type" '{"StartAt":"A","States":{"A":{"End":true}}}'
definition "an unknown type" '{"StartAt":"A","States":{"A":{"Type":"Pas","End":true}}}'
definition "StartAt names nothing" '{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}'
definition "Next names nothing" '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}'
definition "a lone surrogate in a path" '{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$.\\ud800[","End":true}}}'

# Deep, long and large.
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true,\"Result\":";
    for (i = 0; i < 100000; i++) printf "["; for (i = 0; i < 100000; i++) printf "]"; printf "}}}" }' >"$T/deep.asl.json"
code "deep" 1 "$aslc" --check "$T/deep.asl.json"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{\"a\":" }' >"$T/deep.asl.json"
code "deep and open" 1 "$aslc" --check "$T/deep.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[";
    for (i = 0; i < 400; i++) printf "{\"Not\":"; for (i = 0; i < 400; i++) printf "}"; printf "]}}}" }' >"$T/deep.asl.json"
survives "deep rules" "$aslc" --check "$T/deep.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"InputPath\":\"$";
    for (i = 0; i < 200000; i++) printf "[?(@.a)]"; printf "\",\"End\":true}}}" }' >"$T/long.asl.json"
survives "a long path" "$aslc" --check "$T/long.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"x.$\":\"";
    for (i = 0; i < 100000; i++) printf "States.Array("; printf "\"},\"End\":true}}}" }' >"$T/long.asl.json"
survives "a long call" "$aslc" --check "$T/long.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{";
    for (i = 1; i < 20000; i++) printf "\"S%d\":{\"Type\":\"Pass\",\"Next\":\"S%d\"},", i, i + 1; printf "\"S20000\":{\"Type\":\"Succeed\"}}}" }' >"$T/many.asl.json"
code "20,000 states" 0 "$aslc" --check "$T/many.asl.json"
code "20,000 states as C" 0 "$aslc" --emit=c "$T/many.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{";
    for (i = 1; i < 20000; i++) printf "\"S%d\":{\"Type\":\"Pass\",\"Next\":\"T%d\"},", i, i; printf "\"S20000\":{\"Type\":\"Succeed\"}}}" }' >"$T/many.asl.json"
survives "20,000 mistakes" "$aslc" --check "$T/many.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[";
    for (i = 0; i < 500; i++) printf "%s{\"StartAt\":\"S%d\",\"States\":{\"S%d\":{\"Type\":\"Pass\",\"Result\":%d,\"End\":true}}}", i ? "," : "", i, i, i; printf "]}}}" }' >"$T/many.asl.json"
code "PL-11: 500 branches" 0 "$aslc" -O0 "$T/many.asl.json" -o "$T/many"
code "PL-11: 500 branches run" 0 "$T/many"
awk 'BEGIN { for (i = 0; i < 500; i++) printf "%s%d", i ? "," : "[", i; print "]" }' >"$T/wanted"
same "PL-11: 500 results in order" "$T/wanted" "$T/out"
awk 'BEGIN { for (i = 0; i < 100; i++) printf "{\"StartAt\":\"P%d\",\"States\":{\"P%d\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[", i, i;
    printf "{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Succeed\"}}}"; for (i = 0; i < 100; i++) printf "]}}}" }' >"$T/inner.asl.json"
code "PL-11: 100 levels of branches" 0 "$aslc" -O0 "$T/inner.asl.json" -o "$T/inner"
code "PL-11: 100 levels of branches run" 0 env ASL_DEBUG=frames "$T/inner" 7
awk 'BEGIN { for (i = 0; i < 100; i++) printf "["; printf "7"; for (i = 0; i < 100; i++) printf "]"; print "" }' >"$T/wanted"
same "PL-11: a list around each level" "$T/wanted" "$T/out"
code "a folder" 1 "$aslc" --check samples
code "a device without end" 1 "$aslc" --check /dev/zero
head -c 104857600 /dev/zero | tr '\0' ' ' >"$T/large.asl.json"
code "100 MB" 1 "$aslc" --check "$T/large.asl.json"
check "100 MB: one line" test "$(wc -l <"$T/err")" = 1
rm "$T/large.asl.json"
head -c 100000 /dev/urandom >"$T/bad.asl.json"
code "a binary" 1 "$aslc" --check "$T/bad.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true,\"Result\":"; for (i = 0; i < 10000; i++) printf "[";
    for (i = 0; i < 10000; i++) printf "]"; printf "}}}" }' >"$T/deep.asl.json"
code "10,000 levels" 1 "$aslc" --check "$T/deep.asl.json"
check "10,000 levels: one message" test "$(grep -c error: "$T/err")" = 1

# Files whose names mean something in C, in a shell or to aslc itself.
mkdir "$T/names"
for name in main int asl stdin printf errno "1st try" "it's" 'a"b' 'a$(touch b)' '%s' 'x;y' 'ä' asl_main; do
    printf '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}' >"$T/names/$name.asl.json"
    (cd "$T/names" && timeout 60 "$aslc" -O0 "$name.asl.json" && "./$name") >"$T/out" 2>&1
    check "a file called $name" test "$(cat "$T/out")" = '{}'
    rm -f "$T/names/$name" "$T/names/$name.asl.json"
done
check "nothing else was made of names" test -z "$(ls -A "$T/names")"

# Numbers that no machine word holds stay what they are.
printf '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":[18446744073709551616,-99999999999999999999999,1e400],"End":true}}}' >"$T/numbers.asl.json"
code "large numbers" 0 "$aslc" --run -O0 "$T/numbers.asl.json"
check "large numbers stay" test "$(cat "$T/out")" = '[18446744073709551616,-99999999999999999999999,1e400]'

# What a program is given.
code "build" 0 "$aslc" samples/order/order.asl.json samples/order/order.c -O0 -o "$T/order"
for text in '{' '[1,]' '01' '"\u12"' 'nul' '{"a":1}}' '' '{"a" 1}' "{'a':1}" 'NaN'; do
    code "input $text" 2 "$T/order" --input "$text"
    check "input $text: no output" test ! -s "$T/out"
done
code "no input file" 2 "$T/order" --input-file "$T/none"
code "an unknown option" 2 "$T/order" --no-such-option
code "a bad name" 2 "$T/order" --name 'a b'
code "no name at all" 2 "$T/order" --name ''
name=$(printf '%080d' 1)
code "Q-05: a name of 80 characters" 0 "$T/order" --name "$name" --input-file samples/order/input.json
code "Q-05: a name of 81 characters" 2 "$T/order" --name "${name}1"
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "[" }' >"$T/deep.json"
code "a deep input" 2 "$T/order" --input-file "$T/deep.json"
code "a folder as input" 2 "$T/order" --input-file "$T"
code "an input without end" 2 "$T/order" --input-file /dev/zero

# What has no room: the answer, the history; memory.
printf '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}' >"$T/pass.asl.json"
code "build" 0 "$aslc" "$T/pass.asl.json" -O0 -o "$T/pass"
sh -c '"$0" >/dev/full' "$T/pass" 2>"$T/err"
check "a full disk under the output" test $? = 5 -a "$(wc -l <"$T/err")" = 1
code "a full disk under the history" 5 "$T/pass" --history /dev/full
code "no folder for the history" 5 "$T/pass" --history "$T/none/h.json"
check "no folder: nothing was run" test ! -s "$T/out"
if ! is_sanitized; then
    awk 'BEGIN { printf "["; for (i = 0; i < 3000000; i++) printf "[1,2],"; printf "1]" }' >"$T/wide.json"
    code "memory" 5 sh -c 'ulimit -v 200000 && exec "$0" --limits none --input-file "$1"' "$T/pass" "$T/wide.json"
    check "memory: one line" test "$(wc -l <"$T/err")" = 1
fi

# Files of more than 4 GiB, which take no room on the disk: each reader says so, and needs little memory for it.
truncate -s 4300M "$T/huge" && ln -s huge "$T/huge.asl.json"
bound="ulimit -v 900000"
! is_sanitized || bound="ulimit -c 0"
# huge NAME CODE PATTERN COMMAND...
huge() {
    huge_name="4 GiB $1" huge_code=$2 huge_pattern=$3
    shift 3
    code "$huge_name" "$huge_code" sh -c "$bound && exec \"\$@\"" sh "$@"
    check "$huge_name: said in one line" sh -c 'grep -q -e "$1" "$0" && test "$(wc -l <"$0")" = 1' "$T/err" "$huge_pattern"
}
huge "of input" 2 'huge: it has more than 268435456 bytes' "$T/pass" --limits none --input-file "$T/huge"
huge "of standard input" 2 'standard input: it has more than 268435456 bytes' sh -c '"$0" --limits none --input-file - <"$1"' "$T/pass" "$T/huge"
huge "of mocks" 2 'huge: cannot be read: File too large' "$T/pass" --mock "$T/huge#case"
huge "of test cases" 2 'huge: cannot be read: File too large' "$T/pass" test "$T/huge"
huge "of bindings" 2 'huge: cannot be read: File too large' "$T/pass" --tasks "$T/huge"
huge "of definition" 1 'huge.asl.json: it has more than 64 MiB' "$aslc" --check "$T/huge.asl.json"
huge "of data" 2 'huge: it has more than 64 MiB' "$aslc" --eval=jsonpath '$' --input-file "$T/huge"
huge "of substitutions" 2 'huge: it has more than 64 MiB' "$aslc" --substitutions "$T/huge" "$T/pass.asl.json" -o "$T/none"
case $bound in
*-v*)
    code "4 GiB in a line" 1 sh -c "$bound && \"\$0\" batch <\"\$1\"" "$T/pass" "$T/huge"
    check "4 GiB in a line: answered" grep -qx '{"error":"InvalidExecutionInput","cause":"line 1: it is longer than 16777216 bytes"}' "$T/out"
    ;;
esac
rm "$T/huge"

# A time to sleep that no other run of these tests has, so that what is left can be told from theirs.
asleep=62.$$
none_sleeps() {
    ! ps -ef | grep -v grep | grep -q "sleep $asleep\$"
}

# Stopped from outside: ABORTED, the task's program gone, and nothing said of the states that were running (H-54, Z-49).
cat >"$T/stop.asl.json" <<'JSON'
{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
 {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 62, "End": true}}},
 {"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
  "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work"}}}]}}}
JSON
code "build" 0 "$aslc" "$T/stop.asl.json" -O0 -o "$T/stop"
printf '#!/bin/sh\ntouch "%s/begun"\nexec sleep %s\n' "$T" "$asleep" >"$T/work"
chmod +x "$T/work"
for signal in INT TERM; do
    rm -f "$T/begun"
    env --default-signal=INT "$T/stop" --task "work=exec:$T/work" --history "$T/stop.json" >"$T/out" 2>"$T/err" &
    child=$!
    for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -e "$T/begun" ] && break
        sleep 0.1
    done
    kill -$signal $child
    wait $child
    check "SIG$signal: aborted" test $? = 4
    check "SIG$signal: no output" test ! -s "$T/out"
    check "SIG$signal: no state is said to be aborted" sh -c '! grep -q StateAborted "$0"' "$T/stop.json"
    check "SIG$signal: the last event" sh -c 'tail -n 2 "$0" | grep -q "\"type\":\"ExecutionAborted\",\"id\":8,\"previousEventId\":0"' "$T/stop.json"
done
check "no stopped program is left" none_sleeps

# Programs that do a task: what is wrong with them is the task's failure, said once, and each is run once.
cat >"$T/task.asl.json" <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Task", "TimeoutSeconds": 3, "End": true,
 "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work"}}}
JSON
code "build" 0 "$aslc" "$T/task.asl.json" -O0 -o "$T/task"
code "nobody does it" 2 "$T/task"

# program NAME ERROR LINES: what the program in LINES does to its task; it leaves a line in runs each time.
program() {
    printf '#!/bin/sh\necho >>%s/runs\n%s\n' "$T" "$3" >"$T/work"
    chmod +x "$T/work"
    : >"$T/runs"
    code "$1" 1 "$T/task" --task "work=exec:$T/work"
    check "$1: $2" grep -q "^{\"error\":\"$2\"" "$T/err"
    check "$1: no output" test ! -s "$T/out"
    check "$1: run once" test "$(wc -l <"$T/runs")" = 1
}
program "prints nothing" States.TaskFailed ''
program "prints garbage" States.TaskFailed 'echo garbage'
program "prints bytes" States.TaskFailed 'head -c 1000 /dev/urandom'
program "prints two values" States.TaskFailed 'echo 1 2'
program "prints 1 GB" States.TaskFailed 'head -c 1073741824 /dev/zero'
program "prints 1 GB of blanks" States.TaskFailed 'head -c 1073741824 /dev/zero | tr "\\0" " "'
program "ends badly" States.TaskFailed 'exit 7'
program "ends by a signal" States.TaskFailed 'kill -SEGV $$'
program "is killed" States.TaskFailed 'kill -KILL $$'
program "never ends" States.Timeout "sleep $asleep"
program "never ends, and does not listen" States.Timeout "trap '' TERM; sleep $asleep; sleep $asleep"
program "leaves its child" States.Timeout "sleep $asleep & wait"
program "E-04: says what is wrong" Card.Refused 'echo "{\"errorType\":\"Card.Refused\"}"; exit 1'
check "no program is left" none_sleeps
code "is missing" 1 "$T/task" --task "work=exec:$T/none"
check "is missing: said so" grep -q 'was not found' "$T/err"
touch "$T/plain"
code "is not a program" 1 "$T/task" --task "work=exec:$T/plain"
check "is not a program: said so" grep -q 'Permission denied' "$T/err"
code "is a folder" 1 "$T/task" --task "work=exec:$T/names"
finish
