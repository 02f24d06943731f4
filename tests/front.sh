#!/bin/sh
# An API in front of a state machine: routes, what they take and answer, and clients that do not wait.
suite=front
. tests/tally.sh
. tests/serving.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# ends: SIGTERM ends it in order.
ends() {
    quits
    check "it has nothing to say" test ! -s "$T/server.err"
}

# is_good NAME SCRIPT ARGUMENTS...: a script of tests/front finds nothing wrong.
is_good() {
    is_good_name=$1 is_good_script=$2
    shift 2
    code "$is_good_name" 0 python3 "tests/front/$is_good_script" "$@"
    check "$is_good_name: as it should be" grep -qx '[0-9]* checks' "$T/out"
    grep -v ' checks$' "$T/out"
    check "$is_good_name: nothing else is said" test "$(wc -l <"$T/out")" = 1
}

# talks NAME SCRIPT ARGUMENTS...: such a script, against the server.
talks() {
    talks_name=$1 talks_script=$2
    shift 2
    is_good "$talks_name" "$talks_script" "$url" "$@"
}

# refuses WANTED OPTIONS...: the server does not start, and says why.
refuses() {
    refuses_wanted=$1
    shift
    code "refused: $*" 2 "$T/front" serve --listen 127.0.0.1:0 --store memory "$@"
    printf 'front: %s\n' "$refuses_wanted" >"$T/wanted"
    same "refused: $*" "$T/wanted" "$T/err"
}

code "build" 0 "$aslc" tests/front/front.asl.json -o "$T/front"

# ---- Routes

listens "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync' --route 'POST /async async name=front' \
    --route 'ANY /proxy/{id} sync input=proxy' --route 'PUT /proxy/{id}/{rest+} sync input=proxy' \
    --route 'POST /start start-execution'
talks "routes" talk.py
ends

refuses "--route 'POST sync': 'METHOD /path sync', async, start-execution, lambda or mock is wanted" --route 'POST sync'
refuses "--route 'POST /a sync': 'POST /a' takes the same requests" --route 'POST /a async' --route 'POST /a sync'
refuses "--route 'POST /a': mapped routes are of templates alone" --route 'POST /a mapped mapping=%7B%7D'
code "an input that there is not" 2 "$T/front" serve --route 'POST /a sync' --route-input all
check "an input that there is not" grep -q "route-input is body or proxy, not 'all'" "$T/err"

# ---- Clients that do not keep to HTTP. Of a crowd the server takes in as many as it may have descriptors for.

listens sh -c 'ulimit -n 2048; exec "$@"' sh "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync' \
    --route 'ANY /proxy/{id} sync input=proxy'
talks "faults" faults.py
ends

# ---- A crowd of clients

listens "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync'
talks "a crowd" crowd.py
ends

# ---- Clients that do not wait

for action in go-on stop; do
    listens "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync' --sync-timeout 1 --sync-abandoned $action
    talks "abandoned: $action" abandoned.py $action
    ends
done

# ---- Who may ask

printf '# keys\nfirst-key\r\nsecond.key\n\nthird' >"$T/keys"
listens "$T/front" serve --listen 127.0.0.1:0 --store "sqlite:$T/keys.db" --route 'POST /sync sync' --route 'POST /async async' \
    --route 'POST /start start-execution' --api-keys "$T/keys" --cors https://shop.example --cors http://127.0.0.1:3000
talks "keys and pages" gate.py "$T/keys.db"
ends

for address in 127.0.0.1 0.0.0.0; do
    listens "$T/front" serve --store memory --route 'POST /sync sync' --route 'POST /async async' --max-body 100 \
        --api-keys "$T/keys" --cors '*' --rate 3/60 --listen $address:0
    if [ $address = 127.0.0.1 ]; then
        talks "limits" limits.py
        ends
    else
        talks "limits, beyond loopback" limits.py closed
        kill $server
        wait $server
        check "it says that the API is not there" grep -q 'the API is not served there' "$T/server.err"
    fi
done

echo the-token >"$T/token"
listens "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync' --token "$T/token"
talks "a token" token.py
ends

printf 'a b\n' >"$T/bad-keys"
printf '#\n' >"$T/no-keys"
wanted_key='a key is a line of 1 to 256 letters, digits and -._~'
refuses "--api-keys: $T/bad-keys:1: $wanted_key" --route 'POST /a sync' --api-keys "$T/bad-keys"
refuses "--api-keys: $T/no-keys: there is no key in it" --route 'POST /a sync' --api-keys "$T/no-keys"
refuses "--api-keys: $T/none: No such file or directory" --route 'POST /a sync' --api-keys "$T/none"
for option in --api-keys --cors; do
    refuses '--api-keys, --cors and --rate are for routes: give --route as well' $option "$T/keys"
