#!/bin/sh
# aslc --template: the state machines of SAM's, CloudFormation's and CDK's templates are compiled, and what is wrong is shown
# where it stands in the template.
suite=templates
. tests/tally.sh
export XDG_STATE_HOME="$T/state" XDG_CACHE_HOME="$T/cache"

cp -R tests/templates "$T/t"
cd "$T/t" || exit 1

# ---- What values come to

# says NAME OPTION...: the definition of a state machine, on one line.
says() {
    name=$1
    shift
    code "$name" 0 "$aslc" --emit=asl --template=app.yaml "$@" "$name"
    tr -d ' \n' <"$T/out" >"$T/line"
    echo >>"$T/line"
}

# is NAME WANTED
is() {
    printf '%s\n' "$2" >"$T/wanted"
    same "$1" "$T/wanted" "$T/line"
}

says Text -D Stage=test -D Queue.Arn=arn:q
is "a text" '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":3,"Next":"Say"},"Say":{"Type":"Pass","Result":{"own":"b+x+aGk=","queue":"arn:q","stage":"test"},"End":true}}}'
says text-flow -D Stage=live -D Seconds=9 -D queue=mine
is "by its name" '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":9,"Next":"Say"},"Say":{"Type":"Pass","Result":{"own":"b+x+aGk=","queue":"mine","stage":"live"},"End":true}}}'
says Object
is "an object" '{"StartAt":"Say","States":{"Say":{"Type":"Pass","Result":{"short":"yes","memory":128,"usual":7,"zones":["a","b","c"],"count":3,"json":"{\"a\":[1,true]}","blocks":["10.0.0.0/24","10.0.1.0/24"],"there":"aws.amazonaws.com"},"Next":"Wait"},"Wait":{"Type":"Wait","Seconds":128,"End":true}}}'
says Object -D Seconds=4
check "a condition" grep -q '"short":"no","none":"text"' "$T/line"
says Included -D Stage=test
is "an included file" '{"StartAt":"Say","States":{"Say":{"Type":"Pass","Result":"stagetest","End":true}}}'
says File -D Seconds=8
is "a file" '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":8,"End":true}}}'

# ---- Loops and nested stacks

code "loops" 0 "$aslc" --emit=asl --template=loops.yaml -D Outside=o flow-us-east-1-high
tr -d ' \n' <"$T/out" >"$T/line"
echo >>"$T/line"
is "loops within loops" '{"StartAt":"high","States":{"high":{"Type":"Pass","Result":{"region":"us-east-1","both":"high/us-east-1","outside":"o"},"End":true}}}'
code "items from outside" 0 "$aslc" --emit=asl --template=loops.yaml -D Regions=here -D Outside=o Flowherelow
check "their text" grep -q '"both": "low/here"' "$T/out"
code "a loop over states" 0 "$aslc" --run --template=loops.yaml -D Other='${Other}' Outside
check "each with its name" grep -qxF '{"one":"one of Firsts, not ${Other}","two":"two of Firsts, not ${Other}","3-4":"34 of Firsts, not ${Other}"}' "$T/out"
code "the machines of loops" 0 "$aslc" --emit=dot --template=loops.yaml -o loops/
check "all of them" test "$(cd loops && echo *)" = "Outside.dot flow-eu-west-1-high.dot flow-eu-west-1-low.dot flow-us-east-1-high.dot flow-us-east-1-low.dot"
sed 's/Next: Last/Next: Lost/' loops.yaml >astray.yaml
code "a mistake in a loop" 1 "$aslc" --check --template=astray.yaml Outside
check "where it is" grep -q "^astray.yaml:44:.*error: .*'Lost'" "$T/err"

