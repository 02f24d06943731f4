#!/bin/sh
# Random small workflows from a seeded generator (tests/random/). The same seed must give the same bytes (definition, C,
# output, history), gcc's build and clang's must agree, AddressSanitizer and UndefinedBehaviorSanitizer must be silent,
# and every parked frame must survive being written to bytes and read back. To save time the C of many goes into one
# program, which runs each in a process of its own.
#   RANDOM_SEED RANDOM_FIRST RANDOM_COUNT   which of them: numbers FIRST, FIRST + 1, ... of a seed
suite=random
. tests/tally.sh

seed=${RANDOM_SEED:-1} first=${RANDOM_FIRST:-0} count=${RANDOM_COUNT:-300}
last=$((first + count - 1))
generate=$root/$B/random/generate
jobs=$(nproc)
pack_size=25
flags="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror -D_GNU_SOURCE
    -I$root -I$root/runtime/include"
sanitize='-fsanitize=address,undefined -fno-sanitize-recover=undefined'

# ---- The same seed, the same definitions, which are all valid; and the same C.

mkdir "$T/a" "$T/again" "$T/gcc" "$T/clang"
"$generate" "$seed" "$first" "$count" "$T/a" && "$generate" "$seed" "$first" "$count" "$T/again"
check "as many as wanted" test "$(ls "$T/a" | wc -l)" = $((3 * count))
check "the same definitions again" diff -rq "$T/a" "$T/again"
(cd "$T/a" && ls ./*.asl.json | xargs -n 100 "$aslc" --check) >"$T/messages" 2>&1
check "all are valid" test ! -s "$T/messages"
head -5 "$T/messages"
for folder in a again; do
    (cd "$T/$folder" && seq "$first" "$last" | xargs -P "$jobs" -I N "$aslc" --emit=c wN.asl.json -o wN.c)
done
check "as much C" test "$(ls "$T/a" | grep -c '^w.*\.c$')" = "$count"
check "the same C again" diff -rq "$T/a" "$T/again"

# ---- Packs: files that include the C of many, with main() renamed, and list them.

number=$first
while [ "$number" -le "$last" ]; do
    end=$((number + pack_size - 1))
    [ "$end" -le "$last" ] || end=$last
    {
        echo '#include "tests/random/drive/drive.h"'
        for n in $(seq "$number" "$end"); do
            printf 'int run_w%s(int argc, char **argv);\n#define main run_w%s\n#include "w%s.c"\n#undef main\n' \
                "$n" "$n" "$n"
        done
        printf 'extern const struct drive_workflow pack_%s[];\nconst struct drive_workflow pack_%s[] = {\n' \
            "$number" "$number"
        seq "$number" "$end" | sed 's/.*/    { "w&", run_w& },/'
        printf '    { 0, 0 }\n};\n'
    } >"$T/a/pack_$number.c"
    number=$((end + 1))
done
(
    echo '#include "tests/random/drive/drive.h"'
    packs=$(seq "$first" "$pack_size" "$last")
    printf 'extern const struct drive_workflow pack_%s[];\n' $packs
    echo 'const struct drive_workflow *const drive_packs[] = {'
    printf '    pack_%s,\n' $packs
    printf '    0\n};\n'
) >"$T/a/packs.c"

# program NAME CC BUILD FLAGS...: one program of all packs, linked with the runtime of that build.
program() {
    name=$1 cc=$2 build=$3
    shift 3
    (cd "$T/a" && ls pack*.c "$root/tests/random/drive/drive.c" |
        xargs -P "$jobs" -I FILE sh -c '"$@" -c FILE -o "'"$T/$name/"'$(basename FILE .c).o"' compile \
            "$cc" $flags "$@") >"$T/$name/log" 2>&1
    "$cc" "$@" "$T/$name"/*.o "$build/lib/libasl.a" -Wl,--gc-sections -L"$build/lib" $(cat "$build/lib/asl.libs") \
        -o "$T/$name/program" >>"$T/$name/log" 2>&1
    check "$name compiles all of it without a warning" test ! -s "$T/$name/log"
    head -20 "$T/$name/log"
}

program gcc "${CC:-cc}" "$B" -O0
if command -v clang >/dev/null; then
    clang=clang
else
    skip clang
    clang=${CC:-cc}
fi
second=$B-random
code "the second runtime" 0 env MAKEFLAGS= make -j "$jobs" B="$second" CC="$clang" OPT=-O1 SAN="$sanitize" runtime
program clang "$clang" "$second" -O0 $sanitize

if [ ! -x "$T/gcc/program" ] || [ ! -x "$T/clang/program" ]; then
    finish
    exit
fi

# ---- Runs.

# run NAME REPORT [ENV]: all of them, into a report.
run() {
    ran=0
    timeout 1800 env ${3:-} "$T/$1/program" "$T/a" "$T/$2" || ran=$?
    check "$2: the driver ends well" test "$ran" = 0
}

# agree REPORT: the same as gcc's first run, to the byte; if not, it says which and shows the first difference.
agree() {
    check "$1: the same" cmp -s "$T/plain" "$T/$1"
    awk '/^== w[0-9]+$/ { name = $2 } NR == FNR { text[name] = text[name] $0 "\n"; next } { other[name] = other[name] $0 "\n" }
        END { for (name in text) if (text[name] != other[name]) print name " differs" }' "$T/plain" "$T/$1" | sort | head -5
    diff "$T/plain" "$T/$1" | cut -c 1-200 | head -12
}

run gcc plain
run gcc repeated
agree repeated
run gcc frames ASL_DEBUG=frames
agree frames
run clang sanitized
agree sanitized
run clang sanitized-frames ASL_DEBUG=frames
agree sanitized-frames

check "each has run" test "$(grep -c '^exit [0-4]$' "$T/plain")" = "$count"
grep -B 3 -e '^signal' -e '^exit [25]$' "$T/plain" | cut -c 1-400 | head -20
printf '%s workflows: %s succeeded, %s failed, %s timed out, %s aborted; %s events\n' "$count" \
    "$(grep -c '^exit 0$' "$T/plain")" "$(grep -c '^exit 1$' "$T/plain")" "$(grep -c '^exit 3$' "$T/plain")" \
    "$(grep -c '^exit 4$' "$T/plain")" "$(grep -o '"previousEventId"' "$T/plain" | wc -l)"
finish
