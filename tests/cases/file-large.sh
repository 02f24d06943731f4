# 64 MiB and one byte.
head -c 67108865 /dev/zero | tr '\0' ' '
