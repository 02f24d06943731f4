# Ten thousand arrays in each other.
printf '{\n  "Comment":\n'
head -c 10000 /dev/zero | tr '\0' '['
head -c 10000 /dev/zero | tr '\0' ']'
printf '\n}\n'
