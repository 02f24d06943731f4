#!/bin/sh
# The protocol by which workers share executions: every order of events of a small model (tests/model/claims.c). With all
# rules nothing goes wrong; without any one of them something does. With SOAK=1 also two faults instead of one, an execution of
# five transitions, and three workers.
suite=model
. tests/tally.sh

# model NAME OPTIONS...: with OPTIONS of the compiler; the program's own are in $arguments.
model() {
    name=$1
    shift
    code "build: $name" 0 "${CC:-cc}" -std=c11 -O2 -Wall -Wextra -Werror "$@" tests/model/claims.c -o "$T/claims"
    # shellcheck disable=SC2086
    code "$name" 0 "$T/claims" $arguments
    echo "$name: $(head -1 "$T/out")"
    read -r states rest <"$T/out"
    check "$name: there are many states: $states" test "$states" -gt 1000000
}

cat >"$T/wanted" <<'END'
nobody is buried whose lease still runs": something is started by one whose lease is over
a node that was buried cannot renew its lease": two workers have an execution at once
a claim takes nothing from a node that lives": two workers have an execution at once
a claim takes nothing that has ended": something is committed behind the end
a commit is refused if its node was buried": a transition is committed twice
a commit locks the node that it has looked at until it is done": a transition is committed twice
a commit is refused if it was done before": a transition is committed twice
nothing is started when the lease is over": something is started by one whose lease is over
a worker counts its lease from when it has asked for it": something is started by one whose lease is over
an effect waits for its commit": an effect comes before its commit
mail stays until the commit of what it brings about": an execution never ends
mail is replied to by the commit of what it brings about": whoever has answered the task is told that nothing waits for it
END
arguments=
model "2 workers, 3 transitions"
sed -n 's/^without "//p' "$T/out" >"$T/found"
same "what each rule is for" "$T/wanted" "$T/found"
if [ -n "${SOAK:-}" ]; then
    arguments=-a
    model "2 workers, 5 transitions" -DTRANSITIONS=5
    arguments='-a t0'
    model "3 workers, 3 transitions" -DWORKERS=3
    arguments='-a f2'
    model "2 workers, 3 transitions, 2 faults"
fi
finish
