/*
 * order.c - made by aslc from order.asl.json. Do not edit.
 *
 *   Take the payment for an order, let it cool, then pack it and tell the buyer.
 *
 * -> Is it payable? Choice   -> Charge | Refused
 *    Charge         Task     -> Cool down; on error Refused
 *    Cool down      Wait     -> Fulfil
 *    Fulfil         Parallel -> end
 *      [0] Pack     Task     -> end
 *      [1] Tell     Task     -> end
 *    Refused        Fail
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
static const struct asl_machine order_fulfil_1_machine;
static const struct asl_machine order_fulfil_2_machine;

/* ==== Machine: order ==============================================  :1 */

enum order_state {
    ORDER_IS_IT_PAYABLE,
    ORDER_CHARGE,
    ORDER_COOL_DOWN,
    ORDER_FULFIL,
    ORDER_REFUSED
};

/* ---- Is it payable?: Choice --------------------------------------  :5 */

static const struct asl_expr *const order_is_it_payable_total =
    ASL_PATH("$.total", ASL_KEY("total"));
static const struct asl_expr *const order_is_it_payable_card =
    ASL_PATH("$.card", ASL_KEY("card"));

static enum asl_move order_is_it_payable(struct asl_frame *f)
{
    if (asl_test(f, order_is_it_payable_total, ASL_NUMERIC_GREATER_THAN,
                 ASL_NUMBER(0)) /* :10 */
            && asl_test(f, order_is_it_payable_card, ASL_IS_PRESENT, ASL_TRUE)) { /* :11 */
        return asl_choose(f, ASL_CHOICES(0), ORDER_CHARGE);
    }
    return asl_go(f, ORDER_REFUSED);
}

/* ---- Charge: Task ------------------------------------------------ :18 */

static const struct asl_data order_charge_data = {
    .arguments = ASL_OBJECT(
        { "currency", ASL_STRING("EUR") },
        { "amount", ASL_PATH("$.total", ASL_KEY("total")) },
        { "card", ASL_PATH("$.card", ASL_KEY("card")) }),
    .result_path = ASL_PATH("$.payment", ASL_KEY("payment")),
};

static const struct asl_request order_charge_request = {
    .resource = "local:charge",
    .name = "charge",
    .timeout_s = ASL_NUMBER(30),
};

static const struct asl_retrier order_charge_retry[] = {
    { .errors       = ASL_ERRORS("Card.Busy", "States.Timeout"), /* :25 */
      .interval_s   = 2,
      .backoff      = 1.5,
      .max_attempts = 3 },
    ASL_NO_MORE
};

static const struct asl_data order_charge_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
    .result_path = ASL_PATH("$.error", ASL_KEY("error")),
};

static enum asl_move order_charge(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &order_charge_data);
        return asl_await_task(f, &order_charge_request);
    }
    asl_output(f, &order_charge_data);
    if (asl_retry(f, order_charge_retry)) {
        return ASL_PARK;
    }
    if (asl_caught(f, &order_charge_catch_1)) { /* :33 */
        return asl_go(f, ORDER_REFUSED);
    }
    return asl_go(f, ORDER_COOL_DOWN);
}

/* ---- Cool down: Wait --------------------------------------------- :37 */

static enum asl_move order_cool_down(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, ASL_NUMBER(60));
    }
    return asl_go(f, ORDER_FULFIL);
}

/* ---- Fulfil: Parallel -------------------------------------------- :38 */

static const struct asl_data order_fulfil_data = {
    .result_path = ASL_PATH("$.fulfilled", ASL_KEY("fulfilled")),
};

static const struct asl_machine *const order_fulfil_branches[] = {
    &order_fulfil_1_machine, /* Pack :41 */
    &order_fulfil_2_machine, /* Tell :45 */
    NULL
};

static enum asl_move order_fulfil(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_branches(f, order_fulfil_branches);
    }
    asl_output(f, &order_fulfil_data);
    return asl_end(f);
}

/* ---- Refused: Fail ----------------------------------------------- :53 */

