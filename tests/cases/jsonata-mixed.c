/*
 * jsonata-mixed.c - made by aslc from jsonata-mixed.asl.json. Do not edit.
 *
 *   T-08, T-09, V-02, E-35: states of both dialects in one workflow; variables
 *   and data pass between them
 *
 * -> Path      Pass     -> Query
 *    Query     Pass     -> Both
 *    Both      Choice   -> Each | Never
 *    Each      Map      -> Turn
 *      [*] Add Pass     -> end
 *    Turn      Map      -> Ask
 *      [*] Put Pass     -> end
 *    Ask       Task     -> Never; on error Tell
 *    Tell      Pass     -> end
 *    Never     Fail
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* The machines of Parallel and Map states stand below the one that names them. */
static const struct asl_machine jsonata_mixed_each_item_machine;
static const struct asl_machine jsonata_mixed_turn_item_machine;

/* ==== Machine: jsonata-mixed ======================================  :1 */

enum jsonata_mixed_state {
    JSONATA_MIXED_PATH,
    JSONATA_MIXED_QUERY,
    JSONATA_MIXED_BOTH,
    JSONATA_MIXED_EACH,
    JSONATA_MIXED_TURN,
    JSONATA_MIXED_ASK,
    JSONATA_MIXED_TELL,
    JSONATA_MIXED_NEVER
};

/* ---- Path: Pass --------------------------------------------------  :5 */

static const struct asl_data jsonata_mixed_path_data = {
    .arguments = ASL_OBJECT({ "n", ASL_PATH("$.n", ASL_KEY("n")) }),
    .assign = ASL_OBJECT(
        { "list", ASL_ARRAY(ASL_NUMBER(1), ASL_NUMBER(2), ASL_NUMBER(3)) },
        { "fromPath", ASL_PATH("$.n", ASL_KEY("n")) }),
};

static enum asl_move jsonata_mixed_path(struct asl_frame *f)
{
    asl_input(f, &jsonata_mixed_path_data);
    asl_output(f, &jsonata_mixed_path_data);
    return asl_go(f, JSONATA_MIXED_QUERY);
}

/* ---- Query: Pass ------------------------------------------------- :11 */

static const struct asl_data jsonata_mixed_query_data = {
    .output = ASL_OBJECT(
        { "seen", ASL_JSONATA("$fromPath", ASL_VARIABLE("fromPath")) },
        { "in", ASL_JSONATA("$states.input",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"))) }),
    .assign = ASL_OBJECT(
        { "fromQuery", ASL_JSONATA("$fromPath * 10",
            JNA_CALL(jna_multiply, ASL_VARIABLE("fromPath"), ASL_NUMBER(10))) },
        { "total", ASL_JSONATA("$list[0] + $list[2]",
            JNA_CALL(jna_add,
                JNA_FILTERED(ASL_VARIABLE("list"), JNA_WHERE(ASL_NUMBER(0))),
                JNA_FILTERED(ASL_VARIABLE("list"), JNA_WHERE(ASL_NUMBER(2))))) }),
};

static enum asl_move jsonata_mixed_query(struct asl_frame *f)
{
    asl_output(f, &jsonata_mixed_query_data);
    return asl_go(f, JSONATA_MIXED_BOTH);
}

/* ---- Both: Choice ------------------------------------------------ :18 */

static const struct asl_expr *const jsonata_mixed_both_from_query =
    ASL_PATH("$fromQuery", ASL_VARIABLE("fromQuery"));

static enum asl_move jsonata_mixed_both(struct asl_frame *f)
{
    if (asl_test(f, jsonata_mixed_both_from_query, ASL_NUMERIC_EQUALS,
                 ASL_NUMBER(70))) { /* :20 */
        return asl_choose(f, ASL_CHOICES(0), JSONATA_MIXED_EACH);
    }
    return asl_go(f, JSONATA_MIXED_NEVER);
}

/* ---- Each: Map --------------------------------------------------- :23 */

static const struct asl_data jsonata_mixed_each_data = {
    .result_path = ASL_PATH("$.added", ASL_KEY("added")),
};

static const struct asl_map jsonata_mixed_each_map = {
    .processor = &jsonata_mixed_each_item_machine,
    .items = ASL_PATH("$list", ASL_VARIABLE("list")),
    .item = ASL_OBJECT(
        { "total", ASL_PATH("$total", ASL_VARIABLE("total")) },
        { "v", ASL_PATH("$$.Map.Item.Value",
            ASL_CONTEXT, ASL_KEY("Map"), ASL_KEY("Item"), ASL_KEY("Value")) }),
};

static enum asl_move jsonata_mixed_each(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_items(f, &jsonata_mixed_each_map);
    }
    asl_output(f, &jsonata_mixed_each_data);
    return asl_go(f, JSONATA_MIXED_TURN);
}

/* ---- Turn: Map --------------------------------------------------- :41 */

static const struct asl_data jsonata_mixed_turn_data = {
    .output = ASL_OBJECT(
        { "put", ASL_JSONATA("$states.result.v",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("result"), JNA_NAME("v"))) }),
};

static const struct asl_map jsonata_mixed_turn_map = {
    .processor = &jsonata_mixed_turn_item_machine,
    .items = ASL_JSONATA("$states.input.added",
        JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("added"))),
};

