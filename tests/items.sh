#!/bin/sh
# Prints the items of tests/items that no test names, and how many are named. Fails where one is not.
cd "$(dirname "$0")/.." || exit 2
named=0
missing=0
all=$(mktemp) || exit 2
trap 'rm -f "$all"' EXIT
cat tests/*.sh tests/unit/*.[ch] tests/cases/*.asl.json tests/cases/*.asl.yaml tests/cases/*.sh samples/*/*.json |
    grep -o '\<[A-Z][A-Z]*-[0-9][0-9]\>' | sort -u > "$all"
while read -r item word; do
    case $item in '#'*) continue ;; esac
    if grep -qx "$item" "$all"; then
        named=$((named + 1))
    else
        missing=$((missing + 1))
        echo "no test names $item ($word)"
    fi
done < tests/items
echo "items: $named passed, $missing failed"
[ $missing -eq 0 ]
