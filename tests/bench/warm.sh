#!/bin/sh
# Times of the four workflows, beside the same by hand in C and on an interpreter: from text to text, where `bench` of
# each program lets all of them take turns, and without any text.
#   BENCH_SECONDS   how long each workflow is measured
set -eu
. tests/bench/common.sh
export LC_ALL=C
seconds=${BENCH_SECONDS:-3}
find_interpreter
[ -n "$interpreter" ] || echo "without aws-local-stepfunctions: $without"

times="microseconds a run, text to text"
objects="npm aws-local-stepfunctions / ours, time from object to object"

# side NAME NUMBER FILE: prints and notes a line of bench's JSON.
side() {
    awk -v number="$2" 'BEGIN { RS = "{\"side\":" }
        function after(key) { return match($0, "\"" key "\":[0-9.]+") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) : 0 }
        NR == number + 1 { print after("median"), after("q1"), after("q3"), after("p50Us"), after("p99Us"), after("peakKib") }' "$3" >"$work/side"
    read -r median q1 q3 p50 p99 peak <"$work/side"
    printf '  %-28s %10.2f %19s %10.2f %10.2f %8.1f\n' "$1" "$median" "$(printf '%.2f..%.2f' "$q1" "$q3")" "$p50" "$p99" \
        "$(scaled "$peak" 1024 1)"
}

# ---- From text to text.

printf '%-30s %10s %19s %10s %10s %8s\n' 'us a run' 'median' 'quartiles' 'p50' 'p99' 'MiB'
for name in pass order loop map; do
    workflow $name
    # shellcheck disable=SC2086
    "$build/aslc" "$definition" $tasks -o "$work/$name"
    make_hands $name
    set -- --against-warm "'$work/twin_$name'" --against-warm "'$work/fast_$name'"
    [ -z "$interpreter" ] || set -- "$@" --against-warm "node '$here/interpreter.mjs' '$PWD/$definition'"
    "$work/$name" bench --json --input-file "$input" --seconds "$seconds" "$@" >"$work/$name.bench.json"
    echo "$name"
    side "ours, in one process" 1 "$work/$name.bench.json"
    side "  states alone" 2 "$work/$name.bench.json"
    side "ours, a process each" 3 "$work/$name.bench.json"
    side "ours, by lines" 4 "$work/$name.bench.json"
    figure "$times" "$name: ours" "$median" - "$q1..$q3"
    side "hand C on json-c" 5 "$work/$name.bench.json"
    figure "$times" "$name: hand C on json-c" "$median" - "$q1..$q3"
    side "hand C on our own values" 6 "$work/$name.bench.json"
    if [ -n "$interpreter" ]; then
        side "npm" 7 "$work/$name.bench.json"
        figure "$times" "$name: npm" "$median" - "$q1..$q3"
    fi
done
echo

# ---- From object to object: five times in turn. What other programs of the machine do makes times longer, never shorter, so
# the figure is the ratio of the least times; the range is that of the five ratios.

for name in pass order loop map; do
    workflow $name
    # shellcheck disable=SC2086
    make_states $name "$definition" $tasks
    case $name in
    pass) bar=35 runs=5000 node_runs=1000 ;;
    order) bar=20 runs=2000 node_runs=1000 ;;
    loop) bar=250 runs=20 node_runs=15 ;;
    map) bar=90 runs=20 node_runs=10 ;;
    esac
    if [ -z "$interpreter" ]; then
        unmeasured "$objects" $name ">= $bar" "$without"
        continue
    fi
    for round in 1 2 3 4 5; do
        ours=$("$work/states_$name" time $runs "$input")
        echo "$(node "$here/interpreter.mjs" "$definition" $node_runs "$input") $ours"
    done >"$work/turns"
    awk '{ r = $1 / $2; low = NR == 1 || r < low ? r : low; high = r > high ? r : high
           npm = NR == 1 || $1 < npm ? $1 : npm; ours = NR == 1 || $2 < ours ? $2 : ours }
         END { printf("%.1f\n%.1f..%.1f; %.2f / %.2f us\n", npm / ours, low, high, npm / 1000, ours / 1000) }' "$work/turns" >"$work/ratio"
    { read -r figure && read -r range; } <"$work/ratio"
    figure "$objects" $name "$figure" ">= $bar" "$range"
done
