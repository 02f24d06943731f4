#!/bin/sh
# How texts that people write are read: byte order marks, substitutions, YAML's words, words without quotes in filters.
suite=reading
. tests/tally.sh
cd "$T" || exit 1

# gives NAME WANTED COMMAND...: its output is that one line, and its exit code 0.
gives() {
    gives_name=$1
    printf '%s\n' "$2" >wanted
    shift 2
    code "$gives_name" 0 "$@"
    same "$gives_name" wanted "$T/out"
}

# ---- A byte order mark in front is passed over, wherever a person's editor may have left one.

# marked FILE TEXT
marked() {
    printf '\357\273\277%s\n' "$2" >"$1"
}

resource=arn:aws:lambda:us-east-1:123456789012:function:do
marked do.asl.json '{"StartAt": "Do", "States": {"Do": {"Type": "Task", "Resource": "'$resource'", "End": true}}}'
marked do.asl.yaml '{StartAt: Do, States: {Do: {Type: Pass, End: true}}}'
marked input.json '{"a": 1}'
marked tasks.json '{"do": "exec:cat"}'
marked mock.json '{"StateMachines": {"do": {"TestCases": {"case": {"Do": "ok"}}}}, "MockedResponses": {"ok": {"0": {"Return": 7}}}}'
code "mark: a definition" 0 "$aslc" do.asl.json -o do
code "mark: YAML" 0 "$aslc" --check do.asl.yaml
code "mark: aslc --tasks" 0 "$aslc" --tasks tasks.json do.asl.json -o baked
gives "mark: --input-file" '{"a":1}' ./baked run --input-file input.json
gives "mark: --input" '{"a":1}' ./baked run --input "$(cat input.json)"
gives "mark: --tasks of a run" '{"a":1}' ./do run --tasks tasks.json --input '{"a": 1}'
gives "mark: --mock" 7 ./do run --mock mock.json#case
printf '\357\273\277{"n": 1}\n{"n": 2}\n' >lines
printf '{"n":1}\n{"n":2}\n' >wanted
./baked batch <lines >got 2>err
check "mark: the first line of batch" cmp -s wanted got
gives "mark: --eval" 1 "$aslc" --eval=jsonpath '$.a' --input-file input.json
gives "mark: --context" 1 "$aslc" --eval=jsonpath '$$.a' --context input.json
gives "mark: --bindings" 1 "$aslc" --eval=jsonpath '$a' --bindings input.json
printf '\357\273\277' >only
code "mark: nothing but it is not an input" 2 ./baked run --input-file only

# ---- Substitutions stand in the text, before it is JSON: what is around them says what they become.

# holds NAME FILE TEXT...
holds() {
    holds_name=$1 holds_file=$2
    shift 2
    for holds_text do
        check "$holds_name: $holds_text" grep -qF -e "$holds_text" "$holds_file"
    done
}

cat >wait.asl.json <<'JSON'
{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${secs}, "Next": "P"},
 "P": {"Type": "Pass", "Result": {"list": ${list}, "text": "${text}"}, "End": ${end}}}}
JSON
printf '{"list": "[1, \\"b\\"]", "text": "x", "end": true, "other": 1}' >values.json
code "a number" 0 "$aslc" --check -D secs=3 --substitutions values.json wait.asl.json
check "a number: nothing is said" test ! -s "$T/err"
gives "all of them" '{"list":[1,"b"],"text":"x"}' "$aslc" --run -O0 -D secs=0 --substitutions values.json wait.asl.json
code "what it is not" 1 "$aslc" --check -D secs=soon --substitutions values.json wait.asl.json
holds "what it is not" "$T/err" "wait.asl.json:1:62: error: 'soon'" '^~~~~~~ ${secs} is filled with soon'
code "open" 0 "$aslc" --check --substitutions values.json wait.asl.json
holds "open" "$T/err" 'wait.asl.json:1:62: warning' '[substitution-open]'
code "open, run" 1 "$aslc" --run -O0 --substitutions values.json wait.asl.json
holds "open, run" "$T/err" "The value of the field 'Seconds' was never filled in: \${secs}"
sed 's/\${secs}/"&"/' wait.asl.json >quoted.asl.json
code "in quotes" 1 "$aslc" --check --diagnostics=json -D secs=3 --substitutions values.json quoted.asl.json
holds "in quotes" "$T/out" '"message":"Expected value of type Integer","location":"/States/W/Seconds"' '"line":1,"column":62'
code "one name is wrong" 0 "$aslc" --check -D sec=3 -D secs=3 --substitutions values.json wait.asl.json
holds "one name is wrong" "$T/err" "-D sec fills nothing" "did you mean 'secs'?"
code "-Werror" 2 "$aslc" -Werror -D sec=3 -D secs=3 --substitutions values.json wait.asl.json -o never
check "-Werror builds nothing" test ! -e never
printf '{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}' >bare.asl.json
code "of several files, one has it" 0 "$aslc" --check -D secs=3 --substitutions values.json wait.asl.json bare.asl.json
check "of several files: nothing is said" test ! -s "$T/err"
printf 'StartAt: W\nStates:\n  W: {Type: Wait, Seconds: ${secs}, End: ${end}}\n' >wait.asl.yaml
code "YAML" 0 "$aslc" --check -D secs=3 -D end=true wait.asl.yaml
check "YAML: nothing is said" test ! -s "$T/err"
code "YAML, quoted by the value" 1 "$aslc" --check -D secs='"3"' -D end=true wait.asl.yaml
holds "YAML, quoted by the value" "$T/err" 'wait.asl.yaml:3:28: error' '${secs} is filled with "3"'
printf '{"do": ${target}}' >open.json
code "a file of values is not filled" 2 "$aslc" --tasks open.json do.asl.json -o never