code "outputs" 0 "$aslc" --emit=asl --template=outer.yaml Flow
tr -d ' \n' <"$T/out" >"$T/line"
echo >>"$T/line"
is "of nested stacks" '{"StartAt":"Say","States":{"Say":{"Type":"Pass","Result":{"zone":"z-live-test","queue":"${Names.Queue.Arn}","text":"z-live!"},"End":true}}}'
code "a stack inside" 0 "$aslc" --run --template=outer.yaml Names/Inside
check "what it was passed" grep -qx '"test z-live"' "$T/out"
code "an output that is given" 0 "$aslc" --emit=asl --template=outer.yaml -D Names.Queue.Arn=arn:q Flow
check "by its stack's name" grep -qF '"queue": "arn:q"' "$T/out"
code "a parameter of a nested stack that is given" 0 "$aslc" --run --template=outer.yaml -D Zones.Zone=y Zones/Inside
check "in place of what is passed" grep -qx '"live y"' "$T/out"
code "machines of one name to a folder" 0 "$aslc" --emit=dot --template=outer.yaml -o stacks/
check "each has a file" test "$(cd stacks && echo *)" = "Flow.dot Names-Inside.dot Zones-Inside.dot"
code "definitions to a folder" 0 "$aslc" --emit=asl --template=outer.yaml -o stacks/
check "each is laid out" test "$(cd stacks && echo *.json)" = "Flow.asl.json Names-Inside.asl.json Zones-Inside.asl.json"
cat >same.yaml <<'END'
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: {Stage: !Sub 'stage-${Stage}', Table: !GetAtt Table.Arn, Name: !Ref Table, Queue: own, free: f}
      Definition: {StartAt: A, States: {A: {Type: Pass, Result: ["${Stage}", "${Table}", "${Name}", "${Queue}", !Ref Queue, "${free}"], End: true}}}
END
code "names that mean two things" 0 "$aslc" --emit=asl --template=same.yaml -D Stage=prod -D Table=t -D Table.Arn=arn:t -D free=mine
tr -d ' \n' <"$T/out" >"$T/line"
echo >>"$T/line"
is "are told apart" '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":["stage-prod","arn:t","t","own","${Queue.Ref}","mine"],"End":true}}}'
cat >shared.yaml <<'END'
Resources:
  M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A, States: {A: {Type: Pass, Result: !ImportValue "net:vpc 1", End: true}}}}}
END
code "an import that is given" 0 "$aslc" -Werror --emit=asl --template=shared.yaml -D 'net:vpc 1=v'
check "it is filled" grep -qF '"Result": "v"' "$T/out"
cat >half.yaml <<'END'
Resources:
  Good: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}}
  Away: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: {Bucket: b, Key: k}}}
END
code "one of which another is broken" 0 "$aslc" --emit=dot --template=half.yaml Good
code "the broken one" 1 "$aslc" --emit=dot --template=half.yaml Away
code "all of them, one being broken" 1 "$aslc" --emit=dot --template=half.yaml -o half/
check "what is wrong" sh -c "grep -q '^half.yaml:3:.*the definition is not on this machine' '$T/err' && test \$(grep -c '^[^ ]' '$T/err') = 1"
printf 'Conditions: {Off: !Equals [a, b]}\nResources: {M: {Type: AWS::Serverless::StateMachine, Condition: Off, Properties: {DefinitionUri: x}}}\n' >off.yaml
code "all left out by conditions" 0 "$aslc" --check --template=off.yaml
check "that is said" grep -q '^off.yaml:2:.*warning: the conditions of the template leave out all of its state machines' "$T/err"
code "nothing to compile" 1 "$aslc" --emit=c --template=off.yaml
printf 'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: {Definition: {StartAt: A, States: {A: {Type: Wait, Seconds: 010, End: yes}}}}\n' >older.yaml
code "words that YAML 1.1 reads otherwise" 1 "$aslc" --check --template=older.yaml
check "a number" grep -q "^older.yaml:4:77: warning: 010 is the number 10 here and the number 8 for YAML 1.1" "$T/err"
check "a word" grep -q "^older.yaml:4:87: warning: yes is a string here and true for YAML 1.1" "$T/err"
cat >macro.yaml <<'END'
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: {x: {Fn::Transform: {Name: Mine, Parameters: {a: b}}}}
      Definition: {StartAt: A, States: {A: {Type: Pass, Result: "${x}", End: true}}}
