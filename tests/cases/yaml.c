/*
 * yaml.c - made by aslc from yaml.asl.yaml. Do not edit.
 *
 *   YAML is JSON in another dress: ü "quoted"
 *
 * -> Größe        Pass     -> Words
 *    Words        Pass     -> Texts
 *    Texts        Pass     -> Again
 *    Again        Pass     -> Is it there?
 *    Is it there? Choice   -> Done | Lost
 *    Done         Succeed  -> end
 *    Lost         Fail
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* ==== Machine: yaml ===============================================  :2 */

enum yaml_state {
    YAML_GR_E,
    YAML_WORDS,
    YAML_TEXTS,
    YAML_AGAIN,
    YAML_IS_IT_THERE,
    YAML_DONE,
    YAML_LOST
};

/* ---- Größe: Pass -------------------------------------------------  :5 */

static const struct asl_data yaml_gr_e_data = {
    .result = ASL_OBJECT(
        { "plain", ASL_STRING("a b") },
        { "single", ASL_STRING("it's") },
        { "double", ASL_STRING("\tA") },
        { "7", ASL_ARRAY(
            ASL_NUMBER(1),
            ASL_NUMBER(-2.50),
            ASL_NUMBER(1e3),
            ASL_NUMBER(16),
            ASL_STRING("1_000")) }),
    .result_path = ASL_PATH("$.a", ASL_KEY("a")),
};

static enum asl_move yaml_gr_e(struct asl_frame *f)
{
    asl_output(f, &yaml_gr_e_data);
    return asl_go(f, YAML_WORDS);
}

/* ---- Words: Pass -------------------------------------------------  :6 */

static const struct asl_data yaml_words_data = {
    .result = ASL_ARRAY(
        ASL_NULL,
        ASL_NULL,
        ASL_NULL,
        ASL_TRUE,
        ASL_STRING("true"),
        ASL_STRING("12"),
        ASL_NUMBER(12),
        ASL_TRUE,
        ASL_STRING("yes"),
        ASL_STRING("2025-01-31")),
    .result_path = ASL_PATH("$.words", ASL_KEY("words")),
};

static enum asl_move yaml_words(struct asl_frame *f)
{
    asl_output(f, &yaml_words_data);
    return asl_go(f, YAML_TEXTS);
}

/* ---- Texts: Pass ------------------------------------------------- :21 */

static const struct asl_data yaml_texts_data = {
    .arguments = ASL_OBJECT(
        { "folded", ASL_STRING("one line\n") },
        { "kept", ASL_STRING("two\n\n") },
        { "bare", ASL_STRING("three # no comment") },
        { "value", ASL_PATH("$.a['7'][0]", ASL_KEY("a"), ASL_KEY("7"), ASL_INDEX(0)) }),
    .result_path = ASL_PATH("$.texts", ASL_KEY("texts")),
};

static enum asl_move yaml_texts(struct asl_frame *f)
{
    asl_input(f, &yaml_texts_data);
    asl_output(f, &yaml_texts_data);
    return asl_go(f, YAML_AGAIN);
}

/* ---- Again: Pass ------------------------------------------------- :35 */

static const struct asl_data yaml_again_data = {
    .arguments = ASL_OBJECT(
        { "folded", ASL_STRING("one line\n") },
        { "kept", ASL_STRING("two\n\n") },
        { "bare", ASL_STRING("three # no comment") },
        { "value", ASL_PATH("$.a['7'][0]", ASL_KEY("a"), ASL_KEY("7"), ASL_INDEX(0)) }),
    .result_path = ASL_PATH("$.again", ASL_KEY("again")),
};

static enum asl_move yaml_again(struct asl_frame *f)
{
    asl_input(f, &yaml_again_data);
    asl_output(f, &yaml_again_data);
    return asl_go(f, YAML_IS_IT_THERE);
}

/* ---- Is it there?: Choice ---------------------------------------- :40 */

static const struct asl_expr *const yaml_is_it_there_value =
    ASL_PATH("$.again.value", ASL_KEY("again"), ASL_KEY("value"));

static enum asl_move yaml_is_it_there(struct asl_frame *f)
{
    if (asl_test(f, yaml_is_it_there_value, ASL_NUMERIC_EQUALS, ASL_NUMBER(1))) { /* :43 */
        return asl_choose(f, ASL_CHOICES(0), YAML_DONE);
    }
    return asl_go(f, YAML_LOST);
}

/* ---- Done: Succeed ----------------------------------------------- :47 */

static enum asl_move yaml_done(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- Lost: Fail -------------------------------------------------- :49 */

static enum asl_move yaml_lost(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("Lost"), NULL);
}

/* ---- The machine -------------------------------------------------  :2 */

static const struct asl_state yaml_states[] = {
    [YAML_GR_E]        = { .name = "Größe", .type = ASL_PASS, .line = 5 },
    [YAML_WORDS]       = { .name = "Words", .type = ASL_PASS, .line = 6 },
    [YAML_TEXTS]       = { .name = "Texts", .type = ASL_PASS, .line = 21 },
    [YAML_AGAIN]       = { .name = "Again", .type = ASL_PASS, .line = 35 },
    [YAML_IS_IT_THERE] = { .name = "Is it there?", .type = ASL_CHOICE, .line = 40 },
    [YAML_DONE]        = { .name = "Done", .type = ASL_SUCCEED, .line = 47 },
    [YAML_LOST]        = { .name = "Lost", .type = ASL_FAIL, .line = 49 },
    ASL_NO_STATE
};

