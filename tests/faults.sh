#!/bin/sh
# When the machine or a child fails a program: signals, children that do not listen, too many of them, too few
# descriptors, too little memory, too large an input. One line, the documented exit code, nobody left behind.
suite=faults
. tests/tally.sh
cd "$T" || exit 1

# build NAME STATES START: a workflow.
build() {
    printf '{"StartAt":"%s","States":{%s}}' "$3" "$2" >"$1.asl.json"
    code "build $1" 0 "$aslc" "$1.asl.json" -o "$1"
}
task='"Do":{"Type":"Task","Resource":"local:work","End":true}'
build one "$task" Do
build map '"M":{"Type":"Map","MaxConcurrency":10000,"ItemProcessor":{"StartAt":"Do","States":{'"$task"'}},"ResultPath":null,"End":true}' M
items() {
    awk -v n="$1" 'BEGIN { printf "[0"; for (i = 1; i < n; i++) printf ",%d", i; print "]" }'
}

# Each child tells its number in the file "children" before it works.
cat >worker <<'END'
#!/bin/sh
echo $$ >>children
exec sleep 30
END
cat >stubborn <<'END'
#!/bin/sh
trap '' TERM INT
echo $$ >>children
while :; do sleep 0.1; done
END
chmod +x worker stubborn

# wait_for N: until so many children have told their numbers, at most 20 s.
wait_for() {
    for tenth in $(seq 200); do
        [ -f children ] && [ "$(wc -l <children)" -ge "$1" ] && return 0
        sleep 0.1
    done
    return 1
}

# A zombie is nobody: its parent is gone, or about to ask for it.
alive() {
    [ -r "/proc/$1/stat" ] && ! grep -q ') Z ' "/proc/$1/stat" 2>/dev/null
}
all_gone() {
    for tenth in 1 2 3 4 5 6 7 8 9 10; do
        left=""
        for child in $(cat children); do
            ! alive "$child" || left="$left $child"
        done
        [ -n "$left" ] || return 0
        sleep 0.1
    done
    return 1
}

# stop SIGNAL N COMMAND...: sends the signal once N children work, or, with stop_again set, from then on until the
# program is gone; its exit code in $status, its time in $took.
stop_again=
stop() {
    stop_signal=$1 stop_count=$2
    shift 2
    rm -f children
    # A shell starts what it puts aside with SIGINT ignored; env brings it back.
    env --default-signal=INT timeout 60 "$@" >out 2>err </dev/null &
    stopped=$!
    check "its children work" wait_for "$stop_count"
    from=$(date +%s%N)
    program=$(cat "/proc/$stopped/task/$stopped/children")
    kill -"$stop_signal" $program
    while [ -n "$stop_again" ] && kill -"$stop_signal" $program 2>/dev/null; do
        :
    done
    status=0
    wait "$stopped" || status=$?
    took=$((($(date +%s%N) - from) / 1000000))
}

# ---- Signals in the middle of a Map

for signal in INT TERM HUP; do
    items 20 >items.json
    stop $signal 20 ./map --task local:work=exec:./worker --input-file items.json
    check "SIG$signal: ABORTED: exit $status" test "$status" = 4
    check "SIG$signal: nothing is printed" test ! -s out
    check "SIG$signal: it says so" grep -qx '{"status":"ABORTED"}' err
    check "SIG$signal: the children are gone" all_gone
    stop $signal 20 ./map --describe --task local:work=exec:./worker --input-file items.json
    check "SIG$signal: its description says so" grep -q '"status":"ABORTED"' out
done

# With SIGHUP ignored, as nohup starts a program, it goes on to its end.
cat >hung-up <<'END'
#!/bin/sh
kill -HUP $PPID
echo '"done"'
END
chmod +x hung-up
code "SIGHUP comes to a program" 4 ./one --task local:work=exec:./hung-up
code "SIGHUP is ignored" 0 sh -c 'trap "" HUP; exec ./one --task local:work=exec:./hung-up'
check "it goes on to its end" grep -qx '"done"' "$T/out"

# Signalled again and again, as a group of processes is: it ends no other way.
stop_again=yes
stop TERM 20 ./map --task local:work=exec:./worker --input-file items.json
check "SIGTERM without end: ABORTED: exit $status" test "$status" = 4
check "SIGTERM without end: the children are gone" all_gone
stop_again=

# ---- A child that does not listen to SIGTERM