static enum asl_move order_refused(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("Order.Refused"), ASL_STRING("The order was not paid."));
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state order_states[] = {
    [ORDER_IS_IT_PAYABLE] = { .name = "Is it payable?", .type = ASL_CHOICE, .line = 5 },
    [ORDER_CHARGE]        = { .name = "Charge", .type = ASL_TASK, .line = 18,
                              .request = &order_charge_request },
    [ORDER_COOL_DOWN]     = { .name = "Cool down", .type = ASL_WAIT, .line = 37 },
    [ORDER_FULFIL]        = { .name = "Fulfil", .type = ASL_PARALLEL, .line = 38,
                              .branches = order_fulfil_branches },
    [ORDER_REFUSED]       = { .name = "Refused", .type = ASL_FAIL, .line = 53 },
    ASL_NO_STATE
};

static enum asl_move order_step(struct asl_frame *f)
{
    switch ((enum order_state)asl_state(f)) {
    case ORDER_IS_IT_PAYABLE: return order_is_it_payable(f);
    case ORDER_CHARGE:        return order_charge(f);
    case ORDER_COOL_DOWN:     return order_cool_down(f);
    case ORDER_FULFIL:        return order_fulfil(f);
    case ORDER_REFUSED:       return order_refused(f);
    }
    return asl_lost(f);
}

static const struct asl_machine order_machine = {
    .states = order_states,
    .start  = ORDER_IS_IT_PAYABLE,
    .step   = order_step,
};

/* ==== Machine: Fulfil, branch 1 =================================== :41 */

enum order_fulfil_1_state {
    ORDER_PACK
};

/* ---- Pack: Task -------------------------------------------------- :43 */

static const struct asl_request order_pack_request = {
    .resource = "local:pack",
    .name = "pack",
};

static enum asl_move order_pack(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &order_pack_request);
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :41 */

static const struct asl_state order_fulfil_1_states[] = {
    [ORDER_PACK] = { .name = "Pack", .type = ASL_TASK, .line = 43,
                     .request = &order_pack_request },
    ASL_NO_STATE
};

static enum asl_move order_fulfil_1_step(struct asl_frame *f)
{
    switch ((enum order_fulfil_1_state)asl_state(f)) {
    case ORDER_PACK: return order_pack(f);
    }
    return asl_lost(f);
}

static const struct asl_machine order_fulfil_1_machine = {
    .states = order_fulfil_1_states,
    .start  = ORDER_PACK,
    .step   = order_fulfil_1_step,
};

/* ==== Machine: Fulfil, branch 2 =================================== :45 */

enum order_fulfil_2_state {
    ORDER_TELL
};

/* ---- Tell: Task -------------------------------------------------- :47 */

static const struct asl_request order_tell_request = {
    .resource = "local:tell",
    .name = "tell",
};

static enum asl_move order_tell(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &order_tell_request);
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :45 */

static const struct asl_state order_fulfil_2_states[] = {
    [ORDER_TELL] = { .name = "Tell", .type = ASL_TASK, .line = 47,
                     .request = &order_tell_request },
    ASL_NO_STATE
};

static enum asl_move order_fulfil_2_step(struct asl_frame *f)
{
    switch ((enum order_fulfil_2_state)asl_state(f)) {
    case ORDER_TELL: return order_tell(f);
    }
    return asl_lost(f);
}

