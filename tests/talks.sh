# talks.sh - conversations with a server, which scripts in tests/serve have; sourced behind tally.sh.

# talks NAME COMMAND...: the conversation that COMMAND has goes as it should.
talks() {
    talks_name=$1
    shift
    code "$talks_name" 0 "$@"
    check "$talks_name goes as it should" grep -qx '[0-9]* checks' "$T/out"
    grep -v ' checks$' "$T/out"
    check "$talks_name says nothing else" test "$(wc -l <"$T/out")" = 1
}
