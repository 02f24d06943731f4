# What `make demo SAMPLE=pipeline` shows. Debian's own Python has boto3.
PATH=/usr/bin:$PATH
say "A bucket that tells EventBridge of its objects, a rule that sends what it is told to a queue, and a table:"
show cat samples/pipeline/services.json
say "A Lambda function in Python pulls from the queue:"
show cat samples/pipeline/functions/count_words.py
say "Compile the workflow, and fill its embedded services. Two texts are there already:"
show build/aslc samples/pipeline/pipeline.asl.json --tasks samples/pipeline/tasks.json -o "$folder/pipeline"
show "$folder/pipeline" local load samples/pipeline/services.json --local "$folder/state"
show "$folder/pipeline" local ls --local "$folder/state"
say "The workflow puts three more objects into the bucket, and counts until the queue is empty:"
show "$folder/pipeline" --trace --local "$folder/state" --input-file samples/pipeline/input.json
say "The words are in DynamoDB; what could not be read waits in a queue for people:"
show "$folder/pipeline" local ls --local "$folder/state"
show "$folder/pipeline" local show dynamodb/word-counts --local "$folder/state"
