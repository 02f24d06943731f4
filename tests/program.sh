#!/bin/sh
# The command line of workflows' programs: which subcommand takes what, --help, and messages that a stranger understands.
suite=program
. tests/tally.sh

cat >"$T/flow.asl.json" <<'JSON'
{"StartAt": "Fetch", "States": {
 "Fetch": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:fetch", "Next": "Each"},
 "Each": {"Type": "Map", "ItemsPath": "$", "End": true, "ItemProcessor": {"StartAt": "Send", "States": {
  "Send": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:send", "End": true}}}}}}
JSON
echo '{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}' >"$T/px.asl.json"
cd "$T" || exit 1
code "build" 0 "$aslc" flow.asl.json -o flow
code "build px" 0 "$aslc" px.asl.json -o px
code "build small" 0 "$aslc" --without=batch,bench,test px.asl.json -o small
[ "$failed" = 0 ] || { finish; exit; }
echo '{"StateMachines": {"flow": {"TestCases": {"good": {"Fetch": "f", "Send": "s"}}}}, "MockedResponses": {
 "f": {"0": {"Return": [1]}}, "s": {"0": {"Return": 2}}}}' >mock.json

# says NAME WORDS... (until --) TEXT: exit 2, one line with the program's name in front, nothing on standard output.
says() {
    says_text=$1
    shift
    code "usage: $*" 2 "$@"
    printf '%s: %s\n' "${1#./}" "$says_text" >wanted
    same "usage: $*" wanted "$T/err"
    check "usage prints no result: $*" test ! -s "$T/out"
}

# ---- Which subcommand takes what

says "--junit belongs to 'test', not to 'run'" ./px run --junit x.xml --fail-under 90
check "nothing is written" test ! -e x.xml
says "--junit belongs to 'test', not to 'run'" ./px --junit=x.xml
says "--in-flight belongs to 'batch', not to 'bench'" ./px bench --in-flight 3
says "--against belongs to 'bench', not to 'run'" ./px run --against cat
says "--name belongs to 'run', 'batch' and 'bench', not to 'test'" ./px test mock.json --name x
says "--mock belongs to 'run', 'batch', 'bench', 'serve' and 'bootstrap', not to 'test'" ./px test mock.json --mock x#y
says "--type belongs to 'run', 'batch', 'bench', 'test', 'serve' and 'bootstrap', not to 'info'" ./px info --type express
for word in --history --describe --trace; do
    for feature in batch bench test info; do
        says "$word belongs to 'run', not to '$feature'" ./px $feature $word
    done
done
says "there is no option --junit; --help lists what there is" ./small run --junit x.xml
says "there is no option --trac; did you mean --trace?" ./px run --trac
says "there is no option -x; --help lists what there is" ./px -x

# ---- Words

says "there is no subcommand 'bacth'; did you mean 'batch'?" ./px bacth
says "there is no subcommand 'bacth', and it is not JSON; there are run, serve, bootstrap, info, completion, ps, describe, history, stop, redrive, nodes, store" ./small bacth
says "there is no subcommand 'hello', and it is not JSON; there are run, batch, bench, test, serve, bootstrap, info, completion, ps, describe, history, stop, redrive, nodes, store" ./px hello
says "batch takes no argument, but there is '{}'; the usage is: px batch [OPTION]... < NDJSON" ./px batch {}
says "there is one input already: what is '2'?" ./px 1 2
says "there is one input already: what is '2'?" ./px --input 1 2
says "there is one input already: what is '2'?" ./px 1 --input 2
says "there is one input already: what is 'in.json'?" ./px --input 1 --input-file in.json
for input in true null -5 0 '""' '[]'; do
    code "an input: $input" 0 ./px "$input"
    printf '%s\n' "$input" >wanted
    same "an input: $input" wanted "$T/out"
done

# ---- Values

says "--input takes a value: --input JSON" ./px --input
says "--describe takes no value, but there is '1'" ./px --describe=1
says "write --virtual-time=2025-01-01T00:00:00Z" ./px --virtual-time 2025-01-01T00:00:00Z
says "--virtual-time=TIME takes a time such as 2025-01-01T00:00:00Z, not 'noon'" ./px --virtual-time=noon
says "--name takes 1 to 80 letters, digits, - or _, not 'a b'" ./px --name 'a b'
says "--name takes 1 to 80 letters, digits, - or _, not ''" ./px --name ''
long=$(printf '%081d' 0)
says "--name takes 1 to 80 letters, digits, - or _, not '$long', which has 81 bytes" ./px --name "$long"
says "--type is standard or express, not 'fast'" ./px --type fast
says "--limits is aws or none, not 'some'" ./px --limits=some
says "--seed takes a whole number from 0 to 18446744073709551615, not '-1'" ./px --seed -1
says "--threads takes a whole number from 1 to 1024, not '1.5'" ./px --threads 1.5
says "--fail-under takes a whole number from 0 to 100, not '101'" ./px test mock.json --fail-under 101
says "--seconds takes a number above 0 and at most 86400, a day, not 'soon'" ./px bench --seconds soon
says "--mock mock.json: FILE#CASE is wanted, a mock file and one of its test cases" ./px --mock mock.json

says "--input-file is empty: a FILE is wanted" ./px --input-file ''
says "--local is empty: a DIR is wanted" ./px --local=
says "the mock file's name is empty: a FILE is wanted" ./px test ''

# ---- Inputs

says "input:1:2: '{a: 1}' is not JSON: a key in quotes is expected" ./px '{a: 1}'
says "input:1:1: this is not JSON: a value is expected, but the text ends" ./px ''
says "none.json: cannot be read: No such file or directory" ./px --input-file none.json
says "$T: cannot be read: Is a directory" ./px --input-file "$T"
echo '{"a":' >broken.json
says "broken.json:2:1: this is not JSON: a value is expected, but the text ends" ./px --input-file broken.json
says "standard input:1:1: this is not JSON: a value is expected, but the text ends" ./px --input-file -

# ---- The history on standard output

code "--history -" 0 ./px --virtual-time --history - '{"a":1}'
cp "$T/out" printed
code "--history FILE" 0 ./px --virtual-time --history history.json '{"a":1}'
same "--history - is what the file would hold" history.json printed
echo '{"a":1}' >wanted
same "the output is printed where the history has a file" wanted "$T/out"
says "--history - and --describe are both for standard output; write the history to a file" ./px --history - --describe
code "a history that cannot be written" 5 ./px --history /no/such
echo "px: /no/such: cannot be written: No such file or directory" >wanted
same "a history that cannot be written" wanted "$T/err"
code "standard output is full" 5 sh -c 'exec ./px --history - >/dev/full'
echo "px: standard output: cannot be written: No space left on device" >wanted
same "standard output is full" wanted "$T/err"

# ---- --help: by the same rows

for word in -h --help "run -h" "{} --help"; do
    code "$word" 0 ./px $word
done
code "help" 0 ./px -h
for text in "px runs the workflow of px.asl.json" "px batch \[OPTION\]... < NDJSON" "^Options of run, batch and bench:" \
    "^Options of run, batch, bench, test, serve and bootstrap:" "^Options of test:" "^  --virtual-time\[=TIME\] " "^  --junit FILE " \
    "^  c:SYMBOL " "^  exec:COMMAND " "^  workflow:PATH " "^  c:LIB.so#SYMBOL " "^  ffi:SYMBOL" "state:NAME" \
    "2 usage, 3 TIMED_OUT"; do
    check "help: $text" grep -q -e "$text" "$T/out"
done
# Features of which each takes another thing by a word have it under headings of their own.
awk '/^[^ ]/ { heading = $0 } /^  --/ { print heading, $1 }' "$T/out" | sort | uniq -d >"$T/twice"
check "each option stands once below its heading" test ! -s "$T/twice"
check "help fits" sh -c '! grep -q ".\{121\}" "$1"' fits "$T/out"
grep -o '^  --[a-z-]*' "$T/out" | sort -u >all-options
code "help of a small one" 0 ./small -h
check "help of a small one" sh -c '! grep -q -e --junit -e --in-flight -e batch "$1"' small "$T/out"
code "help of test" 0 ./px test --help
check "help of test has its options" grep -q -e --junit "$T/out"
check "help of test has no others" sh -c '! grep -q -e --history -e --in-flight -e --mock "$1"' test "$T/out"
for feature in run batch bench test serve info ps describe history stop redrive; do
    ./px $feature --help | grep -o '^  --[a-z-]*'
done | sort -u >some-options
same "all of it is all of them" all-options some-options
code "version" 0 ./px batch --version
check "version" grep -q '^aslc ' "$T/out"

# ---- test: inputs, cases, machines

cat >cases.json <<'JSON'
{"StateMachines": {
 "one": {"TestCases": {"a": {}, "b": {}, "c": {}}, "Inputs": {"b": "from the mock file"},
  "Expect": {"a": {"output": "A"}, "b": {"output": "B"}, "c": {"output": "C"}}},
 "two": {"TestCases": {"only": {}}, "Expect": {"only": {"output": {}}}}}}
JSON
echo '{"a": "A", "b": "B"}' >inputs.json
echo '"C"' >in.json
for words in "--input \"C\"" "--input-file in.json"; do
    code "inputs, $words" 0 ./px test cases.json --machine one --inputs inputs.json $words
    check "inputs, $words: each has its own" test "$(grep -c '^ok' "$T/out")" = 3
done
code "an input for all" 1 ./px test cases.json --machine one --input '"A"'
check "an input for all is over the mock file's" grep -q 'the output is \\"A\\" instead of \\"B\\"' "$T/out"
code "the mock file's inputs" 1 ./px test cases.json --machine one
check "the mock file's inputs" grep -q 'the output is \\"from the mock file\\" instead of' "$T/out"
check "else {}" grep -q 'the output is {} instead of \\"C\\"' "$T/out"
code "null is an input" 1 ./px test cases.json --machine one --case a --input null
check "null is an input" grep -q 'the output is null instead of' "$T/out"
code "another machine" 0 ./px test cases.json --machine two

code "one case" 0 ./px test cases.json --machine one --case c --input '"C"'
printf 'TAP version 14\n1..1\nok 1 - c\n' >wanted
head -n 3 "$T/out" >head
same "one case" wanted head
code "two cases" 0 ./px test cases.json --machine one --case b --case=a --case a --inputs inputs.json
printf 'TAP version 14\n1..2\nok 1 - a\nok 2 - b\n' >wanted
head -n 4 "$T/out" >head
same "two cases, in the file's order" wanted head

says "the mock file is missing: px test MockConfigFile.json" ./px test
says "there is a mock file already: what is '{}'? (--input JSON is the input for all cases)" ./px test cases.json {}
says "cases.json: there is no test case 'onyl'; did you mean 'only'? There is 'only'" \
    ./px test cases.json --machine two --case onyl
says "cases.json: there is no state machine 'tow'; did you mean 'two'? There are 'one', 'two'" \
    ./px test cases.json --machine tow
says "cases.json: none of its state machines is named 'px'; there are 'one', 'two'; choose one with --machine" \
    ./px test cases.json
says "inputs.json: there is no test case 'a'; there is 'only'" ./px test cases.json --machine two --inputs inputs.json
says "in.json is to be an object by the names of test cases" ./px test cases.json --machine two --inputs in.json
says "none.json: cannot be read: No such file or directory" ./px test cases.json --machine two --inputs none.json
says "input:1:2: '{a}' is not JSON: a key in quotes is expected" ./px test cases.json --machine two --input '{a}'

# ---- A mock entry for a state that does not exist is a warning

cat >typo.json <<'JSON'
{"StateMachines": {"flow": {"TestCases": {"typo": {"Fetch": "f", "Send": "s", "Sendd": "s", "Nobody": "s", "Each": "s"}}}},
 "MockedResponses": {"f": {"0": {"Return": [1]}}, "s": {"0": {"Return": 2}}}}
JSON
cat >wanted <<'TEXT'
flow: typo.json#typo: warning: the state 'Each' is not a Task: nothing asks for its mock
flow: typo.json#typo: warning: there is no state 'Nobody'
flow: typo.json#typo: warning: there is no state 'Sendd'; did you mean 'Send'?
TEXT
code "mock of no state" 0 ./flow --mock typo.json#typo
same "mock of no state: run" wanted "$T/err"
code "mock of no state: test" 0 ./flow test typo.json
same "mock of no state: test" wanted "$T/err"
code "mocks of states" 0 ./flow --mock mock.json#good
check "mocks of states, nested ones too: no warning" test ! -s "$T/err"

# ---- Control characters of names are shown, not obeyed

bell=$(printf 'a\007b\033[31m')
says 'a\u0007b\u001b[31m: cannot be read: No such file or directory' ./px --input-file "$bell"
says "--name takes 1 to 80 letters, digits, - or _, not 'a\u0007b\u001b[31m'" ./px --name "$bell"
printf '{"StateMachines": {"m": {"TestCases": {"a\\u001b[31m": {"b\\u0007\\u202e": "r"}}}}, "MockedResponses": {"r": {}}}' >odd.json
code "names in TAP" 0 ./px test odd.json
check "names in TAP" grep -qF 'ok 1 - a\\u001b[31m' "$T/out"
echo 'px: odd.json#a\u001b[31m: warning: there is no state '"'b\\u0007\\u202e'" >wanted
same "names in warnings" wanted "$T/err"

# ---- JUnit's XML

printf '{"StateMachines": {"m": {"TestCases": {"a\357\277\276b\357\277\277\\u0001\\t<": {}}}}}' >xml.json
code "characters that XML has not" 0 ./px test xml.json --junit junit.xml
check "they are replaced" grep -qF "$(printf 'name="a\357\277\275b\357\277\275\357\277\275&#9;&lt;"')" junit.xml
if command -v xmllint >/dev/null; then
    check "JUnit's XML is XML" xmllint --noout junit.xml
fi
# ---- A server whose store belongs to another definition of the same name

# listens PROGRAM: a server, process $server at $url, until it is killed.
listens() {
    : >W.out # what another has said is not its own
    "$1" serve --listen 127.0.0.1:0 --store sqlite:W.db >W.out 2>W.err &
    server=$!
    tries=0
    while ! grep -q '^listening on ' W.out && [ $tries -lt 100 ] && kill -0 $server 2>/dev/null; do
        tries=$((tries + 1))
        sleep 0.1
    done
    url=$(sed -n 's/^listening on //p' W.out)
}

if command -v python3 >/dev/null; then
    mkdir first second
    echo '{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}' >first/wait.asl.json
    echo '{"StartAt": "V", "States": {"V": {"Type": "Wait", "Seconds": 3600, "End": true}}}' >second/wait.asl.json
    code "build the first" 0 "$aslc" first/wait.asl.json -o first/wait
    code "build the second" 0 "$aslc" second/wait.asl.json -o second/wait
    listens first/wait
    code "an execution starts" 0 python3 -c '
import sys, urllib.request
urllib.request.urlopen(urllib.request.Request(sys.argv[1],
    b"{\"stateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:wait\"}",
    {"X-Amz-Target": "AWSStepFunctions.StartExecution"}))' "$url/"
    kill -9 $server
    wait $server 2>/dev/null
    code "its state is gone: refused" 2 second/wait serve --listen 127.0.0.1:0 --store sqlite:W.db
    check "the state is named" grep -q 'that their state machine does not have any more: W' "$T/err"
    listens first/wait
    check "the store is as it was" grep -q '1 execution goes on$' W.err
    kill $server
    wait $server
else
    skip python3
fi
finish
