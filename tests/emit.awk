# emit.awk - prints a definition whose states are called by each line of standard input, and have one of each type, and
# all that hangs tables on a state's name. `level` says where they stand: top, parallel or map; `behind`, if there is one,
# stands behind the names of one of each type.

function quoted(text) { gsub(/[\\"]/, "\\\\&", text); return "\"" text "\"" }
function add(name, body) { if (!(name in known)) { known[name] = 1; names[++count] = name; bodies[count] = body } }

# A value that is nested deeper than C's initialisers.
function deep(levels) { return levels == 0 ? "1" : "{ \"a\": " deep(levels - 1) " }" }

# Questions in questions, which a function of its own answers.
function rule(levels) {
    if (levels == 0) return "{ \"Variable\": \"$.value\", \"StringEquals\": \"x\" }"
    return "{ \"And\": [{ \"Variable\": \"$.other\", \"IsNull\": true }, { \"Not\": " rule(levels - 1) " }] }"
}
function block(inner) { return "{ \"StartAt\": " quoted(inner) ", \"States\": { " quoted(inner) ": { \"Type\": \"Succeed\" } } }" }

# One state of each type, called by its type and what stands behind.
function add_types(behind,   flow, caught) {
    flow = "\"InputPath\": \"$.a\", \"OutputPath\": \"$.b\""
    caught = "\"ResultPath\": \"$.r\", \"Retry\": [{ \"ErrorEquals\": [\"A\"] }], \"Catch\": [" \
        "{ \"ErrorEquals\": [\"B\"], \"Next\": \"fail" behind "\" }, { \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"fail" behind "\" }]"
    add("fail" behind, "\"Type\": \"Fail\", \"ErrorPath\": \"$.error\", \"CausePath\": \"$.cause\"")
    add("succeed" behind, "\"Type\": \"Succeed\", " flow)
    add("pass" behind, "\"Type\": \"Pass\", \"Parameters\": " deep(40) ", " flow ", \"End\": true")
    add("wait" behind, "\"Type\": \"Wait\", \"SecondsPath\": \"$.s\", " flow ", \"End\": true")
    add("task" behind, "\"Type\": \"Task\", \"Resource\": \"local:x\", \"TimeoutSecondsPath\": \"$.t\", " flow ", " caught ", \"End\": true")
    add("open" behind, "\"Type\": \"Task\", \"Resource\": \"local:x\", \"TimeoutSeconds\": \"${SECONDS}\", \"End\": true")
    add("parallel" behind, "\"Type\": \"Parallel\", " flow ", " caught ", \"End\": true, \"Branches\": [" block("left" behind) ", " block("right" behind) "]")
    add("map" behind, "\"Type\": \"Map\", \"ItemsPath\": \"$.i\", " flow ", " caught ", \"End\": true, \"ItemProcessor\": " block("item" behind))
    add("choice" behind, "\"Type\": \"Choice\", " flow ", \"Choices\": [{ \"Not\": " rule(20) ", \"Assign\": { \"v\": 1 }, \"Next\": \"fail" behind "\" }, " \
        "{ \"Variable\": \"$.value\", \"IsNull\": true, \"Assign\": { \"v\": 2 }, \"Next\": \"fail" behind "\" }], \"Default\": \"fail" behind "\"")
}

# What is hung on a name may be taken before the name is, and the other way round.
{ words[++lines] = $0 }
END {
    add_types(" early")
    for (i = 1; i <= lines; i++) add(words[i], "\"Type\": \"Pass\", \"Parameters\": { \"a.$\": \"$.a\" }, \"End\": true")
    add_types(" late")
    add_types("")
    if (behind != "") add_types(behind)
    if (level == "parallel") printf "{ \"StartAt\": \"outer\", \"States\": { \"outer\": { \"Type\": \"Parallel\", \"End\": true, \"Branches\": ["
    if (level == "map") printf "{ \"StartAt\": \"outer\", \"States\": { \"outer\": { \"Type\": \"Map\", \"End\": true, \"ItemProcessor\": "
    print "{ \"StartAt\": \"the first\", \"States\": {\n\"the first\": { \"Type\": \"Choice\", \"Choices\": ["
    for (i = 1; i <= count; i++) print "{ \"Variable\": \"$.to\", \"NumericEquals\": " i ", \"Next\": " quoted(names[i]) " }" (i < count ? "," : "] }")
    for (i = 1; i <= count; i++) print ", " quoted(names[i]) ": { " bodies[i] " }"
    print "} }" (level == "parallel" ? "] } } }" : level == "map" ? " } } }" : "")
}
