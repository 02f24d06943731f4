# T-19, Q-06: 1 MiB is the most that AWS takes; the program can be built all the same.
printf '{ "Comment": "'
head -c 1048576 /dev/zero | tr '\0' x
printf '", "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }\n'
