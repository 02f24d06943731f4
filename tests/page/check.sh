#!/bin/sh
# Does the story's task "check": it is busy once for whoever asks for that, and refuses what is bad.
input=$(cat)
case $input in
*busy*)
    if [ ! -e "$STORY/busy" ]; then
        touch "$STORY/busy"
        echo '{"errorType": "Busy", "errorMessage": "come back later"}'
        exit 1
    fi
    ;;
*bad*)
    echo '{"errorType": "Refused", "errorMessage": "nobody can pay that"}'
    exit 1
    ;;
esac
echo '{"ok": true}'
