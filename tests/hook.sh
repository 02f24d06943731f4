#!/bin/sh
# The hook of pre-commit (.pre-commit-hooks.yaml): its command, run on staged files as pre-commit runs it.
suite=hook
. tests/tally.sh

if ! command -v git >/dev/null; then
    skip git
    finish
    exit
fi
# field NAME: of the hook.
field() {
    sed -n "s/^[- ] $1: *//p" .pre-commit-hooks.yaml | sed "s/^'\(.*\)'\$/\1/"
}
entry=$(field entry) files=$(field files)
check "it has an id" test "$(field id)" = aslc
check "it is a command that is installed" test "$(field language)" = system
ln -s "$aslc" "$T/aslc"
PATH=$T:$PATH
mkdir "$T/repository"
cd "$T/repository" || exit 1
git init -q .
printf '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}\n' >good.asl.json
printf 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n' >good.asl.yaml
cp good.asl.json 'with a blank.asl.json'
echo '{"unrelated": true}' >package.json
mkdir flows
printf '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}\n' >flows/bad.asl.json

# staged: the files that pre-commit hands over, each ended by a NUL.
staged() {
    git diff --cached --name-only --diff-filter=ACMRT -z | grep -zE "$files"
}
# hook NAME WANTED: the exit code of its command for them.
hook() {
    staged >"$T/staged"
    # shellcheck disable=SC2086 # the entry is split into words, as pre-commit does
    code "$1" "$2" xargs -0 -a "$T/staged" $entry
}
git add good.asl.json good.asl.yaml 'with a blank.asl.json' package.json
hook "good ones" 0
check "good ones: nothing is said" test ! -s "$T/out" -a ! -s "$T/err"
check "good ones: all three of them" test "$(tr '\0' '\n' <"$T/staged" | wc -l)" = 3
git add flows/bad.asl.json
hook "a bad one among them" 123
check "a bad one among them: where" grep -q "^flows/bad.asl.json:1:[0-9]*: error: .*\[next-unknown\]" "$T/err"
git rm -q --cached flows/bad.asl.json
hook "a bad one that is not staged" 0
cd "$root" && finish
