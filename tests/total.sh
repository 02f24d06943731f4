#!/bin/sh
# total.sh SUITE...: runs the suites, JOBS at once (as many as there are processors), shows what each says when it ends
# and how many seconds it took, and adds up their last lines: "N passed, N failed, N skipped". In frames:SUITE every
# execution is turned into bytes and back at each turn.
set -u
B=${B:-build}
export B

# number WORD LOG: what stands before it in the last line.
number() {
    tail -n 1 "$2" | sed -n "s/.*[^0-9]\([0-9][0-9]*\) $1.*/\1/p"
}

# one DIR COMMAND...: runs a suite, and keeps its three numbers in DIR. It stays in the process group of all, so that who
# stops them reaches it.
one() {
    dir=$1
    shift
    log=$(mktemp "$dir/log.XXXXXX")
    start=$(date +%s)
    timeout --foreground -k 10 1800 "$@" >"$log" 2>&1
    code=$?
    p=$(number passed "$log") f=$(number failed "$log") s=$(number skipped "$log")
    if [ -z "$p" ] || { [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; }; then
        f=$((${f:-0} + 1))
        echo "$*: ended with exit code $code" >>"$log"
    fi
    echo "${p:-0} ${f:-0} ${s:-0}" >"$log.count"
    # One after the other, so that no line stands in the middle of another suite's.
    flock "$dir" sh -c '
        if [ "$1" = 0 ]; then
            grep "^skipped: " "$2"
            printf "%s (%d s)\n" "$(tail -n 1 "$2")" "$3"
        else
            cat "$2"
        fi' sh "$code" "$log" $(($(date +%s) - start))
}

if [ "${1:-}" = --one ]; then
    shift
    one "$@"
    exit 0
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP

for given in "$@"; do
    how="" suite=$given
    case $given in frames:*) how="env ASL_DEBUG=frames " suite=${given#frames:} ;; esac
    case $suite in
    units)
        for program in "$B"/unit/test_*; do
            case $program in *.d) continue ;; esac
            echo "$how$program"
        done
        ;;
    golden) echo "${how}env ASLC=$PWD/$B/aslc sh tests/run.sh" ;;
    *) echo "${how}sh tests/$suite.sh" ;;
    esac
done | xargs -P "${JOBS:-$(nproc)}" -I{} sh -c "exec sh tests/total.sh --one '$dir' {}"

# A suite that left no numbers was stopped.
for log in "$dir"/log.??????; do
    cat "$log.count" 2>/dev/null || echo 0 1 0
done | awk '
    { passed += $1; failed += $2; skipped += $3 }
    END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit failed > 0 }'
