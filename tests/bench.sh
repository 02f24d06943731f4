#!/bin/sh
# What can be measured: runs beside other programs, compiling, size. Nothing here passes or fails by a time.
set -eu
sh tests/bench/warm.sh
sh tests/bench/compile.sh
echo
sh tests/bench/size.sh