# Whatever field has no value yet: the definition is looked at or built, and aslc lives.
words=$(sed -n 's/^FIELD([^"]*"\([A-Za-z]*\)".*/\1/p' "$root/compiler/read/fields.def")
alive=true
inner='{"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}'
while IFS= read -r state; do
    for word in $words; do
        for value in '${x}' '[${x}]' '[{"a": ${x}}]' '{"a": [${x}]}'; do
            case $state in *"\"$word\""*) continue ;; esac
            printf '{"StartAt": "S", "States": {"S": {%s, "%s": %s}, "E": {"Type": "Fail"}}}' "$state" "$word" "$value" >any.asl.json
            "$aslc" --emit=c any.asl.json >got 2>err
            [ $? -le 1 ] || alive=false
        done
    done
done <<STATES
"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "E"
"Type": "Task", "Next": "E"
"Type": "Wait", "Next": "E"
"Type": "Pass", "Next": "E"
"Type": "Succeed"
"Type": "Fail"
"Type": "Choice", "Default": "E"
"Type": "Parallel", "Branches": [$inner], "Next": "E"
"Type": "Map", "ItemProcessor": $inner, "Next": "E"
"Type": "Map", "Next": "E"
STATES
check "any field may be open" $alive

# ---- YAML's words, in a program.

cat >words.asl.yaml <<'YAML'
StartAt: Note
States:
  Note:
    Type: Pass
    Result: {ok: True, nope: FALSE, nothing: Null, numbers: [0x1F, +7, .5, 0o17], text: yes}
    End: True
YAML
gives "YAML's words" '{"ok":true,"nope":false,"nothing":null,"numbers":[31,7,0.5,15],"text":"yes"}' "$aslc" --run -O0 words.asl.yaml
holds "YAML's words" "$T/err" 'yes is a string here and true for YAML 1.1'
code "YAML, a hole in braces" 1 "$aslc" --check wait.asl.yaml
holds "YAML, a hole in braces" "$T/err" 'wait.asl.yaml:3:29: error' 'a ${NAME} that nothing fills needs quotes'

# ---- Words without quotes in the filters of paths are texts.

printf '{"d": [{"Name": "Receipt", "n": 1}, {"Name": "null-able", "n": 2}, {"Name": "\303\274.b"}]}' >names.json
# finds NAME PATH WANTED WORDS...: its value, and a warning for each of the words.
finds() {
    finds_path=$2 finds_wanted=$3
    code "$1" 0 "$aslc" --eval=jsonpath "$finds_path" --input-file names.json
    printf '%s\n' "$finds_wanted" >wanted
    same "$1" wanted "$T/out"
    shift 3
    for finds_word do
        echo "aslc: warning: $finds_word has no quotes in this filter and is taken for a text: write '$finds_word'"
    done >wanted
    same "$finds_path warns" wanted "$T/err"
}
finds "a word" '$.d[?(@.Name==Receipt)].n' '[1]' Receipt
finds "two words" '$..[?(@.Name == Receipt || null-able ==@.Name)].n' '[1,2]' Receipt null-able
finds "a word that is not of ASCII" '$.d[?(@.Name!=Receipt && @.Name == ü.b)].Name' '["ü.b"]' Receipt 'ü.b'
finds "in a path of a filter" '$.d[?($.d[?(@.Name==Receipt)].n == [1])].n' '[1,2]' Receipt
finds "a literal is none" '$.d[?(@.n==null || @.n==true || @.n==2)].n' '[2]'
finds "a string is none" "\$.d[?(@.Name=='Receipt')].n" '[1]'
code "a word in a call" 0 "$aslc" --eval=intrinsic 'States.Array($.d[?(@.Name==Receipt)].n)' --input-file names.json
holds "a word in a call" "$T/out" '[[1]]'
holds "a word in a call warns" "$T/err" "write 'Receipt'"
for filter in '@.Name==Two words' 'Receipt' '@.Name==-a' '@.Name==1a' '@.Name=='; do
    code "no word: $filter" 1 "$aslc" --eval=jsonpath "\$.d[?($filter)]" --input-file names.json
    check "no word: $filter is told in one line" test "$(wc -l <"$T/err")" = 1
done

finish
