#!/bin/sh
# Hosted Lambda functions: in Node, in Python and in a custom runtime; what they are told, how they fail, what becomes of
# their processes. The functions are those of tests/lambda/.
suite=lambda
. tests/tally.sh
cp -R tests/lambda "$T/fn"
cd "$T" || exit 1
lambda=arn:aws:lambda:us-east-1:123456789012:function
uuid='[0-9a-f]\{8\}-[0-9a-f]\{4\}-4[0-9a-f]\{3\}-[0-9a-f]\{4\}-[0-9a-f]\{12\}'
unset AWS_REGION AWS_DEFAULT_REGION AWS_ACCOUNT_ID

# one NAME RESOURCE [FIELDS]: a workflow of one Task.
one() {
    printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"%s","End":true%s}}}' "$2" "${3:+,$3}" \
        >"$1.asl.json"
    code "build $1" 0 "$aslc" "$1.asl.json" -o "$1"
}

# gives NAME WANTED TARGET INPUT: the task's answer.
gives() {
    code "$1" 0 ./one --task "f=$3" "$4"
    printf '%s\n' "$2" >wanted
    same "$1" wanted out
}

# fails NAME ERROR CAUSE TARGET INPUT: the error, and a pattern (grep) for its cause, in which the quotes of JSON are not
# escaped. $caller is the program, if it is not ./one.
fails() {
    code "$1" 1 "${caller:-./one}" --task "f=$4" "$5"
    grep '^{' err | tail -n 1 | sed 's/\\"/"/g; s/\\\\/\\/g' >last
    check "$1: the error: $(cat last)" grep -q "^{\"error\":\"$2\"" last
    check "$1: the cause: $(cat last)" grep -q "\"cause\":\"$3\"}\$" last
    check "$1: no output" test ! -s out
}

