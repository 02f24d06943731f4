#!/bin/sh
# make demo: says what it does, step by step, and does it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

bold='' plain=''
if [ -t 1 ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

show() {
    printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
    "$@"
}

echo "Building the compiler and the runtime:"
MAKEFLAGS="" make --no-print-directory -j "$(nproc)" all
echo
echo "This is the workflow, in Amazon States Language:"
show cat samples/order/order.asl.json
echo
echo "Its two tasks are Lambda functions in Node:"
show cat samples/order/node/index.js
echo
echo "This says which function does which task:"
show cat samples/order/node.tasks.json
echo
echo "Compile the workflow to one executable:"
show build/aslc samples/order/order.asl.json --tasks samples/order/node.tasks.json -o "$folder/order"
show ls -lh "$folder/order"
echo
echo "This is its input:"
show cat samples/order/input.json
echo
echo "Run it:"
show "$folder/order" --trace --input-file samples/order/input.json
echo
echo "That last line was the answer, on standard output. 'make test' runs the tests; README.md goes on."
