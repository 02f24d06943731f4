#!/bin/sh
# What is in a program and what is not: what it does not use, static ones, what debuggers are told, and
# generated C that is built without aslc.
suite=link
. tests/tally.sh

order=samples/order/order.asl.json
tasks=samples/order/order.c
input=$PWD/samples/order/input.json
wanted=$PWD/samples/order/output.json

# needs PROGRAM: the shared libraries that it names.
needs() {
    LC_ALL=C readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | tr '\n' ' '
}

# has PROGRAM PATTERN: whether one of its symbols matches; they are there only with -g.
has() {
    nm "$1" 2>/dev/null | awk '{ print $NF }' | grep -Eq "$2"
}

hasnt() {
    has "$1" '^asl_main$' && ! has "$1" "$2"
}

# runs NAME PROGRAM...: it does samples/order.
runs() {
    what=$1
    shift
    code "$what: runs" 0 "$@" --input-file "$input"
    same "$what: answer" "$wanted" "$T/out"
}

# ---- What a program does not use is not in it.

# Nothing but a path; a regular expression; a hash.
workflow() {
    printf '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a.$": "%s"}, "End": true}}}\n' "$2" >"$T/$1.asl.json"
    code "$1" 0 "$aslc" -g $3 "$T/$1.asl.json" -o "$T/$1"
}
ways="c ffi exec lambda activity workflow library"
bare=--without=serve,traces,local,batch,bench,test,bootstrap,completion,$(echo "$ways" | tr ' ' ,)
workflow path '$.a' "$bare"
workflow regex '$.a[?(@.b =~ /c/)]' "$bare"
workflow hash "States.Hash(\$.a, 'SHA-1')" "$bare"
workflow full '$.a'
for only in "pcre2_ regex" "nettle_ hash" "ffi_ full" "dlopen full" "asl_feature_batch full" "asl_feature_bench full" \
    "asl_feature_test full" "candidates_ full" "completion_ full"; do
    pattern=^${only% *} program=${only#* }
    check "${only% *} is in $program" has "$T/$program" "$pattern"
    for other in path regex hash; do
        [ "$other" = "$program" ] || check "${only% *} is not in $other" hasnt "$T/$other" "$pattern"
    done
done
for pattern in evhttp_ dynamo_ hub_ door_ models_ jsonfront formfront objectfront asl_feature_local jna_ yaml_ utf8proc_ curl_ s3_ dataset_ csv_; do
    check "$pattern is not in full" hasnt "$T/full" "^$pattern"
done
# What a server needs is not in a program without one.
for pattern in sqlite3_ database_ store_ ledger_ station_ ongoing http_ serve_ server_ front_ caller_ routes_ asl_feature_serve; do
    check "$pattern is in full" has "$T/full" "^$pattern"
    check "$pattern is not in path" hasnt "$T/path" "^$pattern"
done
# JSONata is only in a workflow with an expression of it, and PCRE2 only where one has a pattern.
query() {
    printf '{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "%s", "End": true}}}\n' \
        "$2" >"$T/$1.asl.json"
    code "$1" 0 "$aslc" -g $bare "$T/$1.asl.json" -o "$T/$1"
}
query no-query '{ % 1 % }'
query query '{% $states.input.a + 1 %}'
query match '{% $states.input.a ~> /b/ %}'
query upper '{% $uppercase($states.input.a) %}'
query sum '{% $sum($states.input.a) %}'
check "utf8proc_ is in upper" has "$T/upper" '^utf8proc_toupper$'
check "utf8proc_ is not in sum" hasnt "$T/sum" '^utf8proc_'
check "a word that is not used is not in sum" hasnt "$T/sum" '^jna_(max|count|uppercase|match|now|format_number)$'
check "dates are not in sum" hasnt "$T/sum" '^(datewrite|dateread|datepicture|numpicture|calendar)_'
check "JSONata is not in full" hasnt "$T/full" '^asl_eval_jsonata$'
check "JSONata is not in no-query" hasnt "$T/no-query" '^asl_eval_jsonata$|^jna_'
check "JSONata is in query" has "$T/query" '^asl_eval_jsonata$'
check "an operator that is not used is not in query" hasnt "$T/query" '^jna_subtract$'
check "pcre2_ is not in query" hasnt "$T/query" '^pcre2_'
check "pcre2_ is in match" has "$T/match" '^pcre2_'
# Each function begins with the word of its file.
for file in batch crew bench contest rival sample verdict port cases coverage junit lines outline c ffi exec lambda workflow library \
    invoke crash function marshal signature hosting fleet process environment report outcome runtimeapi functionlog bootstrap \
    http httpread idle listen traces tracer segment xray datagrams otlp chrome tick runtimeclient fetch dial response; do
    pattern="^${file}_|^asl_feature_$file\$|^asl_target_$file\$|^asl_$file\$"
    check "$file.c is in full" has "$T/full" "$pattern"
    check "$file.c is not in path" hasnt "$T/path" "$pattern"
done

# What is needed to be answered from outside is only in a program in which tasks wait for that.
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a",
  "End": true}}}\n' >"$T/waits.asl.json"
