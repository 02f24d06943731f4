#!/bin/sh
# The two definitions that are printed in the documents this project was asked to implement, unchanged, taken out of
# the documents where those are beside this clone.
suite=seeds
. tests/tally.sh

seeds=../shared/seeds
if [ ! -d "$seeds" ]; then
    skip seeds
    finish
    exit
fi

# The first block that starts a definition, without what it is indented by.
awk '/```/ { inside = !inside; if (!inside && text ~ /"StartAt"/) { printf "%s", text; exit } text = ""; next }
     inside { text = text $0 "\n" }' "$seeds"/003_*.txt >"$T/processor.asl.json"
cat >"$T/done" <<'END2'
#!/bin/sh
cat >/dev/null
printf '{"did":"%s"}\n' "$1"
END2
chmod +x "$T/done"
code "processor: check" 0 "$aslc" --check "$T/processor.asl.json"
code "processor: build" 0 "$aslc" "$T/processor.asl.json" -o "$T/processor"
for pair in SUCCESS:complete FAILED:cancel; do
    code "processor: ${pair%:*}" 0 "$T/processor" --task "state:CompleteOrder=exec:$T/done complete" \
        --task "state:CancelOrder=exec:$T/done cancel" "{\"orderId\":\"O101\",\"paymentStatus\":\"${pair%:*}\"}"
    printf '{"did":"%s"}\n' "${pair#*:}" >"$T/wanted"
    same "processor: ${pair%:*}" "$T/wanted" "$T/out"
done
code "processor: neither" 1 "$T/processor" --task "state:CompleteOrder=exec:$T/done x" \
    --task "state:CancelOrder=exec:$T/done x" '{"paymentStatus":"PENDING"}'
check "processor: neither" grep -q 'The state does not point to a next state' "$T/err"
code "processor: a name for nobody" 2 "$T/processor" '{"paymentStatus":"SUCCESS"}'

# The definition is split over two blocks: the one that starts it, and the one behind it.
awk '/```/ { inside = !inside; if (!inside) { blocks++; if (text ~ /"StartAt"/) first = blocks }; if (inside) text = ""; next }
     inside { text = text $0 "\n"; all[blocks + 1] = all[blocks + 1] $0 "\n" }
     END { printf "%s%s", all[first], all[first + 1] }' "$seeds"/002_*.txt >"$T/api.asl.json"
code "api: check" 0 "$aslc" --check "$T/api.asl.json"
code "api: build" 0 "$aslc" "$T/api.asl.json" -o "$T/api"
mock() {
    cat >"$T/mock.json" <<END2
{"StateMachines": {"api": {"TestCases": {"It": {"FetchTemplateFromDynamoDB": "Item", "InvokeLambdaToCallAPI": "Answer"}}}},
 "MockedResponses": {"Item": {"0": {"Return": {"Item": {"url": {"S": "https://example.com"}}}}},
                     "Answer": {"0": {"Return": {"statusCode": $1}}}}}
END2
    timeout 20 "$T/api" --mock "$T/mock.json#It" '{"templateName": "a", "method": "GET", "params": {}}' >"$T/out" 2>"$T/err"
    echo $?
}
check "api: 200 succeeds" test "$(mock 200)" = 0
check "api: 200 shows the answer" grep -q '"apiResponse":{"statusCode":200}' "$T/out"
check "api: 500 fails" test "$(mock 500)" = 1
check "api: 500 has the cause" grep -q 'API call failed' "$T/err"
check "api: 302 matches nothing" test "$(mock 302)" = 1
check "api: 302 matches nothing" grep -q 'The state does not point to a next state' "$T/err"
finish
