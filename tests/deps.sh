#!/bin/sh
# Installs what is missing to build aslc ("build"), to show a sample ("demo NAME"), to test it too ("all"), or to measure it
# ("bench"), by apt. With nothing missing it is quick. What is only good to have, such as a browser for the tests of the
# console page, may stay away: tests that need it are skipped.
set -eu
packages="gcc libc6-dev binutils libjson-c-dev libevent-dev libcurl4-openssl-dev nettle-dev libffi-dev libutf8proc-dev libpcre2-dev libsqlite3-dev libpq-dev libyaml-dev zlib1g-dev"
optional=""
if [ "${1:-all}" = demo ]; then
    case ${2:-order} in
    order) packages="$packages nodejs" ;;
    api-template) packages="$packages python3 python3-jinja2" ;;
    exam | pipeline) packages="$packages python3 python3-boto3" ;;
    api-front) packages="$packages python3" ;;
    many) packages="$packages postgresql curl" ;;
    esac
fi
if [ "${1:-all}" = all ]; then
    packages="$packages g++ libcunit1-dev postgresql gdb pkg-config cmake tcc python3-boto3 python3-jinja2 awscli openssl nodejs python3 unzip curl mandoc zsh fish"
    optional="chromium chromium-driver lld neovim emacs-nox elpa-eglot"
    # What is built for ARM64 elsewhere is run there too. The libraries for it come with make runtime ARCH=arm64.
    if [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ]; then
        packages="$packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
    fi
fi
if [ "${1:-all}" = bench ]; then
    packages="$packages valgrind g++ libsimdjson-dev tcc postgresql curl"
fi
if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian. These Debian packages are needed, under the names that they have here:"
    echo "  $packages"
    exit 0
fi
# missing_of PACKAGE...: those that are not installed.
missing_of() {
    for package do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf ' %s' "$package" ;;
        esac
    done
}
missing=$(missing_of $packages)
wanted=$(missing_of $optional)
if [ -z "$missing$wanted" ]; then
    exit 0
fi
sudo=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null; then
        sudo=sudo
    elif [ -n "$missing" ]; then
        echo "Missing:$missing. Install them as root: apt-get install$missing" >&2
        exit 1
    else
        exit 0
    fi
fi

install() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null
}
echo "Installing$missing$wanted"
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || [ -z "$missing" ]
if [ -n "$missing" ]; then
    install $missing
fi
if [ -n "$wanted" ] && ! install $wanted; then
    echo "Without$wanted some tests are skipped."
fi