code "a program that waits" 0 "$aslc" -g "$T/waits.asl.json" -o "$T/waits"
code "a program that waits, without subcommands" 0 "$aslc" -g --without=send-task-success,send-task-failure \
    --without=send-task-heartbeat,get-activity-task "$T/waits.asl.json" -o "$T/waits-only"
for file in pending meeting reception visit sendtask; do
    pattern="^${file}_|^asl_tokens\$"
    [ $file != visit ] || pattern='^visit_(send|take|list)$'
    [ $file != sendtask ] || pattern='^asl_feature_send_task|^asl_feature_get_activity'
    check "$file.c is in waits" has "$T/waits" "$pattern"
    [ $file = pending ] || check "$file.c is not in full" hasnt "$T/full" "$pattern" # a server has such a list
done
for file in visit_send asl_feature_send_task asl_feature_get_activity; do
    check "${file}_ is not in waits-only" hasnt "$T/waits-only" "^${file}_"
done

# The embedded services and their door are in programs that call services, and in those that host functions.
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}\n' \
    >"$T/post.asl.json"
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
"End": true}}}\n' >"$T/call.asl.json"
code "services" 0 "$aslc" -g "$T/post.asl.json" -o "$T/post"
code "services, without local" 0 "$aslc" -g --without=local,serve "$T/post.asl.json" -o "$T/no-local"
printf '{"f": "lambda:python:f.handler"}' >"$T/bind.json"
code "functions" 0 "$aslc" -g --tasks "$T/bind.json" "$T/call.asl.json" -o "$T/hosts"
code "no functions" 0 "$aslc" -g --without=serve "$T/call.asl.json" -o "$T/calls"
for pattern in asl_feature_local hub_ door_ models_ jsonfront formfront objectfront sqlite3_; do
    for program in post hosts; do
        check "$pattern is in $program" has "$T/$program" "^$pattern"
    done
    for program in no-local calls; do
        check "$pattern is not in $program" hasnt "$T/$program" "^$pattern"
    done
done

# What reaches a real S3 is only in programs whose distributed Maps read or write S3.
# maps NAME FIELDS [OPTION...]: a program of one distributed Map.
maps() {
    printf '{"StartAt": "M", "States": {"M": {"Type": "Map", %s "End": true, "ItemProcessor": {"StartAt": "P",
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "States": {"P": {"Type": "Pass", "End": true}}}}}}' \
        "$2" >"$T/$1.asl.json"
    maps_name=$1
    shift 2
    code "$maps_name" 0 "$aslc" -g "$@" "$T/$maps_name.asl.json" -o "$T/$maps_name"
}
reads='"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "k"}},'
writes='"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}},'
maps map ''
maps map-shapes '"ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN"}},'
maps map-near "$reads $writes" --without=aws
maps map-reads "$reads"
maps map-writes "$writes"
for pattern in asl_map_depot fetching_ part_was_put asl_target_aws; do
    for program in map map-shapes map-near; do
        check "$pattern is not in $program" hasnt "$T/$program" "^$pattern"
    done
    for program in map-reads map-writes; do
        check "$pattern is in $program" has "$T/$program" "^$pattern"
    done
done

