#!/bin/sh
# The face of aslc: options, exit codes, what is written where, and what is left behind.
suite=options
. tests/tally.sh

mkdir "$T/tmp" "$T/work" "$T/cache"
export TMPDIR="$T/tmp" XDG_CACHE_HOME="$T/cache"
order=$PWD/samples/order/order.asl.json
tasks=$PWD/samples/order/order.c
input=$PWD/samples/order/input.json
cd "$T/work" || exit 1

cat >hello.asl.json <<'JSON'
{"StartAt": "Hello", "States": {"Hello": {"Type": "Pass", "Result": "hello ${WHO}", "End": true}}}
JSON
sed 's/ \${WHO}//' hello.asl.json >plain.asl.json
cat >wrong.asl.json <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}
JSON
cat >flow.asl.json <<'JSON'
{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${DELAY}, "Next": "P"},
 "P": {"Type": "Pass", "Parameters": {"Seconds": "${DELAY}"}, "End": ${LAST}}}}
JSON

# Nothing to complain about prints nothing; an error is 1; usage is 2.
code "check" 0 "$aslc" --check plain.asl.json
check "check prints nothing" test ! -s "$T/out" -a ! -s "$T/err"
code "check of several" 1 "$aslc" --check plain.asl.json wrong.asl.json
check "gcc's form" grep -Eq '^wrong.asl.json:1:[0-9]+: error: .*\[[a-z-]+\]$' "$T/err"
code "build of a wrong one" 1 "$aslc" wrong.asl.json -o wrong
check "a wrong one builds nothing" test ! -e wrong
code "json, good" 0 "$aslc" --check --diagnostics=json plain.asl.json
check "json says OK" grep -q '"result":"OK"' "$T/out"
code "json, bad" 1 "$aslc" --check --diagnostics=json wrong.asl.json
check "json says FAIL" grep -q '"result":"FAIL"' "$T/out"
check "json alone" test ! -s "$T/err"
cp wrong.asl.json 'a b,c:d.asl.json'
for form in json sarif; do
    code "$form of several" 1 "$aslc" --check --diagnostics=$form wrong.asl.json plain.asl.json 'a b,c:d.asl.json'
    cp "$T/out" log.json
    case $form in
    json) files='$..[?(@.slug == "next-unknown")].file' places='$..[?(@.slug == "next-unknown")].pointer' ;;
    sarif) files='$..uri' places='$..fullyQualifiedName' ;;
    esac
    code "$form of several is one document" 0 "$aslc" --eval=jsonpath "$files" --input-file log.json
    cp "$T/out" files.json
    code "$form has each file's places" 0 "$aslc" --eval=jsonpath "$places" --input-file log.json
    check "$form has each file's places: two" grep -qx '\["/States/A/Next","/States/A/Next"\]' "$T/out"
    case $form in
    json) check "json names the files" grep -qx '\["wrong.asl.json","a b,c:d.asl.json"\]' files.json ;;
    sarif) check "sarif names the files" grep -qx '\["wrong.asl.json","a%20b%2Cc%3Ad.asl.json"\]' files.json ;;
    esac
done
code "sarif, good" 0 "$aslc" --check --diagnostics=sarif plain.asl.json
check "sarif without results" grep -q '"results":\[\]' "$T/out"
code "sarif of standard input" 1 sh -c "'$aslc' --check --diagnostics=sarif - <wrong.asl.json"
check "sarif calls it stdin" grep -q '"uri":"stdin"' "$T/out"
code "sarif of a whole path" 1 "$aslc" --check --diagnostics=sarif "$PWD/wrong.asl.json"
check "sarif has a whole URI" grep -q '"uri":"file:///.*/wrong.asl.json"' "$T/out"
code "github" 1 "$aslc" --check --diagnostics=github 'a b,c:d.asl.json'
check "github's form" grep -Eq '^::error title=next-unknown,file=a b%2Cc%3Ad.asl.json,line=1,endLine=1,col=[0-9]+,endColumn=[0-9]+::' "$T/err"
check "github prints nothing else" test ! -s "$T/out"
code "github of a missing file" 1 "$aslc" --check --diagnostics=github none.asl.json
check "github without a place" grep -q '^::error title=file-unreadable::cannot read none.asl.json: ' "$T/err"
code "suppressed" 1 "$aslc" wrong.asl.json --suppress MISSING_TRANSITION_TARGET -o wrong
code "missing file" 1 "$aslc" --check none.asl.json
code "help" 0 "$aslc" --help
code "version" 0 "$aslc" --version
for words in "" "--check" "--chek plain.asl.json" "-O3 plain.asl.json" "-o" "--emit=png plain.asl.json" "--emit=svg --no-main plain.asl.json" \
    "--emit=nothing plain.asl.json" "--eval=xpath 1" "--eval=jsonpath" \
    "--without=clouds plain.asl.json" "--type=fast plain.asl.json" "--diagnostics=html plain.asl.json" "--diagnostics=sarif --emit=c plain.asl.json" \
    "-D WHO plain.asl.json" "-D WHO=$(printf 'a\377') hello.asl.json" "-D $(printf 'W\303')=a hello.asl.json" "-Wnonsense plain.asl.json" "-Wno-nonsense plain.asl.json" \
    "--suppress nonsense plain.asl.json" "plain.asl.json wrong.asl.json" "--check --run plain.asl.json" \
    "--check -o x plain.asl.json" "--input-file x plain.asl.json" "--tasks none.json plain.asl.json" \
    "--substitutions none.json plain.asl.json" "-g3 plain.asl.json"; do
    code "usage: $words" 2 "$aslc" $words
    check "usage says so: $words" test -s "$T/err"
    check "usage prints no result: $words" test ! -s "$T/out"
