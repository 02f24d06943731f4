#!/bin/sh
# What can be said of the sources without running them: who may include whom, sizes, words that are not used here,
# layout, both compilers without a warning, and what analyzers say. LINT=quick leaves out compilers and analyzers;
# LINT_BUILD names a folder that gcc has built with WERROR=-Werror, and so need not build again. LINT_NODES says how far
# clang's analyzer goes in a function: usually to 225000 nodes.
suite=lint
. tests/tally.sh

c_files=$(find compiler runtime -name '*.c' | sort)
all_files=$(find compiler runtime -name '*.[ch]' | sort)
unit_files=$(find tests/unit tests/fuzz tests/random tests/model tests/mutate tests/bench samples -name '*.[ch]' | sort)
jobs=$(nproc)

# none NAME FILE: the file lists what is wrong.
none() {
    if [ -s "$2" ]; then
        fail "$1" "$(wc -l <"$2") found"
        head -20 "$2"
    else
        pass
    fi
}

# ---- Arrows point downward. A floor may include its own folder and the floors below it.

grep -n '^#include "' $all_files | sed 's/^\([^:]*\):\([0-9]*\):#include "\([^"]*\)".*/\1 \2 \3/' >"$T/includes"
awk '
    function floor(path) {
        if (path ~ /^runtime\/(include|base)\//) return 1
        if (path ~ /^runtime\/(value|loop)\//) return 2
        if (path ~ /^runtime\/(aws|store)\//) return 3
        if (path ~ /^runtime\/postgres\//) return 3.5
        if (path ~ /^runtime\/call\//) return 4
        if (path ~ /^runtime\/(service|host)\//) return 4
        if (path ~ /^runtime\/bus\//) return 4.5
        if (path ~ /^runtime\/token\//) return 4.5
        if (path ~ /^runtime\/vault\//) return 4.6
        if (path ~ /^runtime\/bucket\//) return 4.8
        if (path ~ /^runtime\/(data|expr|task|sqs|sns|events)\//) return 5
        if (path ~ /^runtime\/form\//) return 5
        if (path ~ /^runtime\/vtl\//) return 5
        if (path ~ /^runtime\/(local|door|eval)\//) return 6
        if (path ~ /^runtime\/picture\//) return 6.2
        if (path ~ /^runtime\/words\//) return 6.4
        if (path ~ /^runtime\/jsonata\//) return 6.6
        if (path ~ /^runtime\/client\//) return 6.8
        if (path ~ /^runtime\/(exec|native|way)\//) return 7
        if (path ~ /^runtime\/span\//) return 7.5
        if (path ~ /^runtime\/(map|program)\//) return 8
        if (path ~ /^runtime\/(command|embedded)\//) return 8.05
        if (path ~ /^runtime\/endpoint\//) return 8.1
        if (path ~ /^runtime\/ledger\//) return 8.2
        if (path ~ /^runtime\/machine\//) return 8.3
        if (path ~ /^runtime\/station\//) return 8.4
        if (path ~ /^runtime\/cluster\//) return 8.45
        if (path ~ /^runtime\/api\//) return 8.5
        if (path ~ /^runtime\/(console|front|manage)\//) return 8.6
        if (path ~ /^runtime\/mapping\//) return 8.7
        if (path ~ /^runtime\/(bench|check|complete|serve)\//) return 9
        if (path ~ /^runtime\/item\//) return 3
        if (path ~ /^runtime\/dynamo\//) return 5
        if (path ~ /^runtime\/(stream|scheduler)\//) return 5.5
        if (path ~ /^runtime\/(s3|ssm|secrets)\//) return 5
        if (path ~ /^compiler\/base\//) return 11
        if (path ~ /^compiler\/aws\//) return 11.5
        if (path ~ /^compiler\/read\//) return 12
        if (path ~ /^compiler\/format\//) return 12.2
        if (path ~ /^compiler\/jsonata\//) return 12.5
        if (path ~ /^compiler\/expr\//) return 13
        if (path ~ /^compiler\/check\//) return 14
        if (path ~ /^compiler\/plan\//) return 15
        if (path ~ /^compiler\/layout\//) return 12
        if (path ~ /^compiler\/graph\//) return 14
        if (path ~ /^compiler\/emit\//) return 16
        if (path ~ /^compiler\/drive\//) return 17
        if (path ~ /^compiler\/template\//) return 17.5
        if (path ~ /^compiler\/(testing|view)\//) return 18.5
        if (path ~ /^compiler\/deploy\//) return 18.6
        if (path ~ /^compiler\/stock\//) return 18.7
        if (path ~ /^compiler\/gateway\//) return 18.75
        if (path ~ /^compiler\/app\//) return 18.8
        if (path ~ /^compiler\/(serve|lsp)\//) return 19
        if (path == "compiler/main.c") return 20
        if (path ~ /^compiler\/[^\/]*$/) return 18
        return 0
    }
    function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
    { to = $3
      if (to ~ /^asl\//) to = "runtime/include/" to
      if (to !~ /\//) to = folder($1) "/" to
      from_floor = floor($1); to_floor = floor(to)
      wrong = to_floor == 0 || (folder($1) != folder(to) && to_floor >= from_floor)
      if ($1 ~ /^compiler\// && to_floor > 1 && to_floor < 11 && to !~ /^runtime\/(aws\/(arn|resource|schema)|task\/setting)/ &&
          $1 != "compiler/eval.c" && $1 !~ /^compiler\/(stock|gateway|app|serve|testing)\//) wrong = 1
      if (wrong) print $1 ":" $2 ": includes " $3 }' "$T/includes" >"$T/upward"
none "includes point downward" "$T/upward"

# ---- No circles among modules. A module is a .c with its .h. What it needs is what its files include, and once more what
# its object file needs of others. tests/knots lists the includes that may close a circle, each with a reason.

# no_circle NAME FILE: the file has an arrow between two modules in each line.
no_circle() {
    awk '$1 != $2' "$2" | sort -u | tsort 2>&1 >/dev/null |
        sed 's/^tsort: //; s/^-: input contains a loop:$/these need each other:/' >"$T/circles"
    none "$1" "$T/circles"
}

awk '{ from = $1; to = $3
       if (to ~ /^asl\//) to = "runtime/include/" to
       if (to !~ /\//) { to = from; sub(/[^\/]*$/, "", to); to = to $3 }
       sub(/\.[ch]$/, "", from); sub(/\.[ch]$/, "", to)
       print from, to }' "$T/includes" >"$T/arrows"
awk '!/^#/ { print $1, $2 }' tests/knots >"$T/allowed"
grep -vxF -f "$T/arrows" "$T/allowed" >"$T/stale"
none "each arrow of tests/knots is there" "$T/stale"
grep -vxF -f "$T/allowed" "$T/arrows" >"$T/others"
no_circle "no circle of modules by what they include" "$T/others"

objects=$(for file in $c_files; do echo "$B/${file%.c}.o"; done)
MAKEFLAGS="" make -s -j "$jobs" B="$B" $objects >"$T/build" 2>&1 || cat "$T/build"
nm -A -g $objects | awk -v prefix="$B/" '
    { split($0, part, ":"); module = substr(part[1], length(prefix) + 1); sub(/\.o$/, "", module); name = $NF
      if ($(NF - 1) == "U") needs[module " " name] = 1
      else if ($(NF - 1) != "w") owner[name] = module }
    END { for (key in needs) { split(key, need, " "); if (need[2] in owner) print need[1], owner[need[2]] } }' >"$T/arrows"
check "the modules need each other" test -s "$T/arrows"
no_circle "no circle of modules by what their objects need" "$T/arrows"

# In an archive the linker would take the first of two and say nothing.
nm -A -g --defined-only $objects | awk '
    { split($0, part, ":"); name = $NF
      if (name in file) print name ": in " file[name] " and in " part[1]
      file[name] = part[1] }' >"$T/twice"
none "no name is defined in two files" "$T/twice"

grep -n 'json-c/' $all_files | grep -v -e '^runtime/value/' -e '^runtime/include/asl/task.h:' >"$T/json-c"
none "json-c only below runtime/value/ and in asl/task.h" "$T/json-c"

for file in $c_files; do
    own=${file%.c}.h
    first=$(sed -n 's/^#include "\([^"]*\)".*/\1/p;s/^#include <\([^>]*\)>.*/\1/p' "$file" | head -1)
    [ ! -f "$own" ] || [ "$first" = "$own" ] || echo "$file: its own header comes first"
done >"$T/own"
none "own header first" "$T/own"

# ---- Sizes.

wc -l $all_files | awk '$2 != "total" && $1 > 650 { print $2 ": " $1 " lines" }' >"$T/long"
none "files have at most 650 lines" "$T/long"

awk 'FNR == 1 { inside = 0 } /^\{/ { inside = 1; start = FNR }
     inside && /^\}/ { inside = 0; print FNR - start - 1, FILENAME ":" start }' $c_files | sort -n >"$T/lengths"
awk '{ length_of[NR] = $1 } END { printf "functions: %d, lines: median %d, p90 %d, max %d\n", NR,
     length_of[int((NR + 1) / 2)], length_of[int(NR * 0.9)], length_of[NR] }' "$T/lengths"
awk '$1 > 60 { print $2 ": " $1 " lines" }' "$T/lengths" >"$T/functions"
none "functions have at most 60 lines" "$T/functions"

find compiler runtime -mindepth 3 -type f ! -path 'runtime/include/asl/*' >"$T/depth"
none "folders are at most two deep" "$T/depth"

# ---- Words that are not used here.

grep -nE '(^|[^a-zA-Z0-9_])(malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf) ?\(' $all_files |
    grep -v -e '^runtime/base/memory.c:' -e ':[0-9]*: *\*' -e ':[0-9]*: */\*' >"$T/memory"
none "memory comes from memory.h" "$T/memory"

grep -nE '(^|[^a-zA-Z0-9_])(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|atoll|atof|alloca|strtod|regcomp|system|popen) ?\(' \
    $all_files | grep -v -e ':[0-9]*: *\*' -e ':[0-9]*: */\*' >"$T/forbidden"
none "no forbidden functions" "$T/forbidden"

grep -nE '(^|[^a-zA-Z])(TODO|FIXME|XXX|HACK)([^a-zA-Z]|$)' $all_files $unit_files >"$T/marks"
none "nothing is left for later" "$T/marks"

grep -nP '[ \t]+$|\t' $all_files $unit_files >"$T/blanks"
none "no tabs, no blanks at line ends" "$T/blanks"

grep -rnoE '[A-Za-z0-9_/.-]+\.md\b' compiler runtime templates | while IFS=: read -r file line document; do
    [ -f "$document" ] || echo "$file:$line: there is no $document"
done >"$T/documents"
none "documents that are mentioned are there" "$T/documents"

sh tests/items.sh | grep -v ' passed, ' >"$T/items"
none "tests/language.md has each item" "$T/items"

if command -v clang-format >/dev/null; then
    clang-format --dry-run -Werror $all_files $unit_files 2>&1 | grep 'error:' | cut -d: -f1 | sort -u >"$T/layout"
    none "laid out by .clang-format" "$T/layout"
else
    skip clang-format
fi

if [ "${LINT:-all}" = quick ]; then
    finish
    exit
fi

# ---- Compilers and analyzers.

if command -v gcc >/dev/null; then
    MAKEFLAGS="" make -k -j "$jobs" B="${LINT_BUILD:-build-gcc}" CC=gcc OPT=-O2 WERROR=-Werror all units >"$T/build" 2>&1
    code=$?
    grep -E 'warning:|error:' "$T/build" >"$T/warnings"
    [ "$code" = 0 ] || echo "make ended with $code" >>"$T/warnings"
    none "gcc without a warning" "$T/warnings"
else
    skip gcc
fi

# clang's warnings need no build: clang-tidy gives those of the sources, -fsyntax-only those of the tests.
warn=$(MAKEFLAGS="" make -s --eval='warn: ; @echo $(WARN)' warn)
flags="-D_GNU_SOURCE -DASLC_VERSION=__FILE__ -DASLC_DATE=__FILE__ -DASLC_MACHINE=__FILE__ -DASLC_MODELS=__FILE__ -DASLC_SERVED=__FILE__ -I. -Iruntime/include"
if command -v clang-tidy >/dev/null; then
    further="-Xclang -analyzer-config -Xclang max-nodes=${LINT_NODES:-225000}"
    printf '%s\n' $c_files |
        timeout 1200 xargs -P "$jobs" -n 4 sh -c 'clang-tidy --quiet "$@" -- '"$warn $flags $further"' 2>/dev/null' tidy |
        grep -E 'warning:|error:' | sort -u >"$T/tidy"
    none "clang-tidy" "$T/tidy"
else
    skip clang-tidy
fi
if command -v clang >/dev/null; then
    printf '%s\n' $(find tests/unit tests/random tests/model tests/mutate tests/roundtrip tests/dynamo -name '*.c') |
        xargs -P "$jobs" -n 8 clang -fsyntax-only $warn $flags 2>&1 | grep -E 'warning:|error:' | sort -u >"$T/clang"
    none "clang, of the tests" "$T/clang"
else
    skip clang
fi
if command -v cppcheck >/dev/null; then
    timeout 1200 cppcheck -q -j "$jobs" --std=c11 --enable=warning,portability,performance --inline-suppr \
        --suppress=missingIncludeSystem --suppress=varFuncNullUB --suppress=internalAstError --suppress=uninitvar \
        $flags $c_files 2>&1 |
        grep -E '(error|warning|portability|performance):' >"$T/cppcheck"
    none "cppcheck" "$T/cppcheck"
else
    skip cppcheck
fi
finish
