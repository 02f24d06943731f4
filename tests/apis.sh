#!/bin/sh
# Tasks that call APIs which are no services of AWS: http:invoke with the secrets of connections, and apigateway:invoke.
# tests/aws/server.py is the server.
suite=apis
. tests/tally.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

tls=""
if command -v openssl >/dev/null && ldconfig -p 2>/dev/null | grep -q 'libcurl\.so\.4'; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key.pem" -out "$T/own.pem" -days 2 -subj /CN=127.0.0.1 \
        -addext 'subjectAltName=IP:127.0.0.1' 2>"$T/log" || cat "$T/log"
    tls="$T/own.pem $T/key.pem"
fi
mkfifo "$T/hold"
# shellcheck disable=SC2086 # the certificates are words
python3 tests/aws/server.py "$T/requests" $tls <"$T/hold" >"$T/ports" 2>"$T/server" &
server=$!
exec 9>"$T/hold"
for _ in $(seq 100); do
    [ -s "$T/ports" ] || sleep 0.1
done
read -r port own <"$T/ports"
check "the server listens" test -n "$port"
at=http://127.0.0.1:$port
last=0

requests() {
    echo $(($(wc -l <"$T/requests") - last))
}
fresh() {
    last=$(wc -l <"$T/requests")
}

# program NAME RESOURCE PARAMETERS [FIELDS]: a program of that one task. Each member of the input replaces one of the
# Parameters.
program() {
    cat >"$T/$1.asl.json" <<JSON
{"StartAt": "All", "States": {
 "All": {"Type": "Pass", "Parameters": {"all.\$": "States.JsonMerge(States.StringToJson('$(printf '%s' "$3" | sed 's/"/\\"/g')'), \$, false)"}, "OutputPath": "\$.all", "Next": "Call"},
 "Call": {"Type": "Task", "Resource": "arn:aws:states:::$2", "Parameters": $(parameters "$3")${4:+, $4}, "End": true}}}
JSON
    code "$1: builds" 0 "$aslc" "$T/$1.asl.json" -o "$T/$1" $5
}
# The same members, each by its path.
parameters() {
    printf '%s' "$1" | python3 -c 'import json, sys
print(json.dumps({name + ".$": "$." + name for name in json.load(sys.stdin)}))'
}
# shows NAME FILTER WANTED: what a Python expression over the result r, or the body e of an echo, gives.
shows() {
    python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
e = r.get("ResponseBody")
print(json.dumps(eval(sys.argv[2]), separators=(",", ":")))' "$T/out" "$2" >"$T/shown" 2>&1
    printf '%s\n' "$3" >"$T/wanted"
    same "$1" "$T/wanted" "$T/shown"
}
# says NAME ERROR CAUSE: how it failed; the cause is a pattern of grep, without JSON's backslashes.
says() {
    grep '^{' "$T/err" | tail -n 1 | sed 's/\\"/"/g; s/\\\\/\\/g' >"$T/said"
    check "$1: $(cat "$T/said")" grep -q "^{\"error\":\"$2\",\"cause\":\"$3\"}\$" "$T/said"
}

arn=arn:aws:events:us-east-1:123456789012:connection/pay/81210c42-8af1-456b-9c4a-6ff02fc664ac
all='{"ApiEndpoint": "'$at'/echo/200", "Method": "POST", "Headers": {"X-A": "1"}, "QueryParameters": {"q": "1"}, "RequestBody": {"a": 1}, "Transform": {}, "Authentication": {"ConnectionArn": "'$arn'"}}'
program http http:invoke "$all"

# ---- http:invoke: what is sent, and what the result is (I-17)

code "a call" 0 "$T/http"
shows "a call: the result" 'sorted(r), r["StatusCode"], r["StatusText"]' '[["Headers","ResponseBody","StatusCode","StatusText"],200,"OK"]'
shows "a call: headers are lists, in the order of their names" 'r["Headers"]["X-Twice"], list(r["Headers"])' \
    '[["one"],["Content-Length","Content-Type","x-amzn-RequestId","X-Twice"]]'
