#!/bin/sh
# install.sh install|uninstall: puts aslc, the headers, the runtimes, manual pages, completion and what CMake finds of a build
# below a prefix, or takes away what it has put there. lib/asl/installed lists each file and each folder that it has made, so that nothing else is ever removed.
# By environment: BUILD, PREFIX, DESTDIR, and for install VERSION, LIBS and STRIP.
set -eu
case $PREFIX in
/*) ;;
*) PREFIX=$PWD/$PREFIX ;;
esac
to=${DESTDIR:-}$PREFIX
list=lib/asl/installed
made=$(mktemp)
trap 'rm -f "$made"' EXIT

# folder PATH: makes it below the prefix, and notes each folder that was not there.
folder() {
    if [ ! -d "$to/$1" ]; then
        if [ "$1" = . ]; then
            mkdir -p "$to"
        else
            folder "$(dirname "$1")"
            mkdir "$to/$1"
        fi
        echo "folder $1" >>"$made"
    fi
}

# put MODE FROM PATH
put() {
    folder "$(dirname "$3")"
    install -m "$1" "$2" "$to/$3"
    echo "file $3" >>"$made"
}

# listed KIND FILE: the paths of that kind in a list.
listed() {
    sed -n "s/^$1 //p" "$2"
}

# What debugging information there is would be most of each program that others link with the runtime.
put_all() {
    put 755 "$BUILD/aslc" bin/aslc
    "$STRIP" --strip-debug "$to/bin/aslc"
    put 644 "$BUILD/lib/libasl.a" lib/libasl.a
    "$STRIP" --strip-debug "$to/lib/libasl.a"
    put 644 "$BUILD/lib/asl.libs" lib/asl.libs
    for file in "$BUILD"/include/asl/*; do
        put 644 "$file" "include/asl/${file##*/}"
    done
    for file in "$BUILD"/lib/asl/include/json-c/*.h; do
        put 644 "$file" "lib/asl/include/json-c/${file##*/}"
    done
    for file in "$BUILD"/lib/asl/*/libasl.a "$BUILD"/lib/asl/*/asl.libs; do
        [ ! -f "$file" ] || put 644 "$file" "${file#"$BUILD"/}"
    done
    for file in "$BUILD"/manual/*.[1-9]; do
        put 644 "$file" "share/man/man${file##*.}/${file##*/}"
    done
    put 644 "$BUILD/completion/aslc.bash" share/bash-completion/completions/aslc
    put 644 "$BUILD/completion/aslc.zsh" share/zsh/site-functions/_aslc
    put 644 "$BUILD/completion/aslc.fish" share/fish/vendor_completions.d/aslc.fish
    put 644 runtime/cmake/aslcConfig.cmake share/cmake/aslc/aslcConfig.cmake
    put 644 /dev/null share/cmake/aslc/aslcConfigVersion.cmake
    cat >"$to/share/cmake/aslc/aslcConfigVersion.cmake" <<CMAKE
set(PACKAGE_VERSION "$VERSION")
if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
    set(PACKAGE_VERSION_EXACT TRUE)
endif()
if(NOT PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION AND
   PACKAGE_FIND_VERSION_MAJOR EQUAL ${VERSION%%.*})
    set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
CMAKE
    put 644 /dev/null lib/pkgconfig/asl.pc
    # pkg-config takes a blank in a path for the end of a word, unless it is escaped.
    cat >"$to/lib/pkgconfig/asl.pc" <<PC
prefix=$(printf '%s' "$PREFIX" | sed 's/[\\ ]/\\&/g')
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: asl
Description: the runtime of workflows compiled by aslc
Version: $VERSION
Cflags: -I\${includedir} -I\${libdir}/asl/include
Libs: -L\${libdir} -lasl -Wl,--gc-sections $LIBS
PC
}

# The list of an install before this one: its folders are still ours, its files only where they were put anew.
take_over() {
    listed folder "$1" | sed 's/^/folder /' >>"$made"
    listed file "$1" | while IFS= read -r path; do
        grep -qxF "file $path" "$made" || rm -f "$to/$path"
    done
}

remove_all() {
    listed file "$1" | while IFS= read -r path; do
        rm -f "$to/$path"
    done
    # The deepest first; a folder that others use stays. (rmdir does not take a name that ends in a dot.)
    listed folder "$1" | LC_ALL=C sort -r | while IFS= read -r path; do
        at=$to/$path
        rmdir "${at%/.}" 2>/dev/null || true
    done
}

case $1 in
install)
    put_all
    echo "file $list" >>"$made"
    [ ! -f "$to/$list" ] || take_over "$to/$list"
    sort -u "$made" >"$to/$list"
    ;;
uninstall)
    if [ ! -f "$to/$list" ]; then
        echo "Nothing of aslc is installed below '$to': there is no $list. Say where with PREFIX=..." >&2
        exit 1
    fi
    cp "$to/$list" "$made"
    remove_all "$made"
    ;;
esac