done

# The generated C goes where it is sent.
code "emit" 0 "$aslc" --emit=c plain.asl.json
check "emit prints C" grep -q 'asl_main' "$T/out"
cp "$T/out" plain.c.wanted
code "emit -o" 0 "$aslc" --emit=c plain.asl.json -o plain.c
same "emit -o writes the same" plain.c.wanted plain.c
code "emit with tasks" 0 "$aslc" --emit=c "$order" "$tasks"
check "emit names the task functions" grep -q 'confirm_order' "$T/out"

# Substitutions: from the command line, from a file, open ones; numbers where numbers are wanted, and only there.
code "open" 0 "$aslc" --check hello.asl.json
check "open is warned about" grep -q 'warning: .*WHO.*\[substitution-open\]' "$T/err"
code "open, silenced" 0 "$aslc" --check -Wno-substitution-open hello.asl.json
check "silence" test ! -s "$T/err"
code "open, -Werror" 1 "$aslc" --check -Werror hello.asl.json
code "filled" 0 "$aslc" --check -D WHO=world hello.asl.json
check "filled is silent" test ! -s "$T/err"
code "filled, run" 0 "$aslc" --run -D 'WHO=\"world\"' hello.asl.json
printf '"hello \\"world\\""\n' >wanted
same "an escaped quote" wanted "$T/out"
code "a quote in the text" 1 "$aslc" --run -D 'WHO="world"' hello.asl.json
check "it breaks the string" grep -q 'substitution-breaks' "$T/err"
printf '{"DELAY": 3, "LAST": true, "WHO": "file"}' >values.json
code "file" 0 "$aslc" --emit=c --substitutions=values.json flow.asl.json
check "a number in its place" grep -q 'ASL_NUMBER(3)' "$T/out"
check "a text elsewhere" grep -q 'ASL_STRING("3")' "$T/out"
code "the command line wins" 0 "$aslc" --run --substitutions=values.json -D WHO=me hello.asl.json
printf '"hello me"\n' >wanted
same "the command line wins" wanted "$T/out"
printf '{"WHO": []}' >values.json
code "wrong type in the file" 2 "$aslc" --check --substitutions=values.json hello.asl.json

# One file is written, and it is the one that was named.
code "build" 0 "$aslc" "$order" "$tasks"
check "the default name" test -x order
code "run it" 0 ./order --input-file "$input"
for level in -O0 -O1 -O2 -g; do
    code "build $level" 0 "$aslc" "$order" "$tasks" $level -o "order$level"
    check "build $level" test -x "order$level"
done
gcc -c "$tasks" -I"$root/$B/include" -o tasks.o && ar rcs libtasks.a tasks.o
code "an object" 0 "$aslc" "$order" tasks.o -o from-object
code "an archive" 0 "$aslc" "$order" libtasks.a -o from-archive
code "an archive by -l" 0 "$aslc" "$order" -L. -l m -I . libtasks.a -o from-archive
code "run it" 0 ./from-archive --input-file "$input"
printf '{"state:Confirm": "c:turn_down_order"}' >bind.json
code "bindings" 0 "$aslc" "$order" "$tasks" --tasks bind.json -o bound
code "run it" 0 ./bound --input-file "$input"
check "the binding wins" grep -q 'turned down' "$T/out"
cp plain.asl.json twin.asl.json
code "the output is the input" 2 "$aslc" plain.asl.json -o plain.asl.json
same "the input is as it was" twin.asl.json plain.asl.json
mkdir plain
code "the output is a folder" 3 "$aslc" plain.asl.json
code "the output is in no folder" 3 "$aslc" plain.asl.json -o none/plain
code "the output is a device" 0 "$aslc" plain.asl.json -o /dev/null
check "the device stays one" test -c /dev/null
code "the output is full" 3 "$aslc" plain.asl.json -o /dev/full
ln -s real link
touch real
code "the output is a link" 0 "$aslc" plain.asl.json -o link
check "the link stays one" test -L link -a -x real
if [ "$(id -u)" = 0 ]; then
    skip read-only
