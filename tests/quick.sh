#!/bin/sh
# What makes building quick: tcc for -O0 and --run, gold as the linker, what happens without them, and the line that says
# what takes so long.
suite=quick
. tests/tally.sh
unset CC CXX

order=$PWD/samples/order/order.asl.json
tasks=$PWD/samples/order/order.c
input=$PWD/samples/order/input.json
wanted=$PWD/samples/order/output.json
XDG_CACHE_HOME=$T/cache
export XDG_CACHE_HOME
usual=$PATH

# spy FOLDER NAME PROGRAM...: FOLDER/NAME writes down how it is called and is PROGRAM besides.
spy() {
    mkdir -p "$1"
    place=$1 name=$2
    shift 2
    printf '#!/bin/sh\necho "%s $*" >>"%s/spied"\nexec %s "$@"\n' "$name" "$T" "$*" >"$place/$name"
    chmod +x "$place/$name"
}

# builds NAME ARGUMENTS...: the program is built, says nothing meanwhile, and does samples/order.
builds() {
    what=$1
    shift
    : >"$T/spied"
    rm -f "$T/order"
    code "$what: builds" 0 "$aslc" "$@" "$order" "$tasks" -o "$T/order"
    check "$what: nothing is said" test ! -s "$T/err"
    code "$what: runs" 0 "$T/order" --input-file "$input"
    same "$what: answer" "$wanted" "$T/out"
}

# spied PATTERN, unspied PATTERN: whether some call looks so.
spied() {
    grep -q -e "$1" "$T/spied"
}
unspied() {
    ! grep -q -e "$1" "$T/spied"
}

cc=$(command -v cc)
tcc=$(command -v tcc || true)
gold=$(command -v ld.gold || true)
spy "$T/seen" cc "$cc"
PATH=$T/seen:$usual

# The workflow's C is called workflow.o; the tasks' C is 0.o.
workflow='-c .*workflow\.o'

builds "no level"
check "no level: the workflow" spied "^cc -Og .*$workflow"
check "no level: the tasks" spied '^cc -O1 .*-c .*order\.c'

# Of a large workflow the time that cc takes is what counts; a level that somebody names stays.
awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{"
    for (i = 1; i < 600; i++)
        printf "\"S%d\":{\"Type\":\"Pass\",\"Result\":%d,\"ResultPath\":\"$.r%d\",\"Next\":\"S%d\"},", i, i, i, i + 1
    print "\"S600\":{\"Type\":\"Succeed\"}}}" }' >"$T/large.asl.json"
for level in "" -g -O2; do
    case $level in "") wanted_level=-O0 ;; -g) wanted_level=-Og ;; *) wanted_level=$level ;; esac
    : >"$T/spied"
    code "large $level" 0 "$aslc" $level "$T/large.asl.json" -o "$T/large"
    check "large $level: the level" spied "^cc $wanted_level .*$workflow"
    code "large $level: runs" 0 "$T/large" --input '{}'
    check "large $level: all states" grep -q '"r599":599' "$T/out"
done

# ---- tcc compiles the workflow, cc the tasks.

if is_sanitized; then
    skip tcc-sanitizer
elif [ -z "$tcc" ]; then
    skip tcc
else
    spy "$T/seen" tcc "$tcc"
    builds "-O0" -O0
    check "-O0: tcc compiles the workflow" spied "^tcc .*$workflow"
    check "-O0: cc does not" unspied "^cc .*$workflow"
    check "-O0: cc compiles the tasks" spied '^cc .*-c .*order\.c'
    check "-O0: the stack is not executable" sh -c "LC_ALL=C readelf -lW '$T/order' | grep -q 'GNU_STACK.* RW '"
    builds "-O0 --static" -O0 --static
    check "-O0 --static: tcc compiles the workflow" spied "^tcc .*$workflow"
    builds "-O1" -O1
    check "-O1: tcc is not called" unspied '^tcc'
    check "-O1: cc compiles the workflow" spied "^cc -O1 .*$workflow"
    builds "-O0 -g" -O0 -g
    check "-O0 -g: tcc is not called" unspied '^tcc'
    builds "-O0 --cc" -O0 --cc=cc
    check "-O0 --cc: that compiler it is" unspied '^tcc'
    CC=cc
    export CC
    builds "-O0 and \$CC" -O0
    check "-O0 and \$CC: that compiler it is" unspied '^tcc'
    unset CC
    cp "$T/seen/tcc" "$T/tcc.good"

    : >"$T/spied"
    code "--run" 0 "$aslc" --run "$order" "$tasks" -- --input-file "$input"
    same "--run: answer" "$wanted" "$T/out"
    check "--run: tcc compiles the workflow" spied '^tcc'
    check "--run: the tasks are compiled at the default level" spied '^cc -O1 .*-c .*order\.c'
    : >"$T/spied"
    code "--run -O1" 0 "$aslc" --run -O1 "$order" "$tasks" -- --input-file "$input"
    same "--run -O1: answer" "$wanted" "$T/out"
    check "--run -O1: tcc is not called" unspied '^tcc'

    # A task that is bound to a function of a library needs no C compiler at all.
    cat >"$T/power.asl.json" <<'JSON'
{"StartAt": "Power", "States": {"Power": {"Type": "Task", "Resource": "local:power", "End": true}}}
JSON
    code "ffi" 0 "$aslc" -O0 "$T/power.asl.json" -o "$T/power"
    code "ffi: runs" 0 "$T/power" --task 'local:power=ffi:libm.so.6#pow(double,double)->double' '[2, 10]'
    check "ffi: answers" grep -Eqx '1024(\.0)?' "$T/out"

    # One that fails, and one whose objects cannot be linked, are as good as none.
    printf '#!/bin/sh\necho "tcc is broken" >&2\nexit 1\n' >"$T/seen/tcc"
    builds "a tcc that fails" -O0
    check "a tcc that fails: cc compiles the workflow, at -O0" spied "^cc -O0 .*$workflow"
    cat >"$T/seen/tcc" <<'SH'