static enum asl_move yaml_step(struct asl_frame *f)
{
    switch ((enum yaml_state)asl_state(f)) {
    case YAML_GR_E:        return yaml_gr_e(f);
    case YAML_WORDS:       return yaml_words(f);
    case YAML_TEXTS:       return yaml_texts(f);
    case YAML_AGAIN:       return yaml_again(f);
    case YAML_IS_IT_THERE: return yaml_is_it_there(f);
    case YAML_DONE:        return yaml_done(f);
    case YAML_LOST:        return yaml_lost(f);
    }
    return asl_lost(f);
}

static const struct asl_machine yaml_machine = {
    .states = yaml_states,
    .start  = YAML_GR_E,
    .step   = yaml_step,
};

/* ==== The workflow ================================================  :2 */

static const char *const yaml_definition[] = {
    "{\n",
    "  \"Comment\": \"YAML is JSON in another dress: ü \\\"quoted\\\"\",\n",
    "  \"StartAt\": \"Größe\",\n",
    "  \"States\": {\n",
    "    \"Größe\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Result\": {\n",
    "        \"plain\": \"a b\",\n",
    "        \"single\": \"it's\",\n",
    "        \"double\": \"\\tA\",\n",
    "        \"7\": [\n",
    "          1,\n",
    "          -2.50,\n",
    "          1e3,\n",
    "          16,\n",
    "          \"1_000\"\n",
    "        ]\n",
    "      },\n",
    "      \"ResultPath\": \"$.a\",\n",
    "      \"Next\": \"Words\"\n",
    "    },\n",
    "    \"Words\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Result\": [\n",
    "        null,\n",
    "        null,\n",
    "        null,\n",
    "        true,\n",
    "        \"true\",\n",
    "        \"12\",\n",
    "        12,\n",
    "        true,\n",
    "        \"yes\",\n",
    "        \"2025-01-31\"\n",
    "      ],\n",
    "      \"ResultPath\": \"$.words\",\n",
    "      \"Next\": \"Texts\"\n",
    "    },\n",
    "    \"Texts\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": {\n",
    "        \"folded\": \"one line\\n\",\n",
    "        \"kept\": \"two\\n\\n\",\n",
    "        \"bare\": \"three # no comment\",\n",
    "        \"value.$\": \"$.a['7'][0]\"\n",
    "      },\n",
    "      \"ResultPath\": \"$.texts\",\n",
    "      \"Next\": \"Again\"\n",
    "    },\n",
    "    \"Again\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": {\n",
    "        \"folded\": \"one line\\n\",\n",
    "        \"kept\": \"two\\n\\n\",\n",
    "        \"bare\": \"three # no comment\",\n",
    "        \"value.$\": \"$.a['7'][0]\"\n",
    "      },\n",
    "      \"ResultPath\": \"$.again\",\n",
    "      \"Next\": \"Is it there?\"\n",
    "    },\n",
    "    \"Is it there?\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [\n",
    "        {\n",
    "          \"Variable\": \"$.again.value\",\n",
    "          \"NumericEquals\": 1,\n",
    "          \"Next\": \"Done\"\n",
    "        }\n",
    "      ],\n",
    "      \"Default\": \"Lost\"\n",
    "    },\n",
    "    \"Done\": {\n",
    "      \"Type\": \"Succeed\"\n",
    "    },\n",
    "    \"Lost\": {\n",
    "      \"Type\": \"Fail\",\n",
    "      \"Error\": \"Lost\"\n",
    "    }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box yaml_graph_boxes[] = {
    { 94, 16, 64, 28, "Start" }, /* 0 */
    { 78, 80, 96, 40, "Größe" }, /* 1 */
    { 78, 156, 96, 40, "Words" }, /* 2 */
    { 78, 232, 96, 40, "Texts" }, /* 3 */
    { 78, 308, 96, 40, "Again" }, /* 4 */
    { 71, 384, 110, 40, "Is it there?" }, /* 5 */
    { 16, 483, 96, 40, "Done" }, /* 6 */
    { 140, 483, 96, 40, "Lost" }, /* 7 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow yaml_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M126 44L126 80" },
    { 1, 2, ASL_ARROW_NEXT, 0, 0, NULL, "M126 120L126 156" },
    { 2, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M126 196L126 232" },
    { 3, 4, ASL_ARROW_NEXT, 0, 0, NULL, "M126 272L126 308" },
    { 4, 5, ASL_ARROW_NEXT, 0, 0, NULL, "M126 348L126 384" },
    { 5, 6, ASL_ARROW_CHOICE, 64, 455, "$.again.value = 1",
      "M87 424C87 435 64 435 64 447M64 463L64 483" },
    { 5, 7, ASL_ARROW_DEFAULT, 188, 455, "default",
      "M165 424C165 435 188 435 188 447M188 463L188 483" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph yaml_graph = {
    252, 539, yaml_graph_boxes, yaml_graph_arrows
};

static const struct asl_feature *const yaml_features[] = {
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

static const struct asl_target *const yaml_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    NULL
};

static const struct asl_workflow yaml_workflow = {
    .name       = "yaml",
    .source     = "yaml.asl.yaml",
    .machine    = &yaml_machine,
    .definition = yaml_definition,
    .targets    = yaml_targets,
    .traces     = &asl_traces,
    .graph      = &yaml_graph,
    .features   = yaml_features,
};

int main(int argc, char **argv)
{
    return asl_main(&yaml_workflow, argc, argv);
}
