# serving.sh - servers that a test starts and ends; sourced behind tally.sh.

# listens PROGRAM OPTIONS...: a server, process $server at $url, until it is ended.
listens() {
    rm -f "$T/server.out" # what another has said is not its own
    "$@" >"$T/server.out" 2>"$T/server.err" &
    server=$!
    await_url "$T/server.out"
    check "it listens" test -n "$url"
}

# serves PROGRAM OPTIONS...: the same, at a port that is free.
serves() {
    listens "$@" --listen 127.0.0.1:0
}

# quits: SIGTERM ends it in order, within ten seconds.
quits() {
    kill -TERM "$server"
    for quits_tenth in $(seq 100); do
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    check "it ends within ten seconds" sh -c "! kill -0 $server 2>/dev/null"
    kill -KILL "$server" 2>/dev/null
    wait "$server"
    check "it ends in order" test $? = 0
}
