# A task: its input is the name of a step, as JSON. WORKER is the name of the worker that has it done.
read -r step
printf '{"step": %s, "by": "%s"}\n' "$step" "${WORKER:-alone}"