stop TERM 1 ./one --task local:work=exec:./stubborn
check "a stubborn child: exit $status" test "$status" = 4
check "a stubborn child has two seconds: $took ms" test "$took" -ge 1900
check "a stubborn child is gone" all_gone
build timed '"Do":{"Type":"Task","Resource":"local:work","TimeoutSeconds":1,"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"Rest"}],"End":true},"Rest":{"Type":"Wait","Seconds":3,"End":true}' Do
rm -f children
code "its state times out" 0 ./timed --task local:work=exec:./stubborn
check "it is gone before the end" all_gone

# A workflow's own child is given its time.
echo '{"local:work":"exec:./stubborn"}' >tasks.json
code "build inner" 0 "$aslc" one.asl.json --tasks tasks.json -o inner
stop TERM 1 ./one --task local:work=workflow:./inner
check "a stubborn grandchild: exit $status" test "$status" = 4
check "a stubborn grandchild has two seconds: $took ms" test "$took" -ge 1900
check "a stubborn grandchild is gone" all_gone

# A crash leaves nobody behind, at no depth.
build crash '"P":{"Type":"Parallel","Branches":[{"StartAt":"Do","States":{'"$task"'}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"Crash"},"Crash":{"Type":"Task","Resource":"local:crash","End":true}}}],"End":true}' P
code "build crash" 0 "$aslc" crash.asl.json "$root/tests/targets/tasks.c" -o crash
for target in exec:./worker workflow:./calm; do
    echo '{"local:work":"exec:./worker"}' >tasks.json
    code "build calm" 0 "$aslc" one.asl.json --tasks tasks.json -o calm
    rm -f children
    code "a crash beside $target" 5 ./crash --task "local:work=$target"
    printf "crash: state 'Crash': the function 'crash' for 'local:crash' crashed: SIGSEGV\n" >wanted
    same "a crash beside $target: one line" wanted "$T/err"
    check "a crash beside $target: the child worked" test -s children
    check "a crash beside $target: nobody is left" all_gone
done

# Whoever does not want the output any more need not be told that it is lost.
printf '#!/bin/sh\nwhile [ ! -e gone ]; do sleep 0.05; done\ncat\n' >patient
chmod +x patient
mkfifo reader
./one --task local:work=exec:./patient >reader 2>err &
unread=$!
exec 8<reader 8<&-
touch gone
status=0
wait $unread || status=$?
check "nobody reads: exit $status" test "$status" = 5
check "nobody reads: quiet" test ! -s err

# ---- 10,000 children wanted at once

# Children come and go while /proc is read, so that what it says is not one moment's state.
items 10000 >items.json
timeout 120 ./map --limits none --task 'local:work=exec:echo 1' --input-file items.json >out 2>err &
runner=$!
most=0
while alive $runner; do
    program=$(cat "/proc/$runner/task/$runner/children" 2>/dev/null)
    now=$(cat "/proc/${program% }/task/${program% }/children" 2>/dev/null | wc -w)
    [ "$now" -le "$most" ] || most=$now
    sleep 0.1
done
status=0
wait $runner || status=$?
check "10,000 children: exit $status" test "$status" = 0 -a ! -s err
same "10,000 children: the output" items.json "$T/out"
check "so many at once: $most" test "$most" -ge 10 -a "$most" -le 70

# ---- Descriptors

# limited OPTION COMMAND...: under a limit of the shell's; its exit code in $status.
limited() {
    limit=$1
    shift
    status=0
    (
        ulimit $limit || exit 99
        exec timeout 60 "$@"
    ) >out 2>err </dev/null || status=$?
}
items 60 >items.json
limited '-n 20' ./map --task 'local:work=exec:echo 1' --input-file items.json
check "20 descriptors are enough: exit $status" test "$status" = 0
check "nothing is said" test ! -s err
same "the output" items.json "$T/out"
for most in 3 4 5 6 7 8; do
    limited "-n $most" ./map --task 'local:work=exec:echo 1' --input-file items.json
    check "$most descriptors: exit $status" test "$status" = 5 -o "$status" = 127 -o "$status" = 2
    check "$most descriptors: one line" test "$(wc -l <err)" = 1
    check "$most descriptors: no output" test ! -s out
done

# ---- Memory

if is_sanitized; then
    skip memory-limit
