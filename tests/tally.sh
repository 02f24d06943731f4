# tally.sh - counts for a suite of tests, sourced where $suite is its name. Its folder $T is gone at the end.
root=$PWD
passed=0 failed=0 skipped=0
B=${B:-build}
aslc=$PWD/$B/aslc
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
# No test meets the AWS settings of whoever runs it, or tells a collector of itself.
unset AWS_XRAY_DAEMON_ADDRESS _X_AMZN_TRACE_ID TRACEPARENT OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ENDPOINT_URL AWS_CA_BUNDLE
unset SFN_MOCK_CONFIG LOCALSTACK_SFN_MOCK_CONFIG WAIT_TIME_SCALE LAMBDA_ENDPOINT BATCH_ENDPOINT DYNAMODB_ENDPOINT ECS_ENDPOINT
unset GLUE_ENDPOINT SAGE_MAKER_ENDPOINT SQS_ENDPOINT SNS_ENDPOINT STEP_FUNCTIONS_ENDPOINT
unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
unset AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
unset AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_EC2_METADATA_V1_DISABLED
export AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
trap 'exit 130' INT TERM HUP
export ASAN_OPTIONS="${ASAN_OPTIONS:-abort_on_error=1}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

# is_sanitized: the programs of this build have sanitizers, whose memory is more than any limit.
is_sanitized() {
    grep -q -e -fsanitize "$root/$B/lib/asl.libs"
}

pass() {
    passed=$((passed + 1))
}

# fail NAME WHY...
fail() {
    failed=$((failed + 1))
    printf '%s: %s: ' "$suite" "$1"
    shift
    printf '%s\n' "$*"
}

# skip NAME: tests/skips must have the reason; without one this is a failure.
skip() {
    if grep -q "^$1 " "$root/tests/skips"; then
        skipped=$((skipped + 1))
        printf 'skipped: %s\n' "$(grep "^$1 " "$root/tests/skips")"
    else
        fail "$1" "was skipped without a reason in tests/skips"
    fi
}

# check NAME TEST...: TEST is a command that says yes or no.
check() {
    tally_name=$1
    shift
    if "$@"; then
        pass
    else
        fail "$tally_name" "$*"
    fi
}

# same NAME WANTED_FILE GOT_FILE
same() {
    if cmp -s "$2" "$3"; then
        pass
    else
        fail "$1" "wanted < got >"
        diff "$2" "$3" | head -20
    fi
}

# code NAME WANTED COMMAND...: runs it for its exit code; output in $T/out and $T/err.
code() {
    tally_name=$1 tally_wanted=$2
    shift 2
    tally_code=0
    timeout 240 "$@" >"$T/out" 2>"$T/err" </dev/null || tally_code=$?
    if [ "$tally_code" = "$tally_wanted" ]; then
        pass
    else
        fail "$tally_name" "exit $tally_code instead of $tally_wanted: $*"
        head -5 "$T/err"
    fi
}

# open_door PROGRAM OPTIONS...: its embedded services over HTTP, process $door at $url, until shut_door. What it says is in
# $T/door.out and $T/door.err.
open_door() {
    tally_program=$1
    shift
    rm -f "$T/door.out"
    "$tally_program" local serve "$@" >"$T/door.out" 2>"$T/door.err" &
    door=$!
    await_url "$T/door.out"
}

# await_url FILE: waits until a server has said in it where it listens: $url, empty if it never did.
await_url() {
    for tally_tenth in $(seq 100); do
        ! grep -qs '^listening on ' "$1" || break
        sleep 0.1
    done
    url=$(sed -n 's/^listening on //p' "$1")
}

# shut_door: ends it by SIGTERM, and tells its exit code.
shut_door() {
    kill -TERM "$door"
    wait "$door" 2>/dev/null
}

finish() {
    printf '%s: %d passed, %d failed, %d skipped\n' "$suite" "$passed" "$failed" "$skipped"
    [ "$failed" = 0 ]
}