else
    touch locked && chmod a-w locked
    code "the output is read-only" 3 "$aslc" plain.asl.json -o locked
fi

# A file's name is in the program's answers, which are JSON: what is not UTF-8 in it becomes U+FFFD.
strange=$(printf 'st\377range')
cp plain.asl.json "$strange.asl.json"
code "a name that is not UTF-8" 0 "$aslc" "$strange.asl.json" -o strange
code "a name that is not UTF-8: info" 0 ./strange info
cp "$T/out" info.json
code "a name that is not UTF-8: info is JSON" 0 "$aslc" --eval=jsonpath '$.source' --input-file info.json
check "a name that is not UTF-8: info names it" grep -qx "\"$(printf 'st\357\277\275range').asl.json\"" "$T/out"

# cc is missing, fails, is slow and we are stopped, has no room: 3, a message, and nothing left behind.
code "no cc" 3 "$aslc" plain.asl.json --cc=no-such-cc -o x
check "no cc is named" grep -q no-such-cc "$T/err"
code "cc fails" 3 "$aslc" plain.asl.json --cc=false -o x
echo 'int broken(void) { return 1' >broken.c
code "cc's own messages" 3 "$aslc" plain.asl.json broken.c -o x
check "cc's own messages are shown" grep -q 'broken.c:1:' "$T/err"
code "no TMPDIR" 3 env TMPDIR=/no/such "$aslc" plain.asl.json -o x
check "failures build nothing" test ! -e x
printf '#!/bin/sh\ntouch "$TMPDIR/left"\nsleep 20\n' >slow-cc
chmod +x slow-cc
for signal in INT TERM HUP; do
    # A shell starts what it puts aside with SIGINT ignored; env brings it back.
    env --default-signal=INT "$aslc" plain.asl.json --cc="$PWD/slow-cc" -o x 2>/dev/null &
    child=$!
    for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -e "$(echo "$TMPDIR"/aslc-*/left)" ] && break
        sleep 0.1
    done
    kill -$signal $child
    wait $child
    check "ended by SIG$signal" test $? -gt 128
    check "nothing is left after SIG$signal" test -z "$(ls -A "$TMPDIR")"
done
mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=8k tmpfs small 2>/dev/null; then
    code "full disk, output" 3 "$aslc" plain.asl.json -o small/x
    check "full disk leaves nothing" test -z "$(ls -A small)"
    code "full disk, TMPDIR" 3 env TMPDIR="$PWD/small" "$aslc" plain.asl.json -o x
    check "full disk leaves nothing" test -z "$(ls -A small)"
    umount small
else
    skip full-disk
fi
# A shell writes down the exit code, since no file may grow in here.
limited() {
    { sh -c 'ulimit -f 0; exec "$0" "$@"' "$@" </dev/null; echo "exit $?"; } 2>&1 | cat
}
limited "$aslc" plain.asl.json -o x >limited
check "no file may grow: exit code" grep -qx 'exit 3' limited
check "no file may grow: says so" grep -q "^aslc: .*: File too large$" limited
check "no file may grow: no output" test ! -e x
check "nothing is left in TMPDIR" test -z "$(ls -A "$TMPDIR")"
check "nothing hidden is left beside the output" test -z "$(ls -A | grep '^\.aslc')"

# --run: built once, run with its arguments, its exit code is ours.
code "run" 0 "$aslc" --run "$order" "$tasks" -- --input-file "$input"
check "run prints the answer" grep -q '"confirmed"' "$T/out"
count=$(ls "$XDG_CACHE_HOME/aslc" | wc -l)
code "run again" 0 "$aslc" --run "$order" "$tasks" -- --input-file "$input"
check "nothing new is built" test "$(ls "$XDG_CACHE_HOME/aslc" | wc -l)" = "$count"
code "run another level" 0 "$aslc" --run -O0 "$order" "$tasks" -- --input-file "$input"
check "another is built" test "$(ls "$XDG_CACHE_HOME/aslc" | wc -l)" = "$((count + 1))"
code "run fails as the program does" 1 "$aslc" --run "$order" "$tasks" -- '{"payment": {"status": "?"}}'
program=$(ls "$XDG_CACHE_HOME"/aslc/order-* | head -n 1)
size=$(wc -c <"$program")
for damage in "truncate -s 1000" "truncate -s $((size - 1))" "dd conv=notrunc bs=1 seek=5000 count=9 if=/dev/zero status=none of=" "cp /dev/null" "chmod -x"; do
    for program in "$XDG_CACHE_HOME"/aslc/order-*; do
        case $damage in
        *=) $damage"$program" ;;
        *) $damage "$program" ;;
        esac
    done
    code "run, damaged by $damage" 0 "$aslc" --run "$order" "$tasks" -- --input-file "$input"
    check "run, damaged by $damage: it is built anew" grep -q '"confirmed"' "$T/out"