static enum asl_move jsonata_mixed_turn(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_items(f, &jsonata_mixed_turn_map);
    }
    asl_output(f, &jsonata_mixed_turn_data);
    return asl_go(f, JSONATA_MIXED_ASK);
}

/* ---- Ask: Task --------------------------------------------------- :58 */

static const struct asl_data jsonata_mixed_ask_data = {
    .arguments = ASL_OBJECT(
        { "put", ASL_JSONATA("$states.input.put[0]",
            JNA_PATH(
                ASL_VARIABLE("states"),
                JNA_NAME("input"),
                JNA_NAME("put"),
                JNA_WHERE(ASL_NUMBER(0)))) }),
};

static const struct asl_request jsonata_mixed_ask_request = {
    .resource = "arn:aws:lambda:us-east-1:123456789012:function:ask",
    .kind = ASL_LAMBDA,
    .name = "ask",
};

static const struct asl_data jsonata_mixed_ask_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
    .assign = ASL_OBJECT(
        { "why", ASL_JSONATA("$states.errorOutput.Error",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("errorOutput"), JNA_NAME("Error"))) }),
};

static enum asl_move jsonata_mixed_ask(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &jsonata_mixed_ask_data);
        return asl_await_task(f, &jsonata_mixed_ask_request);
    }
    if (asl_caught(f, &jsonata_mixed_ask_catch_1)) { /* :64 */
        return asl_go(f, JSONATA_MIXED_TELL);
    }
    return asl_go(f, JSONATA_MIXED_NEVER);
}

/* ---- Tell: Pass -------------------------------------------------- :72 */

static const struct asl_data jsonata_mixed_tell_data = {
    .arguments = ASL_OBJECT(
        { "why", ASL_PATH("$why", ASL_VARIABLE("why")) },
        { "from", ASL_PATH("$fromQuery", ASL_VARIABLE("fromQuery")) },
        { "error", ASL_PATH("$.Error", ASL_KEY("Error")) }),
};

static enum asl_move jsonata_mixed_tell(struct asl_frame *f)
{
    asl_input(f, &jsonata_mixed_tell_data);
    return asl_end(f);
}

/* ---- Never: Fail ------------------------------------------------- :77 */

