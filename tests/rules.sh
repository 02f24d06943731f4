#!/bin/sh
# What other build tools learn of aslc: the rules of -MMD, a Makefile that includes them, and CMake's asl_add_workflow().
suite=rules
. tests/tally.sh

mkdir "$T/work"
cp samples/order/order.asl.json samples/order/order.c samples/order/input.json "$T/work"
cp samples/order/output.json "$T/wanted"
cd "$T/work" || exit 1
sed -i '1i #include "limits of.h"' order.c
echo '#define ORDER_LIMIT 5' >'limits of.h'
echo '{}' >tasks.json
echo '{}' >values.json

# rule FILE: what is written there of the files in this folder, on one line. ccache may write other paths its own way.
rule() {
    tr '\n' ' ' <"$1" | sed 's/ \\ */ /g; s|[^ ]*/[^ ]*||g; s/  */ /g; s/ $//' >"$T/rule"
    cat "$T/rule"
}
# is NAME WANTED FILE
is() {
    check "$1" test "$2" = "$(rule "$3")"
    [ "$2" = "$(rule "$3")" ] || cat "$T/rule"
}

# ---- The rules

given="order.asl.json tasks.json values.json order.c limits\\ of.h"
code "beside the output" 0 "$aslc" -O0 -MMD --tasks tasks.json --substitutions values.json order.asl.json order.c -o order.out
is "beside the output: what was read" "order.out: $given" order.d
check "the runtime is read too" grep -qF "/libasl.a" order.d
check "and so are headers of aslc" grep -qF "/asl/task.h" order.d
check "but none of the system" sh -c "! grep -qF /usr/include/stdlib.h order.d"
code "with the system's" 0 "$aslc" -O0 -MD -MF all.d order.asl.json order.c -o order.out
check "with the system's: they are there" grep -q "/stddef.h\|/stdint.h" all.d
code "C" 0 "$aslc" --emit=c -MMD order.asl.json -o made.c
is "C: the definition alone" "made.c: order.asl.json" made.d
code "on standard output" 0 "$aslc" --emit=svg -MMD -MF- -MT 'a$b' -MT c -MQ 'd$ e#' order.asl.json -o order.svg
cp "$T/out" printed
is "on standard output: its targets" 'a$b c d$$\ e\#: order.asl.json' printed
code "phony rules" 0 "$aslc" --emit=c -MMD -MP --tasks tasks.json --substitutions values.json order.asl.json order.c -o made.c
printf '\ntasks.json:\n\nvalues.json:\n\norder.c:\n\nlimits\\ of.h:\n' >wanted
sed -n '/^$/,$p' made.d | awk -v RS= '!/\// { print ""; print }' >phony
same "phony rules: one for each file but the first" wanted phony
code "from standard input" 0 sh -c "'$aslc' --emit=c -MMD - -o made.c <order.asl.json"
is "from standard input: nothing" "made.c:" made.d
cp order.asl.json 'tab	$ #b\ c.json'
code "a hard name" 0 "$aslc" --emit=c -MMD 'tab	$ #b\ c.json' -o made.c
printf 'made.c: tab\\\t$$\\ \\#b\\\\\\ c.json\n' >wanted
same "a hard name: quoted" wanted made.d
printf 'include made.d\nmade.c:\n\t@echo made\n' >hard.mk
touch -d '2 hours ago' 'tab	$ #b\ c.json'
code "a hard name: make reads it" 0 env -u MAKEFLAGS make -f hard.mk made.c
check "a hard name: and finds the file" grep -q "up to date" "$T/out"

cp order.c kept.c
code "over an input" 2 "$aslc" -MMD -MF order.c order.asl.json order.c -o order.out
same "over an input: it is as it was" kept.c order.c
code "over the output" 2 "$aslc" -MMD order.asl.json order.c -o order.d
rm -f no.d no
code "a definition with errors" 1 "$aslc" -MMD input.json -o no
check "a definition with errors: no rules" test ! -e no.d
code "no folder" 3 "$aslc" -MMD -MF none/x.d order.asl.json order.c -o no
check "no folder: no program" test ! -e no
newline=$(printf 'a\nb')
cp order.asl.json "$newline"
code "a line break in a name" 2 "$aslc" --emit=c -MMD "$newline" -o made.c

# ---- A Makefile

cat >Makefile <<MAKE
order: order.asl.json order.c values.json
	$aslc -O0 -MMD -MP --substitutions values.json order.asl.json order.c -o \$@
