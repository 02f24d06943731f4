#!/bin/sh
# effect.sh FILE: appends the task's input to the file, as one line, and answers {}.
line=$(cat)
printf '%s\n' "$line" >>"$1"
echo '{}'