static enum asl_move jsonata_mixed_never(struct asl_frame *f)
{
    return asl_fail(f, NULL, NULL);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state jsonata_mixed_states[] = {
    [JSONATA_MIXED_PATH]  = { .name = "Path", .type = ASL_PASS, .line = 5 },
    [JSONATA_MIXED_QUERY] = { .name = "Query", .type = ASL_PASS, .line = 11 },
    [JSONATA_MIXED_BOTH]  = { .name = "Both", .type = ASL_CHOICE, .line = 18 },
    [JSONATA_MIXED_EACH]  = { .name = "Each", .type = ASL_MAP, .line = 23,
                              .map = &jsonata_mixed_each_map },
    [JSONATA_MIXED_TURN]  = { .name = "Turn", .type = ASL_MAP, .line = 41,
                              .map = &jsonata_mixed_turn_map },
    [JSONATA_MIXED_ASK]   = { .name = "Ask", .type = ASL_TASK, .line = 58,
                              .request = &jsonata_mixed_ask_request },
    [JSONATA_MIXED_TELL]  = { .name = "Tell", .type = ASL_PASS, .line = 72 },
    [JSONATA_MIXED_NEVER] = { .name = "Never", .type = ASL_FAIL, .line = 77 },
    ASL_NO_STATE
};

static enum asl_move jsonata_mixed_step(struct asl_frame *f)
{
    switch ((enum jsonata_mixed_state)asl_state(f)) {
    case JSONATA_MIXED_PATH:  return jsonata_mixed_path(f);
    case JSONATA_MIXED_QUERY: return jsonata_mixed_query(f);
    case JSONATA_MIXED_BOTH:  return jsonata_mixed_both(f);
    case JSONATA_MIXED_EACH:  return jsonata_mixed_each(f);
    case JSONATA_MIXED_TURN:  return jsonata_mixed_turn(f);
    case JSONATA_MIXED_ASK:   return jsonata_mixed_ask(f);
    case JSONATA_MIXED_TELL:  return jsonata_mixed_tell(f);
    case JSONATA_MIXED_NEVER: return jsonata_mixed_never(f);
    }
    return asl_lost(f);
}

static const struct asl_machine jsonata_mixed_machine = {
    .states = jsonata_mixed_states,
    .start  = JSONATA_MIXED_PATH,
    .step   = jsonata_mixed_step,
};

/* ==== Machine: Each, each item ==================================== :27 */

enum jsonata_mixed_each_item_state {
    JSONATA_MIXED_ADD
};

/* ---- Add: Pass --------------------------------------------------- :30 */

static const struct asl_data jsonata_mixed_add_data = {
    .output = ASL_JSONATA("$states.input.v + $states.input.total + $fromQuery",
        JNA_CALL(jna_add,
            JNA_CALL(jna_add,
                JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("v")),
                JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("total"))),
            ASL_VARIABLE("fromQuery"))),
};

