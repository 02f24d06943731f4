# What `make demo SAMPLE=exam` shows. Debian's own Python has boto3.
PATH=/usr/bin:$PATH
say "Three tasks of this workflow are Lambda functions in Python, which use boto3 as they would on AWS:"
show cat samples/exam/functions/exam.py
say "Compile the workflow, and fill its embedded DynamoDB and SNS:"
show build/aslc samples/exam/exam.asl.json --tasks samples/exam/tasks.json -o "$folder/exam"
show "$folder/exam" local load samples/exam/services.json --local "$folder/state"
say "Robin fails three times. The clock jumps over the weeks between:"
show "$folder/exam" --virtual-time --trace --trace-file "$folder/trace.json" --local "$folder/state" --input-file samples/exam/failed-input.json
say "How long everything took is in a file that https://ui.perfetto.dev shows:"
show head -n 4 "$folder/trace.json"
say "These results are in DynamoDB now, and these mails would have been sent by SNS:"
show "$folder/exam" local show dynamodb/exam-results --local "$folder/state"
show "$folder/exam" local show sns/mails --local "$folder/state"
