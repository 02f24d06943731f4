#!/bin/sh
# What many workers on one PostgreSQL cost: durable transitions beside libpq alone, starts on one worker to eight and what
# limits them, what a claim has to look at behind 500,000 executions that have finished, with its plan, and how often workers ask
# when there is nothing to do. Takes less than five minutes where nothing else runs.
set -eu
. tests/bench/common.sh
. tests/postgres/cluster.sh
export LC_ALL=C

row="durable transitions / raw libpq of the same rows, fsync=on, a second"
if ! have_postgres || ! [ -e /usr/include/postgresql/libpq-fe.h ]; then
    unmeasured "$row" "1,000 open" ">= 0.60" "PostgreSQL or libpq-dev is not installed"
    exit
fi
workers=
trap 'kill -KILL $workers 2>/dev/null || true; cluster_remove' EXIT
cluster_make fsync=on shared_buffers=256MB max_wal_size=4GB session_preload_libraries=auto_explain \
    auto_explain.log_analyze=on auto_explain.log_buffers=on auto_explain.log_timing=on
store="postgres:$socket_info"

[ -x "$work/nap" ] || "$build/aslc" tests/bench/nap.asl.json -o "$work/nap"
"$work/nap" store init --store "$store"

# ---- Beside libpq.

"$build/aslc" --emit=c --no-main --name=w tests/bench/nap.asl.json -o "$work/nap.c"
# shellcheck disable=SC2086
$CC $inside tests/bench/many.c "$work/nap.c" $runtime -lpq -o "$work/many"
: >"$work/many.rates"
for round in 1 2 3; do
    "$work/many" "$socket_info" 1000 60000 | awk '{ print $2 / $1, 60000 / $1, 60000 / $2, $3, $4 }' >>"$work/many.rates"
done
sort -n "$work/many.rates" | sed -n 2p | {
    read -r share ours raw commits bytes
    figure "$row" "1,000 open" "$(ratio "$share" 1)" ">= 0.60" "$ours / $raw; $commits commits, $bytes bytes"
}

# ---- On one worker to eight, each of which is asked for as many starts as it takes.

# begin_worker NAME LEASE: the process $worker, at $url.
begin_worker() {
    "$work/$1" serve --listen 127.0.0.1:0 --store "$store" --lease "$2" >"$work/worker.out" &
    worker=$!
    workers="$workers $worker"
    until grep -q listening "$work/worker.out"; do sleep 0.1; done
    url=$(sed -n 's/^listening on //p' "$work/worker.out")
}

# end_workers SIGNAL
end_workers() {
    # shellcheck disable=SC2086
    kill "-$1" $workers
    # shellcheck disable=SC2086
    wait $workers 2>/dev/null || true
    workers=
}

# request MACHINE INPUT: what starts an execution, in the file $work/many.request.
request() {
    body="{\"stateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:$1\",\"input\":\"$2\"}"
    printf 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: %s\r\n' \
        AWSStepFunctions.StartExecution >"$work/many.request"
    printf 'Content-Length: %d\r\n\r\n%s' "${#body}" "$body" >>"$work/many.request"
}

# used: the ticks of the clock for which the processors were busy, all ticks of them, those of the workers, and those of
# PostgreSQL, so far.
used() {
    awk '/^cpu / { for (i = 2; i <= 9; i++) all += $i; print all - $5 - $6, all }' /proc/stat
    for each in $workers; do
        sed 's/.*) //' "/proc/$each/stat"
    done | awk '{ sum += $12 + $13 } END { print sum }'
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' |
        awk -v server="$(head -n 1 "$cluster/data/postmaster.pid")" '$2 == server { sum += $12 + $13 } END { print sum }'
}

# shares FILE: of two times used, what was done between them.
shares() {
    tr '\n' ' ' <"$1" | awk '{ all = ($6 - $2) / 100
        printf "busy %d %%: workers %d %%, PostgreSQL %d %%, who asks and others the rest", ($5 - $1) / all, ($7 - $3) / all, ($8 - $4) / all }'
}

row="executions of ten Pass states on one PostgreSQL, a second"
size="bytes of tables for each of these executions"
workflow pass own
"$build/aslc" --name=pass "$definition" -o "$work/pass"
[ -x "$work/load" ] || $CC -O2 -D_GNU_SOURCE tests/bench/load.c -o "$work/load"
for count in 1 2 4 8; do
    sql 'truncate asl_row, asl_line, asl_node, asl_job, asl_mail'
    sql checkpoint
    urls=
    for n in $(seq $count); do
        begin_worker pass 30s
        urls="$urls $url"
    done
    request pass '{}'
    rm -f "$work"/many.load.*
    loads=
    log=$(sql 'select pg_current_wal_lsn()')
    used >"$work/many.used"
    for url in $urls; do
        "$work/load" "${url##*:}" $((64 / count)) 10 "$work/many.request" startDate >"$work/many.load.${url##*:}" &
        loads="$loads $!"
    done
    # shellcheck disable=SC2086
    wait $loads
    used >>"$work/many.used"
    rate=$(cat "$work"/many.load.* | awk '{ sum += $1 } END { printf "%d", sum }')
    median=$(cat "$work"/many.load.* | awk '{ print $2 }' | sort -n | sed -n "$(((count + 1) / 2))p")
    figure "$row" "workers: $count" "$rate" - "median $median us; $(nproc) processors $(shares "$work/many.used")"
    log=$(sql "select pg_wal_lsn_diff(pg_current_wal_lsn(), '$log')::int8 / (select count(*) from asl_line)")
    end_workers TERM
