#!/bin/sh
# test: the test cases of a mock file, TAP, JUnit's XML, and the coverage of the definition's own lines.
suite=cover
. tests/tally.sh

cat >"$T/flow.asl.json" <<'JSON'
{
  "StartAt": "Fetch",
  "States": {
    "Fetch": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:fetch",
      "Retry": [{ "ErrorEquals": ["Busy"], "IntervalSeconds": 60, "MaxAttempts": 1 }],
      "Catch": [
        { "ErrorEquals": ["Gone"], "Next": "Gone" },
        {
          "ErrorEquals": ["States.ALL"],
          "Next": "Gone"
        }
      ],
      "Next": "Which"
    },
    "Which": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$.kind", "StringEquals": "many", "Next": "Each" },
        { "Variable": "$.kind", "StringEquals": "both", "Next": "Both" },
        {
          "And": [
            { "Variable": "$.kind", "StringEquals": "some" },
            { "Variable": "$.items", "IsPresent": true }
          ],
          "Next": "Each"
        }
      ],
      "Default": "Gone"
    },
    "Each": {
      "Type": "Map",
      "ItemsPath": "$.items",
      "ItemProcessor": {
        "StartAt": "Wait \"a\" #1",
        "States": {
          "Wait \"a\" #1": { "Type": "Wait", "Seconds": 3600, "Next": "Done" },
          "Done": { "Type": "Pass", "End": true }
        }
      },
      "End": true
    },
    "Both": {
      "Type": "Parallel",
      "Branches": [
        { "StartAt": "Left", "States": { "Left": { "Type": "Pass", "End": true } } },
        { "StartAt": "Right", "States": {
          "Right": { "Type": "Pass", "Next": "Right end" }, "Right end": { "Type": "Succeed" } } }
      ],
      "End": true
    },
    "Gone": { "Type": "Fail", "Error": "Gone", "Cause": "It is gone." }
  }
}
JSON
code "build" 0 "$aslc" "$T/flow.asl.json" -o "$T/flow"
[ "$failed" = 0 ] || { finish; exit; }

cat >"$T/all.json" <<'JSON'
{
  "StateMachines": {
    "flow": {
      "TestCases": {
        "many": { "Fetch": "Many" },
        "both, after a retry": { "Fetch": "Both" },
        "some": { "Fetch": "Some" },
        "gone": { "Fetch": "Gone" },
        "broken": { "Fetch": "Broken" },
        "neither <&> #": { "Fetch": "Input" }
      },
      "Inputs": { "neither <&> #": { "kind": "none" } },
      "Expect": {
        "many": { "output": [1.0, 2] },
        "gone": { "error": "Gone", "cause": "It is gone." },
        "broken": { "status": "FAILED" },
        "neither <&> #": { "status": "FAILED", "error": "Gone" }
      }
    }
  },
  "MockedResponses": {
    "Many": { "0": { "Return": { "kind": "many", "items": [1, 2] } } },
    "Some": { "0": { "Return": { "kind": "some", "items": [] } } },
    "Both": { "0": { "Throw": { "Error": "Busy" } }, "1": { "Return": { "kind": "both" } } },
    "Gone": { "0": { "Throw": { "Error": "Gone" } } },
    "Broken": { "0": { "Throw": { "Error": "Broken" } } },
    "Input": { "0": { "Input": { "kind": "none" }, "Return": { "kind": "none" } } }
  }
}
JSON
cat >"$T/wanted" <<'TAP'
TAP version 14
1..6
ok 1 - many
ok 2 - both, after a retry
ok 3 - some
ok 4 - gone
ok 5 - broken
ok 6 - neither <&> \#
# coverage       passed       of
# states             10       10    100.0 %
# transitions         7        7    100.0 %
# rules               3        3    100.0 %
# catchers            2        2    100.0 %
TAP
code "all of it" 0 "$T/flow" test "$T/all.json" --junit "$T/junit.xml" --lcov "$T/flow.info" --fail-under 100
same "all of it" "$T/wanted" "$T/out"
check "nothing on standard error" test ! -s "$T/err"
cat >"$T/wanted" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="flow" tests="6" failures="0" errors="0" time="3660.000">
  <testsuite name="flow" tests="6" failures="0" errors="0" time="3660.000">
    <testcase classname="flow" name="many" time="3600.000"/>
    <testcase classname="flow" name="both, after a retry" time="60.000"/>
    <testcase classname="flow" name="some" time="0.000"/>
    <testcase classname="flow" name="gone" time="0.000"/>
    <testcase classname="flow" name="broken" time="0.000"/>
    <testcase classname="flow" name="neither &lt;&amp;&gt; #" time="0.000"/>
  </testsuite>
