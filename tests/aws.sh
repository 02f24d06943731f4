#!/bin/sh
# The tables of AWS's services and of what the optimised integrations take are what tests/aws/tables.py makes of the
# data, where that is beside this clone.
suite=aws
. tests/tally.sh

data=../shared/data
if [ ! -d "$data/models" ] || ! command -v python3 >/dev/null; then
    skip aws
    finish
    exit
fi

for pair in integrations:runtime/include/asl/integrations.def schemas:runtime/aws/schemas.def \
    services:compiler/aws/services.txt; do
    code "${pair%%:*}" 0 python3 tests/aws/tables.py "$data" "${pair%%:*}"
    same "${pair#*:} is made of the data" "${pair#*:}" "$T/out"
done
mkdir "$T/models"
code models 0 python3 tests/aws/models.py "$data" "$T/models"
check "compiler/models is made of the data" diff -r "$T/models" compiler/models
code outputs 0 python3 tests/aws/outputs.py "$data"
same "compiler/testing/outputs.txt is made of the data" compiler/testing/outputs.txt "$T/out"

code statuses 0 python3 tests/aws/statuses.py "$data"
same "errors have the models' statuses" /dev/null "$T/out"

# Each service that can be named has its model.
cut -f 1 compiler/aws/services.txt | sort >"$T/wanted"
ls compiler/models | sed 's/\.txt$//' | sort >"$T/got"
same "services have models" "$T/wanted" "$T/got"

# Every row of the data is one of the tables' (I-25).
tail -n +2 "$data/optimized-integrations.tsv" | cut -f 1,2 | tr '\t' ' ' >"$T/wanted"
sed -n 's/^ASL_INTEGRATION("\([^"]*\)", "\([^"]*\)".*/\1 \2/p' runtime/include/asl/integrations.def >"$T/got"
same "the 63 actions" "$T/wanted" "$T/got"

# Each failure of the data has its test.
grep -v '^#' tests/aws/recorded.txt >"$T/recorded"
tail -n +2 "$data/recorded-task-errors.tsv" | cut -f 1-3 >"$T/wanted"
cut -f 1-3 "$T/recorded" >"$T/got"
same "the failures that were recorded" "$T/wanted" "$T/got"
cut -f 4 "$T/recorded" >"$T/files"
cut -f 5 "$T/recorded" >"$T/texts"
while IFS= read -r file <&3 && IFS= read -r text <&4; do
    check "$file: $text" grep -qF -- "$text" "tests/$file"
done 3<"$T/files" 4<"$T/texts"
finish
