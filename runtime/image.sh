#!/bin/sh
# image.sh OUT: writes an image for containers, of `aslc serve` with a C compiler in it: a tar of an OCI image layout, which
# Docker and podman load as well. No daemon is needed: what it has besides aslc are files of Debian packages of this machine.
# The same packages, the same build and the same SOURCE_DATE_EPOCH (0 if it is not set) make the same bytes.
# By environment: BUILD, VERSION, STRIP, LIBS.
set -eu
export LC_ALL=C
umask 022
out=$1
epoch=${SOURCE_DATE_EPOCH:-0}
user=10001                            # who is nobody on the host
home=/var/lib/aslc                    # where executions, services and compiled workflows live
wanted="gcc libc6-dev libjson-c-dev libcurl4" # libcurl is for calls by HTTPS
unwanted='^lib[a-z]*san[0-9]*$'       # gcc depends on what only programs with sanitizers need
left_out='^/usr/share/(man|locale|info|lintian|bug)(/|$)|^/usr/share/doc/[^/]*/[^/]*|/(lto1|lto-dump|plugin)(/|$)'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

die() {
    echo "image: $*" >&2
    exit 1
}

command -v dpkg-query >/dev/null || die "the image is made of the packages of a Debian: this is none"

# ---- Which packages: those that are wanted, tcc where it is installed, and what they depend on

# closure PACKAGE...: reads what is installed.
closure() {
    awk -F '\t' -v wanted="$*" '
        function add(p) { if (p in needs && !(p in seen)) { seen[p] = 1; queue[++count] = p } }
        { needs[$1] = $2
          n = split($3, names, /, */)
          for (i = 1; i <= n; i++) { sub(/ .*/, "", names[i]); if (!(names[i] in provider)) provider[names[i]] = $1 } }
        END {
            n = split(wanted, first, " ")
            for (i = 1; i <= n; i++) { if (!(first[i] in needs)) missing = missing " " first[i]; add(first[i]) }
            if (missing != "") { print missing > "/dev/stderr"; exit 1 }
            for (at = 1; at <= count; at++) {
                n = split(needs[queue[at]], needed, /, */)
                for (i = 1; i <= n; i++) {
                    m = split(needed[i], any, / *\| */)
                    for (j = 1; j <= m; j++) {
                        sub(/[ (:].*/, "", any[j])
                        if (any[j] in needs) { add(any[j]); break }
                        if (any[j] in provider) { add(provider[any[j]]); break } } } }
            for (p in seen) print p }' "$work/installed"
}

dpkg-query -W -f '${db:Status-Abbrev}\t${Package}\t${Pre-Depends}, ${Depends}\t${Provides}\n' |
    sed -n 's/^ii *\t//p' >"$work/installed"
! grep -q '^tcc	' "$work/installed" || wanted="$wanted tcc"
# shellcheck disable=SC2086 # they are words
closure $wanted >"$work/closure" 2>"$work/missing" ||
    die "packages are missing: apt-get install$(cat "$work/missing")"
grep -vE "$unwanted" "$work/closure" | sort >"$work/packages"

# ---- The system: their files, with /lib and its like as the links that they are

root=$work/system
mkdir -p "$root/usr/lib" "$root/usr/lib64" "$root/usr/bin" "$root/usr/sbin" "$root/etc/ssl/certs" "$root/var/lib" "$root/tmp" \
    "$root/proc" "$root/dev" "$root/sys"
for folder in lib lib64 bin sbin; do
    ln -s usr/$folder "$root/$folder"
done
chmod 1777 "$root/tmp"
while read -r package; do
    dpkg-query -L "$package"
done <"$work/packages" | sed -E 's,^/(lib|lib64|bin|sbin)(/|$),/usr/\1\2,' | sort -u |
    awk -v left_out="$left_out" '/\/copyright$/ || (/^\/usr\/(bin|sbin|lib|lib64|libexec|include|share)\// && $0 !~ left_out)' |
    while IFS= read -r path; do
        if [ -L "$path" ] || [ -f "$path" ]; then
            printf '%s\n' "${path#/}"
        fi
    done >"$work/files"
tar -C / -cf - -T "$work/files" | tar -C "$root" -xf - --no-same-owner
ln -sf gcc "$root/usr/bin/cc"
printf 'root:x:0:0:root:/:/sbin/nologin\naslc:x:%s:%s:aslc:%s:/sbin/nologin\n' $user $user $home >"$root/etc/passwd"
printf 'root:x:0:\naslc:x:%s:\n' $user >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
certificates=/etc/ssl/certs/ca-certificates.crt
[ ! -f $certificates ] || cp $certificates "$root$certificates"

# ---- Layers

program=$work/program
mkdir -p "$program/usr/share/doc/aslc"
cp LICENSE "$program/usr/share/doc/aslc/copyright"
BUILD=$BUILD PREFIX=/usr DESTDIR=$program VERSION=$VERSION LIBS=$LIBS STRIP=$STRIP sh runtime/install.sh install
mkdir -p "$work/state$home"
blobs=$work/layout/blobs/sha256
mkdir -p "$blobs"

# pack OWNER FILE FOLDER ARGUMENT...: a tar that is the same each time.
pack() {
    pack_owner=$1 pack_to=$2 pack_from=$3
    shift 3
    tar -C "$pack_from" --format=gnu --sort=name --mtime="@$epoch" --owner="$pack_owner" --group="$pack_owner" --numeric-owner \
        -cf "$pack_to" "$@"
}

digest_of() {
    sha256sum "$1" | cut -d ' ' -f 1
}

# blob FILE TYPE: puts it where it belongs; $digest, and $descriptor for who refers to it.
blob() {
    digest=$(digest_of "$1")
    descriptor=$(printf '{"mediaType":"%s","digest":"sha256:%s","size":%s}' "$2" "$digest" "$(wc -c <"$1")")
    mv "$1" "$blobs/$digest"
}

layers='' diffs='' history='' paths=''
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)

