#!/bin/sh
# Builds each sample and runs it on each of its inputs. samples/NAME has NAME.asl.json, C files, and for each
# CASEinput.json the wanted CASEoutput.json (standard output, exit 0) or CASEerror.json (standard error, exit 1), and
# where the trace matters CASEtrace.txt, which BLESS=1 writes anew. A file "options" holds what every run is given.
suite=samples
. tests/tally.sh

for folder in samples/*/; do
    name=$(basename "$folder")
    program=$T/$name
    code "$name: check" 0 "$aslc" --check "samples/$name/$name.asl.json"
    check "$name: check is silent" test ! -s "$T/err"
    code "$name: build" 0 "$aslc" "samples/$name/$name.asl.json" $(ls "$folder"*.c 2>/dev/null) -o "$program"
    options=$(cat "${folder}options" 2>/dev/null)
    for input in "$folder"*input.json; do
        case=${input%input.json}
        if [ -f "${case}output.json" ]; then
            code "$input" 0 "$program" $options --input-file "$input"
            same "$input: output" "${case}output.json" "$T/out"
        else
            code "$input" 1 "$program" $options --input-file "$input"
            check "$input: no output" test ! -s "$T/out"
            same "$input: error" "${case}error.json" "$T/err"
        fi
        if [ -f "${case}trace.txt" ]; then
            code "$input: trace" 0 "$program" $options --trace --input-file "$input"
            [ -z "${BLESS:-}" ] || cp "$T/err" "${case}trace.txt"
            same "$input: trace" "${case}trace.txt" "$T/err"
        fi
    done
done
finish