shows "a call: what is sent" 'e["method"], e["target"], e["body"]' '["POST","/echo/200?q=1","{\"a\":1}"]'
shows "a call: its headers" 'e["headers"]' '{"user-agent":"Amazon|StepFunctions|HttpInvoke|us-east-1","range":"bytes=0-262144","x-a":"1","content-type":"application/json; charset=UTF-8"}'
check "a call without the connection's secret: said once" test "$(grep -c "nothing is bound to the connection '$arn'" "$T/err")" = 1
check "a call: which states call is said" grep -q "these states call real services.*: 'Call'" "$T/err"
for method in GET PUT DELETE PATCH OPTIONS; do
    code "$method" 0 "$T/http" "{\"Method\": \"$method\", \"RequestBody\": null}"
    shows "$method: is sent, without a body" 'e["method"], e["body"], "content-type" in e["headers"]' "[\"$method\",\"\",false]"
done
code "HEAD" 0 "$T/http" '{"Method": "HEAD"}'
shows "HEAD: the answer has no body" 'r["ResponseBody"], r["StatusCode"]' '["",200]'
code "query" 0 "$T/http" '{"ApiEndpoint": "'$at'/echo/201?own=1", "QueryParameters": {"a b": "c&d", "n": 1.5, "l": ["x", "y"], "t": true}}'
shows "query" 'e["target"], r["StatusText"]' '["/echo/201?own=1&a%20b=c%26d&n=1.5&l=x&l=y&t=true","Created"]'
code "headers" 0 "$T/http" '{"Headers": {"X-B": ["x", "y"], "X-N": 2, "content-type": "text/plain", "User-Agent": "mine", "X-Lines": "a\r\nX-Evil: 1"}, "RequestBody": "as it is"}'
shows "headers" '[e["headers"].get(k) for k in ("x-b", "x-n", "content-type", "user-agent", "x-lines", "x-evil")]' \
    '["x,y","2","text/plain","mine","a  X-Evil: 1",null]'
shows "a body that is a text is sent as it is" 'e["body"]' '"as it is"'
body='{"a": ["x y", "z"], "o": {"k": {"l": true}}, "n": null, "m": [{"p": 1}]}'
nested='&o%5Bk%5D%5Bl%5D=true&n=&m%5B0%5D%5Bp%5D=1'
for pair in "INDICES:a%5B0%5D=x%20y&a%5B1%5D=z" "REPEAT:a=x%20y&a=z" "COMMAS:a=x%20y,z" "BRACKETS:a%5B%5D=x%20y&a%5B%5D=z"; do
    format=${pair%%:*}
    code "$format" 0 "$T/http" '{"Transform": {"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": {"ArrayFormat": "'$format'"}}, "RequestBody": '"$body"'}'
    shows "$format" 'e["body"], e["headers"]["content-type"]' "[\"${pair#*:}$nested\",\"application/x-www-form-urlencoded\"]"
done
code "the usual format of lists" 0 "$T/http" '{"Transform": {"RequestBodyEncoding": "URL_ENCODED"}, "RequestBody": {"a": ["b"]}}'
shows "the usual format of lists" 'e["body"]' '"a%5B0%5D=b"'
code "no encoding" 0 "$T/http" '{"Transform": {"RequestBodyEncoding": "NONE"}}'
shows "no encoding" 'e["body"]' '"{\"a\":1}"'
code "an answer that is a text" 0 "$T/http" '{"ApiEndpoint": "'$at'/typed/text%2Fplain/{\"a\":1}"}'
shows "an answer that is a text" 'r["ResponseBody"]' '"{\"a\":1}"'
code "an answer that says it is JSON and is not" 0 "$T/http" '{"ApiEndpoint": "'$at'/typed/application%2Fjson/{"}'
shows "an answer that says it is JSON and is not" 'r["ResponseBody"]' '"{"'
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "%s/echo/200", "Method": "GET", "InvocationConfig": {"ConnectionArn": "%s"}}, "End": true}}}' \
    "$at" "$arn" >"$T/config.asl.json"
