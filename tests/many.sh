#!/bin/sh
# Many servers on one PostgreSQL: all executions end as on one server that nothing happens to, by the same events, while servers
# are killed, held up beyond their lease and cut off, and PostgreSQL crashes (tests/many/many.py). With SOAK=1 2,000 executions
# on 3 servers, and on 8.
suite=many
. tests/tally.sh
. tests/postgres/cluster.sh
if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
all=$T/all effect=$T/effect
code "build" 0 "$aslc" tests/serve/all.asl.json -o "$all"
"${CC:-cc}" -O1 -o "$effect" tests/serve/effect.c
check "the program that the tasks run" test -x "$effect"
[ "$failed" = 0 ] || { finish; exit; }

seed=${SEED:-${SOAK:+$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}}
seed=${seed:-1}
told=1
[ -z "${SOAK:-}" ] || told=3

# many NAME OPTIONS...: see many.py.
many() {
    name=$1
    shift
    rm -rf "$T/folder"
    mkdir "$T/folder"
    if timeout 2000 python3 tests/many/many.py --program "$all" --effect "$effect" --folder "$T/folder" --seed "$seed" "$@" \
        >"$T/many.out" 2>"$T/many.err"; then
        pass
        tail -n $told "$T/many.out"
    else
        fail "$name, SEED=$seed" "$(tail -24 "$T/many.out"; tail -5 "$T/many.err"; cat "$T"/folder/said* | sort | uniq -c | sort -rn | head -5)"
    fi
}

# One server and a file: what the judge says of that is known from elsewhere.
many "SQLite" --store "sqlite:$T/folder/one.db" --executions 12 --kills 1 --stops 1

# What the unit of systemd and the manifest of Kubernetes tell the program, it takes.
"$all" serve --help >"$T/help"
for file in samples/many/workflow@.service samples/many/kubernetes.yaml; do
    grep -e ' serve ' -e '"serve"' "$file" | grep -oE -e '--[a-z-]+' | sort -u >"$T/options"
    check "$file: there are options" test -s "$T/options"
    while read -r option; do
        check "$file: $option" grep -q -e "^  $option " "$T/help"
    done <"$T/options"
done

if ! have_postgres; then
    skip postgres
    finish
    exit
fi
trap 'cluster_remove; rm -rf "$T"' EXIT
cluster_make session_preload_libraries=auto_explain || { fail "PostgreSQL" "does not start"; finish; exit; }

# A proxy that cuts after 4 KiB on average lets short things through, and cuts long ones.
python3 tests/postgres/proxy.py "$port" 7 4 0.01 >"$T/proxy" &
proxy=$!
for tenth in $(seq 50); do
    [ ! -s "$T/proxy" ] || break
    sleep 0.1
done
through="host=127.0.0.1 port=$(cat "$T/proxy") user=postgres dbname=postgres"
cuts=0 passed_on=0
for try in $(seq 12); do
    if timeout 10 "$postgres/psql" -X -q -A -t "$through" -c "select repeat('x', 4000)" >"$T/out" 2>&1; then
        passed_on=$((passed_on + 1))
    else
        cuts=$((cuts + 1))
    fi
done
kill $proxy
check "the proxy cuts ($cuts times), and lets through ($passed_on times)" test $cuts -gt 2 -a $passed_on -gt 2

# on_postgres NAME LEASE OPTIONS...: in a database of its own.
on_postgres() {
    name=$1 lease=$2
    shift 2
    sql 'drop schema public cascade; create schema public' 2>"$T/err"
    code "$name: store init" 0 "$all" store init --store "postgres:$conninfo"
    many "$name" --store "postgres:host=127.0.0.1 port=PORT user=postgres dbname=postgres" --through "$port" \
        --restart "sh tests/postgres/cluster.sh restart $cluster" --sql "$postgres/psql -X -q -A -t '$conninfo' -c" \
        --lease "$lease" --option=--lease --option="${lease}s" "$@"
}

# What others have under way costs a claim nothing: the plans of all claims of a server find their executions by the index of
# owners, and none reads the whole table.
sql 'drop schema public cascade; create schema public' 2>"$T/err"
code "store init" 0 "$all" store init --store "postgres:$conninfo"
sql "insert into asl_node (id, name, url, lease, lease_until) select 1000000, '', '', '1 day', now() + interval '1 day';
    insert into asl_job (number, root, owner, fence, program) select n, n, 1000000, 1, '' from generate_series(1, 50000) n;
    insert into asl_mail (job, node, reader, sender, operation, input, sent) select 100000 + n % 2, 0, 0, 0, 'ChildEnded', '',
        now() - interval '1 day' from generate_series(1, 50000) n;
    insert into asl_mail (job, node, reader, sender, operation, input) select n, 0, 1000000, 1000000, 'StopExecution', ''
        from generate_series(1, 50) n" >"$T/out"
sql 'vacuum analyze'
sql 'alter system set auto_explain.log_min_duration = 0'
sql 'select pg_reload_conf()' >"$T/out"
timeout -s KILL 4 "$all" serve --listen 127.0.0.1:0 --store "postgres:$conninfo" --lease 1s --task '*=exec:true' >"$T/out" 2>"$T/err"
sql 'alter system reset auto_explain.log_min_duration'
sql 'select pg_reload_conf()' >"$T/out"
awk '/^[0-9]/ { is_claim = 0 } /Query Text: .*for update skip locked.*update asl_job/ { is_claim = 1 } is_claim' "$cluster/log" >"$T/plans"
claims=$(grep -c 'Query Text' "$T/plans")
check "there are claims: $claims" test "$claims" -gt 0
check "they use the index of owners" test "$(grep -c 'Index.* on asl_job\|Index.* using asl_job_owner' "$T/plans")" -ge "$claims"
check "they do not read all of asl_job" test "$(grep -c 'Seq Scan on asl_job' "$T/plans")" = 0

# Nor do letters that nobody reads now, or that others are to read.
awk '/^[0-9]/ { is_mail = 0 } /Query Text: .* asl_mail / { is_mail = 1 } is_mail' "$cluster/log" >"$T/plans"
for what in 'reply is null and sender' 'reply is not null and' 'select id, reply from asl_mail m where sender' 'set reader = coalesce' \
    'set reader = \$1' 'delete from asl_mail'; do
    check "there are plans of: $what" grep -q "Query Text: .*$what" "$T/plans"
done
# What is read in an order is read by an index that has it: a bitmap would read and sort all that comes behind.
check "there is no bitmap" test "$(grep -c 'Bitmap' "$cluster/log")" = 0
check "they do not read all letters" test "$(grep -c 'Seq Scan on asl_mail\|using asl_mail_pkey on asl_mail m$' "$T/plans")" = 0

if [ -n "${SOAK:-}" ]; then
    on_postgres "3 to 8 servers" 3 --workers 3 --most 8 --executions 2000 --kills 50 --stops 20 --restarts 5 --moves 20 \
        --kib 512 --delay 0.03 --limit 900
else
    on_postgres "3 servers" 2 --workers 3 --most 4 --executions 40 --kills 3 --stops 2 --restarts 1 --moves 2 --kib 128 \
        --delay 0.03 --limit 100
fi
finish
