#!/bin/sh
# The store in PostgreSQL: what each kind of store has to do, with transactions that fail; and several servers at once.
suite=postgres
. tests/tally.sh
. tests/postgres/cluster.sh

if ! have_postgres; then
    skip postgres
    finish
    exit
fi
if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
# What is tested takes its time to wait, so that several lines of tests go on at once: those beside on a cluster of their own, since
# the other one is stopped and started again.
lanes=
# stop PID: it ends, with all that it has begun.
stop() {
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        stop "$child"
    done
    kill "$1" 2>/dev/null
}
end() {
    for lane in $lanes; do
        stop "${lane#*:}"
    done
    wait
    cluster_remove
    cluster=$beside
    cluster_remove
    rm -rf "$T"
}
beside=
trap end EXIT
check "a cluster is made for what goes on beside" cluster_make
beside=$cluster
check "a cluster is made" cluster_make
whole=$T

# beside FUNCTION: does it beside all that follows, in a folder of its own.
beside() {
    mkdir "$T/$1"
    (
        trap - EXIT
        T=$whole/$1 passed=0 failed=0
        cluster_of "$beside"
        ASL_TEST_POSTGRES=$socket_info
        export ASL_TEST_POSTGRES
        "$1"
        echo "$passed $failed" >"$T/count"
    ) >"$T/$1/said" 2>&1 &
    lanes="$lanes $1:$!"
}

# gather: waits for all that is done beside, and counts it.
gather() {
    for lane in $lanes; do
        wait "${lane#*:}"
        lane=${lane%:*}
        cat "$T/$lane/said"
        if read -r lane_passed lane_failed <"$T/$lane/count"; then
            passed=$((passed + lane_passed)) failed=$((failed + lane_failed))
        else
            fail "$lane" "it has not come to its end"
        fi
    done
    lanes=
}

# ---- The driver, which has the cluster for itself.
ASL_TEST_POSTGRES=$socket_info
export ASL_TEST_POSTGRES
check "which jobs are claimed" "$B/unit/test_claims"
check "what nodes are to each other" "$B/unit/test_shared"
check "a connection" "$B/unit/test_pglink"

# ---- Tables are made where they are wanted, and not by surprise.
cat >"$T/tell.sh" <<'END'
read -r input
folder=${input#*\"folder\":\"} name=${input#*\"name\":\"} token=${input#*\"token\":\"}
printf '%s' "${token%%\"*}" >"${folder%%\"*}/token-${name%%\"*}"
echo '{}'
END
cat >"$T/mended.sh" <<'END'
read -r input
folder=${input#*\"folder\":\"}
[ -e "${folder%%\"*}/mended" ] && echo '{}'
END
code "build" 0 "$aslc" tests/postgres/nodes.asl.json -o "$T/nodes"
code "build the Map" 0 "$aslc" tests/postgres/children.asl.json -o "$T/children"
code "build Maps of other kinds" 0 "$aslc" tests/postgres/kinds.asl.json -o "$T/kinds"
PSQL=$postgres/psql ASLC=$aslc CHILDREN=$T/children
export PSQL ASLC CHILDREN

# servers PROGRAM FILE OPTION...: a test of several servers in a database of its own.
servers() {
    program=$whole/$1 file=tests/postgres/$2.py database=$2
    shift 2
    sql "create database $database" >"$T/made"
    info="host=127.0.0.1 port=$port user=postgres dbname=$database"
    code "$file: tables" 0 "$program" store init --store "postgres:$info"
    rm -rf "$T/folder"
    mkdir "$T/folder"
    check "$file" python3 "$file" "$program" "$info" "$cluster" "$T/folder" "$@"
}
# letters FILE: what one of them asks of another.
letters() {
    servers nodes "$1" --task "tell=exec:sh $whole/tell.sh" --task "mended=exec:sh $whole/mended.sh"
}

# A statement in 29 meets another transaction. (No transaction has so many, so that each has its turn.)
rows() {
    check "rows as with any store" env ASL_DEBUG=pg-fail=29 "$B/unit/test_store"
    check "rows in many statements" env ASL_DEBUG=pg-part=300 "$B/unit/test_store"
}
# Executions whose program is nowhere any more.
gone() {
    letters gone
}
# What one server asks of another; requests that are made again, at another server; a connection that takes long.
requests() {
    letters letters
    letters machines
    letters asked
    letters again
    letters express
    letters far
}
# Children of a Map Run on several servers, other kinds of Maps there, and servers that differ.
maps() {
    servers children children --lease 1s
    servers kinds kinds --lease 1s
    letters differ
}
beside rows
beside requests
beside maps
beside gone

sql "create database nodes" >"$T/made"
conninfo="host=127.0.0.1 port=$port user=postgres dbname=nodes"
code "serve wants tables" 5 "$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$conninfo"
grep -q "nodes store init --store postgres:CONNINFO" "$T/err" || fail "serve says what makes them" "$(cat "$T/err")"
code "nodes wants tables" 5 "$T/nodes" nodes --store "postgres:$conninfo"
code "there is nothing to upgrade" 5 "$T/nodes" store upgrade --store "postgres:$conninfo"
code "they are made" 0 "$T/nodes" store init --store "postgres:$conninfo"
code "they are there" 0 "$T/nodes" store init --store "postgres:$conninfo"
code "they are up to date" 0 "$T/nodes" store upgrade --store "postgres:$conninfo"
# What is on one machine alone is told, also of what a Map reads.
printf '{"StartAt":"Rows","States":{"Rows":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
    "ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"k"}},"ItemProcessor":{"StartAt":"Pass",
    "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
    "States":{"Pass":{"Type":"Pass","End":true}}},"End":true}}}' >"$T/reads.asl.json"
