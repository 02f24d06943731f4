#!/bin/sh
# Generated C: states that bear each word and suffix that it uses itself, workflows that do, several workflows in one
# program, and the width of its lines.
suite=emit
. tests/tally.sh

strict="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I$B/include"

# compiles NAME FILE: by both compilers, without a warning.
compiles() {
    for cc in gcc clang; do
        more=
        [ $cc = gcc ] || more=-Wmissing-variable-declarations
        if command -v $cc >/dev/null; then
            # shellcheck disable=SC2086 # the options are words
            code "$1: $cc" 0 $cc $strict $more -fsyntax-only "$2"
        else
            skip $cc
        fi
    done
}

# ---- States. What the templates say, and what a workflow with one of everything is made of.

types="fail succeed pass wait task open parallel map choice"
: >"$T/none"
awk -v level=top -f tests/emit.awk <"$T/none" >"$T/w.asl.json"
code "one of everything" 0 "$aslc" --emit=c -Wno-substitution-open "$T/w.asl.json"
cp "$T/out" "$T/w.c"
compiles "one of everything" "$T/w.c"
{
    cat templates/*.c.in "$T/w.c" | grep -o '[A-Za-z_][A-Za-z_0-9]*'
    grep -o '\<w_[a-z0-9_]*' "$T/w.c" | sed 's/w_//'
    # Each suffix by itself, and hung on a state of each type.
    {
        sed -n 's/.*{{id}}_\([a-z_]*\).*/\1/p' templates/*.c.in
        for type in $types; do
            grep -o "w_${type}_[a-z0-9_]*" "$T/w.c" | grep -v -e _early -e _late | sed "s/w_${type}_//"
        done
    } | sort -u | while IFS= read -r suffix; do
        echo "$suffix"
        for type in $types; do
            echo "$type $suffix"
            echo "$type early $suffix"
            echo "$type late $suffix"
        done
    done
} | sort -u >"$T/words"
for word in Features Targets features _features _data _retry "task data" "map late map" ASL_PARK main; do
    check "the list has '$word'" grep -iqx -e "$word" -e "${word#_}" "$T/words"
done
for level in top parallel map; do
    awk -v level=$level -f tests/emit.awk <"$T/words" >"$T/w.asl.json"
    code "$level" 0 "$aslc" --emit=c -Wno-substitution-open "$T/w.asl.json"
    cp "$T/out" "$T/$level.c"
    compiles "$level" "$T/$level.c"
done

# ---- Workflows. Without a main, any number of them fit into one file.

