#!/bin/sh
# aslc --lsp: conversations with a scripted client (tests/lsp/client.py says how they are written). Each tests/lsp/NAME.txt
# is one, NAME.out what it prints; BLESS=1 writes that anew.
suite=lsp
. tests/tally.sh

python=/usr/bin/python3
if [ ! -x "$python" ]; then
    skip python3
    finish
    exit
fi
for script in tests/lsp/*.txt; do
    name=$(basename "$script" .txt)
    options=$(sed -n 's/^# options: //p' "$script")
    # shellcheck disable=SC2086 # the options are words
    timeout 120 "$python" tests/lsp/client.py "$aslc" "$script" $options >"$T/$name.out" 2>"$T/$name.err"
    check "$name ends well" test $? = 0
    head -5 "$T/$name.err"
    [ -z "${BLESS:-}" ] || cp "$T/$name.out" "tests/lsp/$name.out"
    same "$name" "tests/lsp/$name.out" "$T/$name.out"
done
code "no file" 2 "$aslc" --lsp samples/order/order.asl.json
check "the file is named" grep -q "takes no file" "$T/err"
code "no tasks" 2 "$aslc" --lsp --tasks x.json
code "no output" 2 "$aslc" --lsp -o x
code "no form of messages" 2 "$aslc" --lsp --diagnostics=json
code "--stdio alone" 2 "$aslc" --stdio samples/order/order.asl.json
code "two actions" 2 "$aslc" --lsp --check
code "substitutions that are not there" 2 "$aslc" --lsp --substitutions "$T/none.json"
code "a client that is gone" 1 "$aslc" --lsp
code "bytes that are nothing" 1 sh -c "head -c 100000 /dev/zero | '$aslc' --lsp --stdio"
finish
