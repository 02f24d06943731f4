#!/bin/sh
# Makes the README's pictures of the console page, console.png and console-dark.png: picture.sh FOLDER
set -eu
export PYTHONDONTWRITEBYTECODE=1
B=${B:-build}
T=$(mktemp -d)
"$B/aslc" tests/page/story.asl.json -o "$T/story"
STORY=$T "$T/story" serve --listen 127.0.0.1:0 --store memory --task 'state:Approve=activity:' \
    --task "check=exec:$PWD/tests/page/check.sh" --task "ship=exec:$PWD/tests/page/ship.sh" >"$T/out" &
server=$!
trap 'kill $server; rm -rf "$T"' EXIT
until grep -q listening "$T/out"; do sleep 0.1; done
python3 tests/page/picture.py "$(sed -n 's/^listening on //p' "$T/out")" "$1/console.png" "$1/console-dark.png"