</testsuites>
XML
same "JUnit" "$T/wanted" "$T/junit.xml"
cat >"$T/wanted" <<'LCOV'
TN:
SF:flow.asl.json
FN:4,Fetch
FN:17,Which
FN:32,Each
FN:38,Wait "a" #1
FN:39,Done
FN:44,Both
FN:47,Left
FN:49,Right
FN:49,Right end
FN:53,Gone
FNDA:6,Fetch
FNDA:4,Which
FNDA:2,Each
FNDA:2,Wait "a" #1
FNDA:2,Done
FNDA:1,Both
FNDA:1,Left
FNDA:1,Right
FNDA:1,Right end
FNDA:3,Gone
FNF:10
FNH:10
BRDA:9,0,0,1
BRDA:10,0,1,1
BRDA:20,1,0,1
BRDA:21,1,1,1
BRDA:22,1,2,1
BRF:5
BRH:5
DA:4,6
DA:9,2
DA:10,1
DA:15,4
DA:17,4
DA:20,2
DA:21,1
DA:22,1
DA:30,1
DA:32,2
DA:38,2
DA:39,2
DA:44,1
DA:47,1
DA:49,1
DA:53,3
LF:16
LH:16
end_of_record
LCOV
same "lcov" "$T/wanted" "$T/flow.info"
code "again, frames through bytes" 0 env ASL_DEBUG=frames "$T/flow" test "$T/all.json" --lcov "$T/flow.info"
same "again, frames through bytes" "$T/wanted" "$T/flow.info"

# What fails says why, what is not covered stands with its line.
cat >"$T/some.json" <<'JSON'
{"StateMachines": {"any name": {
  "TestCases": {"fails": {"Fetch": "Gone"}, "succeeds": {"Fetch": "Many"}, "differs": {"Fetch": "Many"},
    "other error": {"Fetch": "Gone"}, "other cause": {"Fetch": "Gone"}, "no response": {"Fetch": "None"},
    "no mock": {}, "fails as expected": {"Fetch": "Gone"}},
  "Expect": {"succeeds": {"error": "Gone"}, "differs": {"output": [2, 1]}, "other error": {"error": "Lost"},
    "other cause": {"cause": null}, "no mock": {"status": "TIMED_OUT"}, "fails as expected": {"status": "FAILED"}}}},
 "MockedResponses": {"Gone": {"0": {"Throw": {"Error": "Gone"}}},
  "Many": {"0": {"Return": {"kind": "many", "items": [1, 2]}}}}}
JSON
sed "s|FILE|$T/some.json|" >"$T/wanted" <<'TAP'
TAP version 14
1..8
not ok 1 - fails
  ---
  message: "the execution is FAILED instead of SUCCEEDED: error \"Gone\", cause \"It is gone.\""
  ...
not ok 2 - succeeds
  ---
  message: "the execution is SUCCEEDED instead of FAILED"
  ...
not ok 3 - differs
  ---
  message: "the output is [1,2] instead of [2,1]"
  ...
not ok 4 - other error
  ---
  message: "the error is \"Gone\" instead of \"Lost\""
  ...
not ok 5 - other cause
  ---
  message: "the cause is \"It is gone.\" instead of null"
  ...
not ok 6 - no response
  ---
  message: "FILE:3:89: state 'Fetch': 'None' is not among the MockedResponses; did you mean 'Gone'? There are 'Gone', 'Many'"
  ...