END
code "a macro's value" 0 "$aslc" --check --template=macro.yaml
check "it stays open" grep -q "^macro.yaml:5:.*warning: the macro 'Mine' runs in a deployment alone: its value stays open" "$T/err"
code "a macro's value is given" 0 "$aslc" --emit=asl --template=macro.yaml -D Mine=m
check "by the macro's name" grep -qF '"Result": "m"' "$T/out"
sed 's/Zones.Outputs.Zone}!/Zones.Outputs.Zoen}!/' outer.yaml >misnamed.yaml

# ---- What stays open has a name, as any substitution

code "open" 0 "$aslc" --check --template=app.yaml
check "an attribute is open" grep -q '^app.yaml:30:.*warning: the substitution \${Queue.Arn} stays open' "$T/err"
check "a parameter is open" grep -q '^app.yaml:30:.*warning: the substitution \${Stage} stays open' "$T/err"
code "all is given" 0 "$aslc" --check --template=app.yaml -D Stage=test -D Queue.Arn=arn:q
check "nothing is said" test ! -s "$T/err"
printf '{"Stage": "test", "Queue.Arn": "arn:q"}\n' >given.json
code "all is given in a file" 0 "$aslc" --check --template=app.yaml --substitutions=given.json
check "nothing is said of it" test ! -s "$T/err"
code "a name that is not there" 0 "$aslc" --check --template=app.yaml -D Stage=test -D Queue.Arn=arn:q -D Stag=x
check "it is told" grep -q 'warning: -D Stag fills nothing' "$T/err"
code "a value that is not allowed" 1 "$aslc" --check --template=app.yaml -D Stage=tset
check "it is told where it is used" grep -q "^app.yaml:.*error: 'tset' is not among the AllowedValues of the parameter 'Stage'" "$T/err"

# ---- Where mistakes are shown

code "mistakes" 1 "$aslc" --check --template=wrong.yaml
grep '^[^ ]' "$T/err" >"$T/said"
cat >"$T/wanted" <<'END'
wrong.yaml:20:54: warning: the substitution ${Queue.Arn} stays open, here and in another place: fill it with -D Queue.Arn=VALUE [substitution-open]
wrong.yaml:20:103: warning: the substitution ${AWS::Region} stays open: fill it with -D AWS::Region=VALUE [substitution-open]
wrong.yaml:20:129: error: state 'Put': 'Next' names 'Gone', which is not a state here [next-unknown]
wrong.yaml:33:28: error: state 'P': 'a.$' is neither a path nor a call: in [ ] stands a 'name', a number, a slice, * or ?( ) [expression-invalid]
wrong.yaml:38:38: warning: the substitution ${Open} stays open: fill it with -D Open=VALUE [substitution-open]
END
same "in a text and in an object" "$T/wanted" "$T/said"
code "as an object for programs" 1 "$aslc" --check --diagnostics=json --template=wrong.yaml Flow
check "AWS's place and ours" grep -q '"location":"/States/Put/Next".*"file":"wrong.yaml","line":20,"column":129' "$T/out"
sed -i 's/Gone/Wait/; s/\$\.x\[/$.x/' wrong.yaml
code "one is chosen" 0 "$aslc" --check --template=wrong.yaml --logical-id=Inline -D Open=2025-01-31T12:00:00Z
check "and nothing is said" test ! -s "$T/err"

# ---- CDK

