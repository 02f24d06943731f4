#!/bin/sh
# The protocol by which workers share executions: every order of events of a small model (tests/model/claims.c). With all
# rules nothing goes wrong; without any one of them something does. With SOAK=1 two faults instead of one.
suite=model
. tests/tally.sh
code "build" 0 "${CC:-cc}" -std=c11 -O2 -Wall -Wextra -Werror tests/model/claims.c -o "$T/claims"
code "every order" 0 "$T/claims" ${SOAK:+f2}
head -1 "$T/out"
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
sed -n 's/^without "//p' "$T/out" >"$T/found"
same "what each rule is for" "$T/wanted" "$T/found"
read -r states rest <"$T/out"
check "there are many states: $states" test "$states" -gt 1000000
finish
