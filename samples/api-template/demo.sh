# What `make demo SAMPLE=api-template` shows. Debian's own Python has Jinja2.
PATH=/usr/bin:$PATH
say "A table of DynamoDB has templates of API calls:"
show cat samples/api-template/services.json
say "A Lambda function in Python fills in a template by Jinja2, and calls the API:"
show cat samples/api-template/functions/call_api.py
say "Compile the workflow, and fill its embedded DynamoDB:"
show build/aslc samples/api-template/api-template.asl.json --tasks samples/api-template/tasks.json -o "$folder/api-template"
show "$folder/api-template" local load samples/api-template/services.json --local "$folder/state"
say "Run it. weather.py serves the API at a free port as long as the workflow runs:"
show python3 samples/api-template/weather.py "$folder/api-template" --trace --local "$folder/state" --input-file samples/api-template/input.json
say "The other template, which has a body and a key:"
show python3 samples/api-template/weather.py "$folder/api-template" --local "$folder/state" --input-file samples/api-template/report-input.json
