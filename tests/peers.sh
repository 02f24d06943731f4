# peers.sh - other programs that tests compare with, from npm, in $peers; sourced behind tally.sh.
peers=$root/$B/peers
case $B in /*) peers=$B/peers ;; esac

# installed NAME VERSION: it is in $peers, now if it was not before. The versions are those that Debian's Node 18 runs.
installed() {
    command -v node >/dev/null && command -v npm >/dev/null || return 1
    [ ! -d "$peers/node_modules/$1" ] || return 0
    timeout 300 npm install --prefix "$peers" --no-audit --no-fund "$1@$2" >"$T/log" 2>&1 || {
        tail -3 "$T/log"
        return 1
    }
}

# have_dynalite: $dynalite is its folder.
have_dynalite() {
    dynalite=$peers/node_modules/dynalite
    installed dynalite 4.0.0
}
