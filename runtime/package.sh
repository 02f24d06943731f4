#!/bin/sh
# package.sh FOLDER: writes two Debian packages into the folder, for the machine that it runs on: aslc (the compiler, with
# what shells and man(1) know of it) and libasl-dev (the runtime, its headers and asl.pc). No more than dpkg-deb is needed.
# The same build and the same SOURCE_DATE_EPOCH (the day of the version, if it is not set) make the same bytes.
# By environment: BUILD, VERSION, DATE, STRIP, LIBS, ARCHIVES; MAINTAINER if it is to be somebody in particular, and PACKING if
# it is to be done by something quicker than xz.
set -eu
export LC_ALL=C TZ=UTC
umask 022
out=$1
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$DATE" +%s)}
export SOURCE_DATE_EPOCH
maintainer=${MAINTAINER:-aslc <aslc@packages.example.org>}
machine=$(dpkg --print-architecture)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# ---- What is installed, parted in two

all=$work/all
BUILD=$BUILD PREFIX=/usr DESTDIR=$all VERSION=$VERSION LIBS=$LIBS STRIP=$STRIP sh runtime/install.sh install
rm "$all/usr/lib/asl/installed" # dpkg has a list of its own
"$STRIP" --strip-unneeded --remove-section=.comment --remove-section=.note "$all/usr/bin/aslc"
find "$all/usr/lib" -name '*.a' -exec "$STRIP" -D --strip-debug --remove-section=.comment --remove-section=.note {} +
find "$all/usr/share/man" -type f -exec gzip -9n {} +

# move PACKAGE PATH...
move() {
    package=$1
    shift
    for path; do
        mkdir -p "$work/$package/$(dirname "$path")"
        mv "$all/$path" "$work/$package/$path"
    done
}
move aslc usr/bin usr/share/man/man1 usr/share/bash-completion usr/share/zsh usr/share/fish usr/share/cmake
move libasl-dev usr/include usr/lib usr/share/man/man3
mv "$work/aslc/usr/share/zsh/site-functions" "$work/aslc/usr/share/zsh/vendor-completions"
[ -z "$(find "$all" -type f)" ] || { echo "package: no package has $(find "$all" -type f)" >&2; exit 1; }

# ---- What dpkg wants to know

# The newest glibc that a symbol of aslc needs.
glibc=$(objdump -T "$work/aslc/usr/bin/aslc" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -V | tail -n 1)

# copyright FILE: our licence, and those of the libraries that are linked in.
copyright() {
    {
        printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n'
        printf 'Comment: The libraries that are linked in have the licences below.\n\nFiles: *\n'
        sed -n 's/^\(Copyright.*\)/\1/p' LICENSE | sed '1s/^/Copyright: /; 2,$s/^/ /; s/^Copyright: Copyright (c) /Copyright: /'
        printf 'License: Expat\n'
        sed '1,/^Copyright/d; s/^$/./; s/^/ /' LICENSE | sed '1{/^ \.$/d}'
        for library in $ARCHIVES yaml; do
            owner=$(dpkg -S "*/lib$library.a" 2>/dev/null | sed -n '1s/:.*//p')
            [ -f "/usr/share/doc/$owner/copyright" ] || continue
            printf '\n-- lib%s.a, of Debian'\''s package %s --\n\n' "$library" "$owner"
            cat "/usr/share/doc/$owner/copyright"
        done
    } >"$1"
}

# finish PACKAGE DEPENDS RECOMMENDS SUMMARY <DESCRIPTION: makes the package of what is in its folder.
finish() {
    root=$work/$1
    doc=$root/usr/share/doc/$1
    mkdir -p "$root/DEBIAN" "$doc"
    copyright "$doc/copyright"
    printf 'aslc (%s) stable; urgency=medium\n\n  * This version.\n\n -- %s  %s\n' "$VERSION" "$maintainer" \
        "$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
    (cd "$root" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
    {
        printf 'Package: %s\nSource: aslc\nVersion: %s\nArchitecture: %s\nMaintainer: %s\n' "$1" "$VERSION" "$machine" "$maintainer"
        printf 'Installed-Size: %s\n' "$(du -k -s --apparent-size "$root/usr" | cut -f 1)"
        printf 'Depends: %s\n' "$2"
        [ -z "$3" ] || printf 'Recommends: %s\n' "$3"
        printf 'Section: devel\nPriority: optional\nDescription: %s\n' "$4"
        sed 's/^/ /'
    } >"$root/DEBIAN/control"
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Z"${PACKING:-xz}" --build "$root" "$out/${1}_${VERSION}_$machine.deb" >/dev/null
    echo "$out/${1}_${VERSION}_$machine.deb"
}

# Archives are linked in on purpose: what aslc makes is to need libc alone, and aslc carries the same runtime.
mkdir -p "$work/aslc/usr/share/lintian/overrides"
printf '# aslc carries the runtime of the programs that it makes, which need libc alone.\naslc: embedded-library *\n' \
    >"$work/aslc/usr/share/lintian/overrides/aslc"

mkdir -p "$out"
finish aslc "libasl-dev (= $VERSION), gcc | c-compiler, libc6 (>= $glibc), libc6-dev | libc-dev" "libcurl4, unzip" \
    "compiler of Amazon States Language to native programs" <<'TEXT'
It translates a workflow, in the JSON or YAML that AWS Step Functions runs,
to readable C, and builds one executable of it that needs libc alone.
.
aslc serve is a local Step Functions.
TEXT
finish libasl-dev "libc6-dev | libc-dev" "" "runtime of workflows that aslc has compiled" <<'TEXT'
The library with which the C that aslc writes is linked, the headers for tasks
in C, and asl.pc for pkg-config.
TEXT