# functions: the processes of functions that run here.
functions() {
    for process in /proc/[0-9]*; do
        case $(readlink "$process/cwd" 2>/dev/null) in
        "$T" | "$T"/*) tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -e '^node ' -e '^[^ ]*python[^ ]* ' -e '^sleep 1000' ;;
        esac
    done
}

# soon COMMAND...: it says yes within ten seconds.
soon() {
    for tenth in $(seq 100); do
        ! "$@" || return 0
        sleep 0.1
    done
    return 1
}

no_functions() {
    test -z "$(functions)"
}

some_functions() {
    ! no_functions
}

one one "$lambda:f"
node=lambda:node:./fn/fn
python=lambda:python:./fn/fn
custom="lambda:python3 ./fn/custom.py"

# ---- Node

gives "node: async" '{"a":["ü",1.5]}' $node.echo '{"a": ["ü", 1.5]}'
gives "node: undefined is null" null $node.nothing 1
gives "node: what is returned without a promise is not the answer" null $node.plain 1
gives "node: callback" '{"got":1}' $node.callback 1
gives "node: callback waits for what is under way" '["late"]' $node.callbackWaits 1
gives "node: callback does not wait where it is told so" '"at once"' $node.callbackHurries 1
gives "node: context.succeed" '"by context"' $node.succeeds 1
gives "node: a handler within an object" '"nested"' $node.nested.deep.handler 1
gives "node: .mjs" '{"module":"mjs","event":1}' lambda:node:fn/esm.handler 1
gives "node: .cjs" '{"module":"cjs","event":1}' lambda:node:fn/common.handler 1
gives "node: .js in a package of modules" '{"module":"typed","event":1,"sep":"/"}' lambda:node:fn/typed/index.handler 1
http='{"requestContext": {"http": {"method": "GET"}}}'
streams=lambda:node:fn/stream
gives "node: a stream that is JSON" '{"got":{"a":1}}' $streams.piped '{"a": 1}'
gives "node: a stream of text" '"one twö"' $streams.text 1
gives "node: such a one by HTTP" '{"statusCode":200,"headers":{"content-type":"text/plain"},"body":"one twö","isBase64Encoded":false}' \
    $streams.text "$http"
gives "node: a stream with a status" '{"statusCode":201,"headers":{"x-own":"a"},"cookies":["b=c"],"body":"{\"own\":1}","isBase64Encoded":false}' \
    $streams.web "$http"
gives "node: the same, invoked" \
    '"{\"statusCode\":201,\"headers\":{\"x-own\":\"a\"},\"cookies\":[\"b=c\"]}\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"own\":1}"' \
    $streams.web 1
gives "node: a stream of bytes" \
    '{"statusCode":200,"headers":{"content-type":"application/octet-stream"},"body":"/wE=","isBase64Encoded":true}' $streams.bytes "$http"
gives "node: a stream that is left open" '"left open"' $streams.open 1
fails "node: a stream that fails" RangeError '{"errorType":"RangeError","errorMessage":"too far".*' $streams.fails 1
fails "node: a stream of no promise" Runtime.MalformedStreamingHandler '.*Streaming does not support non-async handlers.*' $streams.old 1
gives "node: an absolute path" 1 "lambda:node:$T/fn/fn.echo" 1
fails "node: an error" TypeError '{"errorType":"TypeError","errorMessage":"not like this","trace":\[.*fn.js:.*\]}' \
    $node.throws 1
check "node: the trace ends in the function's own code" sh -c '! grep -q stdin err'
fails "node: an error at once" TypeError '{"errorType":"TypeError","errorMessage":"at once",.*}' $node.throwsAtOnce 1
fails "node: an error with a name of its own" CardError '{"errorType":"CardError","errorMessage":"no such card",.*}' \
    $node.custom 1
fails "node: a callback's error" RangeError '{"errorType":"RangeError","errorMessage":"too far",.*}' $node.callbackFails 1
fails "node: a text is thrown" string '{"errorType":"string","errorMessage":"just a text","trace":\[\]}' $node.throwsText 1
fails "node: an error that nobody catches" Error '{"errorType":"Error","errorMessage":"later",.*}' $node.throwsLater 1
fails "node: a promise that is rejected" Runtime.UnhandledPromiseRejection \
    '{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"Error: nobody looks",.*}' $node.rejects 1
fails "node: a result that is not JSON" Error '{"errorType":"Error","errorMessage":"Unable to stringify response body",.*}' \
    $node.circular 1

# ---- Python

gives "python: a function" '{"a":["ü",1.5]}' $python.echo '{"a": ["ü", 1.5]}'
gives "python: None is null" null $python.nothing 1
gives "python: a module beside it" '["beside",1]' $python.helped 1
unset PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX
gives "python: bytecode" '["beside",1]' $python.helped 1
check "python: bytecode: none is left beside the function" test -z "$(find fn -name __pycache__)"
code "python: bytecode in a place for it" 0 env PYTHONPYCACHEPREFIX="$T/cache" ./one --task "f=$python.helped" 1
check "python: bytecode in a place for it: it is there" test -n "$(find cache -name 'beside.*.pyc')"
check "python: bytecode in a place for it: none beside the function" test -z "$(find fn -name __pycache__)"
fails "python: an error" CardError \
    '{"errorMessage": "no such card", "errorType": "CardError", "requestId": "'"$uuid"'", "stackTrace": \[.*fn.py.*\]}' \
    $python.raises 1
check "python: the trace has the function's own code alone" sh -c '! grep -q stdin err'
fails "python: a result that is not JSON" Runtime.MarshalError \
    '{"errorMessage": "Unable to marshal response: Object of type set is not JSON serializable", .*}' \
    $python.unserializable 1

# ---- Failures as AWS was seen to report them (I-03, TK-09): by the function's own ARN and by lambda:invoke

mkdir fn/raises
printf '%s\n' 'def handler(event, context):' '    raise Exception("Some exception was raised.")' \
    'def large(event, context):' '    return "x" * 262143' >fn/raises/plain.py
printf '%s\n' 'class CustomException(Exception):' '    message: str' '' '    def __init__(self):' \
    '        self.message = "my cause"' '' '' 'def handler(event, context):' '    raise CustomException()' >fn/raises/custom.py
one called arn:aws:states:::lambda:invoke '"Parameters":{"FunctionName":"f","Payload.$":"$"}'
for form in "one:$lambda:f" called:lambda; do
    caller=./${form%%:*}
    fails "$caller: Exception" Exception '{"errorMessage": "Some exception was raised.", "errorType": "Exception", "requestId": "'"$uuid"'", "stackTrace": \["  File \\"'"$T"'/fn/raises/plain.py\\", line 2, in handler\\n    raise Exception(\\"Some exception was raised.\\")\\n"\]}' \
        lambda:python:fn/raises/plain.handler '{}'
    fails "$caller: CustomException" CustomException '{"errorMessage": "", "errorType": "CustomException", "requestId": "'"$uuid"'", "stackTrace": \["  File \\"'"$T"'/fn/raises/custom.py\\", line 9, in handler\\n    raise CustomException()\\n"\]}' \
        lambda:python:fn/raises/custom.handler '{}'
    fails "$caller: a result that is too large" States.DataLimitExceeded \
        "The state/task '${form#*:}' returned a result with a size exceeding the maximum number of bytes service limit." \
        lambda:python:fn/raises/plain.large '{}'
done
caller=

# ---- What a function is told

for language in node python; do
    client=
    [ $language = node ] || client=',"client":null'
    gives "$language: context" '{"names":["f","$LATEST","256","/aws/lambda/f"],"arn":"'$lambda:f'","same":36,"left":true,"stream":true,"trace":true'"$client}" \
        "{\"target\": \"lambda:$language:fn/fn.context\", \"timeout\": 3, \"memory\": 256}" 1
    gives "$language: environment" \
        '["f","$LATEST","128","fn.env","'"$T/fn"'","us-east-1","us-east-1","a=b c","CET","on-demand"]' \
        "{\"target\": \"lambda:$language:./fn/fn.env\", \"env\": {\"OWN\": \"a=b c\", \"TZ\": \"CET\"}}" \
        '["AWS_LAMBDA_FUNCTION_NAME","AWS_LAMBDA_FUNCTION_VERSION","AWS_LAMBDA_FUNCTION_MEMORY_SIZE","_HANDLER",
          "LAMBDA_TASK_ROOT","AWS_REGION","AWS_DEFAULT_REGION","OWN","TZ","AWS_LAMBDA_INITIALIZATION_TYPE"]'
done
gives "node: AWS_EXECUTION_ENV" '["AWS_Lambda_nodejs18.x"]' $node.env '["AWS_EXECUTION_ENV"]'
gives "python: AWS_EXECUTION_ENV" '["AWS_Lambda_python3.11"]' $python.env '["AWS_EXECUTION_ENV"]'

# lambda:invoke gives the Payload, and wraps the answer.
one invoke arn:aws:states:::lambda:invoke \
    '"Parameters":{"FunctionName":"'$lambda:g:prod'","Payload.$":"$","ClientContext":"eyJjdXN0b20iOnsiYSI6MX19"}'
code "lambda:invoke" 0 ./invoke --task "g={\"target\": \"$node.context\", \"timeout\": 3}" '{"x":1}'
check "lambda:invoke: the envelope" grep -q '^{"ExecutedVersion":"$LATEST","Payload":{"names":\["g",.*"StatusCode":200}$' out
check "lambda:invoke: the function's ARN" grep -q "\"arn\":\"$lambda:g:prod\"" out
check "lambda:invoke: the client's context" grep -q '"client":{"custom":{"a":1}}' out
code "lambda:invoke: python's client context" 0 ./invoke --task "g={\"target\": \"$python.context\", \"timeout\": 3}" '{"x":1}'
check "lambda:invoke: python's client context" grep -q '"client":{"a":1}' out
code "lambda:invoke: request id" 0 ./invoke --task "g=$node.id" "{}"
id=$(sed 's/.*"Payload":"\([^"]*\)".*/\1/' out)
check "lambda:invoke: the envelope and the function have one request id" grep -q "\"RequestId\":\"$id\"" out
code "lambda:invoke: an error" 1 ./invoke --task "g=$node.custom" "{}"
check "lambda:invoke: an error" grep -q '^{"error":"CardError","cause":"{\\"errorType\\":\\"CardError\\"' err

# An Event is answered at once; the program ends when the function has. A DryRun calls nothing (I-02).
for type in Event DryRun; do
    one $type arn:aws:states:::lambda:invoke '"Parameters":{"FunctionName":"g","InvocationType":"'$type'","Payload.$":"$"}'
done
./Event --task "g=$node.marks" '{"mark":"'"$T"'/mark1"}' >out 2>err &
program=$!
check "an Event: its answer comes before the function's end" soon grep -q . out
check "an Event: its answer: $(cat out)" grep -q '^{"Payload":"","SdkHttpMetadata":{.*"HttpStatusCode":202},"SdkResponseMetadata":{"RequestId":"'"$uuid"'"},"StatusCode":202}$' out
check "an Event: the function has not ended" test ! -e mark1
: >mark1.go
wait $program
check "an Event: exit 0" test $? = 0
check "an Event: the function has ended" test -e mark1
check "an Event: nothing is said" test ! -s err
: >mark2.go
code "an Event: under a virtual clock" 0 ./Event --virtual-time --task "g=$node.marks" '{"mark":"'"$T"'/mark2"}'
check "an Event: under a virtual clock: the function has ended" test -e mark2
code "an Event that fails" 0 ./Event --task "g=$node.custom" '{}'
check "an Event that fails: said" grep -q "^Event: the function 'g', which nobody waits for, failed: CardError: {\"errorType\":\"CardError\"" err
code "an Event whose function is not there" 0 ./Event --task "g=lambda:node:fn/nofile.handler" '{}'
check "an Event whose function is not there: said" grep -q "which nobody waits for, failed: Runtime.ImportModuleError: " err
for n in 3 4 5; do : >mark$n.go; echo '{"mark":"'"$T/mark$n"'"}'; done >lines
code "Events of a batch" 0 sh -c "./Event batch --task g=$node.marks <lines"
check "Events of a batch: all functions have ended" test -e mark3 -a -e mark4 -a -e mark5
./Event --task "g=$node.marks" '{"mark":"'"$T"'/mark6"}' >out 2>err &
program=$!
check "an Event, and SIGTERM: it runs" soon grep -q . out
kill -TERM $program
wait $program
check "an Event, and SIGTERM: the answer stands" test $? = 0
check "an Event, and SIGTERM: nothing is left" soon no_functions
: >mark7.go
code "a DryRun" 0 ./DryRun --task "g=$node.marks" '{"mark":"'"$T"'/mark7"}'
check "a DryRun: its answer" grep -q '^{"Payload":"",.*"HttpStatusCode":204},.*"StatusCode":204}$' out
check "a DryRun: nothing is called" test ! -e mark7
one wants arn:aws:states:::lambda:invoke.waitForTaskToken \
    '"Parameters":{"FunctionName":"g","InvocationType":"Event","Payload":{"token.$":"$$.Task.Token"}},"TimeoutSeconds":50'
./wants --task "g=$python.keeps" --local D '{}' >out 2>err &
program=$!
check "an Event with a token: the function has it" soon test -s token
code "an Event with a token: its answer" 0 ./wants send-task-success "$(cat token)" '{"ok":1}' --local D
wait $program
check "an Event with a token: exit 0" test $? = 0

# A workflow takes the cause apart (I-03).
cat >catch.asl.json <<JSON
{"StartAt":"Do","States":{
 "Do":{"Type":"Task","Resource":"$lambda:f","Catch":[{"ErrorEquals":["CardError"],"ResultPath":"\$.e","Next":"Why"}],"End":true},
 "Why":{"Type":"Pass","Parameters":{"why.\$":"States.StringToJson(\$.e.Cause)"},"OutputPath":"\$.why.errorMessage","End":true}}}
JSON
code "build catch" 0 "$aslc" catch.asl.json -o catch
for function in node:fn/fn.custom python:fn/fn.raises; do
    code "the cause is JSON: $function" 0 ./catch --task "f=lambda:$function" '{}'
    check "the cause is JSON: $function" grep -qx '"no such card"' out
done

# For a resource that is no function, the message alone is the cause.
one activity arn:aws:states:us-east-1:123456789012:activity:f
code "an activity" 1 ./activity --task "*=$node.custom" 1
check "an activity: the message is the cause" grep -qxF '{"error":"CardError","cause":"no such card"}' err

# ---- What a function prints

for language in node python; do
    code "$language talks" 0 ./one --task "f=lambda:$language:fn/fn.talks" 1
    printf '"said"\n' >wanted
    same "$language talks: the answer alone is on standard output" wanted out
    printf '[f] no end\n[f] to standard error\n[f] to standard output\n' >wanted
    sort err >sorted
    same "$language talks: each line is marked" wanted sorted
done
gives "garbage is printed" '"fine"' $node.garbage 1
printf '[f] \0\001\377\376\n[f] \033\n' >wanted
same "garbage is printed: as it is" wanted err
code "reports" 0 ./one --function-reports --task "f=$node.talks" 1
head -n 1 err >line
check "reports: START first" grep -q "^\[f\] START RequestId: $uuid Version: \$LATEST\$" line
tail -n 2 err | head -n 1 >line
check "reports: END behind what it says" grep -q "^\[f\] END RequestId: $uuid\$" line
tail -n 1 err | tr '\t' '|' >line
check "reports: REPORT last: $(cat line)" grep -q "^\[f\] REPORT RequestId: $uuid|Duration: [0-9.]* ms|Billed Duration: [0-9]* \
ms|Memory Size: 128 MB|Max Memory Used: [1-9][0-9]* MB|Init Duration: [0-9.]* ms\$" line
code "reports of a timeout" 1 ./one --function-reports --task "f={\"target\":\"$node.hangs\",\"timeout\":0.2}" 1
check "reports of a timeout: END" grep -q '^\[f\] END' err

# ---- Processes: one stays for the next call, and there are as many as calls, up to a limit

cat >map.asl.json <<JSON
{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"$lambda:f",
  "End":true}}},"End":true}}}