code "a folder of CDK" 1 "$aslc" --check --template=cdk
grep '^[^ ]' "$T/err" >"$T/said"
cat >"$T/wanted" <<'END'
cdk/App.template.json:10:58: error: state 'Go': 'Next' names 'Nowhere', which is not a state here [next-unknown]
cdk/App.template.json:16:23: warning: the substitution ${Fn12345678.Arn} stays open: fill it with -D Fn12345678.Arn=VALUE [substitution-open]
cdk/AppNest.nested.template.json:1:193: warning: the substitution ${Fn12345678.Arn} stays open: fill it with -D Fn12345678.Arn=VALUE [substitution-open]
END
same "its stack, a nested one, an asset" "$T/wanted" "$T/said"
code "one template of it" 1 "$aslc" --check --template=cdk/App.template.json
grep '^[^ ]' "$T/err" >"$T/said"
same "says the same" "$T/wanted" "$T/said"
mv cdk/manifest.json cdk/kept.json
code "a folder without a manifest" 1 "$aslc" --check --template=cdk/
mv cdk/kept.json cdk/manifest.json
grep '^[^ ]' "$T/err" >"$T/said"
same "says it as well" "$T/wanted" "$T/said"
code "an asset" 0 "$aslc" --emit=mermaid --template=cdk FromFile
check "it is drawn" grep -q "\"A\"" "$T/out"
sed -i 's/Nowhere/Go/' cdk/App.template.json
mkdir two
cp -R cdk two/one
sed 's/"App"/"Other"/' cdk/manifest.json >two/one/manifest.json
printf '{"artifacts":{"S":{"type":"aws:cloudformation:stack","properties":{"templateFile":"../cdk/App.template.json"}},"In":{"type":"cdk:cloud-assembly","properties":{"directoryName":"one"}}}}\n' >two/manifest.json
sed -i 's#\.\./cdk#one#' two/manifest.json
code "two stacks" 2 "$aslc" --emit=c --template=two Inner
check "they are told apart" grep -q "there are S/Flow0A1B2C3D, S/FromFile, S/Nest/Inner, Other/Flow0A1B2C3D" "$T/err"
code "one of two" 0 "$aslc" --emit=c --template=two Other/Nest/Inner
mkdir none
code "a folder of something else" 1 "$aslc" --check --template=none
check "what is missing" grep -q 'none: this folder has neither a manifest.json' "$T/err"

# ---- Building

code "several" 2 "$aslc" --template=app.yaml -D Stage=test -D Queue.Arn=arn:q
check "they are named" grep -q "has several state machines: Text, Object, Included, File; name one" "$T/err"
code "one" 0 "$aslc" -O0 --template=app.yaml -D Stage=test Object -o one
code "it runs" 0 ./one --virtual-time
check "as it was computed" grep -q '"memory":128' "$T/out"
code "its name" 0 "$aslc" -O0 --template=app.yaml -D Stage=test -D Queue.Arn=arn:q Text
code "a program of that name" 0 ./text-flow --virtual-time --type express
code "run at once" 0 "$aslc" --run --template=app.yaml -D Stage=test Included
check "the result" grep -qx '"stage test"' "$T/out"
code "all to a folder" 0 "$aslc" --emit=svg --template=app.yaml -D Stage=test -D Queue.Arn=arn:q -o all/
check "each by its name" test "$(cd all && echo *)" = "File.svg Included.svg Object.svg text-flow.svg"
mkdir scratch
code "all programs" 0 env TMPDIR="$PWD/scratch" "$aslc" -O0 --template=app.yaml -D Stage=test -D Queue.Arn=arn:q -o all/
check "nothing else is left" rmdir scratch
code "one of them" 0 all/File --virtual-time
code "debug" 0 "$aslc" --emit=c -g --template=app.yaml -D Stage=test Object
check "lines of the template" grep -q '#line [0-9]* "app.yaml"' "$T/out"
code "over the template" 2 "$aslc" --template=app.yaml -D Stage=test Object -o app.yaml
check "it is there still" grep -q Resources app.yaml

# ---- What is wrong

# refused WANTED CODE OPTION...
refused() {
    refusal=$1 wanted_code=$2
    shift 2
    code "refused: $refusal" "$wanted_code" "$aslc" "$@"
    check "refused: $refusal" grep -qF -e "$refusal" "$T/err"
}

