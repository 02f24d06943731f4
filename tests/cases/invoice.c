/*
 * invoice.c - made by aslc from invoice.asl.json. Do not edit.
 *
 *   Bill a customer: JSONata throughout.
 *
 * -> Fetch       Task     -> Price lines; on error Sorry
 *    Price lines Map      -> Large?; on error Sorry
 *      [*] Big?  Choice   -> Price
 *          Price Pass     -> end
 *    Large?      Choice   -> Cool off | Send
 *    Cool off    Wait     -> Send
 *    Send        Task     -> Done
 *    Done        Succeed  -> end
 *    Sorry       Fail
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
static const struct asl_machine invoice_price_lines_item_machine;

/* ==== Machine: invoice ============================================  :1 */

enum invoice_state {
    INVOICE_FETCH,
    INVOICE_PRICE_LINES,
    INVOICE_LARGE,
    INVOICE_COOL_OFF,
    INVOICE_SEND,
    INVOICE_DONE,
    INVOICE_SORRY
};

/* ---- Fetch: Task -------------------------------------------------  :6 */

static const struct asl_data invoice_fetch_data = {
    .arguments = ASL_OBJECT(
        { "id", ASL_JSONATA("$states.input.customer",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("customer"))) },
        { "fields", ASL_ARRAY(
            ASL_STRING("name"),
            ASL_JSONATA("$states.input.extra",
                JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("extra")))) }),
    .output = ASL_JSONATA("$states.input", JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"))),
    .assign = ASL_OBJECT(
        { "name", ASL_JSONATA("$states.result.name",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("result"), JNA_NAME("name"))) },
        { "started", ASL_JSONATA("$states.context.Execution.StartTime",
            JNA_PATH(
                ASL_VARIABLE("states"), JNA_NAME("context"), JNA_NAME("Execution"),
                JNA_NAME("StartTime"))) }),
};

static const struct asl_request invoice_fetch_request = {
    .resource = "local:customer",
    .name = "customer",
    .timeout_s = ASL_JSONATA("$states.input.patience * 2",
        JNA_CALL(jna_multiply,
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("patience")),
            ASL_NUMBER(2))),
};

static const struct asl_data invoice_fetch_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
    .output = ASL_OBJECT(
        { "customer", ASL_JSONATA("$states.input.customer",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("customer"))) },
        { "error", ASL_JSONATA("$states.errorOutput.Error",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("errorOutput"), JNA_NAME("Error"))) }),
    .assign = ASL_OBJECT(
        { "why", ASL_JSONATA("$states.errorOutput.Cause",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("errorOutput"), JNA_NAME("Cause"))) }),
};

static enum asl_move invoice_fetch(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &invoice_fetch_data);
        return asl_await_task(f, &invoice_fetch_request);
    }
    asl_output(f, &invoice_fetch_data);
    if (asl_caught(f, &invoice_fetch_catch_1)) { /* :20 */
        return asl_go(f, INVOICE_SORRY);
    }
    return asl_go(f, INVOICE_PRICE_LINES);
}

/* ---- Price lines: Map -------------------------------------------- :32 */

static const struct asl_data invoice_price_lines_data = {
    .assign = ASL_OBJECT(
        { "total", ASL_JSONATA("$round($sum($states.result.sum), 2)",
            JNA_CALL(jna_round,
                JNA_CALL(jna_sum,
                    JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("result"), JNA_NAME("sum"))),
                ASL_NUMBER(2))) }),
};

static const struct asl_map invoice_price_lines_map = {
    .processor = &invoice_price_lines_item_machine,
    .items = ASL_JSONATA("$states.input.items[qty > 0]",
        JNA_PATH(
            ASL_VARIABLE("states"),
            JNA_NAME("input"),
            JNA_NAME("items"),
            JNA_WHERE(JNA_CALL(jna_greater, JNA_PATH(JNA_NAME("qty")), ASL_NUMBER(0))))),
    .item = ASL_OBJECT(
        { "n", ASL_JSONATA("$states.context.Map.Item.Index + 1",
            JNA_CALL(jna_add,
                JNA_PATH(
                    ASL_VARIABLE("states"), JNA_NAME("context"), JNA_NAME("Map"),
                    JNA_NAME("Item"), JNA_NAME("Index")),
                ASL_NUMBER(1))) },
        { "it", ASL_JSONATA("$states.context.Map.Item.Value",
            JNA_PATH(
                ASL_VARIABLE("states"), JNA_NAME("context"), JNA_NAME("Map"), JNA_NAME("Item"),
                JNA_NAME("Value"))) }),
    .max_concurrency = ASL_JSONATA("$states.input.at_once",
        JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("at_once"))),
};