code "InvocationConfig: builds" 0 "$aslc" "$T/config.asl.json" -o "$T/config"
code "InvocationConfig" 0 "$T/config"

# Parameters that are refused: nothing is sent, and no catcher sees States.Runtime.
fresh
while IFS='|' read -r member why; do
    code "refused: $member" 1 "$T/http" "$member"
    says "refused: $member" States.Runtime ".*could not be used to start the Task: \[$why\]"
done <<'LINES'
{"Method": "TRACE"}|The field 'Method' must be one of GET, POST, PUT, DELETE, PATCH, OPTIONS and HEAD
{"Headers": {"Host": "x"}}|The header 'Host' is not supported by Step Functions
{"Headers": {"x-amz-date": "x"}}|The header 'x-amz-date' is not supported by Step Functions
{"Headers": {"Authorization": "x"}}|The header 'Authorization' is not supported by Step Functions
{"Headers": {"A: b": "x"}}|The header 'A: b' is not supported by Step Functions
{"Transform": {"RequestBodyEncoding": "XML"}}|The field 'RequestBodyEncoding' must be NONE or URL_ENCODED
{"Transform": {"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": {"ArrayFormat": "X"}}}|The field 'ArrayFormat' must be one of INDICES, REPEAT, COMMAS and BRACKETS
{"Transform": {"RequestBodyEncoding": "URL_ENCODED"}, "RequestBody": "text"}|The field 'RequestBody' must be an object to be URL_ENCODED
{"ApiEndpoint": "http://api.example.com/"}|The field 'ApiEndpoint' cannot be used: it must begin with https://, unless it is on this machine
{"ApiEndpoint": "https://me:secret@api.example.com/"}|The field 'ApiEndpoint' cannot be used: an address must not have a user or a password in it
{"ApiEndpoint": "file:///etc/passwd"}|The field 'ApiEndpoint' cannot be used: 'file:///etc/passwd' is not an address: it begins with neither http:// nor https://
LINES
check "refused: nothing is sent" test "$(requests)" = 0
program bare http:invoke '{"ApiEndpoint": "'$at'/echo/200", "Method": "GET"}'
code "no connection" 1 "$T/bare"
says "no connection" States.Runtime ".*\[The field 'Authentication' is required but was missing\]"

# ---- Its errors

code "404" 1 "$T/http" '{"ApiEndpoint": "'$at'/post/404"}'
says "404" States.Http.StatusCode.404 '{"a":1}'
code "404 without a body" 1 "$T/http" '{"ApiEndpoint": "'$at'/post/404", "RequestBody": null}'
says "404 without a body" States.Http.StatusCode.404 'Not Found'
fresh
code "a redirect" 1 "$T/http" '{"ApiEndpoint": "'$at'/redirect"}'
says "a redirect" States.Http.StatusCode.301 moved
check "a redirect is not followed" test "$(requests)" = 1
code "nobody listens" 1 "$T/http" '{"ApiEndpoint": "http://127.0.0.1:1/"}'
says "nobody listens" States.Http.Socket 'Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused'
code "no such host" 1 "$T/http" '{"ApiEndpoint": "https://no-such-host.invalid/"}'
says "no such host" States.Http.Socket 'Unable to execute HTTP request: no-such-host.invalid: .*'
fresh
code "reset in mid-body" 1 "$T/http" '{"ApiEndpoint": "'$at'/reset"}'
says "reset in mid-body" States.Http.Socket 'Unable to execute HTTP request: Connection reset by peer'
check "reset in mid-body: it is sent once" test "$(requests)" = 1
code "a picture" 1 "$T/http" '{"ApiEndpoint": "'$at'/typed/image%2Fpng/x"}'
says "a picture" States.Runtime ".*The answer is of the type 'image/png', which is not supported"
code "an answer too large" 1 "$T/http" '{"ApiEndpoint": "'$at'/huge"}'
says "an answer too large" States.Http.Socket 'Unable to execute HTTP request: its body is larger than it may be'
program patient http:invoke "$all" '"TimeoutSeconds": 2, "Retry": [{"ErrorEquals": ["States.Http.StatusCode.503"], "IntervalSeconds": 1, "MaxAttempts": 3}]'
code "503, 503, then 200, by Retry" 0 "$T/patient" --virtual-time "{\"ApiEndpoint\": \"$at/flaky/apis\"}"
check "503, 503, then 200, by Retry: three requests" test "$(grep -c '/flaky/apis' "$T/requests")" = 3
code "a byte a second" 1 "$T/patient" '{"ApiEndpoint": "'$at'/trickle"}'
check "a byte a second: the state's timeout ends it" grep -q '^{"error":"States.Timeout"' "$T/err"

