#!/bin/sh
# make image: the tar is an OCI image layout, the same twice, and what is in it serves.
suite=image
. tests/tally.sh

if ! command -v dpkg-query >/dev/null; then
    skip dpkg
    finish
    exit
fi

code "an image" 0 env SOURCE_DATE_EPOCH=0 make -s image B="$B" IMAGE="$T/a.tar"
check "it says what it has made" grep -q "^$T/a.tar: aslc:[0-9.]*, [0-9]* MB\$" "$T/out"
code "another" 0 env SOURCE_DATE_EPOCH=0 make -s image B="$B" IMAGE="$T/b.tar"
check "both are the same" cmp "$T/a.tar" "$T/b.tar"
rm "$T/b.tar"
mkdir "$T/root"
if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
code "its layout" 0 python3 tests/image/layout.py "$T/a.tar" "$T/root"
check "its layout: $(head -3 "$T/out")" test ! -s "$T/out"

# ---- As in a container: nothing but the image's files, its user, and a system

if [ "$(id -u)" != 0 ]; then
    skip chroot
    finish
    exit
fi

cat >"$T/contain" <<'END'
mount -t proc proc "$1/proc" && mknod -m 666 "$1/dev/null" c 1 3 || exit 99
cd "$1/var/lib/aslc"
exec env -i PATH=/usr/bin:/usr/sbin HOME=/var/lib/aslc XDG_STATE_HOME=/var/lib/aslc/state XDG_CACHE_HOME=/var/lib/aslc/cache \
    chroot --userspec=10001:10001 "$1" /usr/bin/aslc serve --listen 127.0.0.1:0 --mock /tmp/MockConfigFile.json --wait-scale 0
END
cp tests/mocks/MockConfigFile.json "$T/root/tmp"
chmod 644 "$T/root/tmp/MockConfigFile.json"
unshare --mount sh "$T/contain" "$T/root" >"$T/server.out" 2>"$T/server.err" &
server=$!
await_url "$T/server.out"
if [ -z "$url" ] && ! kill -0 $server 2>/dev/null && ! grep -q aslc "$T/server.err"; then
    skip chroot
else
    check "it listens" test -n "$url"
    code "it compiles and serves" 0 python3 tests/image/ask.py "$url" tests/mocks/order.asl.json
    check "what it answers: $(cat "$T/out")" test "$(cat "$T/out")" = '{"sorry":"Bank.Refused"}'
    kill -TERM $server
    wait $server
    check "it ends in order" test $? = 0
fi
finish
