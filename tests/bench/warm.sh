#!/bin/sh
# Four workflows, each in one run beside the same by hand in C and on an interpreter. `order bench` does the measuring.
# BENCH_SECONDS: how long for each; BENCH_WORKFLOWS: a folder with other definitions of the same four.
set -eu
B=${B:-build}
here=$PWD/tests/bench
work=$PWD/$B/bench
case $B in /*) work=$B/bench ;; esac
seconds=${BENCH_SECONDS:-3}
export NODE_FOLDER="$work/node"
mkdir -p "$NODE_FOLDER"

# The interpreter is fetched once, if that can be done.
interpreter=
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    echo "without aws-local-stepfunctions: there is no npm"
elif [ -d "$NODE_FOLDER/node_modules/aws-local-stepfunctions" ] ||
    (cd "$NODE_FOLDER" && echo '{}' >package.json &&
        npm install --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null 2>&1); then
    interpreter=yes
else
    echo "without aws-local-stepfunctions: npm cannot install it"
fi

[ -f "$work/lines.input.json" ] || awk 'BEGIN { printf "{\"items\":["
    for (i = 0; i < 1000; i++) printf "%s{\"sku\":\"item-%d\",\"qty\":%d}", i ? "," : "", i, i % 40
    print "]}" }' >"$work/lines.input.json"

# contest NAME DEFINITION INPUT
contest() {
    tasks=
    [ "$1" != ship ] || tasks=$here/ship_order.c
    "$B/aslc" "$2" $tasks -o "$work/$1"
    ${CC:-cc} -O2 "$here/twin_$1.c" -o "$work/twin_$1" -ljson-c
    set -- "$1" "$2" "$3" --against-warm "'$work/twin_$1'"
    [ -z "$interpreter" ] || set -- "$@" --against-warm "node '$here/interpreter.mjs' '$2'"
    name=$1 input=$3
    shift 3
    "$work/$name" bench --input-file "$input" --seconds "$seconds" "$@" >"$work/$name.txt"
    sed -e '/^$/,$d' -e 's/^  against A/  twin in C /' -e 's/^  against B   /  interpreter/' "$work/$name.txt"
    printf '%-16s %9s\n\n' '  twin, states' "$(awk -v ns="$("$work/twin_$name" --states "$(tr -d '\n' <"$input")")" \
        'BEGIN { printf "%.3f", ns / 1000 }')"
}

folder=${BENCH_WORKFLOWS:-../shared/peers/workflows}
if [ -f "$folder/a_pass10.asl.json" ]; then
    contest ten-passes "$folder/a_pass10.asl.json" "$folder/a_pass10.in.json"
    contest ship "$folder/b_order.asl.json" "$folder/b_order.in.json"
    contest count "$folder/c_loop.asl.json" "$folder/c_loop.in.json"
    contest lines "$folder/d_map.asl.json" "$folder/d_map.in.json"
else
    contest ten-passes "$here/ten-passes.asl.json" "$here/ten-passes.input.json"
    contest ship "$here/ship.asl.json" "$here/ship.input.json"
    contest count "$here/count.asl.json" "$here/count.input.json"
    contest lines "$here/lines.asl.json" "$work/lines.input.json"
fi
echo "twin in C: the same by hand on json-c (tests/bench/twin_*.c); interpreter: aws-local-stepfunctions 3.0.0"
sed -e '1,/^$/d' "$work/lines.txt" | grep -v -e '^  [AB]: ' -e '^A run enters'
