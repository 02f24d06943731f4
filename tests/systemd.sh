#!/bin/sh
# samples/systemd and samples/many: systemd has nothing to say of the units.
suite=systemd
. tests/tally.sh
if ! command -v systemd-analyze >/dev/null; then
    skip systemd
    finish
    exit
fi
for sample in systemd many; do
    sed 's#^ExecStart=/usr/local/lib/workflows/%i #ExecStart=/bin/true #' samples/$sample/workflow@.service >"$T/workflow@.service"
    check "$sample: a program of this machine takes the place of the workflow" grep -q '^ExecStart=/bin/true serve ' "$T/workflow@.service"
    code "$sample: verify" 0 systemd-analyze verify --man=no "$T/workflow@.service"
    check "$sample: nothing is said: $(cat "$T/err")" test ! -s "$T/err"
done
printf '[Service]\nNoSuchKey=1\n' >>"$T/workflow@.service"
systemd-analyze verify --man=no "$T/workflow@.service" >"$T/out" 2>&1
check "verify: it would say what is wrong" grep -q NoSuchKey "$T/out"
finish
