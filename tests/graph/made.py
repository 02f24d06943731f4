"""made.py FOLDER COUNT: writes COUNT made-up definitions into a folder, the same each time: chains, loops, choices and
catches of 10 to 50 states, some of them nested."""
import json
import os
import random
import sys


def machine(rng, count, prefix, depth):
    names = ["%s%d" % (prefix, i) for i in range(count)]
    states = {}
    for i, name in enumerate(names):
        ahead = names[i + 1:]
        near = ahead[:4]
        roll = rng.random()
        if not ahead:
            states[name] = {"Type": "Succeed"}
        elif roll < 0.2 and len(ahead) > 1:
            targets = [near[0]] + [rng.choice(names if rng.random() < 0.15 else ahead[:8]) for _ in range(rng.randint(1, 3))]
            states[name] = {"Type": "Choice", "Default": targets[0], "Choices": [
                {"Variable": "$.v", "NumericEquals": k, "Next": t} for k, t in enumerate(targets[1:])]}
        elif roll < 0.27 and depth > 0:
            inner = machine(rng, rng.randint(1, 5), name + "_", depth - 1)
            states[name] = {"Type": "Map", "ItemProcessor": inner, "Next": near[0]}
        else:
            states[name] = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": near[0]}
            if rng.random() < 0.2:
                states[name]["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": names[-1] if rng.random() < 0.6 else rng.choice(ahead)}]
    return {"StartAt": names[0], "States": states}


def main(folder, count):
    for i in range(count):
        rng = random.Random(i)
        with open(os.path.join(folder, "made-%03d.asl.json" % i), "w") as out:
            json.dump(machine(rng, rng.randint(10, 50), "State ", 2), out, indent=1)


main(sys.argv[1], int(sys.argv[2]))
