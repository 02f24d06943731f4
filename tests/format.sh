#!/bin/sh
# --emit=asl: what it writes, that it means the same, and that laying out twice changes nothing; --in-place and --check.
suite=format
. tests/tally.sh

# ---- Each definition of this tree, and those beside it: the same C but for places, and the same text twice.

export aslc
# laid/N/before/ has definition N, laid/N/after/ what --emit=asl makes of it.
number=0
for file in tests/cases/*.asl.json tests/cases/*.asl.yaml samples/*/*.asl.json ../shared/conformance/realworld/*.asl.json; do
    [ -f "$file" ] || continue
    number=$((number + 1))
    own=$T/laid/$number/before/w.asl.${file##*.}
    mkdir -p "${own%/*}" "$T/laid/$number/after"
    cp "$file" "$own"
    case $file in
    *.yaml) "$aslc" --emit=asl -Wno-comment-lost "$own" >"$T/laid/$number/after/w.asl.json" 2>/dev/null ;;
    *) cp "$file" "$T/laid/$number/after" && mv "$T/laid/$number/after/${file##*/}" "$T/laid/$number/after/w.asl.json" ;;
    esac
    echo "$number $file" >>"$T/names"
done

# each WHERE: the C of the definition below laid/N/WHERE/, for each number on standard input, as laid/N/WHERE.c.
each() {
    # shellcheck disable=SC2016 # the inner shell's variables
    (cd "$T/laid" && xargs -P "$(nproc)" -n 40 sh -c 'where=$0; for n in "$@"; do
        "$aslc" --emit=c $n/$where/w.asl.* -o $n/$where.c 2>/dev/null
    done' "$1")
}

# Those that are valid; the files of JSON are laid out where they are. What has been laid out stays as it is.
cut -d' ' -f1 "$T/names" | each before
cut -d' ' -f1 "$T/names" | while read -r n; do
    [ ! -f "$T/laid/$n/before.c" ] || echo "$n"
done >"$T/valid"
cd "$T/laid" || exit 1
sed 's#$#/after/w.asl.json#' "$T/valid" >"$T/after"
xargs "$aslc" --emit=asl --in-place <"$T/after" >"$T/wrong" 2>&1
xargs "$aslc" --check --emit=asl -Wno-substitution-open <"$T/after" 2>&1 | grep '\[format\]' >>"$T/wrong"
each after <"$T/valid"

# The same C but for places, blanks, and the definition as a text.
for where in before after; do
    sed "s#\$#/$where.c#" "$T/valid"
done | xargs awk '
    FNR == 1 { if (out != "") close(out); out = FILENAME; sub(/\.c$/, ".bare", out); skip = 0 }
    /^static const char \*const [a-z0-9_]*definition\[\] = \{/ { skip = 1 }
    !skip {
        gsub(/ :[0-9]+( |$)/, " "); gsub(/:[0-9]+ \*\//, "*/"); gsub(/\.line = [0-9]+/, ""); gsub(/=+/, "=")
        gsub(/w\.asl\.yaml/, "w.asl.json"); gsub(/[ -]/, "")
        printf "%s", $0 >out
    }
    /^};/ { skip = 0 }'
good=0
while read -r n; do
    good=$((good + 1))
    cmp -s "$n/before.bare" "$n/after.bare" || echo "$n/after/ does not mean the same" >>"$T/wrong"
done <"$T/valid"
check "some 200 definitions are valid, not $good" test "$good" -ge 200
check "each has a layout that means the same" test ! -s "$T/wrong"
head -20 "$T/wrong" | while IFS=/ read -r n rest; do
    echo "$(sed -n "s/^$n //p" "$T/names"): $rest"
done
passed=$((passed + good))
cd "$OLDPWD" || exit 1
[ -d ../shared/conformance/realworld ] || skip conformance

# ---- What it looks like: the order of fields, what fits on a line, strings and numbers as they are.

cd "$T" || exit 1
cat >w.asl.json <<'JSON'
{"States": {"Go": {"End": true, "Catch": [{"Next": "Out", "ErrorEquals": ["A", "B"], "Comment": "c"}], "Retry": [
 {"MaxAttempts": 1, "ErrorEquals":["States.ALL"]}], "Parameters":{"z":1.50,"a.$":"$.x","e":"\u00e9\/é","n":-0E+1,"none":{},"no":[ ]},
 "Resource": "arn:aws:lambda:us-east-1:123456789012:function:${Name}", "TimeoutSeconds": ${secs}, "Type": "Task"},
"Out": {"Default": "Go", "Choices": [{"Next": "Go", "IsPresent": true, "Variable": "$.a", "Comment": "first"}, {"Next": "Go", "And": [
{"StringEquals": "a value that is so long that the whole rule", "Variable": "$.b"}, {"NumericLessThan": 2, "Variable": "$.c"}]}], "Type": "Choice"}},
"TimeoutSeconds": 9, "StartAt": "Go", "Comment": "all"}
JSON
cat >wanted <<'JSON'
{
  "Comment": "all",
  "TimeoutSeconds": 9,
  "StartAt": "Go",
  "States": {
    "Go": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:${Name}",
      "Parameters": { "z": 1.50, "a.$": "$.x", "e": "\u00e9\/é", "n": -0E+1, "none": {}, "no": [] },
      "TimeoutSeconds": ${secs},
      "Retry": [{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 1 }],
      "Catch": [{ "Comment": "c", "ErrorEquals": ["A", "B"], "Next": "Out" }],
      "End": true
    },
    "Out": {
      "Type": "Choice",
      "Choices": [
        { "Comment": "first", "Variable": "$.a", "IsPresent": true, "Next": "Go" },
        {
          "And": [
            { "Variable": "$.b", "StringEquals": "a value that is so long that the whole rule" },
            { "Variable": "$.c", "NumericLessThan": 2 }
          ],
          "Next": "Go"
        }
      ],
      "Default": "Go"
    }
  }
}
JSON
code "emit" 0 "$aslc" --emit=asl w.asl.json
same "emit" wanted "$T/out"
check "nothing is said of what stays open" test ! -s "$T/err"
code "values are filled" 0 "$aslc" --emit=asl -D secs=7 -D Name=go w.asl.json
sed 's/${secs}/7/; s/${Name}/go/' wanted >filled
same "values are filled" filled "$T/out"
code "from standard input, to a file" 0 sh -c "'$aslc' --emit=asl - -o out.json <w.asl.json"
same "from standard input, to a file" wanted out.json

# A line has 100 characters at most, of whatever bytes.
for letter in x é 字; do
    for count in 79 80; do
        text=$(printf '%*s' $count '' | sed "s/ /$letter/g")
        printf '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": ["%s"], "End": true}}}' "$text" >n.asl.json
        code "a line of $letter" 0 "$aslc" --emit=asl n.asl.json
        check "a line of $count $letter" test "$(grep -c "^      \"Result\": \[\"$letter*\"\],\$" "$T/out")" = $((80 - count))
    done