JSON
code "build map" 0 "$aslc" map.asl.json -o map

# durations N MS: an array of N numbers, how long to take.
durations() {
    printf '[%s]' "$(seq "$1" | sed "s/.*/$2/" | paste -sd,)"
}
processes() {
    tr '[],' '\n\n\n' <out | grep . | sort -u | wc -l
}
for language in node python; do
    seq 20 >lines
    code "$language: warm" 0 sh -c "./one batch --in-flight 1 --task f=lambda:$language:fn/fn.count <lines"
    same "$language: warm: one process does all" lines out
    code "$language: 4 at once" 0 ./map --task "f=lambda:$language:fn/fn.pid" "$(durations 4 1000)"
    check "$language: 4 at once: in 4 processes" test "$(processes)" = 4
    code "$language: at most 2" 0 ./map --task "f={\"target\":\"lambda:$language:fn/fn.pid\",\"concurrency\":2}" "$(durations 12 50)"
    check "$language: at most 2: in 2 processes" test "$(processes)" -le 2
done
code "without a setting" 0 ./map --task "f=$python.pid" "$(durations 30 300)"
check "without a setting: at most 10" test "$(processes)" -le 10
echo "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"$lambda:f\",\"ResultPath\":\"\$.a\",\"Next\":\"B\"},
  \"B\":{\"Type\":\"Task\",\"Resource\":\"$lambda:g\",\"ResultPath\":\"\$.b\",\"End\":true}}}" >two.asl.json
