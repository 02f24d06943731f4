#!/bin/sh
# Manual pages: made of the same rows as --help, and right for those who read them.
suite=manual
. tests/tally.sh

code "make manual" 0 make B="$B" manual
pages="$B/manual/aslc.1 $B/manual/aslc-serve.1 $B/manual/asl-program.1 $B/manual/asl-task.3"

# options FILE: the words of options in it, one a line.
options() {
    sed 's/\\-/-/g; s/\\f[BRI]//g' "$1" | grep -oE -e '^ *--?[a-zA-Z][a-z-]*' | tr -d ' ' | sort -u
}
for page in $pages; do
    if command -v mandoc >/dev/null; then
        code "mandoc: $page" 0 mandoc -Tlint -Wwarning "$page"
        check "mandoc: $page: nothing to say" test ! -s "$T/out"
    else
        skip mandoc
    fi
    if command -v lexgrog >/dev/null; then
        code "lexgrog: $page" 0 lexgrog "$page"
        check "lexgrog: $page: has a name and what it is" grep -q '.*: "asl.* - [a-z]' "$T/out"
    else
        skip lexgrog
    fi
    if command -v man >/dev/null; then
        code "man: $page" 0 env LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 "$page"
        check "man: $page: no warning" test ! -s "$T/err"
        check "man: $page: has a text" test -s "$T/out"
    else
        skip man
    fi
done

"$aslc" --help >"$T/help"
options "$T/help" >"$T/wanted"
options "$B/manual/aslc.1" >"$T/got"
check "aslc has options" grep -qx -e --check "$T/wanted"
same "aslc(1) has the options of --help" "$T/wanted" "$T/got"
"$aslc" serve --help >"$T/help"
options "$T/help" >"$T/wanted"
options "$B/manual/aslc-serve.1" >"$T/got"
check "aslc serve has options" grep -qx -e --listen "$T/wanted"
same "aslc-serve(1) has the options of --help" "$T/wanted" "$T/got"
"$B/manual/PROGRAM" --help >"$T/help"
options "$T/help" >"$T/wanted"
options "$B/manual/asl-program.1" >"$T/got"
check "a program has options" grep -qx -e --virtual-time "$T/wanted"
same "asl-program(1) has the options of --help" "$T/wanted" "$T/got"

# Each feature of programs is in the page of a program.
sed -n 's/^ASL_\(FEATURE\|MANAGE\|ANSWER\)("\([a-z-]*\)".*/\2/p' runtime/include/asl/words.def >"$T/features"
check "there are features" grep -qx batch "$T/features"
sed 's/\\-/-/g' "$B/manual/asl-program.1" >"$T/page"
while read -r feature; do
    check "asl-program(1) has $feature" grep -q "^.fBPROGRAM $feature.fR" "$T/page"
done <"$T/features"

# Each function of asl/task.h is in asl-task(3), with what its comment says.
sed 's/\\-/-/g; s/\\f[BR]//g' "$B/manual/asl-task.3" | tr '\n' ' ' >"$T/page"
for text in 'void asl_call_fail(struct asl_call \*call, const char \*error, const char \*cause);' \
    'If it is called more than once, the last call counts.' 'ASL_TASK_BLOCKS(function)' 'its HeartbeatSeconds start again from now'; do
    check "asl-task(3): $text" grep -q "$text" "$T/page"
done
check "asl-task(3): nothing of the macros' own" sh -c "! grep -q asl_said_task '$T/page'"

# Whatever a program is called, its page is a page.
printf '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}' >"$T/plain.asl.json"
code "a program" 0 "$aslc" "$T/plain.asl.json" -o "$T/it's-mine"
code "a program's page" 0 "$T/it's-mine" --help=man
cp "$T/out" "$T/mine.1"
! command -v mandoc >/dev/null || code "a program's page: mandoc" 0 mandoc -Tlint -Wwarning "$T/mine.1"
check "a program's page: its name" grep -qxF ".TH \"IT\\(aqS\\-MINE\" 1 \"$(sed -n 's/^DATE *:= //p' Makefile)\" \"$("$aslc" --version)\"" "$T/mine.1"
code "a subcommand's page" 0 "$T/it's-mine" run --help=man
cp "$T/out" "$T/mine.1"
! command -v mandoc >/dev/null || code "a subcommand's page: mandoc" 0 mandoc -Tlint -Wwarning "$T/mine.1"
code "no such form" 2 "$T/it's-mine" --help=html
check "no such form: says so" grep -q -e "--help takes =man or nothing, not 'html'" "$T/err"
code "aslc: no such form" 2 "$aslc" --help=html
finish