done

# ---- Comments of YAML.

cat >y.asl.yaml <<'YAML'
# The workflow,
# in two lines
StartAt: A   # behind
States:
  # About A
  A:
    Type: Pass # of A
    Result: "a # b"
    # Inside A
    Next: B
  B:
    Type: Pass
    Comment: own
    # lost
    Result: |
      # text
    Next: C
  C:
    Type: Task
    Resource: arn:aws:lambda:us-east-1:123456789012:function:c
    Retry:
      # Why
      - ErrorEquals: [A]
      #
    End: true
# The end
YAML
cat >wanted-y <<'JSON'
{
  "Comment": "The workflow, in two lines behind",
  "StartAt": "A",
  "States": {
    "A": {
      "Type": "Pass",
      "Comment": "About A of A Inside A",
      "Result": "a # b",
      "Next": "B"
    },
    "B": {
      "Type": "Pass",
      "Comment": "own",
      "Result": "# text\n",
      "Next": "C"
    },
    "C": {
      "Type": "Task",
      "Comment": "The end",
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:c",
      "Retry": [{ "Comment": "Why", "ErrorEquals": ["A"] }],
      "End": true
    }
  }
}
JSON
code "YAML" 0 "$aslc" --emit=asl y.asl.yaml
same "YAML" wanted-y "$T/out"
check "a comment that is lost is warned of" grep -q '^y.asl.yaml:14:5: warning: .*\[comment-lost\]' "$T/err"
check "and no other is" test "$(grep -c 'warning: ' "$T/err")" = 1
code "-Werror" 1 "$aslc" --emit=asl -Werror y.asl.yaml
check "-Werror writes nothing" test ! -s "$T/out"

# ---- In place: nothing but what differs is written, and nothing of what is wrong.

