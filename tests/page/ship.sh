#!/bin/sh
# Does the story's task "ship": there is no truck for whoever is late, until there is one.
if grep -q late && [ ! -e "$STORY/truck" ]; then
    echo '{"errorType": "NoTruck", "errorMessage": "all trucks are away"}'
    exit 1
fi
echo '{"shipped": true}'