# An action of AWS's SDK adds what calls services at all, and its own shapes; the next one only its own shapes.
# sdk NAME ACTION...: a program that calls these one after the other, and its size.
sdk() {
    program=$1
    shift
    printf '{"StartAt": "S0", "States": {' >"$T/$program.asl.json"
    number=0
    for action do
        printf '"S%d": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:%s", "Next": "S%d"},\n' \
            $number "$action" $((number + 1)) >>"$T/$program.asl.json"
        number=$((number + 1))
    done
    printf '"S%d": {"Type": "Succeed"}}}\n' $number >>"$T/$program.asl.json"
    code "$program" 0 "$aslc" --without=local,serve "$T/$program.asl.json" -o "$T/$program"
}
bytes() { wc -c <"$T/$1"; }
# adds WHAT LEAST MOST SMALL LARGE: by how many bytes one program is larger than the other.
adds() {
    difference=$(($(bytes "$5") - $(bytes "$4")))
    echo "link: $1 adds $difference bytes"
    check "$1 adds $difference bytes: $2 to $3" test "$difference" -ge "$2" -a "$difference" -le "$3"
}
sdk sdk-none
sdk sdk-one sqs:listQueues
sdk sdk-two sqs:listQueues sqs:listQueueTags
sdk sdk-all sqs:listQueues dynamodb:listTables s3:listBuckets ec2:describeRegions iam:listRoles kms:listKeys \
    lambda:listFunctions sns:listTopics ssm:describeParameters glue:getDatabases ecs:listClusters
if ! is_sanitized; then
    adds "the first action of the SDK" 50000 250000 sdk-none sdk-one
    adds "another action of the same service" 0 8192 sdk-one sdk-two
    adds "ten more services, by all protocols," 20000 160000 sdk-one sdk-all
fi

# Nothing but the generated list refers to a way to do tasks: what it does not list is not linked.
for way in $ways; do
    workflow "no-$way" '$.a' "--without=$way,serve"
    for other in $ways; do
        if [ "$other" = "$way" ]; then
            check "$way is not in no-$way" hasnt "$T/no-$way" "^asl_target_$way\$"
        else
            check "$other is in no-$way" has "$T/no-$way" "^asl_target_$other\$"
        fi
    done
done
check "without ffi: no marshal.c" hasnt "$T/no-ffi" "^marshal_|^ffi_"
check "without lambda: no server, no bootstraps" hasnt "$T/no-lambda" "^http_|^httpread_|^bootstrap_|^fleet_|^runtimeapi_"
check "without library: no dlopen" hasnt "$T/no-library" "^dlopen"
# (A line ASL_TASK_QUICK refers to its function as well.)
grep -v '^ASL_TASK_QUICK' "$tasks" >"$T/unsaid.c"
code "without c: build" 0 "$aslc" -g --without=c "$order" "$T/unsaid.c" -o "$T/no-c-order"
check "without c: the task's function is not linked" hasnt "$T/no-c-order" '^confirm_order$'
code "without c: the task is not done" 2 "$T/no-c-order" --input-file "$input"
check "without c: named" grep -q "nobody does" "$T/err"
code "without a way that is none" 2 "$aslc" --without=foreign "$order" "$tasks" -o "$T/none"
check "without: what it takes" grep -q 'it takes batch, bench, test, local, serve, bootstrap, completion, send-task-success, send-task-failure, send-task-heartbeat, get-activity-task, c, library, ffi, exec, lambda, activity, workflow' "$T/err"

# What was left out is refused, and nothing else is.
code "without" 0 "$aslc" --without=batch --without=test,bench "$order" "$tasks" -o "$T/small"
runs "without" "$T/small"
code "without traces" 0 "$aslc" --without=traces "$order" "$tasks" -o "$T/untraced"
code "without traces: refused" 2 "$T/untraced" --trace-file "$T/trace.json" --input-file "$input"
check "without traces: why" grep -q -- '--trace-file: this program was built without traces' "$T/err"
code "without: info" 0 "$T/small" info
check "without: what there is" grep -q '"features":\["run","serve","bootstrap","info","completion","ps","describe","history","stop","redrive","nodes","store"\]' "$T/out"
code "without: help" 0 "$T/small" --help
check "without: help does not name it" sh -c "! grep -qw batch '$T/out'"
code "without: batch" 2 "$T/small" batch
code "with all of it" 0 "$aslc" "$order" "$tasks" -o "$T/order"
runs "with all of it" "$T/order"
size() { wc -c <"$1"; }
check "less is smaller" test "$(size "$T/small")" -lt "$(size "$T/order")"

# ---- Shared libraries: libc, or none.