# layer OWNER WHAT FOLDER ARGUMENT...
layer() {
    layer_owner=$1 layer_what=$2
    shift 2
    pack "$layer_owner" "$work/layer.tar" "$@"
    diffs="$diffs${diffs:+,}\"sha256:$(digest_of "$work/layer.tar")\""
    gzip -n "$work/layer.tar"
    blob "$work/layer.tar.gz" application/vnd.oci.image.layer.v1.tar+gzip
    layers="$layers${layers:+,}$descriptor"
    paths="$paths${paths:+,}\"blobs/sha256/$digest\""
    history="$history${history:+,}{\"created\":\"$created\",\"created_by\":\"$layer_what\"}"
}

layer 0 "files of Debian packages: $(tr '\n' ' ' <"$work/packages" | sed 's/ $//')" "$root" .
layer 0 "aslc $VERSION" "$program" .
layer $user "a folder for what lasts" "$work/state" --no-recursion ".$home"

# ---- The image

cat >"$work/config" <<END
{"created":"$created","architecture":"$(dpkg --print-architecture)","os":"linux","config":{"User":"$user:$user",
"ExposedPorts":{"8083/tcp":{}},"Env":["PATH=/usr/bin","HOME=$home","XDG_STATE_HOME=$home/state","XDG_CACHE_HOME=$home/cache"],
"Entrypoint":["/usr/bin/aslc","serve","--listen","0.0.0.0:8083","--insecure"],"Volumes":{"$home":{}},"WorkingDir":"$home",
"Labels":{"org.opencontainers.image.title":"aslc","org.opencontainers.image.version":"$VERSION"}},
"rootfs":{"type":"layers","diff_ids":[$diffs]},"history":[$history]}
END
blob "$work/config" application/vnd.oci.image.config.v1+json
config=$digest
cat >"$work/manifest" <<END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":$descriptor,"layers":[$layers]}
END
blob "$work/manifest" application/vnd.oci.image.manifest.v1+json
named=$(printf '%s' "$descriptor" | sed "s/}\$/,\"annotations\":{\"org.opencontainers.image.ref.name\":\"$VERSION\",\
\"io.containerd.image.name\":\"docker.io\/library\/aslc:$VERSION\"}}/")
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}\n' "$named" \
    >"$work/layout/index.json"
printf '{"imageLayoutVersion":"1.0.0"}\n' >"$work/layout/oci-layout"
# For a Docker that does not know OCI's layout yet.
printf '[{"Config":"blobs/sha256/%s","RepoTags":["aslc:%s"],"Layers":[%s]}]\n' "$config" "$VERSION" "$paths" \
    >"$work/layout/manifest.json"
pack 0 "$work/image.tar" "$work/layout" blobs index.json manifest.json oci-layout
mv "$work/image.tar" "$out"
echo "$out: aslc:$VERSION, $(($(wc -c <"$out") >> 20)) MB"