code "build two" 0 "$aslc" two.asl.json -o two
cat >fn/name.js <<'JS'
exports.name = async () => process.env.AWS_LAMBDA_FUNCTION_NAME;
JS
code "two functions of one target" 0 ./two --task '*function*=lambda:node:fn/name.name' '{}'
check "two functions of one target: each has its process" grep -qxF '{"a":"f","b":"g"}' out
code "the task of one state" 0 ./two --task "state:A=$node.echo" --task 'state:B=lambda:node:fn/name.name' '{"x":1}'
check "the task of one state" grep -qxF '{"x":1,"a":{"x":1},"b":"g"}' out

# ---- A virtual clock waits for a function, and goes on without waiting for an idle one

cat >virtual.asl.json <<JSON
{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"$lambda:f","ResultPath":"\$.a","Next":"W"},"W":{"Type":"Wait","Seconds":86400,
 "Next":"B"},"B":{"Type":"Task","Resource":"$lambda:f","Parameters":200,"ResultPath":"\$.b","Next":"Same"},
 "Same":{"Type":"Choice","Choices":[{"Variable":"\$.a","NumericEqualsPath":"\$.b","Next":"Yes"}],"Default":"No"},
 "Yes":{"Type":"Pass","Result":"one process","End":true},"No":{"Type":"Fail"}}}
