#!/bin/sh
# Mock files at a server: stateMachineArn#CASE as Step Functions Local has it, files that are wrong, and scaled waits.
suite=mocks
. tests/tally.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
export XDG_STATE_HOME="$T/state" XDG_CACHE_HOME="$T/cache"

code "test cases over the API" 0 python3 tests/mocks/cases.py "$aslc" "$T"
check "each is answered as it should be" test "$(cat "$T/out")" = "40 checks"
grep -v ' checks$' "$T/out"
check "an execution without its case is told of" grep -q "BusyBank' is not there: there is no mock file" "$T/err"

# ---- Files that are wrong

# refused WANTED TEXT: with this file the server does not start, and says why.
refused() {
    printf '%b' "$2" >"$T/mock.json"
    printf 'aslc: %s/mock.json%s\n' "$T" "$1" >"$T/wanted"
    code "refused: $1" 2 "$aslc" serve --listen 127.0.0.1:0 --store memory --mock "$T/mock.json"
    same "refused: $1" "$T/wanted" "$T/err"
}

responses='"MockedResponses":{\n"R":{"0":{"Return":1}}}}'
refused ":2:1: a value is expected" '{"StateMachines":\n}'
refused ":1:1: a value is expected, but the text ends" ''
refused ": it has no StateMachines" '[]'
refused ": it has no StateMachines" '{"StateMachines":{}}'
refused ":2:2: state machine 'b' has no TestCases" '{"StateMachines":{"a":{"TestCases":{}},\n "b":{"TestCase":{}}}}'
refused ":3:1: test case 'd': an object {STATE: RESPONSE} is wanted" '{"StateMachines":{\n"a":{"TestCases":{"c":{},\n"d":[]}}}}'
refused ":2:9: state 'S': 'Q' is not among the MockedResponses; there is 'R'" \
    '{"StateMachines":{"a":{"TestCases":{"c":{\n"ä":"R","S":"Q"}}}},'"$responses"
refused ":3:1: MockedResponses: 'R': \"0\": only Return, Throw, Pending, Input and Submitted are known here" \
    '{"StateMachines":{"a":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{\n"R":{\n"0":{"return":1}}}}'
refused ":2:1: MockedResponses: 'R': an attempt has two entries" \
    '{"StateMachines":{"a":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{\n"R":{"0-1":{"Return":1},"1":{"Return":1}}}}'

# says WANTED OPTION...: with these options it does not start.
says() {
    printf 'aslc: %s\n' "$1" >"$T/wanted"
    shift
    code "$*" 2 "$aslc" serve --listen 127.0.0.1:0 --store memory "$@"
    same "$*" "$T/wanted" "$T/err"
}

says "$T/no.json#c: cannot be read: No such file or directory; a server takes the file alone: whoever starts an execution \
names the test case, as stateMachineArn#CASE" --mock "$T/no.json#c"
for wrong in -1 1001 nan 0,5 1x; do
    says "--wait-scale takes a number from 0 to 1000, such as 0.5, not '$wrong'" --wait-scale "$wrong"
done

# ---- What Step Functions Local is set up with

code "settings of Step Functions Local" 0 python3 tests/mocks/settings.py "$aslc" "$T"
check "settings of Step Functions Local: $(cat "$T/out")" test ! -s "$T/out"
says "--lambda-endpoint: 'localhost:3001' is not an address: it begins with neither http:// nor https://" \
    --lambda-endpoint localhost:3001
says "--aws-account takes the 12 digits of an account, not '12'" -account 12
says "--aws-region takes a region such as us-east-1, not 'us:east'" --aws-region us:east
says "there is no option -lamdaEndpoint; did you mean -lambdaEndpoint?" -lamdaEndpoint http://localhost
says "--wait-time-scale takes a number from 0 to 1000, such as 0.5, not 'fast'" --wait-time-scale fast

# ---- A workflow's own server has them as well, and warns of a state that it does not have

code "build" 0 "$aslc" tests/mocks/order.asl.json -o "$T/order"
sed 's/"Ship":/"Shop":/' tests/mocks/MockConfigFile.json >"$T/typo.json"
: >"$T/server.out"
"$T/order" serve --listen 127.0.0.1:0 --store memory --mock "$T/typo.json" >"$T/server.out" 2>"$T/server.err" &
server=$!
await_url "$T/server.out"
cat >"$T/start.json" <<END
{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:order#Paid", "input": "{\"customers\": []}"}
END
code "a test case" 0 python3 -c 'import sys, urllib.request
head = {"X-Amz-Target": "AWSStepFunctions.StartExecution", "Content-Type": "application/x-amz-json-1.0"}
print(urllib.request.urlopen(urllib.request.Request(sys.argv[1], open(sys.argv[2], "rb").read(), head)).status)' \
    "$url" "$T/start.json"
check "it is started" test "$(cat "$T/out")" = 200
kill -TERM $server
wait $server
check "it ends in order" test $? = 0
printf "order: %s#Paid: warning: there is no state 'Shop'; did you mean 'Ship'?\n" "$T/typo.json" >"$T/wanted"
same "a state that is not there" "$T/wanted" "$T/server.err"

# ---- Projects of Step Functions Local, unchanged, through boto3

if [ ! -d ../shared/conformance/asl/mocked ]; then
    skip conformance
elif ! /usr/bin/python3 -c 'import boto3' 2>/dev/null; then
    skip boto3
else
    for project in ../shared/conformance/asl/mocked/*.json; do
        code "${project##*/}" 0 /usr/bin/python3 tests/mocks/project.py "$aslc" "$project" "$T"
        check "${project##*/}: $(cat "$T/out")" test ! -s "$T/out"
        check "nothing is said of ${project##*/}" test ! -s "$T/err"
    done
fi
finish