static const struct asl_retrier invoice_price_lines_retry[] = {
    { .errors       = ASL_ERRORS("States.QueryEvaluationError"), /* :67 */
      .interval_s   = 1,
      .backoff      = 2,
      .max_attempts = 1 },
    ASL_NO_MORE
};

static const struct asl_data invoice_price_lines_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
};

static enum asl_move invoice_price_lines(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_items(f, &invoice_price_lines_map);
    }
    asl_output(f, &invoice_price_lines_data);
    if (asl_retry(f, invoice_price_lines_retry)) {
        return ASL_PARK;
    }
    if (asl_caught(f, &invoice_price_lines_catch_1)) { /* :68 */
        return asl_go(f, INVOICE_SORRY);
    }
    return asl_go(f, INVOICE_LARGE);
}

/* ---- Large?: Choice ---------------------------------------------- :72 */

static const struct asl_data invoice_large_rule_1 = {
    .at = "Choices[0]",
    .condition = ASL_JSONATA("$total > 1000",
        JNA_CALL(jna_greater, ASL_VARIABLE("total"), ASL_NUMBER(1000))),
};

static enum asl_move invoice_large(struct asl_frame *f)
{
    if (asl_holds(f, &invoice_large_rule_1)) { /* :74 */
        return asl_choose(f, ASL_CHOICES(0), INVOICE_COOL_OFF);
    }
    return asl_go(f, INVOICE_SEND);
}

/* ---- Cool off: Wait ---------------------------------------------- :77 */

static const struct asl_expr *const invoice_cool_off_until =
    ASL_JSONATA("$total > 5000 ? 7200 : 3600",
        JNA_IF(
            JNA_CALL(jna_greater, ASL_VARIABLE("total"), ASL_NUMBER(5000)),
            ASL_NUMBER(7200),
            ASL_NUMBER(3600)));

static enum asl_move invoice_cool_off(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, invoice_cool_off_until);
    }
    return asl_go(f, INVOICE_SEND);
}

/* ---- Send: Task -------------------------------------------------- :78 */

