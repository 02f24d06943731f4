#!/bin/sh
# Input that is wrong in every way we can think of: messages and exit codes, never a crash, never a hang.
suite=bad
. tests/tally.sh

# survives NAME COMMAND...: it ends by itself within 20 s, with an exit code of its own.
survives() {
    name=$1
    shift
    code=0
    timeout 20 "$@" >"$T/out" 2>"$T/err" </dev/null || code=$?
    if [ "$code" -lt 124 ] && ! grep -q -e 'Sanitizer' -e 'runtime error:' "$T/err"; then
        pass
    else
        fail "$name" "exit $code: $*"
        tail -20 "$T/err"
    fi
}

# Every beginning of a definition, and every definition with one byte gone or changed.
for file in samples/order/order.asl.json samples/retry/retry.asl.json; do
    size=$(wc -c <"$file")
    at=0
    while [ "$at" -lt "$size" ]; do
        head -c "$at" "$file" >"$T/cut.asl.json"
        survives "cut at $at" "$aslc" --check "$T/cut.asl.json"
        { cat "$T/cut.asl.json"; tail -c +"$((at + 2))" "$file"; } >"$T/gap.asl.json"
        survives "gap at $at" "$aslc" --check "$T/gap.asl.json"
        { cat "$T/cut.asl.json"; printf '\377'; tail -c +"$((at + 2))" "$file"; } >"$T/bad.asl.json"
        survives "bad byte at $at" "$aslc" --check "$T/bad.asl.json"
        at=$((at + 17))
    done
done

# definition NAME TEXT: refused, with a message.
definition() {
    printf '%b' "$2" >"$T/bad.asl.json"
    code "$1" 1 "$aslc" --check "$T/bad.asl.json"
    check "$1: a message" test -s "$T/err"
}
definition "empty" ''
definition "blank" ' \n\n'
definition "a number" '1'
definition "null" 'null'
definition "an array" '[]'
definition "an empty object" '{}'
definition "a NUL" '{\0000}'
definition "a byte order mark and nothing" '\0357\0273\0277'
definition "a trailing comma" '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,}}}'
definition "trailing text" '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}} x'
definition "two definitions" '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
definition "no states" '{"StartAt":"A","States":{}}'
definition "states of the wrong type" '{"StartAt":"A","States":[1]}'
definition "a state of the wrong type" '{"StartAt":"A","States":{"A":[]}}'
definition "no type" '{"StartAt":"A","States":{"A":{"End":true}}}'
definition "an unknown type" '{"StartAt":"A","States":{"A":{"Type":"Pas","End":true}}}'
definition "StartAt names nothing" '{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}'
definition "Next names nothing" '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}'
definition "a lone surrogate in a path" '{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$.\\ud800[","End":true}}}'

# Deep, long and large.
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true,\"Result\":";
    for (i = 0; i < 100000; i++) printf "["; for (i = 0; i < 100000; i++) printf "]"; printf "}}}" }' >"$T/deep.asl.json"
code "deep" 1 "$aslc" --check "$T/deep.asl.json"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{\"a\":" }' >"$T/deep.asl.json"
code "deep and open" 1 "$aslc" --check "$T/deep.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[";
    for (i = 0; i < 400; i++) printf "{\"Not\":"; for (i = 0; i < 400; i++) printf "}"; printf "]}}}" }' >"$T/deep.asl.json"
survives "deep rules" "$aslc" --check "$T/deep.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"InputPath\":\"$";
    for (i = 0; i < 200000; i++) printf "[?(@.a)]"; printf "\",\"End\":true}}}" }' >"$T/long.asl.json"
survives "a long path" "$aslc" --check "$T/long.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"x.$\":\"";
    for (i = 0; i < 100000; i++) printf "States.Array("; printf "\"},\"End\":true}}}" }' >"$T/long.asl.json"
survives "a long call" "$aslc" --check "$T/long.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{";
    for (i = 1; i < 20000; i++) printf "\"S%d\":{\"Type\":\"Pass\",\"Next\":\"S%d\"},", i, i + 1; printf "\"S20000\":{\"Type\":\"Succeed\"}}}" }' >"$T/many.asl.json"
code "20,000 states" 0 "$aslc" --check "$T/many.asl.json"
code "20,000 states as C" 0 "$aslc" --emit=c "$T/many.asl.json"
awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{";
    for (i = 1; i < 20000; i++) printf "\"S%d\":{\"Type\":\"Pass\",\"Next\":\"T%d\"},", i, i; printf "\"S20000\":{\"Type\":\"Succeed\"}}}" }' >"$T/many.asl.json"
survives "20,000 mistakes" "$aslc" --check "$T/many.asl.json"
code "a folder" 1 "$aslc" --check samples
code "a device without end" 1 "$aslc" --check /dev/zero

# What a program is given.
code "build" 0 "$aslc" samples/order/order.asl.json samples/order/order.c -O0 -o "$T/order"
for text in '{' '[1,]' '01' '"\u12"' 'nul' '{"a":1}}' '' '{"a" 1}' "{'a':1}" 'NaN'; do
    code "input $text" 2 "$T/order" --input "$text"
    check "input $text: no output" test ! -s "$T/out"
done
code "no input file" 2 "$T/order" --input-file "$T/none"
code "an unknown option" 2 "$T/order" --no-such-option
code "a bad name" 2 "$T/order" --name 'a b'
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "[" }' >"$T/deep.json"
code "a deep input" 2 "$T/order" --input-file "$T/deep.json"
finish