# ---- The secrets of connections

connection() {
    printf '%s' "$2" >"$T/$1.json"
}
# calls NAME FILE [INPUT]: with that connection.
calls() {
    code "$1" 0 "$T/http" run --history "$T/history" --trace --task "$arn=connection:$T/$2.json" "${3:-{\}}"
    check "$1: no secret is shown" sh -c "! grep -q -e topsecret -e dG9wc2VjcmV0 -e token- '$T/err' '$T/history'" # but in the echo
}
more='"InvocationHttpParameters": {"HeaderParameters": [{"Key": "X-A", "Value": "own"}], "QueryStringParameters": [{"Key": "q", "Value": "own"}], "BodyParameters": [{"Key": "b", "Value": "own", "IsValueSecret": true}]}'
connection basic '{"AuthorizationType": "BASIC", "AuthParameters": {"BasicAuthParameters": {"Username": "me", "Password": "topsecret"}}}'
connection key '{"AuthorizationType": "API_KEY", "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "topsecret"}, '"$more"'}}'
oauth() {
    connection "$1" '{"AuthorizationType": "OAUTH_CLIENT_CREDENTIALS", "AuthParameters": {"OAuthParameters": {"ClientParameters": {"ClientID": "me", "ClientSecret": "'${4:-topsecret}'"}, "AuthorizationEndpoint": "'$at'/token/'$2'", "HttpMethod": "'$3'", "OAuthHttpParameters": {"BodyParameters": [{"Key": "audience", "Value": "them"}]}}}}'
}
oauth oauth 3600 POST
oauth oauth-get 3600 GET
oauth oauth-once 0 POST
oauth oauth-wrong 3600 POST wrongsecret

# The echo would bring the secret into the history: these calls go where nothing is said of them.
quiet='{"ApiEndpoint": "'$at'/post/200", "RequestBody": {"a": 1}}'
calls BASIC basic "$quiet"
check "BASIC: the header" sh -c "tail -n 1 '$T/requests' | grep -qF '\"authorization\": \"Basic bWU6dG9wc2VjcmV0\"'"
check "BASIC: the secret is not missed" sh -c "! grep -q 'nothing is bound to the connection' '$T/err'"
calls API_KEY key "$quiet"
check "API_KEY: the header" sh -c "tail -n 1 '$T/requests' | grep -qF '\"x-key\": \"topsecret\"'"
tail -n 1 "$T/requests" >"$T/sent"
check "API_KEY: the connection's header wins" grep -qF '"x-a": "own"' "$T/sent"
check "API_KEY: the connection's query wins" grep -qF '/post/200?q=own"' "$T/sent"
check "API_KEY: the connection's members of the body" grep -qF '{\"a\":1,\"b\":\"own\"}' "$T/sent"
code "by the connection's name" 0 "$T/http" --task "pay=connection:$T/basic.json"
shows "by the connection's name" 'e["headers"]["authorization"]' '"Basic bWU6dG9wc2VjcmV0"'
code "by a pattern" 0 "$T/http" --task "arn:aws:events:*:connection/p*=connection:$T/key.json" '{"Transform": {"RequestBodyEncoding": "URL_ENCODED"}, "RequestBody": {"a": 1, "b": 2}}'
shows "by a pattern: members of a form" 'e["body"]' '"a=1&b=own"'
code "members of what is no object" 1 "$T/http" --task "pay=connection:$T/key.json" '{"RequestBody": [1]}'
says "members of what is no object" Events.ConnectionResource.InvalidConnectionState '.*the RequestBody that they are to be members of is not an object'
code "members where there is no body" 0 "$T/http" --task "pay=connection:$T/key.json" '{"RequestBody": null}'
shows "members where there is no body" 'e["body"]' '"{\"b\":\"own\"}"'
code "another connection is not this one" 0 "$T/http" --task "other=connection:$T/basic.json"
shows "another connection is not this one" '"authorization" in e["headers"]' false

