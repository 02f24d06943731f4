#!/bin/sh
# Builds each sample and runs it on each of its inputs, twice: as it is, and with every parked frame written to bytes and
# read back. samples/NAME has NAME.asl.json, C files, and for each CASEinput.json the wanted CASEoutput.json (standard
# output, exit 0) or CASEerror.json (standard error, exit 1), and where the trace matters CASEtrace.txt, which BLESS=1
# writes anew. The file "tasks.json" is baked in; "options" holds what every run is given, but for a case that has its
# own CASEoptions. Each KIND.tasks.json is baked into one more program, without the C files, which must come to the same.
# Every run has embedded services of its own, which "services.json" fills; "around" is a command that the program is run by.
# What functions print is not looked at.
suite=samples
. tests/tally.sh
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
        grep -v '^\[[a-z_]*\] ' "$T/err" >"$T/said"
        same "$what: error" "${case}error.json" "$T/said"
    fi
    if [ -f "${case}trace.txt" ]; then
        code "$what: trace" 0 env $env "$program" $options --trace --input-file "$input"
        [ -z "${BLESS:-}" ] || cp "$T/err" "${case}trace.txt"
        same "$what: trace" "${case}trace.txt" "$T/err"
    fi
}

# build_and_run NAME WHAT ARGUMENTS...: a program of the sample, on all its inputs.
build_and_run() {
    name=$1 what=$2
    shift 2
    program=$T/$name
    code "$what: build" 0 "$aslc" "samples/$name/$name.asl.json" "$@" -o "$program"
    for input in samples/"$name"/*input.json; do
        run "$input" "$what: $input"
        run "$input" "$what: $input: frames" ASL_DEBUG=frames
    done
}

for folder in samples/*/; do
    name=$(basename "$folder")
    tasks=
    [ ! -f "${folder}tasks.json" ] || tasks="--tasks ${folder}tasks.json"
    code "$name: check" 0 "$aslc" --check "samples/$name/$name.asl.json"
    check "$name: check is silent" test ! -s "$T/err"
    build_and_run "$name" "$name" $(ls "$folder"*.c 2>/dev/null) $tasks
    for tasks in "$folder"*.tasks.json; do
        [ ! -f "$tasks" ] || build_and_run "$name" "$tasks" --tasks "$tasks"
    done
done
finish
