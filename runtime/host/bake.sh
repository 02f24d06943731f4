#!/bin/sh
# Prints C that holds the given files as bytes, each named after its file: bake.sh HEADER bootstrap.js > bootstraps.c
# defines bootstrap_js and bootstrap_js_size, as HEADER declares them. Comments and most of the indent are left out; each line keeps its number.
echo '/* Made by runtime/host/bake.sh. Do not edit. */'
echo "#include \"$1\""
shift
for file do
    name=$(basename "$file" | tr . _)
    printf '\nconst char %s[] = {\n' "$name"
    awk '/^ *(\/\/|#) / { print ""; next }
         { match($0, /^ */); printf "%*s%s\n", RLENGTH / 4, "", substr($0, RLENGTH + 1) }' "$file" |
        od -An -v -td1 | sed 's/\([0-9]\) /\1,/g; s/$/,/'
    printf '};\nconst size_t %s_size = sizeof %s;\n' "$name" "$name"
done
