#!/bin/sh
# Debian packages: what is in them, that they are the same each time, and that dpkg installs and removes them whole.
suite=deb
. tests/tally.sh

if ! command -v dpkg-deb >/dev/null; then
    skip dpkg
    finish
    exit
fi
if is_sanitized; then
    skip deb-sanitizer
    finish
    exit
fi
version=$(sed -n 's/^VERSION *:= //p' Makefile)
machine=$(dpkg --print-architecture)
mkdir "$T/one" "$T/two"
for folder in one two; do
    (umask 0$([ $folder = one ] && echo 022 || echo 077) && PACKING=gzip make B="$B" DEB="$T/$folder" deb) >"$T/log" 2>&1 || cat "$T/log"
    sleep 1 # clocks go on, packages stay
done
for package in aslc libasl-dev; do
    file=$T/one/${package}_${version}_$machine.deb
    check "$package is made" test -s "$file"
    check "$package is the same again" cmp "$file" "$T/two/${package}_${version}_$machine.deb"
    code "$package: opens" 0 dpkg-deb -x "$file" "$T/opened"
    code "$package: its control" 0 dpkg-deb -e "$file" "$T/control-$package"
    mkdir "$T/only-$package"
    dpkg-deb -x "$file" "$T/only-$package"
    (cd "$T/only-$package" && find usr -type f | sort | xargs md5sum) >"$T/sums"
    same "$package: md5sums" "$T/sums" "$T/control-$package/md5sums"
    check "$package: copyright" grep -q '^License: Expat' "$T/opened/usr/share/doc/$package/copyright"
    check "$package: copyright of the libraries" grep -qi 'libevent' "$T/opened/usr/share/doc/$package/copyright"
    dpkg-deb -c "$file" >"$T/list"
    check "$package: root owns all of it" sh -c "! grep -v ' root/root ' '$T/list'"
    if command -v lintian >/dev/null; then
        lintian --fail-on error "$file" >"$T/lintian" 2>&1
        check "$package: lintian has no error" sh -c "! grep '^E: ' '$T/lintian'"
    else
        skip lintian
    fi
done
for path in usr/bin/aslc usr/lib/libasl.a usr/lib/asl.libs usr/lib/pkgconfig/asl.pc usr/include/asl/asl.h usr/include/asl/task.h \
    usr/share/man/man1/aslc.1.gz usr/share/man/man1/asl-program.1.gz usr/share/man/man3/asl-task.3.gz \
    usr/share/bash-completion/completions/aslc usr/share/zsh/vendor-completions/_aslc \
    usr/share/fish/vendor_completions.d/aslc.fish usr/share/cmake/aslc/aslcConfig.cmake; do
    check "there is $path" test -s "$T/opened/$path"
done
check "asl.pc is for /usr" grep -qx 'prefix=/usr' "$T/opened/usr/lib/pkgconfig/asl.pc"
check "aslc asks for its runtime and a C compiler" \
    grep -Eqx "Depends: libasl-dev \(= $version\), gcc \| c-compiler, libc6 \(>= 2\.[0-9]+\), libc6-dev \| libc-dev" "$T/control-aslc/control"

# What is in them works: a program is made and runs.
cp samples/order/order.asl.json samples/order/order.c "$T"
code "it compiles" 0 env -i PATH="$PATH" "$T/opened/usr/bin/aslc" "$T/order.asl.json" "$T/order.c" -o "$T/order"
code "the program runs" 0 "$T/order" --input-file samples/order/input.json

# dpkg installs and removes them, and leaves nothing.
# shellcheck disable=SC2086 # it is words
if [ "$(id -u)" = 0 ]; then
    system=$T/system
    mkdir -p "$system/var/lib/dpkg/info" "$system/var/lib/dpkg/updates" "$system/usr/share/man/man1" "$system/usr/lib"
    : >"$system/var/lib/dpkg/status"
    echo other >"$system/usr/share/man/man1/other.1"
    echo other >"$system/usr/lib/other"
    everything() {
        (cd "$system" && find . ! -path './var/*' | sort)
    }
    dpkg_in="dpkg --root=$system --log=$T/dpkg.log --force-depends --force-script-chrootless"
    everything >"$T/before"
    code "dpkg installs them" 0 $dpkg_in -i "$T"/one/*.deb
    check "they are there" test -x "$system/usr/bin/aslc"
    code "dpkg finds nothing wrong" 0 $dpkg_in --verify aslc libasl-dev
    check "dpkg finds nothing wrong: says nothing" test ! -s "$T/out"
    code "dpkg removes them" 0 $dpkg_in --purge aslc libasl-dev
    everything >"$T/after"
    same "nothing is left, and nothing else is gone" "$T/before" "$T/after"
else
    skip chroot
fi
finish