code "a Map that reads is built" 0 "$aslc" -O0 "$T/reads.asl.json" -o "$T/reads"
# warned OPTION...: it begins to serve; what it said is in $T/reads.err.
warned() {
    rm -f "$T/reads.out"
    AWS_ENDPOINT_URL_S3=http://127.0.0.1:1 "$T/reads" serve --listen 127.0.0.1:0 --store "postgres:$conninfo" "$@" >"$T/reads.out" 2>"$T/reads.err" &
    await_url "$T/reads.out"
    kill -TERM $!
    wait $!
}
warned --local "$T/reads.local"
check "the embedded S3 is on one machine" grep -q "warning: embedded services are used by reads ('Rows'): what these keep is on this machine alone" "$T/reads.err"
warned
check "another S3 is not" test "$(grep -c warning: "$T/reads.err")" = 0
# schema FILE: what the database has, and its version.
schema() {
    { "$postgres/pg_dump" --schema-only "$conninfo" && sql "select version from asl_schema"; } | grep -v restrict >"$1"
}
# What each version has that the one before does not have, taken away.
undo_2="alter table asl_job alter column owner set statistics -1;"
undo_3="alter table asl_mail drop column reader, alter column job set statistics -1, alter column sender set statistics -1;
    drop index asl_mail_job; drop index asl_mail_sent; drop index asl_mail_awaited;"
schema "$T/new"
sql "insert into asl_job (number, root, owner, fence, program) values (5, 5, 7, 1, '')"
sql "insert into asl_mail (job, node, reader, sender, operation, input) values (5, 0, 7, 0, '', ''), (6, 0, 0, 0, '', ''), (0, 8, 8, 9, '', '')"
mail=$(sql 'select id, reader from asl_mail order by id')
for older in "1 $undo_3 $undo_2" "2 $undo_3"; do
    sql "${older#* }"
    sql "update asl_schema set version = ${older%% *}"
    code "version ${older%% *} is left alone" 5 "$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$conninfo"
    grep -q "store upgrade" "$T/err" || fail "how to bring it up to date is told" "$(cat "$T/err")"
    code "version ${older%% *} is brought up to date" 0 "$T/nodes" store upgrade --store "postgres:$conninfo"
    schema "$T/upgraded"
    same "version ${older%% *} becomes what a new one is" "$T/new" "$T/upgraded"
    check "letters are whose they were" test "$(sql 'select id, reader from asl_mail order by id')" = "$mail"
done
sql 'delete from asl_mail; delete from asl_job'
code "run has another store" 2 "$T/nodes" run '{"how": "pass"}' --name one --store "postgres:$conninfo"
code "no server is there" 2 "$T/nodes" nodes --store "sqlite:$T/no.db"

# ---- How a database is named; and one that cannot be a store is the same to every command.
code "as libpq has it" 0 "$T/nodes" nodes --store "postgresql://postgres@127.0.0.1:$port/nodes"
code "as the environment has it" 0 env PGHOST=127.0.0.1 PGPORT="$port" PGUSER=postgres PGDATABASE=nodes "$T/nodes" nodes --store postgres:
code "postgres alone is no store" 2 "$T/nodes" serve --listen 127.0.0.1:0 --store postgres
for command in "nodes" "ps" "ps --unclaimed" "stop x" "store init" "serve --listen 127.0.0.1:0"; do
    code "$command: no such option of a connection" 5 "$T/nodes" $command --store "postgres:$conninfo nonsense=1"