for kind in oauth oauth-get; do
    calls "$kind" $kind "$quiet"
    check "$kind: the header" sh -c "tail -n 1 '$T/requests' | grep -q '\"authorization\": \"Bearer token-[0-9]*-them\"'"
done
check "OAuth by GET: the client is in the query" grep -q '"GET", "target": "/token/3600?grant_type=client_credentials&client_id=me&client_secret=topsecret&audience=them"' "$T/requests"
printf '{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "%s/post/200", "Method": "POST", "RequestBody.$": "$", "Authentication": {"ConnectionArn": "%s"}}, "ResultSelector": {"a.$": "$.ResponseBody"}, "OutputPath": "$.a", "End": true}}}, "Next": "N"}, "N": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "%s/post/200", "Method": "POST", "RequestBody.$": "$", "Authentication": {"ConnectionArn": "%s"}}, "ResultSelector": {"a.$": "$.ResponseBody"}, "OutputPath": "$.a", "End": true}}}}}}' \
    "$at" "$arn" "$at" "$arn" | sed 's/\.\$": "\$"/.$": "$"/g' >"$T/many.asl.json"
code "many: builds" 0 "$aslc" "$T/many.asl.json" -o "$T/many"
fresh
code "many" 0 "$T/many" --task "pay=connection:$T/oauth.json" '[1,2,3,4,5,6,7,8]'
check "many: their answers" grep -qx '\[1,2,3,4,5,6,7,8\]' "$T/out"
check "many share one token" test "$(tail -n +$((last + 1)) "$T/requests" | grep -c '"/token/')" = 1
fresh
code "a token that says no time is used once" 0 "$T/many" --task "pay=connection:$T/oauth-once.json" '[1]'
check "a token that says no time is used once: two are asked for" test "$(tail -n +$((last + 1)) "$T/requests" | grep -c '"/token/')" = 2
fresh
code "a client that is refused" 1 "$T/many" --task "pay=connection:$T/oauth-wrong.json" '[1,2,3]'
says "a client that is refused" Events.ConnectionResource.InvalidConnectionState 'Unable to execute HTTP request: the server that gives tokens answered with the status 401'
check "a client that is refused: nothing else is sent" test "$(tail -n +$((last + 1)) "$T/requests" | grep -vc '"/token/')" = 0
check "a client that is refused: its secret is not shown" sh -c "! grep -q wrongsecret '$T/err'"
sed 's#http://[^/]*/token#http://127.0.0.1:1/token#' "$T/oauth.json" >"$T/oauth-nobody.json"
code "nobody gives tokens" 1 "$T/http" --task "pay=connection:$T/oauth-nobody.json"
says "nobody gives tokens" Events.ConnectionResource.InvalidConnectionState 'Unable to execute HTTP request: the server that gives tokens cannot be reached: Connection refused'
sed 's#http://[^/]*/token#http://tokens.example.com/token#' "$T/oauth.json" >"$T/oauth-plain.json"
code "tokens by plain HTTP" 1 "$T/http" --task "pay=connection:$T/oauth-plain.json"
says "tokens by plain HTTP" Events.ConnectionResource.InvalidConnectionState '.*AuthorizationEndpoint.*it must begin with https://, unless it is on this machine'
sed 's#/token/3600#/trickle#' "$T/oauth.json" >"$T/oauth-slow.json"
code "tokens that do not come" 1 "$T/patient" --task "pay=connection:$T/oauth-slow.json"
check "tokens that do not come: the state's timeout ends it" grep -q '^{"error":"States.Timeout"' "$T/err"

