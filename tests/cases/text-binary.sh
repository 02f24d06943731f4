printf '{ "StartAt": "A\0", "States": {} }\n'
