#!/bin/sh
# demo.sh SAMPLE: goes from nothing to an answer with a sample: installs what is missing, builds, and does what the
# sample's own demo.sh says, step by step. That finds in $folder a place for what it makes, which is gone at the end.
set -eu
sample=$1
if [ ! -f "samples/$sample/demo.sh" ]; then
    echo "There is no sample '$sample' that can be shown. There are: $(cd samples && echo */demo.sh | sed 's,/demo\.sh,,g')" >&2
    exit 2
fi
sh tests/deps.sh demo "$sample"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

bold='' plain=''
if [ -t 1 ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

# prompt COMMAND...: the command as one would type it.
prompt() {
    printf '\n%s$' "$bold"
    for word; do
        case $word in
        *[!A-Za-z0-9_./:=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
}

# show COMMAND...: that, and what it does.
show() {
    prompt "$@"
    "$@"
}

# say TEXT: what comes next.
say() {
    printf '\n%s\n' "$1"
}

echo "Building the compiler and the runtime:"
MAKEFLAGS="" make --no-print-directory -j "$(nproc)" all
. "samples/$sample/demo.sh"
say "README.md and samples/$sample/README.md go on; 'make test' runs the tests."
