#!/bin/sh
# Instructions, which callgrind counts exactly on any machine: the four workflows beside the same by hand, longer
# workflows beside shorter ones, and large values that are carried along.
set -eu
. tests/bench/common.sh
export LC_ALL=C

text="instructions, ours / hand C on json-c, text to text"
alone="instructions, ours / hand C on json-c, states alone"
fast="instructions, ours / hand C on our own values, text to text"
fast_alone="instructions, ours / hand C on our own values, states alone"
grows="instructions of 900 states / of 300"
carries="instructions of 100 turns with an array of 10,000 that nobody looks at / of 10"
lends="100 C tasks that get an array of 10,000 and use a tenth, million instructions"

bar_of() {
    case $1$2 in
    pass1) echo "<= 0.30" ;; order1) echo "<= 0.90" ;; loop1) echo "<= 0.70" ;; map1) echo "<= 0.40" ;;
    order2) echo "<= 1.50" ;; *2) echo "<= 1.00" ;;
    esac
}

if [ -z "$counts" ]; then
    echo "without counts of instructions: there is no valgrind"
    for name in pass order loop map; do unmeasured "$text" $name "$(bar_of $name 1)" "there is no valgrind"; done
    for name in pass order loop map; do unmeasured "$alone" $name "$(bar_of $name 2)" "there is no valgrind"; done
    for name in ResultPath Assign; do unmeasured "$grows" $name "<= 3.20" "there is no valgrind"; done
    unmeasured "$carries" - "<= 1.10" "there is no valgrind"
    unmeasured "$lends" "ours / the least" "<= 1.05" "there is no valgrind"
    exit
fi

# ---- The four workflows.

: >"$work/counts"
printf '%-14s %12s %12s %12s %12s %12s %12s\n' 'instructions' 'ours' 'json-c' 'our values' 'ours, alone' 'json-c' 'our values'
for name in pass order loop map; do
    workflow $name
    run_counts $name
    # shellcheck disable=SC2086
    "$build/aslc" "$definition" $tasks -o "$work/$name"
    # shellcheck disable=SC2086
    make_states $name "$definition" $tasks
    make_hands $name
    one_line=$(cat "$input")
    set -- "$(instructions_a_line $few $many "$input" "$work/$name" batch --seed 1)" \
        "$(instructions_a_line $few $many "$input" "$work/twin_$name")" \
        "$(instructions_a_line $few $many "$input" "$work/fast_$name")" \
        "$(instructions_inside $inside_runs "$work/states_$name" count $inside_runs "$input")" \
        "$(instructions_inside $inside_runs "$work/twin_$name" --count $inside_runs "$one_line")" \
        "$(instructions_inside $inside_runs "$work/fast_$name" --count $inside_runs "$one_line")"
    printf '%-14s %12d %12d %12d %12d %12d %12d\n' $name "$@"
    echo "$name $*" >>"$work/counts"
done
echo
while read -r name ours hand own rest; do
    figure "$text" $name "$(ratio $ours $hand)" "$(bar_of $name 1)" "$ours / $hand"
done <"$work/counts"
while read -r name x y z ours hand rest; do
    figure "$alone" $name "$(ratio $ours $hand)" "$(bar_of $name 2)" "$ours / $hand"
done <"$work/counts"
while read -r name ours x hand rest; do figure "$fast" $name "$(ratio $ours $hand)" - "$ours / $hand"; done <"$work/counts"
while read -r name x y z ours v hand; do
    figure "$fast_alone" $name "$(ratio $ours $hand)" - "$ours / $hand"
done <"$work/counts"

# ---- Longer workflows: each state adds a member, or a variable.

chain() {
    awk -v n="$1" -v how="$2" 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{"
        for (i = 1; i <= n; i++) {
            printf "%s\"S%d\":{\"Type\":\"Pass\",", (i > 1 ? ",\n" : ""), i
            if (how == "ResultPath") printf "\"Result\":{\"n\":%d},\"ResultPath\":\"$.k%d\",", i, i
            else printf "\"Assign\":{\"v%d\":%d},", i, i
            if (i < n) printf "\"Next\":\"S%d\"}", i + 1
            else printf "\"End\":true}"
        }
        print "}}" }' >"$work/chain.asl.json"
}

echo '{}' >"$work/empty.json"
for how in ResultPath Assign; do
    for states in 300 900; do
        chain $states $how
        make_states chain "$work/chain.asl.json"
        eval "at_$states=$(instructions_inside 10 "$work/states_chain" count 10 "$work/empty.json")"
    done
    figure "$grows" $how "$(ratio $at_900 $at_300)" "<= 3.20" "$at_900 / $at_300"
done

# ---- Large values.

# items N: an input with that array.
items() {
    awk -v n="$1" 'BEGIN { printf "{\"i\":{\"n\":0},\"items\":["
        for (i = 0; i < n; i++) printf "%s%d", i ? "," : "", i
        print "]}" }' >"$work/items.json"
}

turns() {
    cat <<END
{ "StartAt": "$1", "States": { $2
    "One more": { "Type": "Pass", "Parameters": { "n.$": "States.MathAdd($.i.n, 1)" }, "ResultPath": "$.i", "Next": "Enough?" },
    "Enough?": { "Type": "Choice", "Choices": [ { "Variable": "$.i.n", "NumericLessThan": 100, "Next": "$1" } ], "Default": "Enough" },
    "Enough": { "Type": "Succeed" } } }
END
}

turns "One more" "" >"$work/carry.asl.json"
make_states carry "$work/carry.asl.json"
items 10
at_few=$(instructions_inside 10 "$work/states_carry" keep 10 "$work/items.json")
items 10000
at_many=$(instructions_inside 10 "$work/states_carry" keep 10 "$work/items.json")
figure "$carries" - "$(ratio "$at_many" "$at_few")" "<= 1.10" "$at_many / $at_few"

turns "Sum" '"Sum": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:tenth", "ResultPath": "$.sum", "Next": "One more" },' >"$work/lend.asl.json"
make_states lend "$work/lend.asl.json" tests/bench/tenth.c
$CC -O2 tests/bench/least.c -o "$work/least" -ljson-c
ours=$(instructions_inside 1 "$work/states_lend" keep 1 "$work/items.json")
least=$(instructions_inside 1 "$work/least" 100 10000)
figure "$lends" "ours" "$(scaled "$ours" 1000000 0)" - "all of the run"
figure "$lends" "the least with json-c" "$(scaled "$least" 1000000 0)" - "its array made, read, released 100 times"
figure "$lends" "ours / the least" "$(ratio "$ours" "$least")" "<= 1.05" "$ours / $least"
