#!/bin/sh
# The round trip of JSONata: expressions are printed as tables of C, many to a file, compiled by gcc, by clang and with
# sanitizers, and evaluated, which must come to the same lines as evaluating them in the compiler's own process does:
# the expressions of tests/roundtrip, random ones, and where it is beside this clone JSONata's own suite.
suite=roundtrip
. tests/tally.sh

jobs=$(nproc)
part_size=120
roundtrip=$root/$B/roundtrip/roundtrip
flags="-std=c11 -O0 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror -D_GNU_SOURCE
    -I$root -I$root/runtime/include"
sanitize='-fsanitize=address,undefined -fno-sanitize-recover=undefined'

# emit FILE FOLDER: the C of all its expressions, and the list of its parts.
emit() {
    lines=$(grep -c . "$1") at=0
    printf '#include <stddef.h>\n\n#include <asl/tree.h>\n\n' >"$2/parts.c"
    while [ "$at" -lt "$lines" ]; do
        "$roundtrip" emit "$1" "$at" "$part_size" >"$2/part_$at.c"
        printf 'extern const struct asl_expr *const *const roundtrip_%d[];\n' "$at" >>"$2/parts.c"
        printf '    roundtrip_%d,\n' "$at" >>"$2/list"
        at=$((at + part_size))
    done
    {
        printf 'extern const size_t roundtrip_size;\nconst size_t roundtrip_size = %d;\n' "$part_size"
        printf 'extern const struct asl_expr *const *const *const roundtrip_parts[];\n'
        printf 'const struct asl_expr *const *const *const roundtrip_parts[] = {\n'
        cat "$2/list"
        printf '};\n'
    } >>"$2/parts.c"
}

# program NAME FOLDER CC FLAGS...: all of the C in FOLDER as one program, $T/NAME.x.
program() {
    program_name=$1 program_folder=$2 program_cc=$3
    shift 3
    mkdir "$T/$program_name"
    ls "$program_folder"/*.c "$root/tests/roundtrip/replay.c" "$root/tests/roundtrip/cases.c" |
        xargs -P "$jobs" -I {} sh -c '"$@" -c {} -o "'"$T/$program_name/"'$(basename {} .c).o"' compile \
            "$program_cc" $flags "$@" >"$T/$program_name/log" 2>&1
    "$program_cc" "$@" "$T/$program_name"/*.o "$root/$B/lib/libasl.a" -Wl,--gc-sections $(cat "$root/$B/lib/asl.libs") \
        -o "$T/$program_name.x" >>"$T/$program_name/log" 2>&1
    check "$program_name compiles without a warning" test ! -s "$T/$program_name/log"
    head -20 "$T/$program_name/log"
}

# agree NAME FILE WANTED: the program comes to the same lines.
agree() {
    agree_code=0
    "$T/$1.x" "$2" >"$T/$1.out" 2>"$T/$1.err" || agree_code=$?
    check "$1 ends well" test "$agree_code" = 0
    head -20 "$T/$1.err"
    check "$1: the same lines" cmp -s "$3" "$T/$1.out"
    diff "$3" "$T/$1.out" | cut -c 1-300 | head -10
}

# round NAME FILE: there and back.
round() {
    mkdir "$T/c-$1"
    "$roundtrip" eval "$2" >"$T/$1.wanted" 2>"$T/$1.log"
    check "$1: each is evaluated" test "$(wc -l <"$T/$1.wanted")" = "$(grep -c . "$2")"
    head -5 "$T/$1.log"
    emit "$2" "$T/c-$1"
    "$roundtrip" eval "$2" >"$T/$1.again" 2>&1
    check "$1: the same lines again" cmp -s "$T/$1.wanted" "$T/$1.again"
    program "$1-gcc" "$T/c-$1" "${CC:-cc}"
    agree "$1-gcc" "$2" "$T/$1.wanted"
    if command -v clang >/dev/null; then
        program "$1-clang" "$T/c-$1" clang $sanitize
        agree "$1-clang" "$2" "$T/$1.wanted"
    else
        skip clang
    fi
}

round own tests/roundtrip/expressions.jsonl
check "own: none is wrong" sh -c "! grep -q -e 'is no expression' '$T/own.wanted'"
cut -d ' ' -f 2- "$T/own.wanted" >"$T/own.values"
check "own: the wanted values" cmp -s tests/roundtrip/expressions.wanted "$T/own.values"
diff tests/roundtrip/expressions.wanted "$T/own.values" | head -20

# Random ones, of which the same numbers make the same.
"$root/$B/roundtrip/generate" 1 0 600 >"$T/random.jsonl"
"$root/$B/roundtrip/generate" 1 0 600 >"$T/again.jsonl"
check "the same random expressions again" cmp -s "$T/random.jsonl" "$T/again.jsonl"
round random "$T/random.jsonl"
check "random: most of them are evaluated" test "$(grep -c 'is no expression' "$T/random.wanted")" -lt 200
check "random: many have a value" test "$(grep -c -v -e 'is ' -e ': ' "$T/random.wanted")" -gt 50

if [ -f ../shared/conformance/jsonata.jsonl ]; then
    round suite ../shared/conformance/jsonata.jsonl
else
    skip roundtrip-suite
fi
finish
