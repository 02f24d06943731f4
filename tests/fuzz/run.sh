#!/bin/sh
# run.sh SECONDS: runs each fuzzer that long, from the samples as seeds. What it finds stays in $B/fuzz.
suite=fuzz
. tests/tally.sh

seconds=$1
mkdir -p "$B/fuzz/seeds"
for file in samples/*/*.json tests/cases/*.json tests/cases/*.yaml; do
    cp "$file" "$B/fuzz/seeds/$(printf '%s' "$file" | tr '/ ' '__')"
done
printf "States.Format('{} {}', \$.a[0], States.Array(\$\$.b, 1, null, 'c'))" >"$B/fuzz/seeds/call"
printf "\$..book[?(@.price < 10 && @.a =~ /b/i)]['c','d'][1:-1:2].length()" >"$B/fuzz/seeds/path"
cat >"$B/fuzz/seeds/query" <<'END'
a.b[%.x = 1]@$v#$i^(>c){d: $sum(e)}[] ~> |f|{'g': /h(i)?/im}, 'j'| ? function($k)<s-(nf)?:b>{ $k := -1.5e3..2 } : "\u0041\n" & `l m`.*.** and $$ in [$, ?]
END
printf 'POST /p?q HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nT: y\r\n\r\n' >"$B/fuzz/seeds/chunked"
printf 'PUT http://x/ HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc' >"$B/fuzz/seeds/length"
printf "SET a.b[1] = if_not_exists(#m.c, :n) + :n, l = list_append(:l, l) REMOVE n ADD x :n DELETE ss :ss" >"$B/fuzz/seeds/update"
printf "NOT (#a = :s OR size(m.d) BETWEEN :n AND :n) AND begins_with(a, :s) AND attribute_type(ss, :t) AND n IN (:n, :s)" >"$B/fuzz/seeds/condition"
for file in tests/dynamo/*.txt; do
    grep '^[A-Z]' "$file" | awk -v to="$B/fuzz/seeds/$(basename "$file")" 'NR % 8 == 0 { print "A" substr($0, index($0, "{")) >(to NR) }'
done
sed -n 's/^ExecuteStatement .*"Statement":"\([^"\\]*\)".*/\1/p' tests/dynamo/partiql.txt |
    awk -v to="$B/fuzz/seeds/partiql" '{ printf "%c%s", 65 + NR % 5, $0 >(to NR) }'
for service in s3 ssm secrets scheduler; do
    grep '^{' "tests/services/$service.txt" | awk -v to="$B/fuzz/seeds/$service" 'NR % 16 == 1 { print "A" $0 >(to NR) }'
done
grep '^{' tests/serve/requests.txt | awk -v to="$B/fuzz/seeds/request" 'NR % 4 == 1 { print "A" $0 >(to NR) }'
printf 'GET /a/{id}/{rest+} sync name=b input=proxy\n/a/%%22/c/d\na=%%c3%%a4&b+c=' >"$B/fuzz/seeds/route"
for file in tests/fuzz/station/*; do
    cp "$file" "$B/fuzz/seeds/station_$(basename "$file")"
done
role=arn:aws:iam::123456789012:role/r
arn=arn:aws:states:us-east-1:123456789012:stateMachine
for file in samples/*/*.asl.json tests/cases/[a-m]*.asl.json; do
    text=$(cat "$file")
    name=$(basename "$file" .asl.json | tr '. ' '__')
    printf 'Can\037b%s\037c%s\037hfalse\036\036Ua%s:n\037b%s\036Dd\036' "$text" "$role" "$arn" "$text" >"$B/fuzz/seeds/compiler_create_$name"
    printf 'Va%s\037bEXPRESS\037cWARNING\037d7\036Ua%s:m\037b%s\037ftrue\036' "$text" "$arn" "$text" >"$B/fuzz/seeds/compiler_update_$name"
done
number=0
while read -r line; do
    number=$((number + 1))
    printf '%b' "$line" >"$B/fuzz/seeds/compiler_test_$number"
