# pack.sh - many workflows in one program, to save time; sourced behind tally.sh. The C of many goes into one file, each
# with its main() renamed, and tests/random/drive runs each in a process of its own.
jobs=$(nproc)
pack_size=25
flags="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror -D_GNU_SOURCE
    -I$root -I$root/runtime/include"
sanitize='-fsanitize=address,undefined -fno-sanitize-recover=undefined'

# pack_one FOLDER NUMBER...: a file that includes the C of these and lists them.
pack_one() {
    pack_folder=$1 pack_name=pack_$2
    shift
    {
        echo '#include "tests/random/drive/drive.h"'
        printf 'int run_w%s(int argc, char **argv);\n#define main run_w%s\n#include "w%s.c"\n#undef main\n' \
            $(for n in "$@"; do echo "$n" "$n" "$n"; done)
        printf 'extern const struct drive_workflow %s[];\nconst struct drive_workflow %s[] = {\n' \
            "$pack_name" "$pack_name"
        printf '    { "w%s", run_w%s },\n' $(for n in "$@"; do echo "$n" "$n"; done)
        printf '    { 0, 0 }\n};\n'
    } >"$pack_folder/$pack_name.c"
    echo "$pack_name" >>"$T/packs"
}

# pack_all FOLDER < NUMBERS: packs of all wN.c there, and packs.c, which lists the packs.
pack_all() {
    xargs -n "$pack_size" >"$T/numbers"
    : >"$T/packs"
    while read -r numbers; do
        pack_one "$1" $numbers
    done <"$T/numbers"
    {
        echo '#include "tests/random/drive/drive.h"'
        sed 's/.*/extern const struct drive_workflow &[];/' "$T/packs"
        echo 'const struct drive_workflow *const drive_packs[] = {'
        sed 's/.*/    &,/' "$T/packs"
        printf '    0\n};\n'
    } >"$1/packs.c"
}

# program NAME CC BUILD FLAGS...: one program of all packs in $T/a, linked with the runtime of that build.
program() {
    name=$1 cc=$2 build=$3
    shift 3
    (cd "$T/a" && ls pack*.c "$root/tests/random/drive/drive.c" |
        xargs -P "$jobs" -I {} sh -c '"$@" -c {} -o "'"$T/$name/"'$(basename {} .c).o"' compile \
            "$cc" $flags "$@") >"$T/$name/log" 2>&1
    "$cc" "$@" "$T/$name"/*.o "$build/lib/libasl.a" -Wl,--gc-sections -L"$build/lib" $(cat "$build/lib/asl.libs") \
        -o "$T/$name/program" >>"$T/$name/log" 2>&1
    check "$name compiles all of it without a warning" test ! -s "$T/$name/log"
    head -20 "$T/$name/log"
}

# A busy machine takes minutes for all of the runtime.
second_runtime() {
    timeout 900 env MAKEFLAGS= make -j "$jobs" B="$second" CC="$clang" OPT=-O0 SAN="$sanitize" runtime >"$T/log" 2>&1
}

# programs: $T/gcc/program, and $T/clang/program with sanitizers (by clang where there is one).
programs() {
    mkdir -p "$T/gcc" "$T/clang"
    program gcc "${CC:-cc}" "$B" -O0
    if command -v clang >/dev/null; then
        clang=clang
    else
        skip clang
        clang=${CC:-cc}
    fi
    second=$B-random
    check "the second runtime" second_runtime
    program clang "$clang" "$second" -O0 $sanitize
}

# run NAME REPORT [ENV]: all of them, into a report. What the embedded services keep is theirs alone.
run() {
    ran=0
    rm -rf "$T/state"
    timeout 1800 env XDG_STATE_HOME="$T/state" ${3:-} "$T/$1/program" "$T/a" "$T/$2" || ran=$?
    check "$2: the driver ends well" test "$ran" = 0
}

# agree REPORT: the same as gcc's first run, to the byte; if not, it says which and shows the first difference.
agree() {
    check "$1: the same" cmp -s "$T/plain" "$T/$1"
    awk '/^== w[0-9]+$/ { name = $2 } NR == FNR { text[name] = text[name] $0 "\n"; next } { other[name] = other[name] $0 "\n" }
        END { for (name in text) if (text[name] != other[name]) print name " differs" }' "$T/plain" "$T/$1" | sort | head -5
    diff "$T/plain" "$T/$1" | cut -c 1-200 | head -12
}

# run_all: each twice, with every parked frame going through bytes, with sanitizers, and with both: all must agree.
run_all() {
    run gcc plain
    run gcc repeated
    agree repeated
    run gcc frames ASL_DEBUG=frames
    agree frames
    run clang sanitized
    agree sanitized
    run clang sanitized-frames ASL_DEBUG=frames
    agree sanitized-frames
}

# build_and_run: the programs, and all of that; where one could not be built, the suite ends.
build_and_run() {
    programs
    if [ ! -x "$T/gcc/program" ] || [ ! -x "$T/clang/program" ]; then
        finish
        exit
    fi
    run_all
}

# outcomes N: what became of them in the first run.
outcomes() {
    printf '%s workflows: %s succeeded, %s failed, %s timed out, %s aborted; %s events\n' "$1" \
        "$(grep -c '^exit 0$' "$T/plain")" "$(grep -c '^exit 1$' "$T/plain")" "$(grep -c '^exit 3$' "$T/plain")" \
        "$(grep -c '^exit 4$' "$T/plain")" "$(grep -o '"previousEventId"' "$T/plain" | wc -l)"
}
