# What `make demo SAMPLE=many` shows: two workers on one PostgreSQL. One of them is killed, and the other goes on.
. tests/postgres/cluster.sh

# begin_worker NAME: it runs in the background, as the process $worker, at $url.
begin_worker() {
    prompt "WORKER=$1" "$folder/many" serve --listen 127.0.0.1:0 --lease 2s --store "$store" --route 'POST /orders async'
    WORKER=$1 "$folder/many" serve --listen 127.0.0.1:0 --lease 2s --store "$store" --route 'POST /orders async' >"$folder/$1" &
    worker=$!
    for tenth in $(seq 100); do
        ! grep -q listening "$folder/$1" || break
        sleep 0.1
    done
    url=$(sed -n 's/^listening on //p' "$folder/$1")
    cat "$folder/$1"
}

# count_steps: how many steps have been done.
count_steps() {
    "$folder/many" history "$name" --url "$other_url" --json | grep -o LambdaFunctionSucceeded | wc -l
}

say "This workflow takes its steps one after the other, a second apart. Its task tells which worker has done it:"
show cat samples/many/many.asl.json samples/many/work.sh
say "Compile the workflow:"
show build/aslc samples/many/many.asl.json --tasks samples/many/tasks.json -o "$folder/many"
say "Start a PostgreSQL that is this demonstration's own, and make the tables in it:"
have_postgres || { echo "PostgreSQL's server is missing: install the package postgresql" >&2; exit 1; }
trap 'kill $first $second 2>/dev/null || true; wait; cluster_remove; rm -rf "$folder"' EXIT
first='' second=''
cluster_make
store="postgres:$socket_info"
show "$folder/many" store init --store "$store"
say "Start two workers, Ann and Bob:"
begin_worker Ann
first=$worker first_url=$url
begin_worker Bob
second=$worker other_url=$url
show "$folder/many" nodes --store "$store"
say "Ask Ann for an execution, by her route:"
show curl -s "$first_url/orders" --data-binary @samples/many/input.json
name=$("$folder/many" ps --url "$other_url" | awk 'END { print $NF }')
for tenth in $(seq 100); do
    [ "$(count_steps)" -lt 2 ] || break
    sleep 0.1
done
say "After two steps, Ann dies as by a power cut:"
show kill -KILL $first
wait $first 2>/dev/null || true
say "Bob still answers. Once Ann's lease is over, two seconds later, he goes on with her execution:"
for tenth in $(seq 300); do
    ! "$folder/many" describe "$name" --url "$other_url" --json | grep -q '"RUNNING"' || { sleep 0.1; continue; }
    break
done
show "$folder/many" describe "$name" --url "$other_url" | tee "$folder/told"
grep -q 'output.*Ann.*Bob' "$folder/told"
show "$folder/many" nodes --store "$store"
say "Stop Bob:"
show kill -TERM $second
wait $second