static const struct asl_data invoice_send_data = {
    .arguments = ASL_OBJECT(
        { "to", ASL_JSONATA("$name", ASL_VARIABLE("name")) },
        { "subject", ASL_JSONATA("'Invoice of ' & $string($total) & ' EUR'",
            JNA_CALL(jna_concat,
                JNA_CALL(jna_concat,
                    ASL_STRING("Invoice of "),
                    JNA_CALL(jna_string, ASL_VARIABLE("total"))),
                ASL_STRING(" EUR"))) },
        { "lines", ASL_JSONATA("$states.input",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"))) }),
    .output = ASL_OBJECT(
        { "sent", ASL_TRUE },
        { "total", ASL_JSONATA("$total", ASL_VARIABLE("total")) },
        { "to", ASL_JSONATA("$name", ASL_VARIABLE("name")) },
        { "nothing", ASL_NULL }),
};

static const struct asl_request invoice_send_request = {
    .resource = "local:send",
    .name = "send",
};

static enum asl_move invoice_send(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &invoice_send_data);
        return asl_await_task(f, &invoice_send_request);
    }
    asl_output(f, &invoice_send_data);
    return asl_go(f, INVOICE_DONE);
}

/* ---- Done: Succeed ----------------------------------------------- :89 */

static enum asl_move invoice_done(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- Sorry: Fail ------------------------------------------------- :90 */

static const struct asl_expr *const invoice_sorry_cause =
    ASL_JSONATA("'No invoice: ' & $why",
        JNA_CALL(jna_concat, ASL_STRING("No invoice: "), ASL_VARIABLE("why")));

static enum asl_move invoice_sorry(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("Invoice.Failed"), invoice_sorry_cause);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state invoice_states[] = {
    [INVOICE_FETCH]       = { .name = "Fetch", .type = ASL_TASK, .line = 6,
                              .request = &invoice_fetch_request },
    [INVOICE_PRICE_LINES] = { .name = "Price lines", .type = ASL_MAP, .line = 32,
                              .map = &invoice_price_lines_map },
    [INVOICE_LARGE]       = { .name = "Large?", .type = ASL_CHOICE, .line = 72 },
    [INVOICE_COOL_OFF]    = { .name = "Cool off", .type = ASL_WAIT, .line = 77 },
    [INVOICE_SEND]        = { .name = "Send", .type = ASL_TASK, .line = 78,
                              .request = &invoice_send_request },
    [INVOICE_DONE]        = { .name = "Done", .type = ASL_SUCCEED, .line = 89 },
    [INVOICE_SORRY]       = { .name = "Sorry", .type = ASL_FAIL, .line = 90 },
    ASL_NO_STATE
};

static enum asl_move invoice_step(struct asl_frame *f)
{
    switch ((enum invoice_state)asl_state(f)) {
    case INVOICE_FETCH:       return invoice_fetch(f);
    case INVOICE_PRICE_LINES: return invoice_price_lines(f);
    case INVOICE_LARGE:       return invoice_large(f);
    case INVOICE_COOL_OFF:    return invoice_cool_off(f);
    case INVOICE_SEND:        return invoice_send(f);
    case INVOICE_DONE:        return invoice_done(f);
    case INVOICE_SORRY:       return invoice_sorry(f);
    }
    return asl_lost(f);
}

static const struct asl_machine invoice_machine = {
    .states = invoice_states,
    .start  = INVOICE_FETCH,
    .step   = invoice_step,
};

/* ==== Machine: Price lines, each item ============================= :40 */

enum invoice_price_lines_item_state {
    INVOICE_BIG,
    INVOICE_PRICE
};

/* ---- Big?: Choice ------------------------------------------------ :43 */

static const struct asl_data invoice_big_rule_1 = {
    .at = "Choices[0]",
    .condition = ASL_JSONATA("$states.input.it.qty >= 10 and $states.input.it.price > 1",
        JNA_AND(
            JNA_CALL(jna_at_least,
                JNA_PATH(
                    ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("it"), JNA_NAME("qty")),
                ASL_NUMBER(10)),
            JNA_CALL(jna_greater,
                JNA_PATH(
                    ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("it"),
                    JNA_NAME("price")),
                ASL_NUMBER(1)))),
    .output = ASL_JSONATA("$states.input.it",
        JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("it"))),
    .assign = ASL_OBJECT({ "rate", ASL_NUMBER(0.9) }),
};

static const struct asl_data invoice_big_data = {
    .output = ASL_JSONATA("$states.input.it",
        JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("it"))),
    .assign = ASL_OBJECT({ "rate", ASL_NUMBER(1) }),
};

static enum asl_move invoice_big(struct asl_frame *f)
{
    if (asl_holds(f, &invoice_big_rule_1)) { /* :46 */
        asl_output(f, &invoice_big_rule_1);
        return asl_choose(f, ASL_CHOICES(0), INVOICE_PRICE);
    }
    asl_output(f, &invoice_big_data);
    return asl_go(f, INVOICE_PRICE);
}

/* ---- Price: Pass ------------------------------------------------- :57 */

static const struct asl_data invoice_price_data = {
    .output = ASL_OBJECT(
        { "sku", ASL_JSONATA("$states.input.sku",
            JNA_PATH(ASL_VARIABLE("states"), JNA_NAME("input"), JNA_NAME("sku"))) },
        { "sum", ASL_JSONATA("$round($states.input.(price * qty) * $rate, 2)",
            JNA_CALL(jna_round,
                JNA_CALL(jna_multiply,
                    JNA_PATH(
                        ASL_VARIABLE("states"), JNA_NAME("input"),
                        JNA_BLOCK(
                            JNA_CALL(jna_multiply,
                                JNA_PATH(JNA_NAME("price")),
                                JNA_PATH(JNA_NAME("qty"))))),
                    ASL_VARIABLE("rate")),
                ASL_NUMBER(2))) }),
};

