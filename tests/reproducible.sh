#!/bin/sh
# Builds are the same bytes wherever they are made: two copies of the sources, in folders of different names, are built and
# compared. REPRODUCIBLE=all builds all of both; else parts of each kind are built, which takes seconds.
suite=reproducible
. tests/tally.sh

goals="$B/runtime/base/text.o $B/runtime/value/read.o $B/compiler/base/source.o $B/runtime/complete/scripts.o
 $B/runtime/door/tables.c $B/templates.c $B/archives.a $B/exports"
[ "${REPRODUCIBLE:-some}" != all ] || goals="all manual"
for folder in one another-name; do
    mkdir "$T/$folder"
    tar -cf - compiler runtime templates Makefile | tar -C "$T/$folder" -xf -
    # shellcheck disable=SC2086 # they are words
    env -u MAKEFLAGS -u MAKELEVEL CCACHE_DISABLE=1 make -C "$T/$folder" -j "$(nproc)" B="$B" $goals >"$T/log" 2>&1 || {
        fail "it builds in $folder" "make ended with an error"
        tail -20 "$T/log"
    }
done
for folder in one another-name; do
    (cd "$T/$folder" && find . -type f ! -name '*.d' | sort | xargs sha256sum) >"$T/$folder.sums"
done
check "something is built" grep -q "$B/templates.c" "$T/one.sums"
same "the same files in both folders" "$T/one.sums" "$T/another-name.sums"
check "no name of the folder is in them" sh -c "! grep -rqF '$T/one' '$T/one/$B'"

# The programs that aslc makes, too: of a file of a task in C as well, static, and with -g twice in one folder.
for folder in here there; do
    mkdir "$T/$folder" "$T/tmp-$folder"
    cp samples/order/order.asl.json samples/order/order.c "$T/$folder"
    cd "$T/$folder" || exit 1
    export TMPDIR="$T/tmp-$folder"
    code "C in $folder" 0 "$aslc" --emit=c order.asl.json order.c -o order.out.c
    code "a program in $folder" 0 "$aslc" order.asl.json order.c -o order
    code "a static program in $folder" 0 "$aslc" --static order.asl.json order.c -o order.static
    cd "$root" || exit 1
done
for file in order.out.c order order.static; do
    check "$file is the same in both folders" cmp "$T/here/$file" "$T/there/$file"
done
cd "$T/here" || exit 1
for time in first second; do
    mkdir "$T/tmp-$time"
    code "a program with -g, $time" 0 env TMPDIR="$T/tmp-$time" "$aslc" -g order.asl.json order.c -o order.$time
done
check "with -g it is the same again" cmp order.first order.second
cd "$root" && finish