JSON
sed -i 's/"Resource":"\([^"]*\)","ResultPath":"$.a"/"Resource":"\1","Parameters":200,"ResultPath":"$.a"/' virtual.asl.json
code "build virtual" 0 "$aslc" virtual.asl.json -o virtual
code "a virtual clock" 0 ./virtual --virtual-time --task "f=$node.pid" '{}'
check "a virtual clock: the process is kept over a day" grep -qx '"one process"' out
# ---- Beginnings that fail

missing=Runtime.ImportModuleError
fails "node: no file" $missing '{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module .nofile.*}' \
    lambda:node:fn/nofile.handler 1
fails "node: no folder" $missing '{"errorType":"Runtime.ImportModuleError",.*there is no folder.*}' lambda:node:none/fn.echo 1
fails "node: no handler" Runtime.HandlerNotFound \
    '{"errorType":"Runtime.HandlerNotFound","errorMessage":"fn.none is undefined or not exported",.*}' $node.none 1
fails "node: no module" $missing '{"errorType":"Runtime.ImportModuleError",.*missing-module.*}' lambda:node:fn/bad/import.handler 1
fails "node: wrong syntax" Runtime.UserCodeSyntaxError '{"errorType":"Runtime.UserCodeSyntaxError",.*syntax.js:.*}' \
    lambda:node:fn/bad/syntax.handler 1
fails "node: an error at the start" RangeError '{"errorType":"RangeError","errorMessage":"at the start",.*}' \
    lambda:node:fn/bad/throws.handler 1
fails "python: no file" $missing "{\"errorMessage\": \"Unable to import module 'nofile': No module named 'nofile'\", .*}" \
    lambda:python:fn/nofile.handler 1
fails "python: no folder" $missing '{"errorMessage": "Unable to import module .*No such file.*}' lambda:python:none/fn.echo 1
fails "python: no handler" Runtime.HandlerNotFound "{\"errorMessage\": \"Handler 'none' missing on module 'fn'\", .*}" \
    $python.none 1
fails "python: no module" $missing "{\"errorMessage\": \"Unable to import module 'pyimport': No module named 'missing_module'\", .*}" \
    lambda:python:fn/bad/pyimport.handler 1
fails "python: wrong syntax" Runtime.UserCodeSyntaxError "{\"errorMessage\": \"Syntax error in module 'pysyntax': .*}" \
    lambda:python:fn/bad/pysyntax.handler 1
code "a batch of failures" 1 sh -c "seq 5 | ./one batch --task f=lambda:node:fn/nofile.handler"
check "a batch of failures: each call fails" test "$(grep -c "$missing" out)" = 5

# Interpreters and commands that are not there are named before anything starts.
for pair in node:nodejs python:python3; do
    language=${pair%:*}
    code "no $language" 2 env PATH=/none ./one --task "f=lambda:$language:fn/fn.echo" 1
    check "no $language: what to do" grep -q "is not on PATH: install it (in Debian: apt-get install ${pair#*:})\$" err
done
code "no command" 2 ./one --task "f=lambda:no-such-command" 1
check "no command: named" grep -q "the command 'no-such-command' is not on PATH\$" err
code "no file of that name" 2 ./one --task "f=lambda:./none" 1
check "no file of that name: named" grep -q "the command './none' cannot be run: No such file or directory\$" err
echo 'no program' >plain
chmod +x plain
fails "a command that is no program" States.TaskFailed "The function 'f' could not be run: Exec format error" lambda:./plain 1
code "a handler without a name" 2 ./one --task "f=lambda:node:fn/fn" 1
check "a handler without a name: what is wanted" grep -q 'lambda:node:FILE.NAME is wanted' err
code "a setting that is none" 2 ./one --task "f={\"target\":\"$node.echo\",\"timeot\":1}" 1
check "a setting that is none: named" grep -qF "'$node.echo': its object has a key 'timeot', which such a target does not have; did you mean 'timeout'?" err
code "a timeout too long" 2 ./one --task "f={\"target\":\"$node.echo\",\"timeout\":901}" 1
check "a timeout too long: what is wanted" grep -qF "'timeout' can be a number of seconds from 0.001 to 900" err
code "an object without a target" 2 ./one --task 'f={"timeout":1}' 1
check "an object without a target: said so" grep -q 'the object of a target has a text "target"' err
code "an object that is not JSON" 2 ./one --task 'f={"target":' 1
check "an object that is not JSON: said so" grep -q 'is not JSON' err

