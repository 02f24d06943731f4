# An e with an acute accent as Latin-1 has it.
printf '{\n  "Comment": "caf\351",\n  "StartAt": "A"\n}\n'
