#!/bin/sh
# aslc serve --template: what SAM's and CloudFormation's templates describe is there, and what is wrong in one is said with its
# place.
suite=template
. tests/tally.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
export XDG_STATE_HOME="$T/state" XDG_CACHE_HOME="$T/cache"

code "build" 0 "$aslc" tests/template/orders.asl.yaml -o "$T/any"
code "everything in a template" 0 python3 tests/template/app.py "$aslc" "$T"
check "all of it is there: $(cat "$T/out")" test ! -s "$T/out"

# ---- A template as CDK writes it

: >"$T/server.out"
"$aslc" serve --listen 127.0.0.1:0 --store memory --local "$T/cdk" --template tests/template/cdk.json \
    --task Work9A1B2C3D=exec:cat >"$T/server.out" 2>"$T/server.err" &
server=$!
await_url "$T/server.out"
check "it listens" test -n "$url"
kill -TERM $server
wait $server
check "it ends in order" test $? = 0
cat >"$T/wanted" <<END
tests/template/cdk.json:3:21: warning: function 'Work9A1B2C3D': its code is not on this machine: say who does it with --task [template-unknown]
aslc: tests/template/cdk.json: state machine Flow0A1B2C3D
tests/template/cdk.json:30:36: warning: the template has no resource 'Gone' [template-unknown]
END
grep -v '^ ' "$T/server.err" >"$T/said"
same "what is said of it" "$T/wanted" "$T/said"

# ---- What is wrong

# refused WANTED OPTION...: with $T/t.yaml it does not start, and says that; of ":LINE:COLUMN: TEXT" it says an error there.
refused() {
    refusal=$1
    shift
    wanted=$(printf '%s\n' "$refusal" | sed "s#^\(:[0-9]*:[0-9]*: \)#\1error: #; s#^:#$T/t.yaml:#")
    code "refused: $refusal" 2 "$aslc" serve --listen 127.0.0.1:0 --store memory --local "$T/local" --template "$T/t.yaml" "$@"
    check "refused: $refusal" grep -qF -e "$wanted" "$T/err"
}

# machine PROPERTY...: $T/t.yaml is a template with one state machine.
machine() {
    {
        printf 'Parameters: {Wait: {Type: Number}, Name: {Type: String}}\nMappings: {M: {a: {b: 1}}}\n'
        printf 'Conditions: {C: !Equals [1, 1]}\nResources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n'
        printf '      %s\n' "$@"
    } >"$T/t.yaml"
}

# bad WANTED PROPERTY...: such a template is refused.
bad() {
    wrong=$1
    shift
    machine "$@"
    refused "$wrong"
}

pass='Definition: {StartAt: P, States: {P: {Type: Pass, End: true}}}'
: >"$T/t.yaml"
refused "$T/t.yaml is empty"
echo 'a: [' >"$T/t.yaml"
refused ":2:1: this is not YAML"
echo '{"Resources": {}' >"$T/t.yaml"
refused "error: the text ends, and the object of line 1 is not closed"
echo 'a: 1' >"$T/t.yaml"
refused ":1:1: this is not a template of SAM or CloudFormation: it has no object Resources"
echo 'Resources: {}' >"$T/t.yaml"
refused ":1:12: a template has at least one resource: there is none in this one"
bad ":8:13: the template has neither a parameter nor a resource 'Nobody'" 'Name: !Ref Nobody' "$pass"
bad ":8:13: the parameter 'Name' has no value: give -D Name=VALUE" 'Name: !Ref Name' "$pass"
machine 'Name: !Ref Name' "$pass"
refused ":6:5: what is called 'a b' cannot have that name" --parameter 'Name=a b'
machine "$pass"
refused ": it has no parameter 'Nome'; did you mean 'Name'?" --parameter Nome=x
machine "$pass"
refused "--parameter Name: NAME=VALUE is wanted" --parameter Name
bad ":6:5: the state machine 'M' has no definition" 'Name: x'
bad ":8:22: $T/no.asl.json cannot be read: No such file or directory" 'DefinitionUri: no.asl.json'
bad ":8:13: 'FAST' is neither STANDARD nor EXPRESS" 'Type: FAST' "$pass"
bad ":8:13: the template has no resource 'X'" 'Name: !GetAtt X.Arn' "$pass"
bad ":8:13: Fn::GetAtt takes a resource and an attribute" 'Name: !GetAtt X' "$pass"
bad ":8:13: Fn::Sub takes a text, or a list of a text and an object" 'Name: !Sub [a]' "$pass"
bad ":8:13: the template has neither a parameter nor a resource 'X'" 'Name: !Sub "${X}"' "$pass"
bad ":8:13: Fn::Join takes a list of 2 values" 'Name: !Join [a]' "$pass"
bad ":8:23: a list is wanted here" 'Name: !Join [a, b]' "$pass"
bad ":8:13: Fn::Join takes a list of texts" 'Name: !Join ["", [[a]]]' "$pass"
bad ":8:13: Fn::Select wants the item at '3' of a list that has 1, counted from 0" 'Name: !Select [3, [a]]' "$pass"
bad ":8:13: the Mappings have nothing at M, a, c" 'Name: !FindInMap [M, a, c]' "$pass"
bad ":8:18: the template has no condition 'D'" 'Name: !If [D, a, b]' "$pass"
bad ":8:13: Fn::If takes the name of a condition, and two values" 'Name: !If [C, a]' "$pass"
bad ":8:13: a text is wanted here; this is of the type array" 'Name: [a]' "$pass"
bad ":8:13: Fn::Transform takes the Name of a macro, or AWS::Include and a Location" 'Name: !Transform x' "$pass"
bad ":8:13: this leads to itself, or is more than 500 deep" 'Name: !Sub "${M}"' "$pass"
check "and which does" grep -qF "$T/t.yaml:6:5: warning: circular dependency between resources: [M]: 'M' is needed by 'M' itself" "$T/err"
bad ":8:36: the template has neither a parameter nor a resource 'Q'" 'DefinitionSubstitutions: {A: !Ref Q}' "$pass"
bad "aslc: M: it has errors, and is not served" 'Definition: {StartAt: P}'
check "what is wrong with it is shown" grep -q "t.yaml:8:19: error: required, but missing: States" "$T/err"
bad "this is not YAML" "$pass" '  Broken'

finish
