#!/bin/sh
# serve.sh - the sample's API at http://127.0.0.1:8083, until Ctrl-C. What is given goes on to `aslc serve`.
exec "${ASLC:-build/aslc}" serve samples/api-front/api-front.asl.json \
    --route 'POST /parcels sync' \
    --route 'POST /collections async' \
    --route 'POST /start start-execution' \
    --api-keys samples/api-front/keys.txt --cors http://localhost:3000 --rate 50/1 --sync-timeout 60 --store memory "$@"