# ---- Ends without an answer

exit_error='{"errorType":"Runtime.ExitError","errorMessage":"RequestId: '"$uuid"' Error: Runtime exited'
fails "node: exit 7" Runtime.ExitError "$exit_error with error: exit status 7\"}" $node.exits 7
fails "node: exit 0" Runtime.ExitError "$exit_error without providing a reason\"}" $node.exits 0
fails "node: killed" Runtime.ExitError "$exit_error with error: signal: Killed\"}" $node.dies 1
fails "python: exit 7" Runtime.ExitError "$exit_error with error: exit status 7\"}" $python.exits 7
one retry "$lambda:f" '"Retry":[{"ErrorEquals":["Runtime.ExitError"],"IntervalSeconds":1,"MaxAttempts":2}]'
code "a retry has a new process" 0 ./retry --virtual-time --task "f=$node.exitsOnce" "\"$T/mark\""
check "a retry has a new process: its answer" grep -qx '"the second time"' out
cat >between.asl.json <<JSON
{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"$lambda:f","ResultPath":"\$.a","Next":"W"},"W":{"Type":"Wait","Seconds":1,
 "Next":"B"},"B":{"Type":"Task","Resource":"$lambda:f","ResultPath":"\$.b","End":true}}}
JSON
code "build between" 0 "$aslc" between.asl.json -o between
code "exits between calls" 0 ./between --task "f=$node.exitsBetween" '{}'
check "exits between calls: two processes answer: $(cat out)" sh -c 'a=$(sed "s/{\"a\":\([0-9]*\),.*/\1/" out) && b=$(sed "s/.*\"b\":\([0-9]*\)}/\1/" out) && test "$a" -gt 0 && test "$b" -gt 0 && test "$a" != "$b"'

# ---- Answers that are too large: 6 MB are taken, a byte more is not, and the process goes on

code "6 MB" 0 ./one --limits none --task "f=$node.large" 6291556
check "6 MB: all of it" test "$(wc -c <out)" = 6291557
too_large='{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}'
fails "node: more than 6 MB" Function.ResponseSizeTooLarge "$too_large" $node.large 6291557
fails "python: 7 MB" Function.ResponseSizeTooLarge "$too_large" $python.large 7000000
printf '7000000\n10\n' >lines
code "too large, and then not" 1 sh -c "./one batch --in-flight 1 --task f=$node.large <lines"
check "too large, and then not: the second" sh -c "tail -n 1 out | grep -qx '\"xxxxxxxx\"'"

# ---- Functions that hang

for language in node python; do
    fails "$language: the function's timeout" Sandbox.Timedout \
        '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: '"$uuid"' Error: Task timed out after 0.30 seconds"}' \
        "{\"target\":\"lambda:$language:fn/fn.hangs\",\"timeout\":0.3}" 1
    check "$language: nothing is left of it: $(functions)" no_functions
done
one limited "$lambda:f" '"TimeoutSeconds":1'
code "the state's timeout" 1 ./limited --task "f=$node.hangs" 1
check "the state's timeout: its error" grep -qx '{"error":"States.Timeout"}' err
check "the state's timeout: nothing is left: $(functions)" no_functions
fails "a custom runtime ignores SIGTERM" Sandbox.Timedout '.*after 0.30 seconds.*' \
    "{\"target\":\"$custom ignores-term\",\"timeout\":0.3}" 1
check "a custom runtime ignores SIGTERM: it got it" grep -q '^\[f\] SIGTERM is ignored' err
check "a custom runtime ignores SIGTERM: it is gone: $(functions)" no_functions
code "never begins" 1 ./limited --task "f=$custom never-asks" 1
check "never begins: its error" grep -qx '{"error":"States.Timeout"}' err
fails "a fork hangs" Sandbox.Timedout '.*after 0.30 seconds.*' "{\"target\":\"$node.forks\",\"timeout\":0.3}" '{"hang":true}'
check "a fork hangs: it is gone: $(functions)" no_functions
gives "a fork" '"forked"' $node.forks '{"hang":false}'
check "a fork: it is gone: $(functions)" no_functions

# ---- Custom runtimes

gives "a custom runtime" '{"a":1}' "$custom" '{"a":1}'
gives "a custom runtime starts slowly" 1 "$custom slow-start" 1
fails "a custom runtime cannot begin" Init.Bad '{"errorType":"Init.Bad","errorMessage":"cannot begin"}' "$custom init-error" 1
gives "a wrong request id" 1 "$custom wrong-id" 1
check "a wrong request id: 400" grep -qx '\[f\] 400' err
gives "calls that there are not" 1 "$custom unknown" 1
check "calls that there are not: 404" grep -qx '\[f\] 404 404' err
fails "it asks again without an answer" Runtime.NoResponse '{"errorType":"Runtime.NoResponse",.*}' "$custom asks-twice" 1
gives "it answers twice" 1 "$custom answers-twice" 1
fails "it answers what is not JSON" States.TaskFailed "The function 'f' answered with what is not JSON (line 1, column 7: .*" \
    "$custom not-json" 1
