#!/bin/sh
# Stands in for SNS: the message goes to standard error, and its id comes back.
message=$(cat)
field() {
    printf '%s\n' "$message" | sed 's/.*"'"$1"'":"\([^"]*\)".*/\1/'
}
printf 'to %s: %s\n' "$(field Subject)" "$(field Message)" >&2
echo '{"MessageId": "5e1f0000-0000-4000-8000-000000000000"}'