refused "more than one template is given" 2 --template=a --template=b
refused "'--logical-id' belongs to '--template'" 2 --check --logical-id=a x.asl.json
refused "--in-place lays out files of definitions" 2 --emit=asl --in-place --template=app.yaml
refused "'--template' has nothing to do with '--eval'" 2 --eval=jsonata 1 --template=app.yaml
refused "'--template' has nothing to do with '--lsp'" 2 --lsp --template=app.yaml
refused "'-o all/' is for all state machines of a template: '--name' is for one" 2 --emit=c --name=x --template=app.yaml -o all/
refused "has no state machine 'Objekt'; did you mean 'Object'?" 2 --check --template=app.yaml Objekt
refused "cannot read gone.yaml: No such file or directory" 1 --check --template=gone.yaml
printf 'Resources: {}\n' >t.yaml
refused "t.yaml:1:12: error: the template has no state machine" 1 --check --template=t.yaml
printf '{"StartAt": "A"}' >t.yaml
refused "t.yaml:1:1: error: this is not a template of SAM or CloudFormation" 1 --check --template=t.yaml
printf 'Resources:\n  In: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t.yaml}}\n' >t.yaml
refused "the nested stack 'In' leads to itself" 1 --check --template=t.yaml
printf 'Resources:\n  In: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: gone.yaml}}\n' >t.yaml
refused "the template of the nested stack 'In', gone.yaml, cannot be read: No such file" 1 -Werror --check --template=t.yaml
awk 'BEGIN { printf "Resources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: "
             for (i = 0; i < 300; i++) printf "{\"Fn::Sub\": [\"${a}\", {a: "
             printf "x"
             for (i = 0; i < 300; i++) printf "}]}"
             print "}}}" }' >t.yaml
refused "nested more than 500 deep" 1 --check --template=t.yaml
cat >t.yaml <<'END'
Resources:
  A: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: P, States: {P: {Type: Pass, Result: !Sub "${B.Arn}", End: true}}}}}
  B: {Type: AWS::Lambda::Function, DependsOn: [C]}
  C: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.Name}}
END
refused "t.yaml:2:6: error: circular dependency between resources: [A, C, B]: 'A' is needed by 'C', and that by 'B', and that by 'A' itself" 1 --check --template=t.yaml
sed -i 's/GetAtt A.Name/Sub "${!A}"/' t.yaml
code "no circle" 0 "$aslc" --check --template=t.yaml
sed -i 's/Sub .*"/Sub [ "${A}", {A: x}]/' t.yaml
code "a name of its own" 0 "$aslc" --check --template=t.yaml
printf 'Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {Name: !Ref M, Definition: {StartAt: P, States: {P: {Type: Pass, End: true}}}}}}\n' >t.yaml
refused "'M' is needed by 'M' itself" 1 --check --template=t.yaml
printf 'Parameters: {P: {Default: x, AllowedValues: [{a: 1}, null]}}\nResources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !Ref P}}}\n' >t.yaml
refused "'x' is not among the AllowedValues" 1 --check --template=t.yaml
printf 'Resources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: ""}}}\n' >t.yaml
refused "this definition is empty" 1 --check --template=t.yaml
# each WANTED CODE LOOP: a loop of which something is said
each() {
    printf 'Transform: AWS::LanguageExtensions\nParameters: {Open: {Type: CommaDelimitedList}}\nResources:\n  Fn::ForEach::Each: %s\n' "$3" >t.yaml
    refused "$1" "$2" --check --template=t.yaml
}
machine='Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: "{\"StartAt\": \"S\", \"States\": {\"S\": {\"Type\": \"Succeed\"}}}"}'
for wrong in '{}' '[Name, [a]]' '["", [a], {}]' '[[a], [a], {}]' '[Name, [a], x]'; do
    each "t.yaml:4:22: error: Fn::ForEach::Each is wanted as Fn::ForEach::LOOP: [NAME, [ITEM, ...], {KEY: VALUE}]" 1 "$wrong"