printf '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}\n' >"$T/plain.asl.json"
cat templates/*.c.in tests/cases/errno.asl.json | grep -o '[A-Za-z][A-Za-z_0-9]*' | sort -uf >"$T/words"
while IFS= read -r word; do
    "$aslc" --emit=c --no-main --name="$word" "$T/plain.asl.json" || fail "--name=$word" "is not taken"
done <"$T/words" >"$T/all.c"
check "a workflow for each word" test "$(grep -c '^const struct asl_workflow ' "$T/all.c")" = "$(wc -l <"$T/words")"
compiles "workflows in one file" "$T/all.c"

# ---- Two workflows with the same states and tasks of their own, and a main that somebody else wrote.

cat >"$T/greet.asl.json" <<'JSON'
{"StartAt": "Say", "States": {"Say": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:say",
 "Next": "All"}, "All": {"Type": "Map", "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}},
 "End": true}}}
JSON
sed 's/:say/:shout/' "$T/greet.asl.json" >"$T/greet-louder-than-ever.asl.json"
cat >"$T/tasks.c" <<'C'
#include <asl/task.h>
#include <json-c/json.h>
static struct json_object *list(const char *word)
{
    struct json_object *all = json_object_new_array();
    json_object_array_add(all, json_object_new_string(word));
    return all;
}
struct json_object *say(struct json_object *input, struct asl_call *call);
struct json_object *say(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return list("hello");
}
struct json_object *shout(struct json_object *input, struct asl_call *call);
struct json_object *shout(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return list("HELLO");
}
C
cat >"$T/main.c" <<'C'
#include <string.h>
#include <asl/asl.h>
extern const struct asl_workflow greet_workflow, louder_workflow;
int main(int argc, char **argv)
{
    bool is_loud = strstr(argv[0], "louder") != NULL;
    return asl_main(is_loud ? &louder_workflow : &greet_workflow, argc, argv);
}
C
code "the first" 0 "$aslc" --emit=c --no-main "$T/greet.asl.json" "$T/tasks.c" -o "$T/greet.c"
code "the second" 0 "$aslc" --emit=c --no-main --name louder "$T/greet-louder-than-ever.asl.json" "$T/tasks.c" -o "$T/louder.c"
check "no main" sh -c "! grep -q 'int main' '$T/greet.c' '$T/louder.c'"
for one in greet louder; do
    compiles "$one" "$T/$one.c"
done
# shellcheck disable=SC2046 # the options are words
code "two in one program" 0 "${CC:-cc}" -I"$B/include" "$T/main.c" "$T/greet.c" "$T/louder.c" "$T/tasks.c" -o "$T/greet" \
    -L"$B/lib" -lasl -Wl,--gc-sections $(cat "$B/lib/asl.libs")
ln "$T/greet" "$T/louder"
code "the first runs" 0 "$T/greet" '{}'
check "the first answers" grep -qx '\["hello"\]' "$T/out"
code "the second runs" 0 "$T/louder" --describe '{}'
check "the second answers" grep -q 'HELLO' "$T/out"
check "the second has its name" grep -q ':execution:louder:' "$T/out"

# ---- The name that is chosen is the workflow's everywhere; a file's name is only cut in C.

code "a long name" 0 "$aslc" --emit=c "$T/greet-louder-than-ever.asl.json"
check "a long name is cut at a word" grep -q '^static enum asl_move greet_louder_say(' "$T/out"
check "a long name is whole elsewhere" grep -q '\.name *= "greet-louder-than-ever",' "$T/out"
code "a long name runs" 0 "$aslc" --run "$T/greet-louder-than-ever.asl.json" "$T/tasks.c" -- --describe
check "a long name is whole in ARNs" grep -q ':execution:greet-louder-than-ever:' "$T/out"
code "a chosen name runs" 0 "$aslc" --run --name=My-Own_2 "$T/greet.asl.json" "$T/tasks.c" -- --describe
check "a chosen name in ARNs" grep -q ':execution:My-Own_2:' "$T/out"
long=$(printf '%080d' 7)
code "80 letters" 0 "$aslc" --emit=c --name="w$(printf '%079d' 7)" "$T/greet.asl.json"
for bad in "" "${long}8" "a b" 'a"b' 'ä' 'a/b' 'a.b'; do
    code "--name='$bad'" 2 "$aslc" --emit=c "--name=$bad" "$T/greet.asl.json"
    check "--name='$bad' says why" grep -q -e '--name' "$T/err"
done
for action in --check --run --eval=jsonpath -g; do
    code "--no-main $action" 2 "$aslc" --no-main $action "$T/greet.asl.json"
    check "--no-main $action says why" grep -q -e '--no-main goes with --emit=c' "$T/err"
done

# ---- No line has more than 100 columns, but for one text that cannot be cut, such as a name or an ARN.

# narrow FILE: lists the lines that are too long. A long literal is an excuse only if the rest of its line is short.
narrow() {
    LC_ALL=C.UTF-8 grep -nE '^.{101,}' "$1" | sed -E 's/"([^"\\]|\\.)*"/""/' | LC_ALL=C.UTF-8 grep -E -e '^.{60,}' -e '".*".*"' >"$T/wide"
    check "${1##*/} has no long lines" test ! -s "$T/wide"
    head -3 "$T/wide"
}

# A name of 80 letters for each state, and for the file, and a value as deep as may be.
long="whose name of eighty letters says so much more of it than its place has room for"
awk -v level=map -v behind=" $(echo "$long" | cut -c1-71)" -f tests/emit.awk </dev/null >"$T/w-$long-${long% so*}.asl.json"
code "long names" 0 "$aslc" --emit=c -Wno-substitution-open "$T/w-$long-${long% so*}.asl.json"
cp "$T/out" "$T/long.c"
compiles "long names" "$T/long.c"
for file in "$T/long.c" "$T/top.c" "$T/parallel.c" "$T/map.c" tests/cases/*.c; do
    narrow "$file"
done
for file in samples/*/*.asl.json; do
    code "${file##*/}" 0 "$aslc" --emit=c "$file"
    cp "$T/out" "$T/$(basename "$file" .asl.json).c"
    narrow "$T/$(basename "$file" .asl.json).c"
done
finish