fails "an error's name in a header" By.Header 'not JSON' "$custom error-header" 1
fails "an error without a name" Lambda.Unknown '{}' "$custom error-silent" 1
fails "a stream that breaks" Stream.Broken '{"errorType":"Stream.Broken"}' "$custom breaks" 1
code "two streams that break" 1 sh -c "seq 2 | ./one batch --in-flight 1 --task 'f=$custom breaks'"
check "a stream that breaks: 202" grep -qx '\[f\] 202' err
fails "a custom runtime answers 7 MB" Function.ResponseSizeTooLarge "$too_large" "$custom large" 1
code "a custom runtime answers 7 MB twice" 1 sh -c "seq 2 | ./one batch --in-flight 1 --task 'f=$custom large'"
check "a custom runtime answers 7 MB: 413" grep -q "^\[f\] (413, b'{\"errorType\":\"RequestEntityTooLarge\"" err

# ---- Nothing is left behind: after 100 runs, after an end by any signal, and no descriptor either

runs=0
for run in $(seq 100); do
    ! timeout 60 ./one --task "f=$node.echo" $run >out 2>&1 || ! grep -qx $run out || runs=$((runs + 1))
done
check "100 runs: all are answered" test $runs = 100
check "100 runs: no process is left: $(functions)" no_functions
seq 40 >lines
code "40 new processes, 30 descriptors" 1 sh -c "ulimit -n 30; ./one batch --in-flight 1 --task f=$node.exits <lines"
check "40 new processes, 30 descriptors: each has begun" test "$(grep -c 'exit status' out)" = 40

# answered LINES, holds DESCRIPTORS, has_children COUNT: of $program, which answers lines.
answered() {
    test "$(wc -l <out)" -ge "$1"
}
holds() {
    test "$(ls "/proc/$program/fd" | wc -l)" = "$1"
}
has_children() {
    test "$(cat /proc/[0-9]*/status 2>/dev/null | grep -c "^PPid:[^0-9]*$program\$")" = "$1"
}