done <<'END'
Ta{"Type":"Pass","Parameters":{"a.$":"$.b","c.$":"States.Format('{}',$.d)"},"ResultPath":"$.e","End":true}\037c{"b":[1,2],"d":"x"}\037dTRACE\036
Ta{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input.a[b > $v].c %}","Assign":{"w":"{% $v + 1 %}"},"Next":"N"}\037c{"a":[{"b":2,"c":3}]}\037dDEBUG\037f{"v":1}\036
Ta{"Type":"Wait","SecondsPath":"$.s","Next":"N"}\037c{"s":3}\036+\036H\036
Ta{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a","NumericGreaterThan":1},{"Not":{"Variable":"$.b","IsPresent":true}}],"Next":"A"}],"Default":"D"}\037c{"a":2}\037dDEBUG\036
Ta{"Type":"Task","Resource":"arn:aws:states:::dynamodb:getItem","Parameters":{"TableName":"t","Key":{"k":{"S.$":"$.k"}}},"Retry":[{"ErrorEquals":["A.*","States.ALL"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["B"],"Next":"C","ResultPath":"$.x"}],"End":true}\037barn:aws:iam::123456789012:role/r\037c{"k":"v"}\037h{"errorOutput":{"error":"B","cause":"c"}}\037j{"retrierRetryCount":1}\036
Ta{"Type":"Map","ItemsPath":"$.a","ItemSelector":{"i.$":"$$.Map.Item.Index"},"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"ToleratedFailureCount":1,"End":true}\037c{"a":[1,2]}\037h{"result":"[1,2]","fieldValidationMode":"NONE"}\037j{"mapIterationFailureCount":1}\036
Ta{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Fail","ErrorPath":"$.e","CausePath":"$$.State.Name"}}}\037gB\037c{"e":"E"}\037i{"State":{"Name":"n"}}\036
Ta{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"f"},"QueryLanguage":"JSONata","Output":"{% $states.result %}","End":true}\037barn:aws:iam::123456789012:role/r\037efalse\036
END
cat >"$B/fuzz/seeds/vtl_words" <<'END'
#set($x = {"a": [1..3], 'b': "c ${input.path('$.a')}"})#if($x.a.size() >= 2 && !$n or $x.b == 'd')$!x.a[0]#elseif(1.5e1 < 2)#stop#else
#foreach($k in $x.keySet())$foreach.index $k=$x.get($k).toString().replaceAll("[ab](c)?", "$1")#if($foreach.hasNext),#break#end#end#end
$util.escapeJavaScript($input.json('$..c')).split(',').subList(0, 1) $context.responseOverride.status ## comment
#[[ $verbatim ]]# #* more *# \\$x #set($context.responseOverride.header.A = $x.b.substring(1, 2) + -3 * (2 / 1 % 4))$x.entrySet()
END
cat >"$B/fuzz/seeds/vtl_rings" <<'END'
#set($l = [1])#set($m = $l.add($l))$l $util.parseJson('{"a": [1]}').put('b', $l).size()
END
printf "m(a|b)\\\\1[^c-e\\\\s]{2,3}?(?<=x)\\\\u0041" >"$B/fuzz/seeds/pattern"
printf "12[FNn], [D1o] [MNn,*-3] [Y0001] #,##0.00e0;w" >"$B/fuzz/seeds/picture"
{
    printf 'F'
    cat samples/order/order.asl.json
    printf '\000\004\022\012\024\001\012\020\012\022\002\012\020\012\022\003\003\003\003\005\005'
} >"$B/fuzz/seeds/lsp_json"
{
    printf 'D'
    cat tests/cases/yaml.asl.yaml
    printf '\000\004\006\004\010\001\005\006\005\010\002\006\006\006\010\003'
} >"$B/fuzz/seeds/lsp_yaml"
for shape in 0 1 2 3 4 5 6 7 8; do
    printf '%b' "\\0$shape\\0000x-g:1\nx-n:Tue, 01 Jan 2030 00:00:00 GMT\nx-m:a, b\nx-meta-k:v\n\n" >"$T/head"
    {
        cat "$T/head"
        printf '{"a":{"b":"AQ==","c":true,"d":[1],"f":1.5,"g":2,"h":[{"l":"x"}],"i":"2030-01-01T00:00:00Z","j":{"k":{}},"k":1,"m":["y"]}}'
    } >"$B/fuzz/seeds/answer_json_$shape"
    {
        cat "$T/head"
        printf '<DoResponse xmlns="u"><DoResult><a t="q"><b>AQ==</b><c>true</c><e><l>x</l></e><f>1.5</f><g>2</g><h><item><l>&lt;</l></item></h>'
        printf '<i>2030-01-01T00:00:00Z</i><j><entry><Name>k</Name><Value/></entry></j><k>1</k><m><member>y</member></m></a></DoResult></DoResponse>'
    } >"$B/fuzz/seeds/answer_xml_$shape"
done
printf '\000\001\n<ErrorResponse><Error><Code>C</Code><Message>M</Message></Error></ErrorResponse>' >"$B/fuzz/seeds/answer_fault"
printf 'R<R><A><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>s</SecretAccessKey><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></A></R>' >"$B/fuzz/seeds/answer_grant"
printf '@Content-Length: 42\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"shutdown"}' >"$B/fuzz/seeds/lsp_frame"
for program in "$B"/fuzz/fuzz_*; do
    case $program in *.d) continue ;; esac
    name=$(basename "$program")
    mkdir -p "$B/fuzz/corpus-$name"
    if UBSAN_OPTIONS=halt_on_error=1 "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -print_final_stats=0 \
        -artifact_prefix="$B/fuzz/$name-" "$B/fuzz/corpus-$name" "$B/fuzz/seeds" >"$T/log" 2>&1; then
        pass
        grep -E '^Done ' "$T/log"
    else
        fail "$name" "see $B/fuzz/$name-*"
        tail -40 "$T/log"
    fi
done
finish
