# Prints, as C, what the door must know of the services it serves, out of compiler/models/SERVICE.txt of each
# (tests/aws/models.py says what the lines of those are): the names of all their actions, and the shapes of those that travel as forms, XML or paths.
#
# The model of SQS is that of its JSON protocol. Its names in forms and in their answers are added here.

BEGIN {
    has_shapes["sqs"] = has_shapes["sns"] = has_shapes["s3"] = has_shapes["scheduler"] = 1
    scalar["s"] = "string"; scalar["i"] = "integer"; scalar["f"] = "float"; scalar["B"] = "boolean"
    scalar["b"] = "blob"; scalar["t"] = "time"; scalar["d"] = "document"
    flag["p"] = ".place = ASL_IN_PATH"; flag["q"] = ".place = ASL_IN_QUERY"; flag["h"] = ".place = ASL_IN_HEADER"
    flag["H"] = ".place = ASL_IN_HEADERS"; flag["s"] = ".place = ASL_IN_STATUS"; flag["b"] = ".place = ASL_AS_BODY"
    flag["a"] = ".place = ASL_IN_ATTRIBUTE"; flag["S"] = ".time = ASL_TIME_SECONDS"; flag["I"] = ".time = ASL_TIME_ISO"
    flag["R"] = ".time = ASL_TIME_HTTP"; flag["t"] = ".is_token = true"
    sqs_at["QueueAttributeMap"] = sqs_at["MessageSystemAttributeMap"] = "Attribute"
    sqs_at["TagMap"] = "Tag"; sqs_key["TagMap"] = "Key"
    sqs_at["MessageBodyAttributeMap"] = "MessageAttribute"
    sqs_at["MessageBodySystemAttributeMap"] = "MessageSystemAttribute"
    sqs_at["MessageSystemAttributeList"] = "MessageSystemAttributeName"
    sqs_at["StringList"] = "StringListValue"; sqs_at["BinaryList"] = "BinaryListValue"
    print "/* Made by runtime/door/models.awk. */\n#include \"runtime/door/models.h\"\n\n#include <stddef.h>\n"
}

function word(text) { return text == "-" ? "" : text }
function quoted(member, text) { return text == "" ? "" : ", ." member " = \"" text "\"" }
function shape(kind) { return kind in scalar ? "&asl_shape_" scalar[kind] : "&" service "_" kind }

# A flat list is called as its items are: AttributeNameList is AttributeName.1, AttributeName.2 ...
function at_of(kind,    text) {
    if (service != "sqs") return ""
    if (kind in sqs_at) return sqs_at[kind]
    text = kind
    return sub(/List$/, "", text) ? text : ""
}

function member(text,    part, row, i, at) {
    split(text, part, "|")
    at = part[3] != "" ? part[3] : at_of(part[4])
    row = "    { .name = \"" part[1] "\"" quoted("api", part[2]) quoted("at", at) ", .shape = " shape(part[4])
    for (i = 1; i <= length(part[5]); i++) if (substr(part[5], i, 1) in flag) row = row ", " flag[substr(part[5], i, 1)]
    return row " },\n"
}

# A list is flat where the model says so; SQS has no other.
function put_list(kind, item, flat) {
    declared = declared "static const struct asl_shape " service "_" $2 ";\n"
    shapes = shapes "static const struct asl_shape " service "_" $2 " = { " kind ", .of = " shape($3) item \
        (flat != "" || service == "sqs" ? ", .is_flat = true" : "") " };\n"
}

function flush() {
    if (service == "") return
    printf "%s\n%s\n%s\n", declared, members, shapes
    printf "static const struct asl_fault %s_faults[] = {\n%s    { NULL, NULL },\n};\n", service, faults
    printf "static const struct asl_action %s_actions[] = {\n%s    { .operation = NULL },\n};\n\n", service, actions
    services = services head
    declared = members = shapes = faults = actions = ""
}

$1 == "service" {
    flush()
    service = $2
    head = "    { .name = \"" $2 "\"" quoted("target", word($10)) quoted("version", $9) quoted("signing", $12) \
        ", .actions = " $2 "_actions, .faults = " $2 "_faults },\n"
    next
}
$1 == "faults" {
    for (i = 2; i <= NF; i++)
        if (split($i, part, "=") == 2) faults = faults "    { \"" part[1] "\", \"" part[2] "\" },\n"
    next
}
$1 == "action" && !(service in has_shapes) {
    actions = actions "    { .operation = \"" $3 "\" },\n"
    next
}
$1 == "action" {
    root = service == "sqs" && word($9) != "" ? $3 "Result" : word($7)
    actions = actions "    { .operation = \"" $3 "\", .method = \"" $4 "\", .path = \"" $5 "\"" quoted("root", root) \
        (word($8) != "" ? ", .input = " shape($8) : "") (word($9) != "" ? ", .output = " shape($9) : "") " },\n"
    next
}
!(service in has_shapes) { next }
$1 == "list" { put_list("ASL_SHAPE_LIST", quoted("item", word($4)), word($5)) }
$1 == "map" {
    key = service != "sqs" ? word($4) : $2 in sqs_key ? sqs_key[$2] : "Name"
    put_list("ASL_SHAPE_MAP", quoted("key", key) quoted("item", service == "sqs" ? "Value" : word($5)), word($6))
}
$1 == "structure" {
    declared = declared "static const struct asl_shape " service "_" $2 ";\n"
    rows = ""
    for (i = 4; i <= NF; i++) rows = rows member($i)
    members = members "static const struct asl_member " service "_" $2 "_members[] = {\n" rows "    { .name = NULL },\n};\n"
    space = word($3)
    gsub(/"/, "\\\"", space)
    shapes = shapes "static const struct asl_shape " service "_" $2 " = { ASL_SHAPE_STRUCTURE, .members = " service "_" $2 \
        "_members" quoted("space", space) " };\n"
}

END {
    flush()
    printf "const struct models_service models_services[] = {\n%s    { .name = NULL },\n};\n", services
}