static const struct asl_machine order_fulfil_2_machine = {
    .states = order_fulfil_2_states,
    .start  = ORDER_TELL,
    .step   = order_fulfil_2_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const order_definition[] = {
    "{\n",
    "  \"Comment\": \"Take the payment for an order, let it cool, then pack it and tell the ",
    "buyer.\",\n",
    "  \"StartAt\": \"Is it payable?\",\n",
    "  \"States\": {\n",
    "    \"Is it payable?\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [\n",
    "        {\n",
    "          \"And\": [\n",
    "            { \"Variable\": \"$.total\", \"NumericGreaterThan\": 0 },\n",
    "            { \"Variable\": \"$.card\", \"IsPresent\": true }\n",
    "          ],\n",
    "          \"Next\": \"Charge\"\n",
    "        }\n",
    "      ],\n",
    "      \"Default\": \"Refused\"\n",
    "    },\n",
    "    \"Charge\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"local:charge\",\n",
    "      \"Parameters\": { \"card.$\": \"$.card\", \"amount.$\": \"$.total\", \"currency\": ",
    "\"EUR\" },\n",
    "      \"ResultPath\": \"$.payment\",\n",
    "      \"TimeoutSeconds\": 30,\n",
    "      \"Retry\": [\n",
    "        {\n",
    "          \"ErrorEquals\": [\"Card.Busy\", \"States.Timeout\"],\n",
    "          \"IntervalSeconds\": 2,\n",
    "          \"MaxAttempts\": 3,\n",
    "          \"BackoffRate\": 1.5\n",
    "        }\n",
    "      ],\n",
    "      \"Catch\": [\n",
    "        { \"ErrorEquals\": [\"States.ALL\"], \"ResultPath\": \"$.error\", \"Next\": ",
    "\"Refused\" }\n",
    "      ],\n",
    "      \"Next\": \"Cool down\"\n",
    "    },\n",
    "    \"Cool down\": { \"Type\": \"Wait\", \"Seconds\": 60, \"Next\": \"Fulfil\" },\n",
    "    \"Fulfil\": {\n",
    "      \"Type\": \"Parallel\",\n",
    "      \"Branches\": [\n",
    "        {\n",
    "          \"StartAt\": \"Pack\",\n",
    "          \"States\": { \"Pack\": { \"Type\": \"Task\", \"Resource\": \"local:pack\", ",
    "\"End\": true } }\n",
    "        },\n",
    "        {\n",
    "          \"StartAt\": \"Tell\",\n",
    "          \"States\": { \"Tell\": { \"Type\": \"Task\", \"Resource\": \"local:tell\", ",
    "\"End\": true } }\n",
    "        }\n",
    "      ],\n",
    "      \"ResultPath\": \"$.fulfilled\",\n",
    "      \"End\": true\n",
    "    },\n",
    "    \"Refused\": { \"Type\": \"Fail\", \"Error\": \"Order.Refused\", \"Cause\": \"The ",
    "order was not paid.\" }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box order_graph_boxes[] = {
    { 174, 16, 64, 28, "Start" }, /* 0 */
    { 143, 80, 126, 40, "Is it payable?" }, /* 1 */
    { 92, 191, 96, 40, "Charge" }, /* 2 */
    { 85, 295, 110, 40, "Cool down" }, /* 3 */
    { 16, 371, 248, 132, "Fulfil" }, /* 4 */
    { 32, 447, 96, 40, "Pack" }, /* 5 */
    { 152, 447, 96, 40, "Tell" }, /* 6 */
    { 223, 295, 98, 40, "Refused" }, /* 7 */
    { 108, 539, 64, 28, "End" }, /* 8 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow order_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M206 44L206 80" },
    { 1, 2, ASL_ARROW_CHOICE, 140, 156, "$.total > 0 and\n$.card is present",
      "M159 120C159 131 140 131 140 142M140 171L140 191" },
    { 1, 7, ASL_ARROW_DEFAULT, 272, 156, "default",
      "M253 120C253 131 272 131 272 142L272 148M272 164L272 295" },
    { 2, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M140 231L140 295" },
    { 2, 7, ASL_ARROW_CATCH, 206, 263, "States.ALL",
      "M172 231C172 243 206 243 206 255M206 271C206 283 239 283 239 295" },
    { 3, 4, ASL_ARROW_NEXT, 0, 0, NULL, "M140 335L140 371" },
    { 4, 8, ASL_ARROW_END, 0, 0, NULL, "M140 503L140 539" },
    { 4, 5, ASL_ARROW_START, 0, 0, NULL, "M80 411L80 447" },
    { 4, 6, ASL_ARROW_START, 0, 0, NULL, "M200 411L200 447" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph order_graph = {
    337, 583, order_graph_boxes, order_graph_arrows
};

static const struct asl_feature *const order_features[] = {
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

static const struct asl_target *const order_targets[] = {
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

static const struct asl_workflow order_workflow = {
    .name       = "order",
    .source     = "order.asl.json",
    .machine    = &order_machine,
    .definition = order_definition,
    .targets    = order_targets,
    .traces     = &asl_traces,
    .graph      = &order_graph,
    .features   = order_features,
};

int main(int argc, char **argv)
{
    return asl_main(&order_workflow, argc, argv);
}
