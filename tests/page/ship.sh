#!/bin/sh
# Does the story's task "ship": there is no truck for whoever is late, until there is one.
if grep -q late && [ ! -e "$STORY/truck" ]; then
    echo '{"errorType": "NoTruck", "errorMessage": "all trucks are away, and nobody has said so far when the first of them will be back from where it is"}'
    exit 1
fi
echo '{"shipped": true}'