mkdir p && cp w.asl.json p/a.asl.json && cp wanted p/b.asl.json && cp wanted p/link-to.asl.json && ln -s link-to.asl.json p/l.asl.json
sed 's/"StartAt": "Go"/"StartAt": "Gone"/' w.asl.json >p/wrong.asl.json
cp p/wrong.asl.json wrong.copy
cp w.asl.json p/link-to.asl.json
chmod 640 p/a.asl.json
touch -d 2001-01-01 p/b.asl.json
code "several in place" 1 "$aslc" --emit=asl --in-place p/a.asl.json p/wrong.asl.json p/b.asl.json p/l.asl.json
check "what is wrong is told" grep -q '^p/wrong.asl.json:.*\[next-unknown\]' "$T/err"
same "one" wanted p/a.asl.json
same "a link's file" wanted p/link-to.asl.json
check "a link stays one" test -L p/l.asl.json
same "the wrong one is as it was" wrong.copy p/wrong.asl.json
check "the mode is kept" test "$(stat -c %a p/a.asl.json)" = 640
check "what does not change is not written" test "$(stat -c %Y p/b.asl.json)" = "$(date -d 2001-01-01 +%s)"
check "no other file is left" test "$(ls -A p | wc -l)" = 5
cp w.asl.json p/a.asl.json
code "values are not filled in place" 0 "$aslc" --emit=asl --in-place -D secs=7 p/a.asl.json
same "values are not filled in place" wanted p/a.asl.json
code "a value that is an error" 1 "$aslc" --emit=asl --in-place -D secs=0 p/a.asl.json
printf '{"StartAt": "A", "States": {"A": {"Type": "Succeed" ${MORE}}}}' >p/open.asl.json
cp p/open.asl.json open.copy
code "JSON only once it is filled" 1 "$aslc" --emit=asl --in-place -D 'MORE=, "Comment": "c"' p/open.asl.json
check "JSON only once it is filled" grep -q '\[format-open\]' "$T/err"
same "JSON only once it is filled" open.copy p/open.asl.json
code "JSON once it is filled" 0 "$aslc" --emit=asl -D 'MORE=, "Comment": "c"' p/open.asl.json
code "suppressed errors" 1 "$aslc" --emit=asl --in-place --suppress next-unknown p/wrong.asl.json
same "suppressed errors" wrong.copy p/wrong.asl.json
for words in "--in-place w.asl.json" "--emit=c --in-place w.asl.json" "--emit=asl --in-place -" "--emit=asl --in-place y.asl.yaml" \
    "--emit=asl --in-place -o x w.asl.json" "--emit=asl --emit=c w.asl.json" "--emit=asl --run w.asl.json" \
    "--emit=asl w.asl.json wanted" "--emit=asl w.asl.json x.c" "--emit=asl w.asl.json -o w.asl.json" "--check --emit=asl --in-place w.asl.json" \
    "--emit=asl --diagnostics=json w.asl.json"; do
    # shellcheck disable=SC2086 # the options are words
    code "usage: $words" 2 "$aslc" $words
    check "usage says so: $words" test -s "$T/err" -a ! -s "$T/out"
done

# ---- What a build server asks.

cp wanted good.asl.json
code "check, laid out" 0 "$aslc" --check --emit=asl -Wno-substitution-open good.asl.json
check "check, laid out: silent" test ! -s "$T/err"
code "check, filled" 0 "$aslc" --check --emit=asl -D secs=1234567 -D Name=n good.asl.json
code "check, not laid out" 1 "$aslc" --emit=asl --check -Wno-substitution-open good.asl.json w.asl.json
check "check, not laid out: where" grep -q '^w.asl.json:1:1: error: .*\[format\]$' "$T/err"
sed 's/"StartAt": "Go",/"StartAt":  "Go",/' wanted >blank.asl.json
code "check, a blank too many" 1 "$aslc" --check --emit=asl --diagnostics=github -D secs=12345 -D Name=n blank.asl.json
check "check, a blank too many: where" grep -q '^::error title=format,file=blank.asl.json,line=4,endLine=4,col=14,' "$T/err"
printf '\n' >>good.asl.json
code "check, a line too many" 1 "$aslc" --check --emit=asl good.asl.json
check "check, a line too many: where" grep -q "good.asl.json:$(($(wc -l <wanted) + 1)):1: error: .*ends here" "$T/err"
code "check, YAML" 0 "$aslc" --check --emit=asl y.asl.yaml
finish
