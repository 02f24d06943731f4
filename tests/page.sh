#!/bin/sh
# The console page at / of every server: whether it is built from what is committed, how it is served, and in a real
# Chromium its whole story (tests/page/story.py), whose pictures are in $B/page.
suite=page
. tests/tally.sh
. tests/serving.sh
. tests/peers.sh
export PYTHONDONTWRITEBYTECODE=1

for tool in python3 curl; do
    if ! command -v $tool >/dev/null; then
        skip $tool
        finish
        exit
    fi
done

# ---- It is built from its sources, and small

size=$(gzip -9n <runtime/console/page.html | wc -c)
check "the packed page has at most 40 KB, not $size bytes" test "$size" -le 40960
check "it names no other host" sh -c '! grep -oE "(https?:)?//[a-z0-9.-]+\.[a-z]{2,}" runtime/console/page.html | grep -v -e www.w3.org'
if command -v node >/dev/null && command -v npm >/dev/null && mkdir "$T/built" &&
    make -s page PAGE="$T/built" >"$T/log" 2>&1; then
    same "the committed page is what its sources build" runtime/console/page.html "$T/built/page.html"
    same "so is its policy" runtime/console/page.policy "$T/built/page.policy"
else
    tail -3 "$T/log" 2>/dev/null
    skip page-build
fi
if command -v node >/dev/null; then
    code "what a history tells" 0 node tests/page/trace.mjs
    check "what a history tells: checked" grep -q '^[0-9]* checks$' "$T/out"
    cat "$T/err"
else
    skip node
fi

# ---- How it is served

# gets NAME STATUS CURL_OPTIONS...: its headers in $T/head, its body in $T/body.
gets() {
    page_name=$1 page_status=$2
    shift 2
    : >"$T/body"
    page_got=$(curl -s -D "$T/head" -o "$T/body" -w '%{http_code}' "$@")
    check "$page_name: $page_got" test "$page_got" = "$page_status"
    tr -d '\r' <"$T/head" >"$T/head.plain"
}

code "build" 0 "$aslc" tests/page/story.asl.json -o "$T/story"
code "build without a server" 0 "$aslc" --without=serve tests/page/story.asl.json -o "$T/bare"
page_mark='This page needs JavaScript'
check "the page is in a program that serves" grep -q "$page_mark" "$T/story"
check "it is in no other" sh -c "! grep -q '$page_mark' '$T/bare'"

printf 'sesame\n' >"$T/token"
serves "$T/story" serve --store memory --token "$T/token" --task 'check=exec:true' --task 'ship=exec:true' --task 'state:Approve=activity:'
gets "plain" 200 "$url/"
same "it is the committed page" runtime/console/page.html "$T/body"
check "its policy" grep -qxF "Content-Security-Policy: $(cat runtime/console/page.policy)" "$T/head.plain"
for header in 'X-Content-Type-Options: nosniff' 'Referrer-Policy: no-referrer' 'Cache-Control: no-cache' \
    'Content-Type: text/html; charset=utf-8' 'Vary: Accept-Encoding'; do
    check "$header" grep -qxF "$header" "$T/head.plain"
done
check "the policy allows this script and this style alone" python3 - runtime/console/page.html runtime/console/page.policy <<'END'
import base64, hashlib, re, sys
page, policy = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "frame-ancestors 'none'" in policy
for element in "script", "style":
    inner = re.findall("<%s>(.*?)</%s>" % (element, element), page, re.S)
    digest = base64.b64encode(hashlib.sha256(inner[0].encode()).digest()).decode()
    assert len(inner) == 1 and "%s-src 'sha256-%s'" % (element, digest) in policy, element
END
tag=$(sed -n 's/^ETag: //p' "$T/head.plain")
gets "it is known" 304 -H "If-None-Match: $tag" "$url/"
check "it is known: no body" test ! -s "$T/body"
gets "one of several is known" 304 -H "If-None-Match: \"other\", W/$tag" "$url/"
gets "another is not" 200 -H 'If-None-Match: "other"' "$url/"
gets "packed" 200 -H 'Accept-Encoding: br, gzip;q=0.5' "$url/"
check "packed: said" grep -qx 'Content-Encoding: gzip' "$T/head.plain"
gzip -dc <"$T/body" >"$T/unpacked"
same "packed: the same page" runtime/console/page.html "$T/unpacked"
check "packed: another tag" test "$(sed -n 's/^ETag: //p' "$T/head.plain")" != "$tag"
gets "not packed" 200 -H 'Accept-Encoding: gzip;q=0.0, br' "$url/"
same "not packed: plain" runtime/console/page.html "$T/body"
gets "head" 200 -I "$url/"
check "head: its length" grep -qx "Content-Length: $(wc -c <runtime/console/page.html)" "$T/head.plain"
gets "a foreign host of a browser" 403 -A Mozilla/5.0 -H 'Host: evil.example' "$url/"
gets "a foreign origin" 403 -H 'Origin: http://evil.example' "$url/"
gets "a link from elsewhere" 200 -A Mozilla/5.0 -H 'Sec-Fetch-Site: cross-site' -H 'Sec-Fetch-Mode: navigate' "$url/"
gets "other methods" 404 -X PUT "$url/"
gets "the API asks for the token" 401 -H 'X-Amz-Target: AWSStepFunctions.ListStateMachines' -d '{}' "$url/"
quits

# ---- Its story, in a browser

# told NAME SCRIPT ARGUMENTS...: all of its checks hold.
told() {
    page_name=$1
    shift
    timeout 900 python3 "$@" >"$T/told" 2>&1
    check "$page_name: it is told to its end" grep -qx '[0-9]* checks' "$T/told"
    check "$page_name: nothing is wrong" test "$(wc -l <"$T/told")" = 1
    grep -v ' checks$' "$T/told"
}

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
    axe=-
    if installed axe-core 4.14.1; then
        axe=$peers/node_modules/axe-core/axe.min.js
    else
        skip axe-core
    fi
    mkdir -p "$B/page" "$T/state"
    STORY=$T/state serves "$T/story" serve --store memory --task 'state:Approve=activity:' \
        --task "check=exec:$root/tests/page/check.sh" --task "ship=exec:$root/tests/page/ship.sh"
    told "the story" tests/page/story.py "$url" "$B/page" "$axe" "$T/state"
    quits
    serves "$aslc" serve --store memory --token "$T/token" --task ask=exec:cat tests/page/story.asl.json
    told "beside the story" tests/page/others.py "$url" "$B/page" "$axe" sesame "$server"
    wait $server
else
    skip chromium
fi
finish
