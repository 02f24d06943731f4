# What `make demo SAMPLE=approval` shows: one program waits, another answers.
say "This workflow asks a person by a queue, and waits for the answer to a token:"
show cat samples/approval/approval.asl.json
say "Compile the workflow:"
show build/aslc samples/approval/approval.asl.json -o "$folder/approval"
say "Run it. It waits, so it does so in the background:"
prompt "$folder/approval" --trace --local "$folder/state" --input-file samples/approval/input.json
"$folder/approval" --trace --local "$folder/state" --input-file samples/approval/input.json &
waiting=$!
trap 'kill $waiting 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
# What somebody would read, once it is there.
message=
for tenth in $(seq 100); do
    [ -z "$message" ] || break
    sleep 0.1
    message=$("$folder/approval" local show sqs/approvals --local "$folder/state" 2>/dev/null) || true
done
say "This message is in the embedded queue:"
show "$folder/approval" local show sqs/approvals --local "$folder/state"
token=$(printf '%s\n' "$message" | sed 's/.*\\"token\\":\\"\([^"\\]*\).*/\1/')
say "Say yes, by the token that stands in it:"
show "$folder/approval" send-task-success "$token" '{"by": "May"}' --local "$folder/state"
wait $waiting
