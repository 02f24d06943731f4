#!/bin/sh
# archives.sh ARCH FOLDER: the libraries that the runtime is made of, for another machine (ARCH as Debian calls it: arm64).
# Downloads Debian's packages by apt and unpacks them below FOLDER. Nothing is installed, and the lists of this machine's
# packages stay as they are, so no rights are needed and other architectures do not get mixed in.
set -eu
arch=$1 folder=$2
packages="libjson-c-dev libevent-dev libcurl4-openssl-dev nettle-dev libffi-dev libutf8proc-dev libpcre2-dev libsqlite3-dev libpq-dev"
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    echo "The libraries for $arch are downloaded by apt, and there is none here. Unpack these packages of Debian, or the" >&2
    echo "same by other names, into a folder, and name it with ROOT=FOLDER: $packages" >&2
    exit 1
fi
rm -rf "$folder"
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
folder=$(cd "$folder" && pwd)
: >"$folder/apt/status"
cat >"$folder/apt/conf" <<CONF
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
Dir::State "$folder/apt";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt";
Acquire::Languages "none";
APT::Sandbox::User "";
CONF
export APT_CONFIG="$folder/apt/conf"
if ! apt-get update -q >"$folder/apt/log" 2>&1 ||
    ! (cd "$folder/apt/archives" && apt-get download -q $packages) >>"$folder/apt/log" 2>&1; then
    cat "$folder/apt/log" >&2
    echo "The packages for $arch cannot be downloaded: $packages" >&2
    exit 1
fi
for package in "$folder"/apt/archives/*.deb; do
    dpkg-deb -x "$package" "$folder"
done
rm -rf "$folder/apt"
