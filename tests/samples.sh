#!/bin/sh
# Builds each sample and runs it on each of its inputs, twice: as it is, and with every parked frame written to bytes and
# read back. samples/NAME has NAME.asl.json, C files, and for each CASEinput.json the wanted CASEoutput.json (standard
# output, exit 0) or CASEerror.json (standard error, exit 1), and where the trace matters CASEtrace.txt and
# CASEspans.txt, what --trace and --trace-file show of it, which BLESS=1 writes anew. The file "tasks.json" is baked in; "options" holds what every run is given, but for a case that has its
# own CASEoptions. Each KIND.tasks.json is baked into one more program, without the C files, which must come to the same.
# Every run has embedded services of its own, which "services.json" fills; "around" is a command that the program is run by.
# What functions print is not looked at. Where "services.json" has tables, the program is run once more on each input, with
# dynalite as its DynamoDB: it must come to the same, and leave the same in the tables.
suite=samples
. tests/tally.sh
. tests/peers.sh
unset AWS_REGION AWS_DEFAULT_REGION AWS_ACCOUNT_ID
export XDG_STATE_HOME="$T/state"
# The functions need packages of Debian's own Python.
PATH=/usr/bin:$PATH

# run INPUT NAME [ENV]: the program on one input, with what is wanted beside it.
run() {
    input=$1 what=$2 env=${3:-}
    case=${input%input.json}
    beside=${input%/*}
    options=$(cat "${case}options" 2>/dev/null || cat "$beside/options" 2>/dev/null)
    around=$(cat "$beside/around" 2>/dev/null)
    rm -rf "$T/state"
    [ ! -f "$beside/services.json" ] || code "$what: services" 0 "$program" local load "$beside/services.json"
    if [ -f "${case}output.json" ]; then
        code "$what" 0 env $env $around "$program" $options --input-file "$input"
        same "$what: output" "${case}output.json" "$T/out"
    else
        code "$what" 1 env $env $around "$program" $options --input-file "$input"
        check "$what: no output" test ! -s "$T/out"
        grep -v -e '^\[[a-z_]*\] ' -e ': these states call real services' "$T/err" >"$T/said"
        same "$what: error" "${case}error.json" "$T/said"
    fi
    if [ -f "${case}trace.txt" ]; then
        code "$what: trace" 0 env $env "$program" $options --trace --input-file "$input"
        [ -z "${BLESS:-}" ] || cp "$T/err" "${case}trace.txt"
        same "$what: trace" "${case}trace.txt" "$T/err"
    fi
}

# run_traced INPUT NAME: the program on one input, with a trace file.
run_traced() {
    spans=${1%input.json}spans.txt
    [ -f "$spans" ] || return 0
    rm -rf "$T/state"
    [ ! -f "$beside/services.json" ] || code "$2: services" 0 "$program" local load "$beside/services.json"
    code "$2: spans" 0 "$program" $options --trace-file "$T/spans" --input-file "$1"
    check "$2: the trace file is right" python3 tests/span/check.py chrome "$T/spans" >"$T/out"
    [ -z "${BLESS:-}" ] || cp "$T/out" "$spans"
    same "$2: spans" "$spans" "$T/out"
}

# keep_tables FILE: what the tables of the embedded DynamoDB hold.
keep_tables() {
    open_door "$program"
    node tests/dynamo/tables.js "$url" >"$1"
    shut_door
}

# fill_tables FILE: dynalite has these, and no others.
fill_tables() {
    code "fill dynalite" 0 sh -c "node tests/dynamo/tables.js $address fill <'$1'"
}

# run_beside INPUT NAME: what the run before has left in the embedded tables, dynalite's tables have after a run with it,
# and the embedded ones have only what they are filled with.
run_beside() {
    keep_tables "$T/wanted_tables"
    check "$2: there are tables" test -s "$T/wanted_tables"
    fill_tables "$T/first_tables"
    run "$1" "$2" "AWS_ENDPOINT_URL_DYNAMODB=$address"
    node tests/dynamo/tables.js "$address" >"$T/tables"
    same "$2: tables" "$T/wanted_tables" "$T/tables"
    keep_tables "$T/tables"
    same "$2: the embedded tables were left alone" "$T/first_tables" "$T/tables"
}

# start_dynalite: its $address, which is empty if there is none.
start_dynalite() {
    address=
    have_dynalite || { skip dynalite; return; }
    node -e 'const server = require(process.argv[1])({ createTableMs: 0, deleteTableMs: 0 })
        server.listen(0, "127.0.0.1", () => console.log(server.address().port))' "$dynalite" >"$T/port" 2>&1 &
    server=$!
    for tenth in $(seq 100); do
        [ ! -s "$T/port" ] || break
        sleep 0.1
    done
    address=http://127.0.0.1:$(head -n 1 "$T/port")
}

# build_and_run NAME WHAT ARGUMENTS...: a program of the sample, on all its inputs.
build_and_run() {
    name=$1 made=$2
    services=samples/$name/services.json
    shift 2
    program=$T/$name
    code "$made: build" 0 "$aslc" "samples/$name/$name.asl.json" "$@" -o "$program"
    has_tables=
    if [ -n "$address" ] && grep -sq '"dynamodb"' "$services"; then
        has_tables=yes
        rm -rf "$T/state"
        code "$made: services" 0 "$program" local load "$services"
        keep_tables "$T/first_tables"
    fi
    for input in samples/"$name"/*input.json; do
        run "$input" "$made: $input"
        run_traced "$input" "$made: $input: traced"
        run "$input" "$made: $input: frames" ASL_DEBUG=frames
        [ -z "$has_tables" ] || run_beside "$input" "$made: $input: dynalite"
    done
}

start_dynalite
for folder in samples/*/; do
    name=$(basename "$folder")
    ls "$folder"*.asl.json >/dev/null 2>&1 || continue # what goes with any workflow
    tasks=
    [ ! -f "${folder}tasks.json" ] || tasks="--tasks ${folder}tasks.json"
    code "$name: check" 0 "$aslc" --check "samples/$name/$name.asl.json"
    check "$name: check is silent" test ! -s "$T/err"
    build_and_run "$name" "$name" $(ls "$folder"*.c 2>/dev/null) $tasks
    for tasks in "$folder"*.tasks.json; do
        [ ! -f "$tasks" ] || build_and_run "$name" "$tasks" --tasks "$tasks"
    done
done

if [ -n "$address" ]; then
    kill "$server"
    wait "$server" 2>/dev/null
fi
finish