TAP
code "failures" 1 "$T/flow" test "$T/some.json" --junit "$T/junit.xml" --fail-under 70
head -n 26 "$T/out" >"$T/head"
same "failures" "$T/wanted" "$T/head"
check "a task that nobody does fails" grep -q "^not ok 7 - no mock" "$T/out"
check "a failure that is expected is ok" grep -q "^ok 8 - fails as expected" "$T/out"
cat >"$T/wanted" <<'TAP'
# coverage       passed       of
# states              6       10     60.0 %
# transitions         4        7     57.1 %
# rules               1        3     33.3 %
# catchers            1        2     50.0 %
# flow.asl.json:10: not passed: catcher Catch[1] of Fetch
# flow.asl.json:21: not passed: rule Choices[1] of Which
# flow.asl.json:21: not passed: transition Which -> Both
# flow.asl.json:22: not passed: rule Choices[2] of Which
# flow.asl.json:30: not passed: transition Which -> Gone
# flow.asl.json:44: not passed: state Both
# flow.asl.json:47: not passed: state Left
# flow.asl.json:49: not passed: state Right
# flow.asl.json:49: not passed: transition Right -> Right end
# flow.asl.json:49: not passed: state Right end
TAP
sed -n '/^# coverage/,$p' "$T/out" >"$T/tail"
same "what is not covered" "$T/wanted" "$T/tail"
check "too little is said" grep -q 'fewer than 70 % of the states' "$T/err"
check "JUnit has the failures" test "$(grep -c '<failure message=' "$T/junit.xml")" = 7
if command -v xmllint >/dev/null; then
    check "JUnit's XML is XML" xmllint --noout "$T/junit.xml"
fi

# Enough is enough: 60 % of the states.
cat >"$T/gone.json" <<'JSON'
{"StateMachines": {"m": {"TestCases": {"g": {"Fetch": "Gone"}}, "Expect": {"g": {"error": "Gone"}}}},
 "MockedResponses": {"Gone": {"0": {"Throw": {"Error": "Gone"}}}}}
JSON
code "--fail-under, reached" 0 "$T/flow" test "$T/gone.json" --fail-under 20
code "--fail-under, missed" 1 "$T/flow" test "$T/gone.json" --fail-under 21

# What the executions of a distributed Map pass counts as well.
cat >"$T/far.asl.json" <<'JSON'
{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "End": true,
 "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "First",
  "States": {"First": {"Type": "Pass", "Next": "Second"}, "Second": {"Type": "Pass", "End": true}}}}}}
JSON
cat >"$T/far.json" <<'JSON'
{"StateMachines": {"far": {"TestCases": {"two": {}}, "Inputs": {"two": {"items": [1, 2]}},
 "Expect": {"two": {"output": [1, 2]}}}}}
JSON
code "distributed: build" 0 "$aslc" "$T/far.asl.json" -o "$T/far"
code "distributed" 0 "$T/far" test "$T/far.json" --fail-under 100
check "distributed: its transitions" grep -q '^# transitions         1        1' "$T/out"

# Usage: files and options that are no good.
wrong() {
    printf '%s\n' "$2" >"$T/wrong.json"
    code "$1" 2 "$T/flow" test "$T/wrong.json"
    check "$1 is said" grep -q "$3" "$T/err"
    check "$1 prints no results" test ! -s "$T/out"
}
wrong "no JSON" '{' 'wrong.json:2:1'
wrong "no machine" '{}' 'no StateMachines'
wrong "no cases" '{"StateMachines": {"m": {}}}' "has no TestCases"
wrong "no case" '{"StateMachines": {"m": {"TestCases": {}}}}' "it has no test case"
wrong "Inputs of nobody" '{"StateMachines": {"m": {"TestCases": {"a": {}}, "Inputs": {"b": 1}}}}' "Inputs: there is no test case 'b'"
wrong "Expect of nobody" '{"StateMachines": {"m": {"TestCases": {"a": {}}, "Expect": {"b": {}}}}}' "Expect: there is no test case 'b'"
wrong "Expect no object" '{"StateMachines": {"m": {"TestCases": {"a": {}}, "Expect": []}}}' "Expect is to be an object"
for expect in '[]' '{"status": "DONE"}' '{"error": 1}' '{"outputs": 1}' 'null'; do
    wrong "Expect $expect" '{"StateMachines": {"m": {"TestCases": {"a": {}}, "Expect": {"a": '"$expect"'}}}}' "Expect: 'a': "
done
code "no file" 2 "$T/flow" test
code "missing file" 2 "$T/flow" test "$T/none.json"
for words in "--trace" "--name x" "--input-file x" "--mock x#y" "--fail-under 101" "--fail-under -1"; do
    code "usage: $words" 2 "$T/flow" test "$T/all.json" $words
    check "usage says so: $words" test -s "$T/err"
done
code "a file that cannot be written" 5 "$T/flow" test "$T/gone.json" --lcov /no/such
check "it is named" grep -q '/no/such: cannot be written' "$T/err"
code "standard output is full" 5 sh -c 'exec "$0" test "$1" >/dev/full' "$T/flow" "$T/gone.json"
finish