done
figure "bytes of PostgreSQL's log for each of these executions" "workers: 8" "$log" - "a checkpoint came before the first of them"

sql vacuum
figure "$size" - "$(sql "select (pg_total_relation_size('asl_row') + pg_total_relation_size('asl_line')) /
    (select count(*) from asl_line)")" - "with their indexes; input {}"

# ---- A claim. The jobs of those that have finished leave traces in the table, until it is vacuumed.

row="a claim of 100 executions behind 500,000 finished ones"
sql 'truncate asl_row, asl_line, asl_node, asl_job, asl_mail'
sql "insert into asl_row select place, int8send(n), decode(repeat(md5(n::text), 20), 'hex')
    from generate_series(1000000000, 1000499999) n, generate_series(1, 3) place"
sql "insert into asl_line select n, decode(repeat(md5(n::text), 40), 'hex') from generate_series(1000000000, 1000499999) n"

# log_plans HOW: on or off.
log_plans() {
    sql "alter system set auto_explain.log_min_duration = $([ "$1" = on ] && echo 0 || echo -1)"
    sql 'select pg_reload_conf()' >/dev/null
    sleep 0.5
}

# The whole plan of the first claim in a log that got 100.
plan_of_claim() {
    awk '/^[0-9]/ { if (is_claim && text ~ /Update on asl_job [^\n]*rows=100 /) { printf "%s", text; exit } text = ""; is_claim = 0 }
        /Query Text: .*for update skip locked.*update asl_job/ { is_claim = 1 }
        { text = text $0 "\n" }' "$1"
}

# The time in ms of each claim that got 100, and the pages of its topmost node.
plans_of_claims() {
    awk '/duration: .* plan:/ { ms = $0; sub(/.*duration: /, "", ms); sub(/ ms.*/, "", ms); inside = 0 }
        /Query Text: .*for update skip locked.*update asl_job/ { inside = 1; node = "" }
        inside && node == "" && /actual time/ { node = $0; next }
        inside && node ~ /rows=100 / && /Buffers:/ {
            pages = 0
            for (i = 1; i <= NF; i++) if ($i ~ /^(hit|read)=/) { sub(/.*=/, "", $i); pages += $i }
            print ms, pages
            inside = 0
        }' "$1"
}

# claim WHEN: a worker dies that has had 500,000 others; another one claims what it has left.
claim() {
    begin_worker nap 1s
    until [ "$(sql 'select count(*) from asl_job')" -ge 500 ]; do
        "$work/load" "${url##*:}" 16 1 "$work/many.request" startDate >/dev/null
    done
    sql "insert into asl_job (number, root, owner, fence, program)
        select n, n, (select max(id) from asl_node), 1, (select program from asl_job limit 1)
        from generate_series(1000000000, 1000499999) n"
    sql 'delete from asl_job where number >= 1000000000'
    [ "$1" != vacuumed ] || sql 'vacuum analyze asl_job'
    left=$(sql 'select count(*) from asl_job')
    old=$(sql 'select max(id) from asl_node')
    end_workers KILL
    log_plans on
    before=$(wc -c <"$cluster/log")
    begin_worker nap 1s
    for tenth in $(seq 300); do
        [ "$(sql "select count(*) from asl_job where owner > $old")" -lt "$left" ] || break
        sleep 0.1
    done
    log_plans off
    end_workers KILL
    tail -c "+$before" "$cluster/log" >"$work/claim.log"
    plan_of_claim "$work/claim.log" >"$work/claim.plan"
    printf -- '---- the plan of a claim, %s\n' "$1"
    [ -s "$work/claim.plan" ] || { echo "no plan of a claim of 100 is in $work/claim.log" >&2; exit 1; }
    cat "$work/claim.plan"
    plans_of_claims "$work/claim.log" | sort -n >"$work/claims"
    count=$(wc -l <"$work/claims")
    [ "$count" -gt 0 ] || { echo "no plan of a claim is in $work/claim.log" >&2; exit 1; }
    sed -n "$(((count + 1) / 2))p" "$work/claims" | {
        read -r ms pages
        figure "$row" "ms, $1" "$ms" - "$pages pages; the median of $count claims, the slowest $(tail -n 1 "$work/claims" | cut -d ' ' -f 1) ms"
    }
    scans=$(grep -c 'Seq Scan on asl_\(row\|line\)' "$work/claim.log" || true)
    figure "$row" "scans of all rows, $1" "$scans" "<= 0" "of any statement meanwhile"
    sql 'truncate asl_job'
}

request nap '{\"seconds\":3600}'
claim vacuumed
claim "not yet vacuumed"

# ---- Nothing to do.

row="round trips a second of a worker that has nothing to do"
sql 'truncate asl_row, asl_line, asl_node, asl_job, asl_mail'
begin_worker nap 30s
polls() {
    curl -s "$url/metrics" | awk '$1 ~ /^asl_store_polls_total/ { print $2 }'
}
sleep 2
first=$(polls)
sleep 20
figure "$row" "lease of 30 s" "$(scaled "$(($(polls) - first))" 20 2)" "<= 2.00" "over 20 s"
end_workers TERM
