#!/bin/sh
# standby.sh PROGRAM CLUSTER FOLDER: PostgreSQL with a standby, which is promoted when the primary is gone: a server that names both
# goes on there, and what it has answered is there. Says what is wrong.
program=$1 first=$2 folder=$3
. tests/postgres/cluster.sh
cluster_of "$first" || exit 1
primary=$port
wrong=0
server=

wrong() {
    echo "standby: $*"
    wrong=1
}

# The standby's port is one that nobody has just now.
second=$(mktemp -d /tmp/postgres.XXXXXX)
[ "$(id -u)" != 0 ] || chown postgres "$second"
end() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null
    cluster=$second
    cluster_remove
}
trap end EXIT
cluster=$second
as_postgres "$postgres/pg_basebackup" -d "$socket_info" -D data -R -X stream -c fast || exit 1
as_postgres sh -c "cat >>data/postgresql.conf" <<CONF
unix_socket_directories = '$second'
CONF
for try in 1 2 3 4 5; do
    echo $((primary % 9000 + 20000 + try * 97)) | as_postgres sh -c 'cat >port'
    ! cluster_start 2>/dev/null || break
done
standby=$(cat "$second/port")
sql "alter system set synchronous_standby_names = '*'"
sql "select pg_reload_conf()" >"$folder/said"

# Nobody writes to one that only reads.
"$program" serve --listen 127.0.0.1:0 --store "postgres:host=127.0.0.1 port=$standby user=postgres dbname=away" \
    --task tell=exec:true --task mended=exec:true >"$folder/out" 2>"$folder/err"
code=$?
if [ $code != 5 ] || ! grep -q 'session is read-only' "$folder/err"; then
    wrong "a standby alone: exit code $code: $(cat "$folder/err")"
fi

"$program" serve --listen 127.0.0.1:0 --lease 60s --task tell=exec:true --task mended=exec:true \
    --store "postgres:host=127.0.0.1,127.0.0.1 port=$standby,$primary user=postgres dbname=away" >"$folder/out" 2>"$folder/err" &
server=$!
for tenth in $(seq 300); do
    ! grep -q listening "$folder/out" || break
    sleep 0.1
done
url=$(sed -n 's/^listening on //p' "$folder/out")

# ask OPERATION BODY
ask() {
    curl -s -m 60 -H "X-Amz-Target: AWSStepFunctions.$1" -H "Content-Type: application/x-amz-json-1.0" -d "$2" "$url/"
}
machine=arn:aws:states:us-east-1:123456789012:stateMachine:nodes
execution=arn:aws:states:us-east-1:123456789012:execution:nodes
ask StartExecution "{\"stateMachineArn\":\"$machine\",\"name\":\"over\",\"input\":\"{\\\"how\\\":\\\"wait\\\",\\\"seconds\\\":3}\"}" |
    grep -q executionArn || wrong "nothing starts: $(cat "$folder/err")"
cluster=$first
cluster_stop immediate
cluster=$second
as_postgres "$postgres/pg_ctl" -w -s -D data promote || wrong "there is no promotion"
"$postgres/psql" -X -q "host=$second port=$standby user=postgres dbname=postgres" -c "alter system set synchronous_standby_names = ''" \
    -c "select pg_reload_conf()" >"$folder/said" || wrong "the new primary does not answer"
for tenth in $(seq 300); do
    status=$(ask DescribeExecution "{\"executionArn\":\"$execution:over\"}")
    case $status in *SUCCEEDED*) break ;; esac
    sleep 0.1
done
case $status in
*SUCCEEDED*) ;;
*) wrong "the execution does not go on: $status $(cat "$folder/err")" ;;
esac
ask StartExecution "{\"stateMachineArn\":\"$machine\",\"name\":\"after\"}" | grep -q executionArn || wrong "nothing starts after that"
kill "$server"
wait "$server"
code=$?
server=
[ $code = 0 ] || wrong "the server ends with $code"
exit $wrong