done
each "t.yaml:4:29: error: Fn::ForEach::Each goes over a list" 1 "[Name, a, {M: {$machine}}]"
each "the items of Fn::ForEach::Each are texts; one is of the type object" 1 "[Name, [{a: b}], {M: {$machine}}]"
each "error: 'Ma' is in this object already, on line 4" 1 "[Name, [a, a], {\"M\${Name}\": {$machine}}]"
each "only a deployment knows the items of Fn::ForEach::Each, by 'Open'" 1 "[Name, !Ref Open, {\"M\${Name}\": {$machine}}]"
each "neither a parameter nor a resource 'Nobody'" 1 "[Name, !Ref Nobody, {\"M\${Name}\": {$machine}}]"
awk 'BEGIN { printf "Transform: AWS::LanguageExtensions\nResources:\n"
             for (i = 0; i < 12; i++) printf "%*sFn::ForEach::L%d:\n%*s- N%d\n%*s- [a, b, c, d, e]\n%*s-\n", 4 * i + 2, "", i, 4 * i + 4, "", i, 4 * i + 4, "", 4 * i + 4, ""
             printf "%*sM: {Type: x}\n", 60, "" }' >t.yaml
refused "come to more than 1000000 values" 1 --check --template=t.yaml
printf 'Resources:\n  Fn::ForEach::Each: [Name, [a, b], {"M${Name}": {%s}}]\n' "$machine" >t.yaml
refused "t.yaml:2:22: warning: Fn::ForEach::Each needs the Transform AWS::LanguageExtensions" 0 --check --template=t.yaml
printf 'Transform: [Own, {Name: Other}]\nResources: {M: {%s}}\n' "$machine" >t.yaml
refused "t.yaml:1:13: warning: the macro 'Own' runs in a deployment alone: what it changes is not seen here" 0 --check --template=t.yaml
refused "t.yaml:1:25: warning: the macro 'Other'" 0 --check --template=t.yaml
refused "the nested stack 'Zones' has no output 'Zoen'" 1 --check --template=misnamed.yaml
awk 'BEGIN { printf "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: |\n        {"
             for (i = 0; i < 100000; i++) print "                    "
             print "        \"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}" }' >t.yaml
refused "bytes: AWS takes at most 1048576" 0 --check --template=t.yaml
printf 'Parameters: {N: {Type: Number, Default: 3}}\nResources: {M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: P, States: {P: {Type: Wait, Seconds: !Ref N, End: true}}}}}}\n' >t.yaml
refused "error: state 'P': 'Seconds' must be a whole number, not a string" 1 --check --template=t.yaml
printf 'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: x\n      DefinitionSubstitutions:\n        a: b\n        c: [1]\n        d: {e: f}\n' >t.yaml
refused "t.yaml:8:12: error: the substitution 'c' is of the type array" 1 --check --template=t.yaml
refused "t.yaml:9:12: error: the substitution 'd' is of the type object" 1 --check --template=t.yaml
for definition in '{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}}' '{Fn::Transform: Own}'; do
    printf 'Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: %s}}}\n' "$definition" >t.yaml
    refused "t.yaml:1:" 1 --check --template=t.yaml
done
printf 'StartAt: A\nStates: {A: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: loop.yaml}}}}\n' >loop.yaml
printf 'Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: loop.yaml}}}}}}\n' >t.yaml
refused "this leads to itself, or is more than 500 deep" 1 --check --template=t.yaml

# ---- AWS's own collections: each state machine is as its definition says.

cd "$root" || exit 1
if [ ! -d ../shared/conformance/templates ]; then
    skip conformance
else
    # A file is missing, or the definition is wrong.
    wrong_ones='account-vending-machine shared-fallback-state-jsonata'
    for template in ../shared/conformance/templates/*/template.yaml; do
        name=$(basename "$(dirname "$template")")
        wanted=0
        case " $wrong_ones " in *" ${name##*__} "*) wanted=1 ;; esac
        code "$name" "$wanted" "$aslc" --check --template="$template"
    done
fi
finish