else
    build grow '"P":{"Type":"Parallel","Branches":[{"StartAt":"Do","States":{'"$task"'}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"G"},"G":{"Type":"Pass","Parameters":{"a.$":"States.Format('"'{}{}'"',$.a,$.a)"},"Next":"G"}}}],"End":true}' P
    rm -f children
    limited '-v 300000' ./grow --limits none --task local:work=exec:./worker '{"a":"0123456789"}'
    check "out of memory: exit $status" test "$status" = 5
    printf 'grow: out of memory\n' >wanted
    same "out of memory: one line" wanted "$T/err"
    check "out of memory: no output" test ! -s out
    check "out of memory: the child worked" test -s children
    check "out of memory: its children are gone" all_gone
    awk 'BEGIN { printf "[0"; for (i = 1; i < 3000000; i++) printf ",%d", i; print "]" }' >large.json
    limited '-v 100000' ./one --limits none --task local:work=exec:cat --input-file large.json
    check "an input too large for the memory: exit $status" test "$status" = 5
    echo 'one: out of memory' >wanted
    same "an input too large for the memory: one line" wanted "$T/err"
    limited '-v 60000' "$aslc" --check one.asl.json
    check "the compiler needs little: exit $status" test "$status" = 0
    awk 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{"; for (i = 1; i < 9000; i++)
        printf "\"S%d\":{\"Type\":\"Pass\",\"Result\":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19],\"Next\":\"S%d\"},", i, i + 1; printf "\"S9000\":{\"Type\":\"Succeed\"}}}" }' >large.asl.json
    limited '-v 30000' "$aslc" --check large.asl.json
    check "the compiler without memory: exit $status" test "$status" = 3
    echo 'aslc: out of memory' >wanted
    same "the compiler without memory: one line" wanted "$T/err"
fi

# ---- Input (A-06, A-33)

# text N: JSON of so many bytes.
text() {
    head -c $(($1 - 3)) /dev/zero | tr '\0' a | sed 's/^/"/; s/$/"/' >text.json
    echo >>text.json
}
cat_task='local:work=exec:cat'
text 262144
code "262,144 bytes" 0 ./one --task $cat_task --input-file text.json
text 307200
code "300 KiB" 2 ./one --task $cat_task --input-file text.json
printf 'one: text.json: the input has 307200 bytes, and AWS takes at most 262144; --limits none takes more\n' >wanted
same "300 KiB: one line" wanted "$T/err"
check "300 KiB: no output" test ! -s out
code "300 KiB, no limits" 0 ./one --limits none --task $cat_task --input-file text.json
{ echo 1; cat text.json; echo 2; } >lines
code "300 KiB in a batch" 1 sh -c "./one batch --task $cat_task <lines"
printf '1\n{"error":"InvalidExecutionInput","cause":"line 2: the input has 307199 bytes, and AWS takes at most 262144; --limits none takes more"}\n2\n' >wanted
same "300 KiB in a batch" wanted "$T/out"

# ---- A history that may not grow

# A shell writes down the exit code, since no file may grow in here.
{ sh -c 'ulimit -f 0; exec "$0" "$@"' ./one --history history.json --task $cat_task '[1]' </dev/null; echo "exit $?"; } 2>&1 | cat >limited
printf '[1]\none: history.json: cannot be written: File too large\nexit 5\n' >wanted
same "ulimit -f 0" wanted limited
items 3000 >items.json
build long '"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"ResultPath":null,"OutputPath":"$[0]","End":true}' M
{ sh -c 'ulimit -f 100; exec "$0" "$@"' ./long --history history.json --input-file items.json </dev/null; echo "exit $?"; } 2>&1 | cat >limited
check "ulimit -f 100: exit code" grep -qx 'exit 5' limited
check "ulimit -f 100: says why" grep -q 'history.json: cannot be written: File too large' limited
# What the program ignores is not what its children ignore.
printf '#!/bin/sh\nkill -XFSZ $$\necho 1\n' >struck
chmod +x struck
code "SIGXFSZ still ends a child" 1 ./one --task local:work=exec:./struck
check "SIGXFSZ still ends a child: says so" grep -q 'SIGXFSZ\|signal 25' "$T/err"

# ---- Values that grow

again='"C":{"Type":"Choice","Choices":[{"Variable":"$.no","IsPresent":true,"Next":"D"}],"Default":"A"},"D":{"Type":"Succeed"}'
build deep '"A":{"Type":"Pass","Parameters":{"x.$":"$"},"Next":"C"},'"$again" A
code "a value that nests in a loop" 1 ./deep
check "it is told of" grep -q 'States.Runtime.*The output of the state nests deeper than 1000 levels' err
build deeper '"A":{"Type":"Pass","ResultPath":"$.x.y","Next":"C"},'"$again" A
code "ResultPath in a loop" 1 ./deeper --limits none
check "it is told of" grep -q 'States.Runtime.*The output of the state nests deeper than 1000 levels' err
build variable '"I":{"Type":"Pass","Assign":{"v":1},"Next":"A"},"A":{"Type":"Pass","Assign":{"v.$":"States.Array($v)"},"Next":"C"},'"$again" I
code "a variable in a loop" 1 ./variable
check "it is told of" grep -q 'States.Runtime.*A variable nests deeper than 1000 levels' err

cd / && finish
