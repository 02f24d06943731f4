#!/bin/sh
# What many workers on one PostgreSQL cost: durable transitions beside libpq alone, starts on one worker to eight, what a claim
# has to look at behind 500,000 executions that have finished, and how often workers ask when there is nothing to do.
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

row="executions of ten Pass states on one PostgreSQL, a second"
workflow pass own
"$build/aslc" --name=pass "$definition" -o "$work/pass"
[ -x "$work/load" ] || $CC -O2 -D_GNU_SOURCE tests/bench/load.c -o "$work/load"
for count in 1 2 4 8; do
    sql 'truncate asl_row, asl_line, asl_node, asl_job, asl_mail'
    sql 'vacuum analyze'
    sql checkpoint
    urls=
    for n in $(seq $count); do
        begin_worker pass 30s
        urls="$urls $url"
    done
    request pass '{}'
    rm -f "$work"/many.load.*
    loads=
    for url in $urls; do
        "$work/load" "${url##*:}" $((64 / count)) 10 "$work/many.request" startDate >"$work/many.load.${url##*:}" &
        loads="$loads $!"
    done
    # shellcheck disable=SC2086
    wait $loads
    rate=$(cat "$work"/many.load.* | awk '{ sum += $1 } END { printf "%d", sum }')
    median=$(cat "$work"/many.load.* | awk '{ print $2 }' | sort -n | sed -n "$(((count + 1) / 2))p")
    done=$(sql 'select count(*) from asl_job')
    figure "$row" "$(printf '%d workers' $count)" "$rate" - "median $median us; $done still ran; $(nproc) processors for all of it"
    end_workers TERM
done

# ---- A claim. The jobs of those that have finished have left traces in the table, until it is vacuumed.

row="a claim of 100 executions behind 500,000 finished ones"
sql 'truncate asl_row, asl_line, asl_node, asl_job, asl_mail'
begin_worker nap 1s
request nap '{\"seconds\":3600}'
"$work/load" "${url##*:}" 16 1 "$work/many.request" startDate >/dev/null
sql "insert into asl_row select 0, decode(md5(n::text) || md5('x' || n), 'hex'), decode(repeat(md5(n::text), 20), 'hex')
    from generate_series(1, 500000) n on conflict do nothing"
sql "insert into asl_line select n, decode(repeat(md5(n::text), 40), 'hex') from generate_series(1000000000, 1000500000) n"
sql "begin; insert into asl_job (number, root, owner, fence, program)
        select n, n, (select max(id) from asl_node), 1, (select program from asl_job limit 1)
        from generate_series(1000000000, 1000500000) n;
    delete from asl_job where number >= 1000000000; commit"
left=$(sql 'select count(*) from asl_job')
old=$(sql 'select max(id) from asl_node')
end_workers KILL
sql "alter system set auto_explain.log_min_duration = 0"
sql 'select pg_reload_conf()' >/dev/null
sleep 0.5
before=$(wc -c <"$cluster/log")
begin_worker nap 1s
for tenth in $(seq 300); do
    [ "$(sql "select count(*) from asl_job where owner > $old")" -lt "$left" ] || break
    sleep 0.1
done
sql 'alter system reset auto_explain.log_min_duration'
sql 'select pg_reload_conf()' >/dev/null
tail -c "+$before" "$cluster/log" >"$work/claim.log"
# The plan of each claim: its time, and the pages of its topmost node.
awk '/duration: .* plan:/ { ms = $0; sub(/.*duration: /, "", ms); sub(/ ms.*/, "", ms); inside = 0 }
     /for update skip locked.*update asl_job|update asl_job j set owner/ { inside = 1; pages = -1 }
     inside && pages < 0 && /actual time.* rows=100 / { wanted = 1 }
     inside && pages < 0 && /Buffers:/ {
         pages = 0
         for (i = 1; i <= NF; i++) if ($i ~ /^(hit|read)=/) { sub(/.*=/, "", $i); pages += $i }
         if (wanted) print ms, pages
         wanted = 0
     }' "$work/claim.log" >"$work/claims"
if [ -s "$work/claims" ]; then
    read -r ms pages <"$work/claims"
    figure "$row" "ms, the first one" "$ms" - "$pages pages; $left were to be claimed"
    sort -n "$work/claims" | sed -n "$((($(wc -l <"$work/claims") + 1) / 2))p" | {
        read -r ms pages
        figure "$row" "ms, their median" "$ms" - "$pages pages, of $(wc -l <"$work/claims") claims"
    }
else
    unmeasured "$row" "ms" - "no plan of a claim is in the log of PostgreSQL"
fi
check=$(grep -c 'Seq Scan on asl_\(row\|line\)' "$work/claim.log" || true)
figure "$row" "scans of all rows" "$check" "<= 0" "of any statement meanwhile"
end_workers TERM

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