-include order.d
MAKE
rm -f order.d
# makes NAME YES|NO: whether make has something to do.
makes() {
    code "make, $1" 0 env -u MAKEFLAGS make
    check "make, $1: $2" test "$2" = "$(grep -q -e '-O0' "$T/out" && echo yes || echo no)"
}
# after FILE: it is newer than all else.
after() {
    sleep 0.05
    touch "$1"
}
makes "first" yes
makes "again" no
for file in order.asl.json order.c values.json 'limits of.h'; do
    after "$file"
    makes "$file" yes
    makes "$file, again" no
done
after input.json
makes "a file that is not read" no
sed -i 1d order.c
rm 'limits of.h'
makes "a header that is gone" yes
code "make: the program" 0 ./order --input-file input.json
same "make: its answer" "$T/wanted" "$T/out"

# ---- CMake

if ! command -v cmake >/dev/null; then
    skip cmake
    cd / && finish
    exit
fi
(cd "$root" && MAKEFLAGS="" make B="$B" PREFIX="$T/usr" install) >"$T/log" 2>&1 || cat "$T/log"
mkdir include
echo '#define ORDER_LIMIT 5' >include/limit.h
sed -i '1i #include <limit.h>\n#if SHOP != 1\n#error the definitions of the target are not there\n#endif' order.c
cat >CMakeLists.txt <<'CMAKE'
cmake_minimum_required(VERSION 3.20)
project(shop C)
find_package(aslc 0.1 REQUIRED)
asl_add_workflow(order DEFINITION order.asl.json SOURCES order.c TASKS tasks.json SUBSTITUTIONS values.json
    OPTIONS -Werror --type=standard)
target_include_directories(order PRIVATE include)
target_compile_definitions(order PRIVATE SHOP=1)
asl_add_workflow(second DEFINITION second.asl.json)
enable_testing()
add_test(NAME order COMMAND order --input-file ${CMAKE_CURRENT_SOURCE_DIR}/input.json)
install(TARGETS order)
CMAKE
echo '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' >second.asl.json
code "CMake" 0 env -u MAKEFLAGS cmake -S . -B cmake -G "Unix Makefiles" -DCMAKE_PREFIX_PATH="$T/usr" -DCMAKE_C_FLAGS=-O0
# builds NAME WHAT: which of definition, tasks and second are compiled.
builds() {
    code "CMake, $1" 0 env -u MAKEFLAGS cmake --build cmake
    got=$(sed -n 's/.*Compiling the workflow order.*/order/p; s/.*Compiling the workflow second.*/second/p
        s/.*Building C object .*order.tasks.*/tasks/p; s/.*Linking C executable \(.*\)/link-\1/p' "$T/out" | sort | tr '\n' ' ')
    check "CMake, $1: $2" test "$2" = "${got% }"
    [ "$2" = "${got% }" ] || echo "built: $got"
}
builds "first" "link-order link-second order second tasks"
builds "again" ""
after order.asl.json
builds "the definition" "link-order order"
after values.json
builds "what fills it" "link-order order"
after tasks.json
builds "bindings" "link-order order"
after include/limit.h
builds "a header" "link-order order tasks"
after second.asl.json
builds "the other definition" "link-second second"
after input.json
builds "a file that is not read" ""
code "CMake: the program" 0 cmake/order --input-file input.json
same "CMake: its answer" "$T/wanted" "$T/out"
code "CMake: its test" 0 env -u MAKEFLAGS cmake --build cmake --target test
code "CMake: it is installed" 0 cmake --install cmake --prefix "$T/there"
check "CMake: it is there" test -x "$T/there/bin/order"
sed -i 's/Confirm Order/Lost/; s/"Next": "[^"]*"/"Next": "Nowhere"/' order.asl.json
code "CMake: a mistake" 2 env -u MAKEFLAGS cmake --build cmake
check "CMake: says where it is" grep -q "^$T/work/order.asl.json:[0-9]*:[0-9]*: error" "$T/err"

# refused NAME LINE WORDS: CMake does not take that line.
refused() {
    mkdir -p "$T/refused"
    printf 'cmake_minimum_required(VERSION 3.20)\nproject(shop C)\nfind_package(aslc %s)\n%s\n' "$4" "$2" >"$T/refused/CMakeLists.txt"
    code "CMake: $1" 1 cmake -S "$T/refused" -B "$T/refused/cmake" -DCMAKE_PREFIX_PATH="$T/usr"
    check "CMake: $1: says so" sh -c "tr '\n' ' ' <'$T/err' | sed 's/  */ /g' | grep -qF '$3'"
}
refused "no definition" 'asl_add_workflow(a)' "DEFINITION is missing" REQUIRED
refused "an unknown word" 'asl_add_workflow(a b DEFINITION c)' "asl_add_workflow(a): what is" REQUIRED
refused "a version to come" '' 'compatible with requested version "99"' "99 REQUIRED"
cd / && finish
