#!/bin/sh
# Ten JSONata expressions beside jsonata 2.0.6 from npm: values in, values out, the expression read once by both. The
# results must be the same. The last row is the geometric mean of the ten ratios.
set -eu
. tests/bench/common.sh
export LC_ALL=C

title="jsonata 2.0.6 from npm / our JSONata, time"
peers=$build/peers
queries=$work/queries.jsonl
if ! command -v node >/dev/null || { [ ! -d "$peers/node_modules/jsonata" ] &&
    ! timeout 300 npm install --prefix "$peers" --no-audit --no-fund jsonata@2.0.6 >"$work/npm.log" 2>&1; }; then
    unmeasured "$title" - ">= 35.0" "node or npm is not there"
    exit 0
fi
make -s "B=$B" "$B/bench/query"
node tests/bench/queries.mjs >"$queries"
"$build/bench/query" "$queries" 1 >"$work/query.ours"
node tests/bench/query.mjs "$peers/node_modules/jsonata" "$queries" 1 >"$work/query.npm"
printf '%-28s %12s %14s %8s\n' 'JSONata' 'ours, ns' 'npm 2.0.6, ns' 'ratio'
: >"$work/query.ratios"
paste "$work/query.ours" "$work/query.npm" | while IFS="$(printf '\t')" read -r name ours result _ theirs wanted; do
    if [ "$result" != "$wanted" ]; then
        printf '%s: ours is %.200s\nnpm has %.200s\n' "$name" "$result" "$wanted" >&2
        exit 1
    fi
    times=$(ratio "$theirs" "$ours")
    printf '%-28s %12s %14s %8s\n' "$name" "$ours" "$theirs" "$times"
    echo "$times" >>"$work/query.ratios"
    figure "$title" "$name" "$times" ">= 15.0" "ours $ours ns"
done
mean=$(awk '{ sum += log($1) } END { printf "%.1f", exp(sum / NR) }' "$work/query.ratios")
echo "geometric mean: $mean"
figure "$title" "geometric mean of ten" "$mean" ">= 35.0" -