done
code "run, no cache" 3 env -u HOME -u XDG_CACHE_HOME "$aslc" --run plain.asl.json

# --shared: what a process loads that has the runtime; by tcc or by cc, one name is seen.
for level in "" -O1; do
    code "shared $level" 0 "$aslc" --shared $level "$order" "$tasks" -o order.so
    nm -D --defined-only order.so | sed 's/.* //' >defined
    printf 'asl_loaded_workflow\n' >wanted
    same "shared $level: it shows one name" wanted defined
    nm -D --undefined-only order.so | sed -n 's/^.* \(\(asl\|json\)_[a-zA-Z0-9_]*\)$/\1/p' | sort >asked
    nm -D --defined-only "$aslc" | sed 's/.* //' | sort >offered
    comm -23 asked offered >missing
    check "shared $level: it asks for the runtime" grep -qx asl_go asked
    check "shared $level: aslc has it: $(cat missing)" test ! -s missing
done
for wrong in "" "-o x --static" "-o x -g" "-o x --run" "--check" "--emit=c -o x"; do
    code "shared $wrong" 2 "$aslc" --shared $wrong plain.asl.json
    check "shared $wrong: says why" grep -q -e '^aslc: .*--shared\|^aslc: .-o. has nothing' "$T/err"
done
code "shared, counted" 2 "$aslc" --shared --cc="${CC:-cc} --coverage" plain.asl.json -o x
check "shared, counted: says why" grep -q -e '--shared keeps no counts' "$T/err"

# Expressions.
code "eval" 0 "$aslc" --eval=jsonpath '$.payment.status' --input-file "$input"
printf '"received"\n' >wanted
same "eval prints JSON" wanted "$T/out"
printf '$.id\n' >path.txt
code "eval of a file" 0 "$aslc" --eval=jsonpath --expression-file path.txt --input-file "$input"
code "eval intrinsic" 0 "$aslc" --eval=intrinsic "States.Format('{}', \$.id)" --input-file "$input"
code "eval wrong" 1 "$aslc" --eval=jsonpath '$.[' --input-file "$input"
check "eval's error is JSON" grep -q '^{"code":' "$T/err"
code "eval jsonata" 0 "$aslc" --eval=jsonata '{"n": 1 + 2, "none": []}'
printf '{"n":3,"none":[]}\n' >wanted
same "eval jsonata prints JSON" wanted "$T/out"
code "eval jsonata, undefined" 0 "$aslc" --eval=jsonata 'nothing' --input-file "$input"
check "undefined prints nothing" test ! -s "$T/out"
code "eval jsonata of standard input" 0 sh -c "printf '[1, 2]' | '$aslc' --eval=jsonata '\$[1] + 1' --input-file -"
printf '3\n' >wanted
same "eval jsonata reads standard input" wanted "$T/out"
printf '{"x": {"y": 5}, "states": {"input": 6}}' >bindings.json
code "eval jsonata with bindings" 0 "$aslc" --eval=jsonata '$x.y + $states.input' --bindings bindings.json
printf '11\n' >wanted
same "eval jsonata sees its bindings" wanted "$T/out"
code "eval jsonata, wrong" 1 "$aslc" --eval=jsonata '[1, 2'
printf '{"code":"S0203","position":5,"message":"Expected \\"]\\" before end of expression"}\n' >wanted
same "eval jsonata says what is wrong" wanted "$T/err"
code "eval jsonata, failed" 1 "$aslc" --eval=jsonata '1 + "a"'
printf '{"code":"T2002","position":3,"message":"The right side of the \\"+\\" operator must evaluate to a number"}\n' >wanted
same "eval jsonata says what failed" wanted "$T/err"
code "eval jsonata, a function is no result (J-08)" 1 "$aslc" --eval=jsonata '[function(){1}]'
check "eval jsonata says that it is none" grep -q 'returned an unsupported result type' "$T/err"
check "on a terminal it has a caret and lines" sh -c \
    "script -qec \"'$aslc' --eval=jsonata '[1 +]'\" /dev/null | grep -q '\^' && script -qec \"'$aslc' --eval=jsonata '[{}, 1]'\" /dev/null | grep -q '^  {},'"
code "eval jsonata has no context" 2 "$aslc" --eval=jsonata '$$.a' --context bindings.json
check "and says so" grep -q -e '--context is what' "$T/err"
code "eval reads standard input once" 2 "$aslc" --eval=jsonpath '$$.a' --context - --input-file -
check "and says so" grep -q 'only one file can be standard input' "$T/err"
code "eval without its file" 2 "$aslc" --eval=jsonpath '$.a' --input-file none.json

cd / && finish
