# common.sh - what the parts of bench share; sourced at the top of the tree.
#   B                 the build folder; what is measured is made in $B/bench
#   BENCH_WORKFLOWS   a folder with other definitions of the four workflows
#   BENCH_FIGURES     where figure() puts its lines; default $B/bench/results.tsv
B=${B:-build}
case $B in /*) build=$B ;; *) build=$PWD/$B ;; esac
here=$PWD/tests/bench
work=$build/bench
figures=${BENCH_FIGURES:-$work/results.tsv}
CC=${CC:-cc}
export NODE_FOLDER="$work/node"
mkdir -p "$work" "$NODE_FOLDER"

# What C is compiled with that is linked with the runtime, and what it is linked with.
inside="-std=gnu11 -O1 -D_GNU_SOURCE -I. -Iruntime/include -I$build/lib/asl/include"
runtime="$build/lib/libasl.a $(cat "$build/lib/asl.libs") -Wl,--gc-sections"

# figure ROW VARIANT FIGURE BAR NOISE: a line of the results. FIGURE is "-" where nothing was measured; BAR is "<= N",
# ">= N", or "-" where the figure is only told; NOISE is free text.
figure() {
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5" >>"$figures"
}

# unmeasured ROW VARIANT BAR WHY
unmeasured() {
    figure "$1" "$2" - "$3" "$4"
}

# ratio A B: A / B with three digits that count.
ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { r = a / b; printf("%.*f", r < 10 ? 2 : r < 100 ? 1 : 0, r) }'
}

# scaled NUMBER DIVISOR DECIMALS
scaled() {
    awk -v n="$1" -v d="$2" -v p="$3" 'BEGIN { printf "%.*f", p, n / d }'
}

# ---- The four workflows: pass, order, loop, map.

# The variables `definition`, `input` and `tasks` of one; `own` as a second word leaves BENCH_WORKFLOWS and the folder
# beside this clone aside. `file` is its name in tests/bench.
workflow() {
    tasks=
    case $1 in
    pass) file=ten-passes other=a_pass10 ;;
    order) file=ship other=b_order tasks=tests/bench/ship_order.c ;;
    loop) file=count other=c_loop ;;
    map) file=lines other=d_map ;;
    esac
    folder=${BENCH_WORKFLOWS:-../shared/peers/workflows}
    if [ "${2:-}" != own ] && [ -f "$folder/$other.asl.json" ]; then
        definition=$folder/$other.asl.json input=$folder/$other.in.json
    else
        definition=tests/bench/$file.asl.json input=tests/bench/$file.input.json
    fi
    if [ "$1" = map ] && [ ! -f "$input" ]; then
        input=$work/lines.input.json
        awk 'BEGIN { printf "{\"items\":["
            for (i = 0; i < 1000; i++) printf "%s{\"sku\":\"item-%d\",\"qty\":%d}", i ? "," : "", i, i % 40
            print "]}" }' >"$input"
    fi
    # Each on one line.
    tr -d '\n' <"$input" >"$work/$1.json"
    input=$work/$1.json
}

# make_states NAME DEFINITION TASKS...: $work/states_NAME, which runs a definition from value to value (states.c).
make_states() {
    made=$1 from=$2
    shift 2
    "$build/aslc" --emit=c --no-main --name=w "$from" "$@" -o "$work/states_$made.c"
    # shellcheck disable=SC2086
    $CC $inside -Og -c "$work/states_$made.c" -o "$work/states_$made.o"
    # shellcheck disable=SC2086
    $CC $inside tests/bench/states.c "$work/states_$made.o" "$@" $runtime -o "$work/states_$made"
}

# The same by hand: $work/twin_NAME on json-c, $work/fast_NAME on the runtime's values.
make_hands() {
    $CC -O2 "tests/bench/twin_$file.c" -o "$work/twin_$1" -ljson-c
    # shellcheck disable=SC2086
    $CC $inside -O2 "tests/bench/fast_$file.c" $runtime -o "$work/fast_$1"
}

# ---- Instructions.

if command -v valgrind >/dev/null; then counts=yes; else counts=; fi

# callgrind OPTION COMMAND...: how many instructions are collected; OPTION "-" collects all.
callgrind() {
    option=--collect-atstart=yes
    [ "$1" = - ] || option=$1
    shift
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/callgrind.log" "$option" "$@" >/dev/null; then
        echo "this fails under valgrind: $*" >&2
        cat "$work/callgrind.log" >&2
        return 1
    fi
    sed -n 's/.*Collected : \([0-9][0-9]*\).*/\1/p' "$work/callgrind.log"
}

# all_instructions LINES FILE COMMAND...: it answers so many lines, each of them what FILE has.
all_instructions() {
    yes "$(cat "$2")" | head -n "$1" >"$work/lines"
    shift 2
    callgrind - "$@" <"$work/lines"
}

# instructions_a_line FEW MANY FILE COMMAND...: by the difference of two counts, so that starting and ending drop out.
instructions_a_line() {
    few=$1 many=$2
    shift 2
    at_few=$(all_instructions "$few" "$@")
    at_many=$(all_instructions "$many" "$@")
    echo $(((at_many - at_few) / (many - few)))
}

# instructions_inside RUNS COMMAND...: of one run of those that bench_states() does.
instructions_inside() {
    runs=$1
    shift
    all=$(callgrind --toggle-collect=bench_states "$@")
    echo $((all / runs))
}

# How many runs are counted of each: FEW MANY, and INSIDE.
run_counts() {
    case $1 in
    pass | order) few=500 many=1500 inside_runs=500 ;;
    loop) few=10 many=30 inside_runs=20 ;;
    map) few=5 many=15 inside_runs=10 ;;
    esac
}

# ---- The interpreter is fetched once, if that can be done; else `interpreter` is empty and `without` says why.
find_interpreter() {
    interpreter= without=
    if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
        without="there is no npm"
    elif [ -d "$NODE_FOLDER/node_modules/aws-local-stepfunctions" ] ||
        (cd "$NODE_FOLDER" && echo '{}' >package.json &&
            npm install --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null 2>&1); then
        interpreter=yes
    else
        without="npm cannot install aws-local-stepfunctions"
    fi
}