static enum asl_move jsonata_mixed_add(struct asl_frame *f)
{
    asl_output(f, &jsonata_mixed_add_data);
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :27 */

static const struct asl_state jsonata_mixed_each_item_states[] = {
    [JSONATA_MIXED_ADD] = { .name = "Add", .type = ASL_PASS, .line = 30 },
    ASL_NO_STATE
};

static enum asl_move jsonata_mixed_each_item_step(struct asl_frame *f)
{
    switch ((enum jsonata_mixed_each_item_state)asl_state(f)) {
    case JSONATA_MIXED_ADD: return jsonata_mixed_add(f);
    }
    return asl_lost(f);
}

static const struct asl_machine jsonata_mixed_each_item_machine = {
    .states = jsonata_mixed_each_item_states,
    .start  = JSONATA_MIXED_ADD,
    .step   = jsonata_mixed_each_item_step,
};

/* ==== Machine: Turn, each item ==================================== :45 */

enum jsonata_mixed_turn_item_state {
    JSONATA_MIXED_PUT
};

/* ---- Put: Pass --------------------------------------------------- :48 */

static const struct asl_data jsonata_mixed_put_data = {
    .arguments = ASL_OBJECT(
        { "q", ASL_PATH("$fromQuery", ASL_VARIABLE("fromQuery")) },
        { "v", ASL_PATH("$", ASL_ROOT) }),
};

static enum asl_move jsonata_mixed_put(struct asl_frame *f)
{
    asl_input(f, &jsonata_mixed_put_data);
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :45 */

static const struct asl_state jsonata_mixed_turn_item_states[] = {
    [JSONATA_MIXED_PUT] = { .name = "Put", .type = ASL_PASS, .line = 48 },
    ASL_NO_STATE
};

static enum asl_move jsonata_mixed_turn_item_step(struct asl_frame *f)
{
    switch ((enum jsonata_mixed_turn_item_state)asl_state(f)) {
    case JSONATA_MIXED_PUT: return jsonata_mixed_put(f);
    }
    return asl_lost(f);
}

static const struct asl_machine jsonata_mixed_turn_item_machine = {
    .states = jsonata_mixed_turn_item_states,
    .start  = JSONATA_MIXED_PUT,
    .step   = jsonata_mixed_turn_item_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const jsonata_mixed_definition[] = {
    "{\n",
    "  \"Comment\": \"T-08, T-09, V-02, E-35: states of both dialects in one workflow; ",
    "variables and data pass between them\",\n",
    "  \"StartAt\": \"Path\",\n",
    "  \"States\": {\n",
    "    \"Path\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": { \"n.$\": \"$.n\" },\n",
    "      \"Assign\": { \"fromPath.$\": \"$.n\", \"list\": [1, 2, 3] },\n",
    "      \"Next\": \"Query\"\n",
    "    },\n",
    "    \"Query\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"QueryLanguage\": \"JSONata\",\n",
    "      \"Assign\": { \"fromQuery\": \"{% $fromPath * 10 %}\", \"total\": \"{% $list[0] + ",
    "$list[2] %}\" },\n",
    "      \"Output\": { \"seen\": \"{% $fromPath %}\", \"in\": \"{% $states.input %}\" },\n",
    "      \"Next\": \"Both\"\n",
    "    },\n",
    "    \"Both\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [{ \"Variable\": \"$fromQuery\", \"NumericEquals\": 70, \"Next\": ",
    "\"Each\" }],\n",
    "      \"Default\": \"Never\"\n",
    "    },\n",
    "    \"Each\": {\n",
    "      \"Type\": \"Map\",\n",
    "      \"ItemsPath\": \"$list\",\n",
    "      \"ItemSelector\": { \"v.$\": \"$$.Map.Item.Value\", \"total.$\": \"$total\" },\n",
    "      \"ItemProcessor\": {\n",
    "        \"StartAt\": \"Add\",\n",
    "        \"States\": {\n",
    "          \"Add\": {\n",
    "            \"Type\": \"Pass\",\n",
    "            \"QueryLanguage\": \"JSONata\",\n",
    "            \"Output\": \"{% $states.input.v + $states.input.total + $fromQuery %}\",\n",
    "            \"End\": true\n",
    "          }\n",
    "        }\n",
    "      },\n",
    "      \"ResultPath\": \"$.added\",\n",
    "      \"Next\": \"Turn\"\n",
    "    },\n",
    "    \"Turn\": {\n",
    "      \"Type\": \"Map\",\n",
    "      \"QueryLanguage\": \"JSONata\",\n",
    "      \"Items\": \"{% $states.input.added %}\",\n",
    "      \"ItemProcessor\": {\n",
    "        \"StartAt\": \"Put\",\n",
    "        \"States\": {\n",
    "          \"Put\": {\n",
    "            \"Type\": \"Pass\",\n",
    "            \"Parameters\": { \"v.$\": \"$\", \"q.$\": \"$fromQuery\" },\n",
    "            \"End\": true\n",
    "          }\n",
    "        }\n",
    "      },\n",
    "      \"Output\": { \"put\": \"{% $states.result.v %}\" },\n",
    "      \"Next\": \"Ask\"\n",
    "    },\n",
    "    \"Ask\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"QueryLanguage\": \"JSONata\",\n",
    "      \"Resource\": \"arn:aws:lambda:us-east-1:123456789012:function:ask\",\n",
    "      \"Arguments\": { \"put\": \"{% $states.input.put[0] %}\" },\n",
    "      \"Catch\": [\n",
    "        {\n",
    "          \"ErrorEquals\": [\"States.ALL\"],\n",
    "          \"Assign\": { \"why\": \"{% $states.errorOutput.Error %}\" },\n",
    "          \"Next\": \"Tell\"\n",
    "        }\n",
    "      ],\n",
    "      \"Next\": \"Never\"\n",
    "    },\n",
    "    \"Tell\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": { \"why.$\": \"$why\", \"error.$\": \"$.Error\", \"from.$\": ",
    "\"$fromQuery\" },\n",
    "      \"End\": true\n",
    "    },\n",
    "    \"Never\": { \"Type\": \"Fail\" }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box jsonata_mixed_graph_boxes[] = {
    { 115, 16, 64, 28, "Start" }, /* 0 */
    { 99, 80, 96, 40, "Path" }, /* 1 */
    { 99, 156, 96, 40, "Query" }, /* 2 */
    { 99, 232, 96, 40, "Both" }, /* 3 */
    { 43, 329, 128, 132, "Each" }, /* 4 */
    { 59, 405, 96, 40, "Add" }, /* 5 */
    { 43, 497, 128, 132, "Turn" }, /* 6 */
    { 59, 573, 96, 40, "Put" }, /* 7 */
    { 59, 665, 96, 40, "Ask" }, /* 8 */
    { 16, 768, 96, 40, "Tell" }, /* 9 */
    { 140, 768, 96, 40, "Never" }, /* 10 */
    { 32, 844, 64, 28, "End" }, /* 11 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow jsonata_mixed_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M147 44L147 80" },
    { 1, 2, ASL_ARROW_NEXT, 0, 0, NULL, "M147 120L147 156" },
    { 2, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M147 196L147 232" },
    { 3, 4, ASL_ARROW_CHOICE, 107, 301, "$fromQuery = 70",
      "M115 272C115 282 107 282 107 293M107 309L107 329" },
    { 3, 10, ASL_ARROW_DEFAULT, 188, 301, "default",
      "M179 272C179 282 188 282 188 293M188 309L188 768" },
    { 4, 6, ASL_ARROW_NEXT, 0, 0, NULL, "M107 461L107 497" },
    { 6, 8, ASL_ARROW_NEXT, 0, 0, NULL, "M107 629L107 665" },
    { 8, 10, ASL_ARROW_NEXT, 0, 0, NULL, "M139 705C139 718 188 718 188 732L188 768" },
    { 8, 9, ASL_ARROW_CATCH, 64, 740, "States.ALL",
      "M75 705C75 718 64 718 64 732M64 748L64 768" },
    { 9, 11, ASL_ARROW_END, 0, 0, NULL, "M64 808L64 844" },
    { 4, 5, ASL_ARROW_START, 0, 0, NULL, "M107 369L107 405" },
    { 6, 7, ASL_ARROW_START, 0, 0, NULL, "M107 537L107 573" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph jsonata_mixed_graph = {
    252, 888, jsonata_mixed_graph_boxes, jsonata_mixed_graph_arrows
};

static const struct asl_feature *const jsonata_mixed_features[] = {
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

static const struct asl_target *const jsonata_mixed_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    &asl_target_http,
    &asl_target_https,
    &asl_target_aws,
    NULL
};

static const struct asl_workflow jsonata_mixed_workflow = {
    .name       = "jsonata-mixed",
    .source     = "jsonata-mixed.asl.json",
    .machine    = &jsonata_mixed_machine,
    .definition = jsonata_mixed_definition,
    .targets    = jsonata_mixed_targets,
    .traces     = &asl_traces,
    .graph      = &jsonata_mixed_graph,
    .features   = jsonata_mixed_features,
};

int main(int argc, char **argv)
{
    return asl_main(&jsonata_mixed_workflow, argc, argv);
}