# In one process: once the first run is over, more of them take nothing that they do not give back. A function that exits
# with each call is not left as a zombie, either.
for case in echo:100:1 exits:20:0; do
    function=${case%%:*} children=${case##*:}
    runs=${case#*:} && runs=${runs%:*}
    rm -f in out
    mkfifo in
    ./one batch --in-flight 1 --task "f=$node.$function" <in >out 2>err &
    program=$!
    exec 5>in
    echo 1 >&5
    check "$runs runs in one process, $function: the first" soon answered 1
    check "$runs runs in one process, $function: then $children children" soon has_children $children
    descriptors=$(ls "/proc/$program/fd" | wc -l)
    seq 2 "$runs" >&5
    check "$runs runs in one process, $function: all" soon answered "$runs"
    check "$runs runs in one process, $function: $descriptors descriptors" soon holds "$descriptors"
    check "$runs runs in one process, $function: $children children" soon has_children $children
    exec 5>&-
    wait $program
    check "$runs runs in one process, $function: no process is left: $(functions)" no_functions
done
for signal in TERM INT KILL; do
    for function in node:fn/fn python:fn/fn; do
        ./one --task "f=lambda:$function.hangs" 1 >out 2>err &
        program=$!
        check "SIG$signal, $function: it runs" soon some_functions
        kill -s $signal $program
        wait $program
        check "SIG$signal, $function: no process is left" soon no_functions
    done
done

# ---- SDKs that do not know AWS_ENDPOINT_URL are told of it

endpoint='"env":{"AWS_ENDPOINT_URL":"http://127.0.0.1:9","AWS_ACCESS_KEY_ID":"local","AWS_SECRET_ACCESS_KEY":"local"}'
settings='{"endpoint":"http://127.0.0.1:9","s3ForcePathStyle":true}'
for part in whole part; do
    gives "node: the SDK's version 2, $part" "$settings" "{\"target\":\"lambda:node:fn/sdk/$part.settings\",$endpoint}" 1
    gives "node: without an endpoint, $part" '{}' "lambda:node:fn/sdk/$part.settings" 1
done
gives "python: old botocore" '["sqs","http://127.0.0.1:9",{"inject_host_prefix":false,"s3":{"addressing_style":"path"}}]' \
    "{\"target\":\"lambda:python:fn/sdk/old.plain\",$endpoint}" 1
gives "python: what the function says itself" \
    '["sqs","http://own",{"inject_host_prefix":false,"s3":{"addressing_style":"path"},"retries":1}]' \
    "{\"target\":\"lambda:python:fn/sdk/old.own\",$endpoint}" 1
apart='"env":{"AWS_ENDPOINT_URL":"http://a","AWS_ENDPOINT_URL_DYNAMODB":"http://b","AWS_ENDPOINT_URL_SECRETS_MANAGER":"http://c"}'
gives "node: a service with an address of its own" \
    '{"endpoint":"http://a","s3ForcePathStyle":true,"dynamodb":{"endpoint":"http://b"},"secretsmanager":{"endpoint":"http://c"}}' \
    "{\"target\":\"lambda:node:fn/sdk/part.settings\",$apart}" 1
gives "python: a service with an address of its own" '["secretsmanager","http://c"]' \
    "{\"target\":\"lambda:python:fn/sdk/old.secrets\",$apart}" 1
fails "python: without an endpoint" KeyError '.*' lambda:python:fn/sdk/old.plain 1

# ---- AWS's own clients, where they are: boto3, and in the folder $ASL_PEERS aws-sdk 2 and aws-lambda-ric 3.3.0 of npm

/usr/bin/python3 fn/service.py >service.log 2>&1 &
service=$!
check "a service for the SDKs" soon test -s service.log
port=$(head -n 1 service.log)
endpoint="\"env\":{\"AWS_ENDPOINT_URL\":\"http://127.0.0.1:$port\",\"AWS_ACCESS_KEY_ID\":\"local\",\"AWS_SECRET_ACCESS_KEY\":\"local\"}"
if python3 -c 'import boto3' 2>/dev/null; then
    gives "boto3" '[["of the service"],"SUCCEEDED"]' "{\"target\":\"lambda:python:fn/aws.call\",$endpoint}" 1
    check "boto3: with the local credentials" grep -q 'DynamoDB_20120810.ListTables AWS4-HMAC-SHA256 Credential=local' service.log
else
    skip boto3
fi
peers=${ASL_PEERS:-/none}/node_modules
if [ -d "$peers/aws-lambda-ric" ] && [ -d "$peers/aws-sdk" ]; then
    ln -s "$peers" fn/node_modules
    gives "aws-sdk 2" '["of the service"]' "{\"target\":\"lambda:node:fn/aws.call\",$endpoint}" 1
    ric="lambda:node $peers/aws-lambda-ric/bin/index.mjs fn/fn"
    gives "aws-lambda-ric: async" '{"a":1}' "$ric.echo" '{"a":1}'
    gives "aws-lambda-ric: undefined" null "$ric.nothing" 1
    gives "aws-lambda-ric: callback" '{"got":1}' "$ric.callback" 1
    gives "aws-lambda-ric: nested" '"nested"' "$ric.nested.deep.handler" 1
    fails "aws-lambda-ric: an error" TypeError '{"errorType":"TypeError","errorMessage":"not like this",.*}' "$ric.throws" 1
    fails "aws-lambda-ric: a text" string '{"errorType":"string","errorMessage":"just a text","trace":\[\]}' "$ric.throwsText" 1
    fails "aws-lambda-ric: rejected" Runtime.UnhandledPromiseRejection '.*nobody looks.*' "$ric.rejects" 1
    fails "aws-lambda-ric: exits" Runtime.ExitError "$exit_error with error: exit status 7\"}" "$ric.exits" 7
    fails "aws-lambda-ric: too large" Function.ResponseSizeTooLarge "$too_large" "$ric.large" 7000000
    fails "aws-lambda-ric: no file" Runtime.ImportModuleError '.*nofile.*' "${ric%fn}nofile.handler" 1
    seq 5 >lines
    code "aws-lambda-ric: warm" 0 sh -c "./one batch --in-flight 1 --task 'f=$ric.count' <lines"
    same "aws-lambda-ric: warm: one process does all" lines out
else
    skip lambda-peers
fi
kill $service
wait $service 2>/dev/null

# ---- The functions of a tutorial, as they are

seed=$root/../shared/seeds/003_70cde06282970b2a.txt
if [ -f "$seed" ]; then
    mkdir seed
    sed -n '/^ *exports.completeOrder/,/^    }$/p; /^ *exports.cancelOrder/,/^    }$/p' "$seed" >seed/index.js
    sed -n '/^ *{$/,/^    }$/p' "$seed" >seed/json
    awk '/"StartAt"/ { inside = 1; print "{" } inside { print } inside && /^    }/ { exit }' "$seed" >seed/order.asl.json
    code "seed: build" 0 "$aslc" seed/order.asl.json -o seed/order
    for order in SUCCESS:CompleteOrder:Approved FAILED:CancelOrder:Rejected; do
        status=${order%%:*}
        wanted=${order##*:}
        code "seed: $status" 0 ./seed/order --task state:CompleteOrder=lambda:node:seed/index.completeOrder \
            --task state:CancelOrder=lambda:node:seed/index.cancelOrder \
            '{"orderId":"O101","customerName":"Demo Customer","orderDate":"2022-01-15","orderAmount":1400,"paymentStatus":"'$status'"}'
        check "seed: $status: $(cat out)" grep -q "\"status\":\"$wanted\"" out
    done
else
    skip seed-functions
fi

finish
