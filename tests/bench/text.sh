#!/bin/sh
# JSON text read and written, beside json-c and, where Debian's libsimdjson-dev is installed, simdjson.
set -eu
. tests/bench/common.sh
export LC_ALL=C

reading="json_tokener_parse_ex / our reader, time"
writing="json_object_to_json_string_ext / our writer, time"
limit="simdjson / ours, time"

# Records of a shop, so many of them: numbers, texts, some of them with escapes or beyond ASCII.
records() {
    awk -v n="$1" 'BEGIN { printf "["
        for (i = 0; i < n; i++) printf("%s{\"id\":\"o-%06d\",\"customer\":{\"name\":\"%s\",\"mail\":\"c%d@example.com\",\"since\":%d},\"items\":[{\"sku\":\"lamp-%d\",\"price\":%d.%02d,\"count\":%d},{\"sku\":\"bulb\",\"price\":2.5,\"count\":6}],\"gift\":%s,\"note\":%s}", (i ? "," : ""), i, (i % 4 ? "Ada Byron" : "Zo\303\253 M\303\274ller"), i, 1990 + i % 30, i % 97, i % 900, i % 100, i % 9, (i % 3 ? "false" : "true"), (i % 5 ? "null" : "\"Ring twice.\\nThen \\\"knock\\\".\""))
        print "]" }'
}

if echo '#include <simdjson.h>' | g++ -E -x c++ - >/dev/null 2>&1; then
    g++ -O2 -DWITH_SIMDJSON -I. -c tests/bench/limit.cc -o "$work/limit.o"
    # shellcheck disable=SC2086
    $CC $inside -O2 -DWITH_SIMDJSON -c tests/bench/text.c -o "$work/text.o"
    # shellcheck disable=SC2086
    g++ "$work/text.o" "$work/limit.o" $runtime -lsimdjson -o "$work/text"
else
    echo "without simdjson: libsimdjson-dev or g++ is not installed"
    # shellcheck disable=SC2086
    $CC $inside -O2 tests/bench/text.c $runtime -o "$work/text"
fi

records 10 >"$work/text-small.json"
records 4900 >"$work/text-large.json"
printf '%-14s %9s %9s %19s %10s\n' 'text' 'ours, us' 'json-c x' 'quartiles' 'simdjson x'
: >"$work/texts"
for size in small large; do
    bytes=$(wc -c <"$work/text-$size.json")
    "$work/text" "$work/text-$size.json" | while read -r what median q1 q3 other ns; do
        printf '%-14s %9s %9s %19s %10s\n' "$what $bytes B" "$(scaled "$ns" 1000 2)" "$median" "$q1..$q3" "$other"
        echo "$what $bytes $median $q1..$q3 $other $ns" >>"$work/texts"
    done
done
echo
# lines WHAT TITLE BAR
lines() {
    grep "^$1 " "$work/texts" | while read -r _ bytes median quartiles other ns; do
        figure "$2" "$bytes B" "$median" "$3" "$quartiles; ours $(scaled "$ns" 1000 2) us"
    done
}
lines read "$reading" ">= 7.00"
lines write "$writing" ">= 4.00"
while read -r what bytes _ _ other _; do
    if [ "$other" = - ]; then
        unmeasured "$limit" "$what $bytes B" - "simdjson is not installed"
    else
        figure "$limit" "$what $bytes B" "$other" - "the limit"
    fi
done <"$work/texts"
