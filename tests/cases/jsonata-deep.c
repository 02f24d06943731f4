/*
 * jsonata-deep.c - made by aslc from jsonata-deep.asl.json. Do not edit.
 *
 *   Trees that are too deep for one table go on in another
 *
 * -> Set Pass     -> end
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* ==== Machine: jsonata-deep =======================================  :1 */

enum jsonata_deep_state {
    JSONATA_DEEP_SET
};

/* ---- Set: Pass ---------------------------------------------------  :6 */

static const struct asl_expr *const jsonata_deep_set_deep_2[] = {
    JNA_ARRAY(
        JNA_OBJECT(
            ASL_STRING("k6"),
            JNA_ARRAY(
                JNA_ARRAY(
                    JNA_OBJECT(
                        ASL_STRING("k3"),
                        JNA_ARRAY(
                            JNA_ARRAY(
                                JNA_OBJECT(
                                    ASL_STRING("k0"),
                                    JNA_PATH(
                                        ASL_VARIABLE("states"), JNA_NAME("input"),
                                        JNA_NAME("n"))),
                                ASL_NUMBER(1)),
                            ASL_NUMBER(2))),
                    ASL_NUMBER(4)),
                ASL_NUMBER(5))),
        ASL_NUMBER(7)),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep[] = {
    JNA_ARRAY(
        JNA_OBJECT(
            ASL_STRING("k18"),
            JNA_ARRAY(
                JNA_ARRAY(
                    JNA_OBJECT(
                        ASL_STRING("k15"),
                        JNA_ARRAY(
                            JNA_ARRAY(
                                JNA_OBJECT(
                                    ASL_STRING("k12"),
                                    JNA_ARRAY(
                                        JNA_ARRAY(
                                            JNA_OBJECT(
                                                ASL_STRING("k9"),
                                                JNA_ARRAY(
                                                    ASL_SAME(jsonata_deep_set_deep_2),
                                                    ASL_NUMBER(8))),
                                            ASL_NUMBER(10)),
                                        ASL_NUMBER(11))),
                                ASL_NUMBER(13)),
                            ASL_NUMBER(14))),
                    ASL_NUMBER(16)),
                ASL_NUMBER(17))),
        ASL_NUMBER(19)),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_3[] = {
    JNA_CALL(jna_filter,
        JNA_CALL(jna_filter,
            JNA_CALL(jna_filter,
                JNA_CALL(jna_filter,
                    JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("list")),
                    JNA_LAMBDA("$v",
                        ASL_NULL,
                        JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(0)))),
                JNA_LAMBDA("$v",
                    ASL_NULL,
                    JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(1)))),
            JNA_LAMBDA("$v",
                ASL_NULL,
                JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(2)))),
        JNA_LAMBDA("$v",
            ASL_NULL,
            JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(3)))),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_4[] = {
    JNA_LAMBDA("$v", ASL_NULL, JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(4))),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_5[] = {
    JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(5)),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_7[] = {
    JNA_PATH(
        JNA_BLOCK(
            JNA_PATH(
                JNA_BLOCK(
                    JNA_PATH(
                        JNA_BLOCK(
                            JNA_PATH(
                                ASL_VARIABLE("states"), JNA_NAME("input"),
                                JNA_NAME("list"))),
                        JNA_SORT(JNA_DOWN(JNA_HERE)),
                        JNA_WHERE(
                            JNA_CALL(jna_greater,
                                JNA_HERE,
                                JNA_CALL(jna_subtract, ASL_NUMBER(0), ASL_NUMBER(1)))))),
                JNA_SORT(JNA_DOWN(JNA_HERE)),
                JNA_WHERE(
                    JNA_CALL(jna_greater,
                        JNA_HERE,
                        JNA_CALL(jna_subtract, ASL_NUMBER(1), ASL_NUMBER(1)))))),
        JNA_SORT(JNA_DOWN(JNA_HERE)),
        JNA_WHERE(
            JNA_CALL(jna_greater,
                JNA_HERE,
                JNA_CALL(jna_subtract, ASL_NUMBER(2), ASL_NUMBER(1))))),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_8[] = {
    JNA_SORT(JNA_DOWN(JNA_HERE)),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_9[] = {
    JNA_CALL(jna_greater, JNA_HERE, JNA_CALL(jna_subtract, ASL_NUMBER(3), ASL_NUMBER(1))),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_6[] = {
    JNA_PATH(
        JNA_BLOCK(
            JNA_PATH(
                JNA_BLOCK(
                    JNA_PATH(
                        JNA_BLOCK(
                            JNA_PATH(
                                JNA_BLOCK(
                                    JNA_PATH(
                                        JNA_BLOCK(
                                            JNA_PATH(
                                                JNA_BLOCK(
                                                    ASL_SAME(jsonata_deep_set_deep_7)),
                                                ASL_SAME(jsonata_deep_set_deep_8),
                                                JNA_WHERE(
                                                    ASL_SAME(jsonata_deep_set_deep_9)))),
                                        JNA_SORT(JNA_DOWN(JNA_HERE)),
                                        JNA_WHERE(
                                            JNA_CALL(jna_greater,
                                                JNA_HERE,
                                                JNA_CALL(jna_subtract,
                                                    ASL_NUMBER(4),
                                                    ASL_NUMBER(1)))))),
                                JNA_SORT(JNA_DOWN(JNA_HERE)),
                                JNA_WHERE(
                                    JNA_CALL(jna_greater,
                                        JNA_HERE,
                                        JNA_CALL(jna_subtract,
                                            ASL_NUMBER(5),
                                            ASL_NUMBER(1)))))),
                        JNA_SORT(JNA_DOWN(JNA_HERE)),
                        JNA_WHERE(
                            JNA_CALL(jna_greater,
                                JNA_HERE,
                                JNA_CALL(jna_subtract, ASL_NUMBER(6), ASL_NUMBER(1)))))),
                JNA_SORT(JNA_DOWN(JNA_HERE)),
                JNA_WHERE(
                    JNA_CALL(jna_greater,
                        JNA_HERE,
                        JNA_CALL(jna_subtract, ASL_NUMBER(7), ASL_NUMBER(1)))))),
        JNA_SORT(JNA_DOWN(JNA_HERE)),
        JNA_WHERE(
            JNA_CALL(jna_greater,
                JNA_HERE,
                JNA_CALL(jna_subtract, ASL_NUMBER(8), ASL_NUMBER(1))))),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_10[] = {
    JNA_SORT(JNA_DOWN(JNA_HERE)),
    NULL
};

static const struct asl_expr *const jsonata_deep_set_deep_11[] = {
    JNA_CALL(jna_greater, JNA_HERE, JNA_CALL(jna_subtract, ASL_NUMBER(9), ASL_NUMBER(1))),
    NULL
};

static const struct asl_data jsonata_deep_set_data = {
    .output = ASL_OBJECT(
        { "literals", ASL_JSONATA(
            "[[{\"k27\": [[{\"k24\": [[{\"k21\": [[{\"k18\": [[{\"k15\": [[{\"k12\": "
            "[[{\"k9\": [[{\"k6\": [[{\"k3\": [[{\"k0\": $states.input.n}, 1], 2]}, 4], "
            "5]}, 7], 8]}, 10], 11]}, 13], 14]}, 16], 17]}, 19], 20]}, 22], 23]}, 25], "
            "26]}, 28], 29]",
            JNA_ARRAY(
                JNA_ARRAY(
                    JNA_OBJECT(
                        ASL_STRING("k27"),
                        JNA_ARRAY(
                            JNA_ARRAY(
                                JNA_OBJECT(
                                    ASL_STRING("k24"),
                                    JNA_ARRAY(
                                        JNA_ARRAY(
                                            JNA_OBJECT(
                                                ASL_STRING("k21"),
                                                JNA_ARRAY(
                                                    ASL_SAME(jsonata_deep_set_deep),
                                                    ASL_NUMBER(20))),
                                            ASL_NUMBER(22)),
                                        ASL_NUMBER(23))),
                                ASL_NUMBER(25)),
                            ASL_NUMBER(26))),
                    ASL_NUMBER(28)),
                ASL_NUMBER(29))) },
        { "calls", ASL_JSONATA(
            "$filter($filter($filter($filter($filter($filter($filter($filter($filter($filte"
            "r($filter($filter($filter($filter($states.input.list, function($v) { $v > 0 "
            "}), function($v) { $v > 1 }), function($v) { $v > 2 }), function($v) { $v > 3 "
            "}), function($v) { $v > 4 }), function($v) { $v > 5 }), function($v) { $v > 6 "
            "}), function($v) { $v > 7 }), function($v) { $v > 8 }), function($v) { $v > 9 "
            "}), function($v) { $v > 10 }), function($v) { $v > 11 }), function($v) { $v > "
            "12 }), function($v) { $v > 13 })",
            JNA_CALL(jna_filter,
                JNA_CALL(jna_filter,
                    JNA_CALL(jna_filter,
                        JNA_CALL(jna_filter,
                            JNA_CALL(jna_filter,
                                JNA_CALL(jna_filter,
                                    JNA_CALL(jna_filter,
                                        JNA_CALL(jna_filter,
                                            JNA_CALL(jna_filter,
                                                JNA_CALL(jna_filter,
                                                    ASL_SAME(jsonata_deep_set_deep_3),
                                                    ASL_SAME(jsonata_deep_set_deep_4)),
                                                JNA_LAMBDA("$v",
                                                    ASL_NULL,
                                                    ASL_SAME(jsonata_deep_set_deep_5))),
                                            JNA_LAMBDA("$v",
                                                ASL_NULL,
                                                JNA_CALL(jna_greater,
                                                    ASL_VARIABLE("v"),
                                                    ASL_NUMBER(6)))),
                                        JNA_LAMBDA("$v",
                                            ASL_NULL,
                                            JNA_CALL(jna_greater,
                                                ASL_VARIABLE("v"),
                                                ASL_NUMBER(7)))),
                                    JNA_LAMBDA("$v",
                                        ASL_NULL,
                                        JNA_CALL(jna_greater,
                                            ASL_VARIABLE("v"),
                                            ASL_NUMBER(8)))),
                                JNA_LAMBDA("$v",
                                    ASL_NULL,
                                    JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(9)))),
                            JNA_LAMBDA("$v",
                                ASL_NULL,
                                JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(10)))),
                        JNA_LAMBDA("$v",
                            ASL_NULL,
                            JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(11)))),
                    JNA_LAMBDA("$v",
                        ASL_NULL,
                        JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(12)))),
                JNA_LAMBDA("$v",
                    ASL_NULL,
                    JNA_CALL(jna_greater, ASL_VARIABLE("v"), ASL_NUMBER(13))))) },
        { "paths", ASL_JSONATA(
            "(((((((((((((($states.input.list)^(>$)[$ > 0 - 1])^(>$)[$ > 1 - 1])^(>$)[$ > "
            "2 - 1])^(>$)[$ > 3 - 1])^(>$)[$ > 4 - 1])^(>$)[$ > 5 - 1])^(>$)[$ > 6 - "
            "1])^(>$)[$ > 7 - 1])^(>$)[$ > 8 - 1])^(>$)[$ > 9 - 1])^(>$)[$ > 10 - "
            "1])^(>$)[$ > 11 - 1])^(>$)[$ > 12 - 1])^(>$)[$ > 13 - 1]",
            JNA_PATH(
                JNA_BLOCK(
                    JNA_PATH(
                        JNA_BLOCK(
                            JNA_PATH(
                                JNA_BLOCK(
                                    JNA_PATH(
                                        JNA_BLOCK(
                                            JNA_PATH(
                                                JNA_BLOCK(ASL_SAME(jsonata_deep_set_deep_6)),
                                                ASL_SAME(jsonata_deep_set_deep_10),
                                                JNA_WHERE(ASL_SAME(jsonata_deep_set_deep_11)))),
                                        JNA_SORT(JNA_DOWN(JNA_HERE)),
                                        JNA_WHERE(
                                            JNA_CALL(jna_greater,
                                                JNA_HERE,
                                                JNA_CALL(jna_subtract,
                                                    ASL_NUMBER(10),
                                                    ASL_NUMBER(1)))))),
                                JNA_SORT(JNA_DOWN(JNA_HERE)),
                                JNA_WHERE(
                                    JNA_CALL(jna_greater,
                                        JNA_HERE,
                                        JNA_CALL(jna_subtract,
                                            ASL_NUMBER(11),
                                            ASL_NUMBER(1)))))),
                        JNA_SORT(JNA_DOWN(JNA_HERE)),
                        JNA_WHERE(
                            JNA_CALL(jna_greater,
                                JNA_HERE,
                                JNA_CALL(jna_subtract, ASL_NUMBER(12), ASL_NUMBER(1)))))),
                JNA_SORT(JNA_DOWN(JNA_HERE)),
                JNA_WHERE(
                    JNA_CALL(jna_greater,
                        JNA_HERE,
                        JNA_CALL(jna_subtract, ASL_NUMBER(13), ASL_NUMBER(1)))))) }),
};