done
for origin in https://a.example/ a.example https:// 'https://a b'; do
    wanted="--cors takes * or an origin such as https://shop.example:8443, without a path, not '$origin'"
    refuses "$wanted" --route 'POST /a sync' --cors "$origin"
done
for rate in 1 0/1 1/0 1/86401 1000001/1 x/1 1/1/1 /; do
    code "a rate: $rate" 2 "$T/front" serve --route 'POST /a sync' --rate $rate
    check "a rate: $rate" grep -q "rate takes N/S, so many requests in so many seconds, such as 100/1, not '$rate'" "$T/err"
done

# ---- Keys that change. A SIGHUP reads them again; a server that has none ends in order.

printf 'first\n' >"$T/keys"
echo one >"$T/token"
listens "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync' --api-keys "$T/keys" --token "$T/token" --rate 30/3600
talks "keys that change" reload.py $server "$T/keys" "$T/token"
kill -TERM $server
wait $server
check "keys that change: it ends in order" test $? = 0
for line in "$T/keys was read again" "$T/token was read again" "warning: --api-keys: $T/keys:1: $wanted_key; what was read before stays" \
    "warning: --api-keys: $T/keys: No such file or directory; what was read before stays" \
    "warning: --token: $T/token: there is no token in it; what was read before stays"; do
    check "it says: $line" grep -qxF "front: $line" "$T/server.err"
done
check "it tells no key" sh -c "! grep -qE 'first|second|fourth|fifth' '$T/server.err'"
listens "$T/front" serve --listen 127.0.0.1:0 --store memory --route 'POST /sync sync'
kill -HUP $server
wait $server
check "a SIGHUP without keys ends it in order" test $? = 0

# ---- What errors are answered with

for type in standard express; do
    listens "$T/front" serve --listen 127.0.0.1:0 --store memory --type $type --route 'POST /plain sync' \
        --route 'POST /mapped sync error=Order.NotFound:404 error=Order.*:422 error=Order:Taken:409' --route 'POST /all sync error=*:418'
    talks "errors: $type" errors.py
    ends
done
refuses "--route 'POST /a async error=A:404': error=NAME:STATUS is for sync: no other route answers with the error" \
    --route 'POST /a async error=A:404'

# ---- Requests that are made again

for type in standard express; do
    is_good "again: $type" again.py "$T/front" "sqlite:$T/again-$type.db" $type
done
mkdir "$T/slow" # without the timeout
sed '/TimeoutSeconds/d' tests/front/front.asl.json >"$T/slow/front.asl.json"
code "build" 0 "$aslc" "$T/slow/front.asl.json" -o "$T/slow/front"
is_good "late" late.py "$T/slow/front" "sqlite:$T/late.db"

# ---- The samples

ASLC=$aslc listens sh samples/api-front/serve.sh --listen 127.0.0.1:0
code "samples/api-front" 0 python3 samples/api-front/client.py "$url"
sed 's/api-front:[0-9a-f-]*"/api-front:UUID"/; s/"startDate":[0-9.E]*/"startDate":WHEN/' "$T/out" >"$T/answers"
same "samples/api-front: what it answers" tests/front/api-front.txt "$T/answers"
ends

code "samples/order" 0 "$aslc" samples/order/order.asl.json samples/order/order.c -o "$T/order"
listens "$T/order" serve --listen 127.0.0.1:0 --store memory --route 'POST /orderprocess start-execution'
talks "samples/order" order.py
ends

# ---- Several state machines

cp tests/front/front.asl.json "$T/one.asl.json"
cp tests/front/front.asl.json "$T/two.asl.json"
listens "$aslc" serve --listen 127.0.0.1:0 --store memory "$T/one.asl.json" "$T/two.asl.json" --route 'POST /one async name=one' \
    --route 'POST /two async name=two' --route 'POST /none sync name=none' --route 'POST /any start-execution'
talks "several machines" several.py
kill $server
wait $server
echo "aslc: warning: --route 'POST /none' can start nothing now: State Machine Does Not Exist:" \
    "'arn:aws:states:us-east-1:123456789012:stateMachine:none'" >"$T/wanted"
same "which machine is not there" "$T/wanted" "$T/server.err"
code "which machine" 2 "$aslc" serve --store memory "$T/one.asl.json" "$T/two.asl.json" --route 'POST /a sync'
check "which machine" grep -q "say which by name=NAME" "$T/err"
finish
