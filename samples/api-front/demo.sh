# What `make demo SAMPLE=api-front` shows: a server in the background, and a client that asks it.
say "This workflow says what it costs to send a parcel:"
show cat samples/api-front/api-front.asl.json
say "This serves it, with an API in front:"
show cat samples/api-front/serve.sh
prompt sh samples/api-front/serve.sh --listen 127.0.0.1:0
sh samples/api-front/serve.sh --listen 127.0.0.1:0 >"$folder/server" &
server=$!
trap 'kill $server 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
for tenth in $(seq 100); do
    ! grep -q '^listening on ' "$folder/server" || break
    sleep 0.1
done
cat "$folder/server"
say "This asks it:"
show python3 samples/api-front/client.py "$(sed -n 's/^listening on //p' "$folder/server")"
kill $server
wait $server