static enum asl_move jsonata_deep_set(struct asl_frame *f)
{
    asl_output(f, &jsonata_deep_set_data);
    return asl_end(f);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state jsonata_deep_states[] = {
    [JSONATA_DEEP_SET] = { .name = "Set", .type = ASL_PASS, .line = 6 },
    ASL_NO_STATE
};

static enum asl_move jsonata_deep_step(struct asl_frame *f)
{
    switch ((enum jsonata_deep_state)asl_state(f)) {
    case JSONATA_DEEP_SET: return jsonata_deep_set(f);
    }
    return asl_lost(f);
}

static const struct asl_machine jsonata_deep_machine = {
    .states = jsonata_deep_states,
    .start  = JSONATA_DEEP_SET,
    .step   = jsonata_deep_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const jsonata_deep_definition[] = {
    "{\n",
    "  \"Comment\": \"Trees that are too deep for one table go on in another\",\n",
    "  \"QueryLanguage\": \"JSONata\",\n",
    "  \"StartAt\": \"Set\",\n",
    "  \"States\": {\n",
    "    \"Set\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Output\": {\n",
    "        \"literals\": \"{% [[{\\\"k27\\\": [[{\\\"k24\\\": [[{\\\"k21\\\": ",
    "[[{\\\"k18\\\": [[{\\\"k15\\\": [[{\\\"k12\\\": [[{\\\"k9\\\": [[{\\\"k6\\\": ",
    "[[{\\\"k3\\\": [[{\\\"k0\\\": $states.input.n}, 1], 2]}, 4], 5]}, 7], 8]}, 10], 11]}, ",
    "13], 14]}, 16], 17]}, 19], 20]}, 22], 23]}, 25], 26]}, 28], 29] %}\",\n",
    "        \"calls\": \"{% ",
    "$filter($filter($filter($filter($filter($filter($filter($filter($filter($filter($filter($",
    "filter($filter($filter($states.input.list, function($v) { $v > 0 }), function($v) { $v > ",
    "1 }), function($v) { $v > 2 }), function($v) { $v > 3 }), function($v) { $v > 4 }), ",
    "function($v) { $v > 5 }), function($v) { $v > 6 }), function($v) { $v > 7 }), ",
    "function($v) { $v > 8 }), function($v) { $v > 9 }), function($v) { $v > 10 }), ",
    "function($v) { $v > 11 }), function($v) { $v > 12 }), function($v) { $v > 13 }) %}\",\n",
    "        \"paths\": \"{% (((((((((((((($states.input.list)^(>$)[$ > 0 - 1])^(>$)[$ > 1 - ",
    "1])^(>$)[$ > 2 - 1])^(>$)[$ > 3 - 1])^(>$)[$ > 4 - 1])^(>$)[$ > 5 - 1])^(>$)[$ > 6 - ",
    "1])^(>$)[$ > 7 - 1])^(>$)[$ > 8 - 1])^(>$)[$ > 9 - 1])^(>$)[$ > 10 - 1])^(>$)[$ > 11 - ",
    "1])^(>$)[$ > 12 - 1])^(>$)[$ > 13 - 1] %}\"\n",
    "      },\n",
    "      \"End\": true\n",
    "    }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box jsonata_deep_graph_boxes[] = {
    { 32, 16, 64, 28, "Start" }, /* 0 */
    { 16, 80, 96, 40, "Set" }, /* 1 */
    { 32, 156, 64, 28, "End" }, /* 2 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow jsonata_deep_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M64 44L64 80" },
    { 1, 2, ASL_ARROW_END, 0, 0, NULL, "M64 120L64 156" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph jsonata_deep_graph = {
    128, 200, jsonata_deep_graph_boxes, jsonata_deep_graph_arrows
};

static const struct asl_feature *const jsonata_deep_features[] = {
    &asl_feature_run,
    &asl_feature_batch,
    &asl_feature_bench,
    &asl_feature_test,
    &asl_feature_serve,
    &asl_feature_bootstrap,
    &asl_feature_info,
    &asl_feature_completion,
    &asl_feature_ps,
    &asl_feature_describe,
    &asl_feature_history,
    &asl_feature_stop,
    &asl_feature_redrive,
    &asl_feature_nodes,
    &asl_feature_store,
    NULL
};

static const struct asl_target *const jsonata_deep_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    NULL
};

static const struct asl_workflow jsonata_deep_workflow = {
    .name       = "jsonata-deep",
    .source     = "jsonata-deep.asl.json",
    .machine    = &jsonata_deep_machine,
    .definition = jsonata_deep_definition,
    .targets    = jsonata_deep_targets,
    .traces     = &asl_traces,
    .graph      = &jsonata_deep_graph,
    .features   = jsonata_deep_features,
};

int main(int argc, char **argv)
{
    return asl_main(&jsonata_deep_workflow, argc, argv);
}
