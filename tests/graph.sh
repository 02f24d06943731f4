#!/bin/sh
# Workflows as pictures: SVG, Graphviz and Mermaid against what is wanted, hostile names, large ones, lines that cross beside
# those of dot, and what a server tells. BLESS=1 writes the wanted files anew; the diff is the review.
suite=graph
. tests/tally.sh
. tests/peers.sh
export PYTHONDONTWRITEBYTECODE=1

# ---- What is wanted

# wanted NAME FILE: in all three languages.
wanted() {
    for form in svg dot mermaid; do
        code "$1.$form" 0 "$aslc" --emit=$form -Wno-substitution-open "$2"
        cp "$T/out" "$T/$1.$form"
        [ -z "${BLESS:-}" ] || cp "$T/out" "tests/graph/$1.$form"
        same "$1.$form" "tests/graph/$1.$form" "$T/$1.$form"
    done
}

wanted order samples/order/order.asl.json
wanted retry samples/retry/retry.asl.json
wanted parallel-map samples/parallel-map/parallel-map.asl.json
wanted odd tests/graph/odd.asl.json

code "-o" 0 "$aslc" --emit=svg -o "$T/o.svg" samples/order/order.asl.json
same "-o writes the same" tests/graph/order.svg "$T/o.svg"
check "-o prints nothing" test ! -s "$T/out"
code "another language" 2 "$aslc" --emit=png samples/order/order.asl.json
check "says which there are" grep -q 'it takes c, asl, svg, dot or mermaid' "$T/err"
echo '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}' >"$T/wrong.asl.json"
code "a wrong definition" 1 "$aslc" --emit=svg "$T/wrong.asl.json"
check "has no picture" test ! -s "$T/out"
code "with an error that is not shown" 1 "$aslc" --emit=svg --suppress next-unknown "$T/wrong.asl.json"

# A field that is still open hides nothing of the way on.
echo '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${s},"Next":"B"},"B":{"Type":"Succeed"}}}' >"$T/open.asl.json"
code "an open field" 0 "$aslc" --emit=mermaid -Wno-substitution-open "$T/open.asl.json"
check "leads on" grep -q 'n1 --> n2' "$T/out"

# ---- Large ones

awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{"
    for (i = 1; i < 10000; i++) printf "\"S%d\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:f\",\"Next\":\"S%d\",\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"S%d\"}]},", i, i + 1, 10000 - int(i / 3)
    print "\"S10000\":{\"Type\":\"Succeed\"}}}" }' >"$T/many.asl.json"
for form in svg dot mermaid; do
    code "10,000 states: $form" 0 "$aslc" --emit=$form "$T/many.asl.json"
    cp "$T/out" "$T/many.$form"
done
awk 'BEGIN { for (i = 0; i < 100; i++) printf "{\"StartAt\":\"P%d\",\"States\":{\"P%d\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":", i, i
    printf "{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Succeed\"}}}"; for (i = 0; i < 100; i++) printf "}}}"; print "" }' >"$T/deep.asl.json"
for form in svg dot mermaid; do
    code "100 levels: $form" 0 "$aslc" --emit=$form "$T/deep.asl.json"
    cp "$T/out" "$T/deep.$form"
done
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "A" }' >"$T/name"
printf '{"StartAt":"%s","States":{"%s":{"Type":"Succeed"}}}' "$(cat "$T/name")" "$(cat "$T/name")" >"$T/long.asl.json"
code "a name of a million letters" 1 "$aslc" --emit=svg "$T/long.asl.json"
check "is named as what is wrong" grep -q 'name-length' "$T/err"

# ---- Other readers of them

if command -v python3 >/dev/null; then
    code "well-formed" 0 python3 tests/graph/wellformed.py "$T"/*.svg
    cat "$T/out"
    mkdir "$T/made"
    python3 tests/graph/made.py "$T/made" 12
    code "the laws of pictures" 0 python3 tests/graph/laws.py "$aslc" "$T"/made/*.json samples/*/*.asl.json
    cat "$T/out"
else
    skip python3
fi
if command -v dot >/dev/null && command -v python3 >/dev/null; then
    for name in order retry parallel-map odd deep; do
        code "dot reads $name" 0 dot -Tplain "$T/$name.dot"
        check "without a word" test ! -s "$T/err"
    done
    code "no more lines cross than in dot's pictures" 0 python3 tests/graph/crossings.py "$aslc" "$T"/made/*.json samples/*/*.asl.json
    tail -n 1 "$T/out"
else
    skip graphviz
fi

if command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v python3 >/dev/null &&
    installed @mermaid-js/tiny 11.17.2; then
    code "Mermaid draws each box, arrow and text" 0 python3 tests/graph/mermaid.py \
        "$peers/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js" "$T/order.mermaid" "$T/retry.mermaid" "$T/parallel-map.mermaid" \
        "$T/odd.mermaid"
    cat "$T/out"
else
    skip mermaid
fi

# ---- What a server tells

code "build" 0 "$aslc" -O0 samples/order/order.asl.json samples/order/order.c -o "$T/order"
if command -v python3 >/dev/null; then
    code "GET /graph" 0 python3 tests/graph/served.py "$T/order" "$aslc" "$T"
    cat "$T/out"
fi
code "a program without a server" 0 "$aslc" --emit=c --without=serve samples/order/order.asl.json
check "has no picture" sh -c "! grep -q asl_graph '$T/out'"
finish