check "libc and libm are all that it needs" test "$(needs "$T/order" | sed 's/ld-linux[^ ]* //')" = "libc.so.6 libm.so.6 "
check "no symbols without -g" sh -c "nm '$T/order' 2>&1 | grep -q 'no symbols'"
code "static" 0 "$aslc" --static "$order" "$tasks" -o "$T/static"
check "static: the linker has nothing to say" test ! -s "$T/err"
check "static: no shared library" test -x "$T/static" -a -z "$(needs "$T/static")"
check "static: no loader" sh -c "readelf -l '$T/static' >'$T/out' && ! grep -q INTERP '$T/out'"
runs "static" "$T/static"
code "static: exec" 0 "$T/static" --task 'state:Confirm=exec:cat' --input-file "$input"
cat >"$T/double.c" <<'C'
double twice(double x);
double twice(double x) { return x + x; }
C
printf '{"state:Confirm": "ffi:twice(double)->double"}' >"$T/bind.json"
code "static: ffi" 0 "$aslc" --static --tasks "$T/bind.json" "$order" "$T/double.c" "$tasks" -o "$T/ffi"
code "static: ffi runs" 0 "$T/ffi" '{"payment": {"status": "received"}, "args": [21]}'
check "static: ffi answers" grep -qx 42.0 "$T/out"
for target in 'c:libm.so.6#cos' 'ffi:libm.so.6#cos(double)->double' https://127.0.0.1/ aws local; do
    code "static: $target" 2 "$T/static" --task "state:Confirm=$target" --input-file "$input"
    check "static: $target is named" grep -qF "$target" "$T/err"
done
printf '{"state:Confirm": "c:libm.so.6#cos"}' >"$T/bind.json"
code "static: a library baked in" 2 sh -c "'$aslc' --static --tasks '$T/bind.json' $order $tasks -o '$T/baked' &&
    '$T/baked' --input-file '$input'"
check "static: what is baked in is named" grep -qF 'c:libm.so.6#cos' "$T/err"
code "static: a library given" 2 "$aslc" --static "$order" "$tasks" libm.so -o "$T/baked"
mkdir "$T/empty"
cp "$T/static" "$input" "$T/empty"
if [ "$(id -u)" = 0 ]; then
    code "static: nothing of the machine" 0 chroot "$T/empty" /static --input-file /input.json
    same "static: nothing of the machine" "$wanted" "$T/out"
else
    skip chroot
fi

# ---- The same input gives the same bytes, whatever the scratch folder's name.

for options in -O1 --static -g; do
    code "same bytes: $options" 0 "$aslc" $options "$order" "$tasks" -o "$T/first"
    code "same bytes: $options" 0 "$aslc" $options "$order" "$tasks" -o "$T/second"
    check "same bytes: $options" cmp "$T/first" "$T/second"
done

# ---- -g: C speaks of the definition's lines, and only with it.

code "emit" 0 "$aslc" --emit=c "$order" "$tasks"
check "no #line without -g" sh -c "! grep -q '#line' '$T/out'"
mkdir "$T/g"
cp "$order" "$tasks" "$T/g"
cd "$T/g" || exit 1
code "emit -g" 0 "$aslc" -g --emit=c order.asl.json order.c -o flow.c
check "#line with -g" grep -q '^#line 21 "order.asl.json"$' flow.c
for cc in ${CC:-cc} clang; do
    command -v "$cc" >/dev/null || continue
    code "#line for $cc" 0 "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$root/runtime/include" -fsyntax-only flow.c
done
if gdb -nx -batch -ex run true 2>/dev/null | grep -q "exited normally"; then
    for level in -O0 -O1 -O2; do
        code "gdb $level" 0 "$aslc" -g $level order.asl.json order.c -o order
        # The state of line 21 is a task: its function runs when it is entered, and when its answer has come.
        code "gdb $level: runs" 0 gdb -nx -batch -ex 'set debuginfod enabled off' -ex 'break order.asl.json:21' \
            -ex 'break order.asl.json:24' -ex 'break order.asl.json:26' -ex "run --input-file $input" \
            -ex 'print (int)asl_entering(f)' -ex 'continue' -ex 'print (int)asl_entering(f)' -ex 'continue' -ex 'continue' ./order
        grep -E '^(Thread.*hit )?Breakpoint [0-9]+, |^\$|^\[Inferior' "$T/out" | sed 's/^Thread.*hit //; s/ (f=.*) at .*\// at /; s/(process [0-9]*) //' >stops
        cat >stops.wanted <<'TEXT'