#!/bin/sh
while [ "$1" != -o ]; do shift; done
echo nonsense >"$2"
SH
    builds "a tcc that makes nonsense" -O0
    check "a tcc that makes nonsense: cc compiles the workflow" spied "^cc -O0 .*$workflow"
    cp "$T/tcc.good" "$T/seen/tcc"

    # What is missing is told once, by the linker that people know.
    echo 'int gone(void); int order_extra(void); int order_extra(void) { return gone(); } __attribute__((constructor)) static void go(void) { order_extra(); }' >"$T/gone.c"
    code "a missing function" 3 "$aslc" -O0 "$order" "$tasks" "$T/gone.c" -o "$T/none"
    check "a missing function: is named once" test "$(grep -c "undefined reference to .gone'" "$T/err")" = 1

    # All C that the golden tests know.
    count=0
    for definition in tests/cases/*.asl.json tests/cases/*.asl.yaml samples/*/*.asl.json; do
        if "$aslc" --emit=c "$definition" >"$T/golden.c" 2>/dev/null; then
            count=$((count + 1))
            code "tcc takes $definition" 0 "$tcc" -std=c11 -Wall -Werror -I"$B/include" -c "$T/golden.c" -o "$T/golden.o"
        fi
    done
    check "tcc: there was C to take" test "$count" -gt 50
fi

# ---- Without any of them: a PATH that has what cc needs and nothing else.

mkdir "$T/bare"
for tool in as ld ld.bfd nm; do
    ln -s "$(PATH=$usual command -v $tool)" "$T/bare/$tool"
done
spy "$T/bare" cc "$cc"
PATH=$usual
printf '#!/bin/sh\nPATH="%s" exec "%s" "$@"\n' "$T/bare" "$aslc" >"$T/bare-aslc"
chmod +x "$T/bare-aslc"
whole=$aslc
aslc=$T/bare-aslc
builds "no tcc, no gold" -O0
check "no tcc, no gold: cc compiles the workflow" spied "^cc -O0 .*$workflow"
check "no tcc, no gold: no section for each function" unspied "-ffunction-sections .*$workflow"
check "no tcc, no gold: cc's own linker" unspied -fuse-ld
if is_sanitized; then
    skip static-sanitizer
else
    builds "no gold, static" --static
fi
aslc=$whole

# ---- The linker.

if [ -z "$gold" ] || is_sanitized; then
    skip gold
else
    spy "$T/bare" ld.gold "$gold"
    aslc=$T/bare-aslc
    builds "gold"
    check "gold links" spied '^ld.gold'
    builds "gold, static" --static
    check "gold links, static" spied '^ld.gold'
    spy "$T/bare" mine "$cc"
    builds "a linker of the user's" --cc='mine -fuse-ld=bfd'
    check "a linker of the user's: gold is not called" unspied '^ld.gold'
    printf '#!/bin/sh\necho "ld.gold $*" >>"%s/spied"\necho "gold is broken" >&2\nexit 1\n' "$T" >"$T/bare/ld.gold"
    builds "a gold that fails"
    check "a gold that fails: was tried" spied '^ld.gold'
    builds "a gold that fails, static" --static
    aslc=$whole
fi

# ---- A line on a terminal says what takes so long.

printf '#!/bin/sh\ncase "$*" in *workflow.o*-c*|*-c*workflow.o*) sleep 3 ;; esac\nexec "%s" "$@"\n' "$cc" >"$T/slow-cc"
chmod +x "$T/slow-cc"
if script -qec true /dev/null >/dev/null 2>&1; then
    code "slow, on a terminal" 0 script -qec "'$aslc' --cc='$T/slow-cc' '$order' '$tasks' -o '$T/order'" /dev/null
    tr '\r' '\n' <"$T/out" >"$T/lines"
    check "slow, on a terminal: what takes so long" grep -q '^aslc: compiling the workflow ([2-9] s)$' "$T/lines"
    check "slow, on a terminal: the last thing is blanks" sh -c "tail -n 1 '$T/lines' | grep -q '^ *$'"
    code "quick, on a terminal" 0 script -qec "'$aslc' --version" /dev/null
    check "quick, on a terminal: no such line" sh -c "! grep -q compiling '$T/out'"
else
    skip script
fi
code "slow, no terminal" 0 "$aslc" --cc="$T/slow-cc" "$order" "$tasks" -o "$T/order"
check "slow, no terminal: nothing is said" test ! -s "$T/err"

finish