static enum asl_move invoice_price(struct asl_frame *f)
{
    asl_output(f, &invoice_price_data);
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :40 */

static const struct asl_state invoice_price_lines_item_states[] = {
    [INVOICE_BIG]   = { .name = "Big?", .type = ASL_CHOICE, .line = 43 },
    [INVOICE_PRICE] = { .name = "Price", .type = ASL_PASS, .line = 57 },
    ASL_NO_STATE
};

static enum asl_move invoice_price_lines_item_step(struct asl_frame *f)
{
    switch ((enum invoice_price_lines_item_state)asl_state(f)) {
    case INVOICE_BIG:   return invoice_big(f);
    case INVOICE_PRICE: return invoice_price(f);
    }
    return asl_lost(f);
}

static const struct asl_machine invoice_price_lines_item_machine = {
    .states = invoice_price_lines_item_states,
    .start  = INVOICE_BIG,
    .step   = invoice_price_lines_item_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const invoice_definition[] = {
    "{\n",
    "  \"Comment\": \"Bill a customer: JSONata throughout.\",\n",
    "  \"QueryLanguage\": \"JSONata\",\n",
    "  \"StartAt\": \"Fetch\",\n",
    "  \"States\": {\n",
    "    \"Fetch\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"local:customer\",\n",
    "      \"TimeoutSeconds\": \"{% $states.input.patience * 2 %}\",\n",
    "      \"Arguments\": {\n",
    "        \"id\": \"{% $states.input.customer %}\",\n",
    "        \"fields\": [\"name\", \"{% $states.input.extra %}\"]\n",
    "      },\n",
    "      \"Output\": \"{% $states.input %}\",\n",
    "      \"Assign\": {\n",
    "        \"name\": \"{% $states.result.name %}\",\n",
    "        \"started\": \"{% $states.context.Execution.StartTime %}\"\n",
    "      },\n",
    "      \"Catch\": [\n",
    "        {\n",
    "          \"ErrorEquals\": [\"States.ALL\"],\n",
    "          \"Next\": \"Sorry\",\n",
    "          \"Output\": {\n",
    "            \"customer\": \"{% $states.input.customer %}\",\n",
    "            \"error\": \"{% $states.errorOutput.Error %}\"\n",
    "          },\n",
    "          \"Assign\": { \"why\": \"{% $states.errorOutput.Cause %}\" }\n",
    "        }\n",
    "      ],\n",
    "      \"Next\": \"Price lines\"\n",
    "    },\n",
    "    \"Price lines\": {\n",
    "      \"Type\": \"Map\",\n",
    "      \"Items\": \"{% $states.input.items[qty > 0] %}\",\n",
    "      \"ItemSelector\": {\n",
    "        \"n\": \"{% $states.context.Map.Item.Index + 1 %}\",\n",
    "        \"it\": \"{% $states.context.Map.Item.Value %}\"\n",
    "      },\n",
    "      \"MaxConcurrency\": \"{% $states.input.at_once %}\",\n",
    "      \"ItemProcessor\": {\n",
    "        \"StartAt\": \"Big?\",\n",
    "        \"States\": {\n",
    "          \"Big?\": {\n",
    "            \"Type\": \"Choice\",\n",
    "            \"Choices\": [\n",
    "              {\n",
    "                \"Condition\": \"{% $states.input.it.qty >= 10 and ",
    "$states.input.it.price > 1 %}\",\n",
    "                \"Output\": \"{% $states.input.it %}\",\n",
    "                \"Assign\": { \"rate\": 0.9 },\n",
    "                \"Next\": \"Price\"\n",
    "              }\n",
    "            ],\n",
    "            \"Default\": \"Price\",\n",
    "            \"Output\": \"{% $states.input.it %}\",\n",
    "            \"Assign\": { \"rate\": 1 }\n",
    "          },\n",
    "          \"Price\": {\n",
    "            \"Type\": \"Pass\",\n",
    "            \"Output\": {\n",
    "              \"sku\": \"{% $states.input.sku %}\",\n",
    "              \"sum\": \"{% $round($states.input.(price * qty) * $rate, 2) %}\"\n",
    "            },\n",
    "            \"End\": true\n",
    "          }\n",
    "        }\n",
    "      },\n",
    "      \"Retry\": [{ \"ErrorEquals\": [\"States.QueryEvaluationError\"], \"MaxAttempts\": ",
    "1 }],\n",
    "      \"Catch\": [{ \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Sorry\" }],\n",
    "      \"Assign\": { \"total\": \"{% $round($sum($states.result.sum), 2) %}\" },\n",
    "      \"Next\": \"Large?\"\n",
    "    },\n",
    "    \"Large?\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [{ \"Condition\": \"{% $total > 1000 %}\", \"Next\": \"Cool off\" ",
    "}],\n",
    "      \"Default\": \"Send\"\n",
    "    },\n",
    "    \"Cool off\": { \"Type\": \"Wait\", \"Seconds\": \"{% $total > 5000 ? 7200 : 3600 ",
    "%}\", \"Next\": \"Send\" },\n",
    "    \"Send\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"local:send\",\n",
    "      \"Arguments\": {\n",
    "        \"to\": \"{% $name %}\",\n",
    "        \"subject\": \"{% 'Invoice of ' & $string($total) & ' EUR' %}\",\n",
    "        \"lines\": \"{% $states.input %}\"\n",
    "      },\n",
    "      \"Output\": { \"sent\": true, \"total\": \"{% $total %}\", \"to\": \"{% $name %}\",",
    " \"nothing\": null },\n",
    "      \"Next\": \"Done\"\n",
    "    },\n",
    "    \"Done\": { \"Type\": \"Succeed\" },\n",
    "    \"Sorry\": { \"Type\": \"Fail\", \"Error\": \"Invoice.Failed\", \"Cause\": \"{% 'No ",
    "invoice: ' & $why %}\" }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box invoice_graph_boxes[] = {
    { 101, 16, 64, 28, "Start" }, /* 0 */
    { 85, 80, 96, 40, "Fetch" }, /* 1 */
    { 16, 192, 234, 247, "Price lines" }, /* 2 */
    { 111, 268, 96, 40, "Big?" }, /* 3 */
    { 111, 383, 96, 40, "Price" }, /* 4 */
    { 85, 496, 96, 40, "Large?" }, /* 5 */
    { 49, 592, 96, 40, "Cool off" }, /* 6 */
    { 85, 668, 96, 40, "Send" }, /* 7 */
    { 85, 744, 96, 40, "Done" }, /* 8 */
    { 212, 496, 96, 40, "Sorry" }, /* 9 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow invoice_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M133 44L133 80" },
    { 1, 2, ASL_ARROW_NEXT, 0, 0, NULL, "M133 120L133 192" },
    { 1, 9, ASL_ARROW_CATCH, 283, 164, "States.ALL",
      "M165 120C165 138 283 138 283 156M283 172L283 496" },
    { 2, 5, ASL_ARROW_NEXT, 0, 0, NULL, "M133 439L133 496" },
    { 2, 9, ASL_ARROW_CATCH, 217, 467, "States.ALL",
      "M217 439L217 459M217 475C217 485 228 485 228 496" },
    { 5, 6, ASL_ARROW_CHOICE, 97, 564, "$total > 1000",
      "M101 536C101 546 97 546 97 556M97 572L97 592" },
    { 5, 7, ASL_ARROW_DEFAULT, 168, 564, "default",
      "M165 536C165 546 168 546 168 556M168 572L168 632C168 650 165 650 165 668" },
    { 6, 7, ASL_ARROW_NEXT, 0, 0, NULL, "M115 632L115 668" },
    { 7, 8, ASL_ARROW_NEXT, 0, 0, NULL, "M133 708L133 744" },
    { 2, 3, ASL_ARROW_START, 0, 0, NULL, "M159 232L159 268" },
    { 3, 4, ASL_ARROW_CHOICE, 105, 345, "$states.input.it.qty >= 10\nand $states.input.it.price > 1",
      "M127 308C127 319 105 319 105 331M105 360C105 371 127 371 127 383" },
    { 3, 4, ASL_ARROW_DEFAULT, 213, 345, "default",
      "M191 308C191 319 213 319 213 331L213 337M213 353L213 360C213 371 191 371 191 383" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph invoice_graph = {
    330, 800, invoice_graph_boxes, invoice_graph_arrows
};

static const struct asl_feature *const invoice_features[] = {
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

static const struct asl_target *const invoice_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    &asl_target_http,
    &asl_target_https,
    NULL
};

static const struct asl_workflow invoice_workflow = {
    .name       = "invoice",
    .source     = "invoice.asl.json",
    .machine    = &invoice_machine,
    .definition = invoice_definition,
    .targets    = invoice_targets,
    .traces     = &asl_traces,
    .graph      = &invoice_graph,
    .features   = invoice_features,
};

int main(int argc, char **argv)
{
    return asl_main(&invoice_workflow, argc, argv);
}