Breakpoint 1, order_confirm at order.asl.json:21
$1 = 1
Breakpoint 1, order_confirm at order.asl.json:21
$2 = 0
Breakpoint 2, order_confirm at order.asl.json:24
[Inferior 1 exited normally]
TEXT
        same "gdb $level: where it stops" stops.wanted stops
    done
else
    skip gdb
fi
if command -v gcov >/dev/null && command -v gcc >/dev/null; then
    gcc --coverage -O0 -I"$root/$B/include" -c flow.c -o flow.o
    gcc --coverage -I"$root/$B/include" -L"$root/$B/lib" flow.o order.c "$root/$B/lib/libasl.a" -Wl,--gc-sections \
        "@$root/$B/lib/asl.libs" -o covered
    runs "gcov" ./covered
    code "gcov: counts" 0 gcov flow.o
    check "gcov: a transition that was taken" grep -Eq '^ *1: *24:' order.asl.json.gcov
    check "gcov: one that was not" grep -Eq '^ *#####: *29:' order.asl.json.gcov
else
    skip gcov
fi
cd "$root" || exit 1

# ---- An old glibc is enough: 2.34 has been in every distribution since 2021.

# newest PROGRAM: the newest version of glibc that one of its symbols needs.
newest() {
    objdump -T "$1" | grep -o 'GLIBC_2[0-9.]*' | sort -Vu | tail -n 1
}
# at_most VERSION WANTED
at_most() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$2" ]
}
for definition in samples/*/*.asl.json; do
    sample=$(basename "$definition" .asl.json)
    # shellcheck disable=SC2046 # each is a word
    code "glibc: $sample" 0 "$aslc" "$definition" $(find "samples/$sample" -name '*.c') -o "$T/$sample-old"
    version=$(newest "$T/$sample-old")
    check "glibc: $sample needs $version" at_most "${version:-none}" GLIBC_2.34
done
code "glibc: a distributed Map" 0 "$aslc" tests/cases/distributed.asl.json -o "$T/distributed-old"
version=$(newest "$T/distributed-old")
check "glibc: a distributed Map needs $version" at_most "${version:-none}" GLIBC_2.34
check "glibc: aslc itself $(newest "$aslc")" at_most "$(newest "$aslc")" GLIBC_2.34

# ---- Tasks in C++.

cat >"$T/greet.asl.json" <<'JSON'
{"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": "local:greet", "End": true}}}
JSON
greet=tests/targets/greet.cpp
# greets NAME PROGRAM...: its task answers, and fails as one in C does.
greets() {
    what=$1
    shift
    code "$what: runs" 0 "$@" '"May"'
    check "$what: answers" grep -qx '"Hello, May!"' "$T/out"
    code "$what: fails" 1 "$@" null
    check "$what: says why" grep -qx '{"error":"Name.Missing","cause":"nobody is named"}' "$T/err"
}
for cc in gcc clang; do
    if ! command -v "$cc" >/dev/null || ! echo 'int main() {}' | "$cc" -x c++ -std=c++11 - -o "$T/empty.out" 2>/dev/null; then
        skip "$cc-c++"
        continue
    fi
    cp "$greet" "$T/greet.cc"
    code "C++ by $cc" 0 env -u CXX "$aslc" --cc="$cc" "$T/greet.asl.json" "$T/greet.cc" -o "$T/greet"
    greets "C++ by $cc" "$T/greet"
    check "C++ by $cc: libc and libm are all that it needs" test "$(needs "$T/greet" | sed 's/ld-linux[^ ]* //')" = "libc.so.6 libm.so.6 "
    code "C++ by $cc, static" 0 env -u CXX "$aslc" --static --cc="$cc" "$T/greet.asl.json" "$greet" -o "$T/greet"
    greets "C++ by $cc, static" "$T/greet"
done
# other NAME WORDS...: a compiler of that name that writes down how it is called.
other() {
    name=$1
    shift
    printf '#!/bin/sh\necho "$0 $*" >>"%s/spied"\n[ "$1" != "-print-file-name=libstdc++.a" ] || exec echo libstdc++.a\nexec %s "$@"\n' \
        "$T" "$*" >"$T/$name"
    chmod +x "$T/$name"
}
other arm-gcc-12 gcc
other arm-g++-12 g++
other mine gcc
if command -v g++ >/dev/null; then
    cp "$greet" "$T/greet.cxx"
    code "C++ of the same family" 0 env -u CXX "$aslc" --cc="$T/arm-gcc-12 -DX" "$T/greet.asl.json" "$T/greet.cxx" -o "$T/greet"
    greets "C++ of the same family" "$T/greet"
    check "C++ of the same family: with its arguments" grep -qF "$T/arm-g++-12 -DX" "$T/spied"
    code "C++ without libstdc++.a" 0 env -u CXX "$aslc" --cc="$T/arm-gcc-12" "$T/greet.asl.json" "$greet" -o "$T/greet"
    check "C++ without libstdc++.a: says so" grep -qF 'there is no libstdc++.a: the program will need libstdc++.so' "$T/err"
    code "C++ by CXX" 0 env CXX="$T/arm-g++-12" "$aslc" --cc="$T/mine" "$T/greet.asl.json" "$greet" -o "$T/greet"
    greets "C++ by CXX" "$T/greet"
fi
code "C++, but which compiler" 3 env -u CXX "$aslc" --cc="$T/mine" "$T/greet.asl.json" "$greet" -o "$T/greet"
check "C++, but which compiler: says so" grep -qF "'$greet' is C++, and which C++ compiler belongs to '$T/mine'" "$T/err"
code "C++, but no compiler" 3 env CXX=no-such-c++ "$aslc" "$T/greet.asl.json" "$greet" -o "$T/greet"
check "C++, but no compiler: says so" grep -qF "there is no 'no-such-c++': install it, or name" "$T/err"

# ---- Files that nothing asks for.

# A task, what it calls, a table that it reads, and what acts before main(): all of them are of use.
cat >"$T/task.c" <<'C'
#include <asl/task.h>
#include "helper.h"
struct json_object *greet(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return json_object_new_int(helped() + table[1]);
}
C
echo 'int helped(void); extern const int table[2];' >"$T/helper.h"
printf '#include "helper.h"\nint helped(void) { return 1; }\n' >"$T/helper.c"
printf '#include "helper.h"\nconst int table[2] = { 1, 2 };\nint unused_beside_it(void);\nint unused_beside_it(void) { return 1; }\n' >"$T/table.c"
printf 'int before(void);\n__attribute__((constructor)) static void first(void) { before(); }\nvolatile int seen;\nint before(void) { return seen = 1; }\n' >"$T/first.c"
code "helpers" 0 "$aslc" -Werror "$T/greet.asl.json" "$T/task.c" "$T/helper.c" "$T/table.c" "$T/first.c" -o "$T/greet"
check "helpers: nothing is said" test ! -s "$T/err"
code "helpers: runs" 0 "$T/greet"
check "helpers: answers" grep -qx 3 "$T/out"
sed 's/greet/grete/' "$T/task.c" >"$T/typo.c"
code "a typo in a task" 0 "$aslc" "$T/greet.asl.json" "$T/typo.c" "$T/helper.c" "$T/table.c" -o "$T/greet"
check "a typo in a task: says so" grep -q "typo.c does a task.*'grete' \[file-unused\]" "$T/err"
check "a typo in a task: what it calls is not named" test "$(wc -l <"$T/err")" = 1
code "a typo in a task, and a library" 0 "$aslc" "$T/greet.asl.json" "$T/typo.c" "$T/helper.c" "$T/table.c" -lc -o "$T/greet"
check "a typo in a task, and a library: nothing is certain" test ! -s "$T/err"
code "a typo in a task, -Werror" 2 "$aslc" -Werror "$T/greet.asl.json" "$T/typo.c" "$T/helper.c" "$T/table.c" -o "$T/none"
check "a typo in a task, -Werror: no program" test ! -e "$T/none"
if command -v g++ >/dev/null; then
    sed 's/extern "C" //' "$greet" >"$T/mangled.cpp"
    code "C++ without extern C" 0 "$aslc" --cc=gcc "$T/greet.asl.json" "$T/mangled.cpp" -o "$T/greet"
    check "C++ without extern C: says so" grep -q 'must be extern "C" \[file-unused\]' "$T/err"
fi

# ---- A compiler that counts what is run.

if command -v gcov >/dev/null && echo 'int main(void) { return 0; }' | ${CC:-cc} --coverage -x c - -o "$T/empty.out" 2>/dev/null; then
    mkdir "$T/counted"
    cp "$order" "$tasks" "$T/counted"
    cd "$T/counted" || exit 1
    for time in first second; do
        code "coverage, $time" 0 "$aslc" --cc="${CC:-cc} --coverage" order.asl.json order.c -o order
        runs "coverage, $time" ./order
        check "coverage, $time: nothing else is said" test ! -s "$T/err"
        code "coverage, $time: gcov" 0 gcov order.gcov/0-order.c.o
        check "coverage, $time: a line that was run" grep -Eq '^ *1: *25:' order.c.gcov
        code "coverage, $time: gcov of the workflow" 0 gcov order.gcov/order.o
        check "coverage, $time: a state that was entered" grep -Eq '^ *1: .*asl_await_task' order.c.gcov
    done
    code "coverage and --run" 2 "$aslc" --cc="${CC:-cc} --coverage" --run order.asl.json order.c
    check "coverage and --run: says so" grep -q -e '--run keeps no counts' "$T/err"
    cd "$root" || exit 1
else
    skip gcov
fi

# ---- Another machine's programs.

printf '#!/bin/sh\ncase $1 in -dumpmachine) echo riscv64-linux-gnu ;; *) exec cc "$@" ;; esac\n' >"$T/riscv-gcc"
chmod +x "$T/riscv-gcc"
code "a machine without a runtime" 3 "$aslc" --cc="$T/riscv-gcc" "$order" "$tasks" -o "$T/foreign"
check "a machine without a runtime: says so" grep -qF "builds for riscv64, and there is no runtime for that" "$T/err"
check "a machine without a runtime: no program" test ! -e "$T/foreign"
arm64=aarch64-linux-gnu
if ! command -v $arm64-gcc >/dev/null || ! command -v qemu-aarch64 >/dev/null || [ ! -d /usr/$arm64/lib ]; then
    skip arm64
elif is_sanitized; then
    skip arm64-sanitizer
elif ! MAKEFLAGS="" make B="$B" OPT="${FOREIGN_OPT:--O2}" runtime ARCH=arm64 >"$T/log" 2>&1 && [ ! -d "$B/arm64/root" ]; then
    cat "$T/log"
    skip arm64-download
else
    code "arm64" 0 "$aslc" --cc=$arm64-gcc "$order" "$tasks" -o "$T/arm64"
    check "arm64: it is for that machine" sh -c "LC_ALL=C readelf -h '$T/arm64' | grep -q AArch64"
    runs "arm64" qemu-aarch64 -L /usr/$arm64 "$T/arm64"
    version=$(newest "$T/arm64")
    check "arm64: glibc: $version" at_most "${version:-none}" GLIBC_2.34
    code "arm64, static" 0 "$aslc" --static --cc=$arm64-gcc "$order" "$tasks" -o "$T/arm64"
    runs "arm64, static" qemu-aarch64 "$T/arm64"
    code "arm64: install" 0 make B="$B" PREFIX="$T/both" install
    code "arm64: installed" 0 env -i PATH="$PATH" "$T/both/bin/aslc" --cc=$arm64-gcc "$order" "$tasks" -o "$T/arm64"
    runs "arm64: installed" qemu-aarch64 -L /usr/$arm64 "$T/arm64"
fi

# ---- Installed: aslc finds its runtime, and committed C needs no aslc.

# everything FOLDER: each file and folder in it.
everything() {
    (cd "$1" && find . | sort)
}
mkdir -p "$T/usr/bin" "$T/usr/lib/pkgconfig"
echo other >"$T/usr/lib/pkgconfig/other.pc"
everything "$T/usr" >"$T/before"
code "install" 0 make B="$B" PREFIX="$T/usr" install
everything "$T/usr" >"$T/installed"
code "install again" 0 make B="$B" PREFIX="$T/usr" install
everything "$T/usr" >"$T/again"
same "install again" "$T/installed" "$T/again"
code "uninstall" 0 make B="$B" PREFIX="$T/usr" uninstall
everything "$T/usr" >"$T/after"
same "uninstall removes all of it, and nothing else" "$T/before" "$T/after"
code "uninstall where nothing is" 2 make B="$B" PREFIX="$T/usr" uninstall
check "uninstall where nothing is: says so" grep -qF "Nothing of aslc is installed below '$T/usr'" "$T/err"
code "install below DESTDIR" 0 make B="$B" DESTDIR="$T/stage" PREFIX=/opt/asl install
check "DESTDIR is not in what is installed" sh -c "! grep -rq '$T/stage' '$T/stage/opt/asl/lib/pkgconfig' '$T/stage/opt/asl/lib/asl'"
code "uninstall below DESTDIR" 0 make B="$B" DESTDIR="$T/stage" PREFIX=/opt/asl uninstall
check "uninstall below DESTDIR: all is gone" test ! -e "$T/stage/opt/asl"

# A prefix may hold a blank.
code "install below a prefix with a blank" 0 make B="$B" PREFIX="$T/pre fix" install
check "install below a prefix with a blank: the compiler runs" sh -c "'$T/pre fix/bin/aslc' --version >'$T/out'"
PKG_CONFIG_PATH="$T/pre fix/lib/pkgconfig" pkg-config --cflags asl >"$T/flags" 2>&1
check "install below a prefix with a blank: pkg-config names the folder" grep -qF 'pre\ fix/include' "$T/flags"
code "uninstall below a prefix with a blank" 0 make B="$B" PREFIX="$T/pre fix" uninstall
check "uninstall below a prefix with a blank: all is gone" test ! -e "$T/pre fix"
code "install" 0 make B="$B" PREFIX="$T/usr" install
mkdir "$T/made"
cp "$order" "$T/made"
cp "$tasks" "$T/made/tasks.c"
cd "$T/made" || exit 1
cat >spy <<'SH'
#!/bin/sh
echo "$*" >>spied
exec cc "$@"
SH
chmod +x spy
code "installed aslc" 0 env -i PATH="$PATH" "$T/usr/bin/aslc" --cc=./spy order.asl.json tasks.c -o order
runs "installed aslc" ./order
check "it has its own runtime" grep -qF "$T/usr/bin/../lib/libasl.a" spied
check "and not ours" sh -c "! grep -qF '$root' spied"
if command -v pkg-config >/dev/null; then
    "$T/usr/bin/aslc" --emit=c order.asl.json tasks.c >committed.c
    mv "$T/usr/bin/aslc" "$T/usr/bin/away"
    PKG_CONFIG_PATH=$T/usr/lib/pkgconfig
    export PKG_CONFIG_PATH
    check "pkg-config has the version" test "aslc $(pkg-config --modversion asl)" = "$("$aslc" --version)"
    cat >Makefile <<'MAKE'
CFLAGS := -O1 $(shell pkg-config --cflags asl)
LDLIBS := $(shell pkg-config --libs asl)
by-hand: committed.o tasks.o
	$(CC) $(LDFLAGS) $^ $(LDLIBS) -o $@
MAKE
    code "a Makefile" 0 env -u MAKEFLAGS make
    runs "a Makefile" ./by-hand
    ./order info >info
    ./by-hand info >info.by-hand
    same "the same program" info info.by-hand
    check "it needs no more" test "$(needs by-hand)" = "$(needs order)"
    if command -v cmake >/dev/null; then
        cat >CMakeLists.txt <<'CMAKE'
cmake_minimum_required(VERSION 3.16)
project(order C)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ASL REQUIRED IMPORTED_TARGET asl)
add_executable(by-cmake committed.c tasks.c)
target_link_libraries(by-cmake PRIVATE PkgConfig::ASL)
CMAKE
        code "CMake" 0 cmake -S . -B cmake -DCMAKE_BUILD_TYPE=Release
        code "CMake builds" 0 env -u MAKEFLAGS cmake --build cmake
        runs "CMake" cmake/by-cmake
        check "CMake: it needs no more" test "$(needs cmake/by-cmake)" = "$(needs order)"
    else
        skip cmake
    fi
    "$T/usr/bin/away" --static --emit=c order.asl.json tasks.c >committed.c
    # shellcheck disable=SC2046 # the flags are words
    code "committed C, static" 0 cc -static committed.c tasks.c $(pkg-config --cflags --libs asl) -o by-hand
    check "committed C, static: the linker has nothing to say" test ! -s "$T/err"
    runs "committed C, static" ./by-hand
else
    skip pkg-config
fi
cd / && finish