done
# at_once NAME OPTION: what cannot become good is not waited for.
at_once() {
    code "$1" 5 "$T/nodes" nodes --store "postgres:$conninfo $2"
    grep -q "$3" "$T/err" || fail "$1: it is told why" "$(cat "$T/err")"
    ! grep -q "waited for" "$T/err" || fail "$1: it is not waited for" "$(cat "$T/err")"
}
at_once "a value that an option does not have" sslmode=often 'sslmode value: "often"'
at_once "a certificate that is not there" "sslmode=verify-ca sslrootcert=$T/none.crt" "SSL"
at_once "a database that is not there" dbname=nowhere 'database "nowhere" does not exist'
code "nobody is there" 5 "$T/nodes" nodes --store "postgres:host=127.0.0.1 port=1 user=postgres"
check "it is told how long that is waited for" grep -q "which is waited for (10 s at most): " "$T/err"

# ---- Options that mean nothing with the store.
code "virtual time" 2 "$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$conninfo" --virtual-time
code "a lease that nobody has" 2 "$T/nodes" serve --listen 127.0.0.1:0 --store memory --lease 2s
check "whose it is, is told" grep -q -e "--lease is for --store postgres:CONNINFO alone" "$T/err"
code "nobody to listen to" 2 "$T/nodes" serve --listen 127.0.0.1:0 --store "sqlite:$T/alone.db" --no-listen
code "too long a lease" 2 "$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$conninfo" --lease 1441m
check "how long one may be is told" grep -q "from 500ms to 1440m, not '1441m'" "$T/err"

# ---- A user who may not do what a server does is told so at once; with what is told, and nothing else, he may do all of it.
sql "create role \"Worker 1\" login"
workerinfo="host=127.0.0.1 port=$port user='Worker 1' dbname=nodes"
# refused NAME STATEMENT: a server does not begin, and tells what allows it to.
refused() {
    code "$1" 5 "$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$workerinfo"
    grep -qF "$2" "$T/err" || fail "$1: it is told what allows it" "$(cat "$T/err")"
    sed -n 's/.*owns the tables: //p' "$T/err" >"$T/grants"
}
refused "a user without rights" 'grant select on asl_schema to "Worker 1"'
sql "$(cat "$T/grants")"
for right in "insert on asl_row" "update on asl_job" "delete on asl_mail" "usage on sequence asl_place"; do
    sql "revoke $right from \"Worker 1\""
    refused "a user without the right: $right" "tables: grant $right to \"Worker 1\""
    sql "$(cat "$T/grants")"
done
sql "revoke usage on schema public from public"
refused "a user who does not see the tables" 'grant usage on schema public to "Worker 1"'
sql "$(cat "$T/grants")"

# ---- Several servers.
check "several servers" python3 tests/postgres/nodes.py "$T/nodes" "$workerinfo" "$cluster" "$T" \
    --task "tell=exec:sh $T/tell.sh" --task "mended=exec:sh $T/mended.sh"

# ---- One of which rows are missing: nobody can go on with it, and whoever has tried leaves it alone.
sql "delete from asl_row where place = 7"
"$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$conninfo" --lease 1s --task "tell=exec:true" --task "mended=exec:true" \
    >"$T/serve" 2>"$T/said" &
server=$!
for tenth in $(seq 100); do
    ! grep -q "leaves it to others" "$T/said" || break
    sleep 0.1
done
check "it is told that an execution cannot go on" grep -q "execution:nodes:left: this node cannot go on with it" "$T/said"
sleep 1
claims=$(sql "select fence from asl_job")
code "what cannot go on is unclaimed" 0 "$T/nodes" ps --unclaimed --json --store "postgres:$conninfo"
grep -q "execution:nodes:left" "$T/out" || fail "it is told which" "$(cat "$T/out")"
sleep 1
check "it is not claimed again at once" test "$(sql "select fence from asl_job")" = "$claims"
kill "$server"
wait "$server"
check "the server ends in order" test $? = 0

# ---- A server whose PostgreSQL is away for a time.
sql "create database away" >"$T/made"
sql "alter database away set synchronous_commit = off" >"$T/made"
awayinfo="host=127.0.0.1 port=$port user=postgres dbname=away"
code "tables for one whose PostgreSQL goes" 0 "$T/nodes" store init --store "postgres:$awayinfo"
check "PostgreSQL is away for a time" python3 tests/postgres/away.py "$T/nodes" "$awayinfo" "$cluster" "$T" \
    --task "tell=exec:true" --task "mended=exec:true"
sql "alter database away reset synchronous_commit" >"$T/made"

sql "update asl_schema set version = 99"
code "a newer schema is left alone" 5 "$T/nodes" serve --listen 127.0.0.1:0 --store "postgres:$conninfo"

# ---- It has a standby, which is promoted. After that the first is gone.
check "the standby goes on" sh tests/postgres/standby.sh "$T/nodes" "$cluster" "$T"
gather
finish