# Files that are no connections are named before anything starts.
while IFS='|' read -r text why; do
    connection wrong "$text"
    code "no connection: $text" 2 "$T/http" --task "pay=connection:$T/wrong.json"
    check "no connection: $text: $(cat "$T/err")" grep -qF "the connection 'pay': $T/wrong.json: $why" "$T/err"
done <<'LINES'
{"AuthorizationType": "NONE"}|its "AuthorizationType" must be "BASIC", "API_KEY" or "OAUTH_CLIENT_CREDENTIALS"
[]|its "AuthorizationType" must be
{"AuthorizationType": "BASIC", "AuthParameters": {"BasicAuthParameters": {"Username": "me"}}}|BASIC needs the texts 'Username' and 'Password' in 'AuthParameters.BasicAuthParameters'
{"AuthorizationType": "API_KEY", "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "a b", "ApiKeyValue": "x"}}}|The header 'a b' is not supported
{"AuthorizationType": "OAUTH_CLIENT_CREDENTIALS", "AuthParameters": {"OAuthParameters": {"ClientParameters": {"ClientID": "me", "ClientSecret": "s"}}}}|OAUTH_CLIENT_CREDENTIALS needs the text 'AuthorizationEndpoint'
{"AuthorizationType": "BASIC", "AuthParameters": {"BasicAuthParameters": {"Username": "me", "Password": "p"}, "InvocationHttpParameters": {"BodyParameters": [{"Key": "a"}]}}}|'BodyParameters' must be a list
LINES
connection wrong '{"Password": "topsecret"'
code "no connection: not JSON" 2 "$T/http" --task "pay=connection:$T/wrong.json"
check "no connection: not JSON: its text is not shown" sh -c "grep -q 'wrong.json:1' '$T/err' && ! grep -q topsecret '$T/err'"
code "no connection: no file" 2 "$T/http" --task "pay=connection:$T/none.json"
check "no connection: no file" grep -q 'none.json: cannot be read: No such file or directory' "$T/err"
code "no connection: no name" 2 "$T/http" --task "pay=connection:"
check "no connection: no name" grep -q "it names no file" "$T/err"
code "a connection does no tasks" 2 "$T/http" --task "state:Call=connection:$T/basic.json"
check "a connection does no tasks" grep -q "'state:Call': a connection does no tasks: bind it to its ConnectionArn" "$T/err"
printf '{"pay": "connection:%s"}' "$T/basic.json" >"$T/tasks.json"
code "baked in: builds" 0 "$aslc" --tasks "$T/tasks.json" "$T/http.asl.json" -o "$T/baked"
code "baked in" 0 "$T/baked"
shows "baked in" 'e["headers"]["authorization"]' '"Basic bWU6dG9wc2VjcmV0"'
code "from a file" 0 "$T/http" --tasks "$T/tasks.json"
shows "from a file" 'e["headers"]["authorization"]' '"Basic bWU6dG9wc2VjcmV0"'

# ---- Nobody is called by accident

fresh
printf '{"StateMachines": {"http": {"TestCases": {"none": {}}}}, "MockedResponses": {}}\n' >"$T/mock.json"
code "test: not without a mock or a binding" 1 "$T/http" test "$T/mock.json" --input '{}'
code "--local: not without a binding" 2 "$T/http" --local "$T/local"
check "--local: it is named" grep -qF "state 'Call': nobody does arn:aws:states:::http:invoke" "$T/err"
code "bench: not without a binding" 2 "$T/http" bench --seconds 1
check "by accident: nothing is sent" test "$(requests)" = 0
code "test: with a binding" 0 "$T/http" test "$T/mock.json" --input '{}' --task state:Call=aws
check "test: with a binding: it is sent" test "$(requests)" = 1
code "a stand-in" 0 "$T/http" --local "$T/local" --task "state:Call=$at/echo/200/base" --task "pay=connection:$T/basic.json" \
    '{"ApiEndpoint": "https://api.example.com/v1/charges?x=1"}'
shows "a stand-in: the path of both, and the secret" 'e["target"], e["headers"]["authorization"], e["body"]' \
    '["/echo/200/base/v1/charges?x=1&q=1","Basic bWU6dG9wc2VjcmV0","{\"a\":1}"]'

# ---- apigateway:invoke (I-18)

all='{"ApiEndpoint": "127.0.0.1:'$port'", "Method": "POST", "Stage": "echo", "Path": "200/a b", "Headers": {"X-A": ["1"]}, "QueryParameters": {"q": ["1"]}, "RequestBody": {"a": 1, "n": null, "l": [{"m": null}]}, "AllowNullValues": false, "AuthType": "NO_AUTH"}'
program gateway apigateway:invoke "$all"
code "gateway" 0 "$T/gateway"
shows "gateway: the result" 'sorted(r), r["StatusCode"], r["StatusText"], r["Headers"]["X-Twice"]' '[["Headers","ResponseBody","StatusCode","StatusText"],200,"OK",["one"]]'
shows "gateway: what is sent" 'e["method"], e["target"], e["body"]' '["POST","/echo/200/a%20b?q=1","{\"a\":1,\"l\":[{}]}"]'
shows "gateway: its headers" 'e["headers"]' '{"x-a":"1","content-type":"application/json"}'
code "gateway: null" 0 "$T/gateway" '{"AllowNullValues": true}'
shows "gateway: null" 'e["body"]' '"{\"a\":1,\"n\":null,\"l\":[{\"m\":null}]}"'
code "gateway: lists" 0 "$T/gateway" '{"Headers": {"X-List": ["a", "b"]}, "QueryParameters": {"q": ["1", "2"], "r": ["3"]}}'
shows "gateway: lists" 'e["target"], e["headers"]["x-list"]' '["/echo/200/a%20b?q=1&q=2&r=3",["a","b"]]'
code "gateway: a text" 0 "$T/gateway" '{"RequestBody": "", "Path": "/200"}'
shows "gateway: a text is sent as JSON" 'e["body"], e["target"]' '["\"\"","/echo/200?q=1"]'
fresh
code "gateway: signed" 0 env AWS_ACCESS_KEY_ID=AKIDX AWS_SECRET_ACCESS_KEY=topsecret AWS_REGION=eu-west-3 "$T/gateway" '{"AuthType": "IAM_ROLE", "Stage": "post", "Path": "200"}'
check "gateway: signed" sh -c "tail -n 1 '$T/requests' | grep -q 'AWS4-HMAC-SHA256 Credential=AKIDX/[0-9]*/eu-west-3/execute-api/aws4_request, SignedHeaders=content-type;host;x-a;x-amz-date'"
check "gateway: signed: no secret is shown" sh -c "! grep -q topsecret '$T/err' '$T/out'"
for type in NO_AUTH RESOURCE_POLICY; do
    code "gateway: $type" 0 env AWS_ACCESS_KEY_ID=AKIDX AWS_SECRET_ACCESS_KEY=topsecret "$T/gateway" '{"AuthType": "'$type'"}'
    shows "gateway: $type is not signed" '"authorization" in e["headers"]' false
done
code "gateway: nobody signs" 1 "$T/gateway" '{"AuthType": "IAM_ROLE"}'
says "gateway: nobody signs" States.TaskFailed 'there are no AWS credentials: .*'
code "gateway: 403" 1 "$T/gateway" '{"Stage": "post", "Path": "403", "RequestBody": {"message": "Missing Authentication Token"}}'
says "gateway: 403, as AWS was seen to report it" ApiGateway.403 '{"message":"Missing Authentication Token"}'
code "gateway: 500" 1 "$T/gateway" '{"Stage": "post", "Path": "500", "RequestBody": {"message": "no"}}'
says "gateway: 500" ApiGateway.500 '{"message":"no"}'
code "gateway: nobody listens" 1 "$T/gateway" '{"ApiEndpoint": "127.0.0.1:1"}'
says "gateway: nobody listens" ApiGateway.SdkClientException 'Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused'
code "gateway: an authority that there is not" 1 "$T/gateway" '{"AuthType": "COGNITO"}'
says "gateway: an authority that there is not" States.Runtime ".*\[The field 'AuthType' must be one of NO_AUTH, IAM_ROLE and RESOURCE_POLICY\]"
code "gateway: a header that may not be sent" 1 "$T/gateway" '{"Headers": {"X-Forwarded-For": ["x"]}}'
says "gateway: a header that may not be sent" States.Runtime ".*\[The header 'X-Forwarded-For' is not supported by Step Functions\]"
code "gateway: a stand-in" 0 "$T/gateway" --local "$T/local" --task "state:Call=$at/echo/200" '{"ApiEndpoint": "abc.execute-api.us-east-1.amazonaws.com", "Stage": "prod", "Path": "pets"}'
shows "gateway: a stand-in" 'e["target"]' '"/echo/200/prod/pets?q=1"'
code "gateway: --local" 2 "$T/gateway" --local "$T/local"

# ---- HTTPS, and a program that has none

if [ -n "$own" ]; then
    code "HTTPS" 0 env AWS_CA_BUNDLE="$T/own.pem" "$T/http" --task "pay=connection:$T/basic.json" "{\"ApiEndpoint\": \"https://127.0.0.1:$own/echo/200\"}"
    shows "HTTPS" 'e["headers"]["authorization"]' '"Basic bWU6dG9wc2VjcmV0"'
    fresh
    code "a certificate that nobody has signed" 1 "$T/http" --task "pay=connection:$T/basic.json" "{\"ApiEndpoint\": \"https://127.0.0.1:$own/echo/200\"}"
    says "a certificate that nobody has signed" States.Http.Socket 'Unable to execute HTTP request: SSL certificate problem: self.signed certificate'
    check "a certificate that nobody has signed: nothing is sent" test "$(requests)" = 0
    sed "s#http://[^/]*/token#https://127.0.0.1:$own/token#" "$T/oauth.json" >"$T/oauth-tls.json"
    code "a token by HTTPS" 0 env AWS_CA_BUNDLE="$T/own.pem" "$T/http" --task "pay=connection:$T/oauth-tls.json"
    shows "a token by HTTPS" 'e["headers"]["authorization"].endswith("-them")' true
    code "gateway: HTTPS" 0 env AWS_CA_BUNDLE="$T/own.pem" "$T/gateway" "{\"ApiEndpoint\": \"https://127.0.0.1:$own\"}"
else
    skip libcurl
fi
if is_sanitized; then
    skip static-sanitizer
else
    program static http:invoke '{"ApiEndpoint": "https://api.example.com/", "Method": "GET", "Authentication": {"ConnectionArn": "'$arn'"}}' '' --static
    code "static: a stand-in" 0 "$T/static" --task "state:Call=$at/echo/200" --task "pay=connection:$T/basic.json"
    code "static: no HTTPS" 2 "$T/static"
fi
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}}}\n' >"$T/queue.asl.json"
code "a queue: builds" 0 "$aslc" -g "$T/queue.asl.json" -o "$T/queue"
code "http: builds with names" 0 "$aslc" -g "$T/http.asl.json" -o "$T/named"
for pattern in asl_target_connection authorization_ urlform_ asl_call_http; do
    check "$pattern is in a program that calls APIs" sh -c "nm '$T/named' | awk '{ print \$NF }' | grep -q '^$pattern'"
    check "$pattern is in no other" sh -c "! nm '$T/queue' | awk '{ print \$NF }' | grep -q '^$pattern'"
done

exec 9>&-
wait $server
check "the server has nothing to say" test ! -s "$T/server"
finish
