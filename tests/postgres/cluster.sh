# cluster.sh - a PostgreSQL cluster of one's own below /tmp, for tests and bench. Sourced at the top of the tree:
#
#     . tests/postgres/cluster.sh
#     if ! have_postgres; then skip postgres; finish; exit; fi
#     trap 'cluster_remove; rm -rf "$T"' EXIT
#     cluster_make                    made and started; or: cluster_make fsync=on shared_buffers=256MB ...
#     ./order serve --store "postgres:$conninfo"
#
# Or run with a function's last word and the folder of a cluster, by programs that are no shell:
#
#     sh tests/postgres/cluster.sh restart "$cluster"
#
#   cluster       the folder of the cluster: data/, log, port, and the socket; empty if there is none
#   port          it listens on 127.0.0.1 and on a socket in $cluster; the port stays the same through restarts
#   conninfo      how libpq finds the database "postgres", over TCP, as its superuser "postgres", who needs no password
#   socket_info   the same over the socket
#
# The server is another user's process where root runs this: PostgreSQL refuses root. Unless told otherwise, it does not wait
# for the disk: what it has committed then survives the end of its processes, but not a failure of power.
cluster=

# have_postgres: there is a server of PostgreSQL here, in the folder $postgres, and somebody whom it may run as.
have_postgres() {
    postgres=$(dirname "$(readlink -f "$(command -v postgres)")")
    [ -x "$postgres/initdb" ] ||
        postgres=$(for each in /usr/lib/postgresql/*/bin; do echo "$each"; done | sort -t / -k 5n | tail -n 1)
    [ -x "$postgres/initdb" ] || return 1
    [ "$(id -u)" != 0 ] || { id postgres && command -v runuser; } >/dev/null 2>&1
}

# as_postgres COMMAND...: as whom the server runs, in the cluster's folder.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd "$cluster" && exec runuser -u postgres -- "$@")
    else
        (cd "$cluster" && exec "$@")
    fi
}

# cluster_of FOLDER: the cluster that is there.
cluster_of() {
    have_postgres || return 1
    cluster=$1
    port=$(cat "$cluster/port")
    conninfo="host=127.0.0.1 port=$port user=postgres dbname=postgres"
    socket_info="host=$cluster port=$port user=postgres dbname=postgres"
}

# cluster_make SETTING=VALUE...: a new one, which runs.
cluster_make() {
    cluster=$(mktemp -d /tmp/postgres.XXXXXX)
    [ "$(id -u)" != 0 ] || chown postgres "$cluster"
    as_postgres "$postgres/initdb" --no-sync -A trust -U postgres -E UTF8 --locale=C -D data >"$cluster/initdb" 2>&1 ||
        { cat "$cluster/initdb" >&2; return 1; }
    as_postgres sh -c 'cat >>data/postgresql.conf' <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = '$cluster'
fsync = off
shared_buffers = 64MB
END
    for setting; do
        echo "$setting"
    done | as_postgres sh -c 'cat >>data/postgresql.conf'
    # Below the ports that the system gives to whoever asks for any, so that nobody takes it during a restart.
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
        echo $port | as_postgres sh -c 'cat >port'
        ! cluster_start 2>/dev/null || { cluster_of "$cluster"; return; }
    done
    cat "$cluster/log" >&2
    return 1
}

# cluster_start: returns when it answers.
cluster_start() {
    as_postgres "$postgres/pg_ctl" -w -t 60 -s -D data -l log -o "-p $(cat "$cluster/port")" start
}

# cluster_stop [HOW]: fast, unless HOW says immediate: then its processes end as in a crash.
cluster_stop() {
    as_postgres "$postgres/pg_ctl" -w -t 60 -s -D data -m "${1:-fast}" stop
}

# cluster_restart: all its connections break off, and it recovers as after a crash.
cluster_restart() {
    cluster_stop immediate && cluster_start
}

# cluster_remove: it ends, if it runs, and its folder goes.
cluster_remove() {
    [ -n "$cluster" ] || return 0
    cluster_stop immediate 2>/dev/null || true
    rm -rf "$cluster"
    cluster=
}

# sql STATEMENT: what it answers, bare.
sql() {
    "$postgres/psql" -X -q -A -t -v ON_ERROR_STOP=1 "$conninfo" -c "$1"
}

case ${0##*/} in
cluster.sh)
    cluster_of "$2" && "cluster_$1"
    ;;
esac
