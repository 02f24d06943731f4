/*
 * names-that-are-too-long-for-one-line-of-a-comment.c
 * was made by aslc from
 * names-that-are-too-long-for-one-line-of-a-comment.asl.json
 * and is not to be edited.
 *
 *   Names and texts that have to be cut somewhere, and where that is.
 *
 * -> Check whether the customer has ev...          Choice   -> Tell the customer and the ... |
 *                                                              Turn down whoever has neve...
 *    Tell the customer and the warehou...          Parallel -> end;
 *                                                              on error Turn down whoever...
 *      [0] TellTheCustomerByMailAndByTelephone     Task     -> end
 *      [1] For each of the things that were ...    Map      -> end
 *            [*] Ask the warehouse, which may b... Task     -> end;
 *                                                              on error Say that nobody k...
 *                Say that nobody knows whether ... Pass     -> end
 *    Turn down whoever has never bough...          Fail
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
static const struct asl_machine names_that_are_tell_the_customer_and_the_1_machine;
static const struct asl_machine names_that_are_tell_the_customer_and_the_2_machine;
static const struct asl_machine names_that_are_for_each_of_the_things_that_item_machine;

/* ==== Machine: names-that-are-too-long-for-one-line-of-a-co... ====  :1 */

enum names_that_are_state {
    NAMES_THAT_ARE_CHECK_WHETHER_THE_CUSTOMER,
    NAMES_THAT_ARE_TELL_THE_CUSTOMER_AND_THE,
    NAMES_THAT_ARE_TURN_DOWN_WHOEVER_HAS_NEVER
};

/* ---- Check whether the customer has ever bought so...: Choice ----  :5 */

static const struct asl_expr *const names_that_are_check_whether_the_customer_number_of_orders =
    ASL_PATH("$.customer.numberOfOrdersThatWereEverPaidFor",
        ASL_KEY("customer"), ASL_KEY("numberOfOrdersThatWereEverPaidFor"));
static const struct asl_expr *const names_that_are_check_whether_the_customer_least_number_of =
    ASL_PATH("$.shop.leastNumberOfOrdersOfOldCustomers",
        ASL_KEY("shop"), ASL_KEY("leastNumberOfOrdersOfOldCustomers"));

static enum asl_move names_that_are_check_whether_the_customer(struct asl_frame *f)
{
    if (asl_test(f, names_that_are_check_whether_the_customer_number_of_orders,
                 ASL_NUMERIC_GREATER_THAN_EQUALS,
                 names_that_are_check_whether_the_customer_least_number_of)) { /* :8 */
        return asl_choose(f, ASL_CHOICES(0), NAMES_THAT_ARE_TELL_THE_CUSTOMER_AND_THE);
    }
    return asl_go(f, NAMES_THAT_ARE_TURN_DOWN_WHOEVER_HAS_NEVER);
}

/* ---- Tell the customer and the warehouse of it, ...: Parallel ---- :16 */

static const struct asl_machine *const names_that_are_tell_the_customer_and_the_branches[] = {
    &names_that_are_tell_the_customer_and_the_1_machine, /* TellTheCustomerByMailAndB... :19 */
    &names_that_are_tell_the_customer_and_the_2_machine, /* For each of the things th... :33 */
    NULL
};

static const struct asl_data names_that_are_tell_the_customer_and_the_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
};

static enum asl_move names_that_are_tell_the_customer_and_the(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_branches(f, names_that_are_tell_the_customer_and_the_branches);
    }
    if (asl_caught(f, &names_that_are_tell_the_customer_and_the_catch_1)) { /* :58 */
        return asl_go(f, NAMES_THAT_ARE_TURN_DOWN_WHOEVER_HAS_NEVER);
    }
    return asl_end(f);
}

/* ---- Turn down whoever has never bought anything, wh...: Fail ---- :62 */

static enum asl_move names_that_are_turn_down_whoever_has_never(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("TurnedDown"), NULL);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state names_that_are_states[] = {
    [NAMES_THAT_ARE_CHECK_WHETHER_THE_CUSTOMER] = {
        .name = "Check whether the customer has ever bought something here",
        .type = ASL_CHOICE, .line = 5 },
    [NAMES_THAT_ARE_TELL_THE_CUSTOMER_AND_THE] = {
        .name = "Tell the customer and the warehouse of it, both at once",
        .type = ASL_PARALLEL, .line = 16,
        .branches = names_that_are_tell_the_customer_and_the_branches },
    [NAMES_THAT_ARE_TURN_DOWN_WHOEVER_HAS_NEVER] = {
        .name = "Turn down whoever has never bought anything, whatever the reason",
        .type = ASL_FAIL, .line = 62 },
    ASL_NO_STATE
};

static enum asl_move names_that_are_step(struct asl_frame *f)
{
    switch ((enum names_that_are_state)asl_state(f)) {
    case NAMES_THAT_ARE_CHECK_WHETHER_THE_CUSTOMER:
        return names_that_are_check_whether_the_customer(f);
    case NAMES_THAT_ARE_TELL_THE_CUSTOMER_AND_THE:
        return names_that_are_tell_the_customer_and_the(f);
    case NAMES_THAT_ARE_TURN_DOWN_WHOEVER_HAS_NEVER:
        return names_that_are_turn_down_whoever_has_never(f);
    }
    return asl_lost(f);
}

static const struct asl_machine names_that_are_machine = {
    .states = names_that_are_states,
    .start  = NAMES_THAT_ARE_CHECK_WHETHER_THE_CUSTOMER,
    .step   = names_that_are_step,
};

/* ==== Machine: Tell the customer and the warehous..., branch 1 ==== :19 */

enum names_that_are_tell_the_customer_and_the_1_state {
    NAMES_THAT_ARE_TELL_THE_CUSTOMER_BY_MAIL
};

/* ---- TellTheCustomerByMailAndByTelephone: Task ------------------- :22 */

static const struct asl_data names_that_are_tell_the_customer_by_mail_data = {
    .arguments = ASL_OBJECT(
        { "FunctionName", ASL_STRING(
            "arn:aws:lambda:eu-central-1:123456789012:function:customer-relations-"
            "Telephone-and-Mail-TellTheCustomer-0123456789ab:production") },
        { "Payload", ASL_PATH(
            "$.customer.addresses[0].persons[0].telephones[0].numbers[0].extensions[0]."
            "text",
            ASL_KEY("customer"), ASL_KEY("addresses"), ASL_INDEX(0), ASL_KEY("persons"),
            ASL_INDEX(0), ASL_KEY("telephones"), ASL_INDEX(0), ASL_KEY("numbers"), ASL_INDEX(0),
            ASL_KEY("extensions"), ASL_INDEX(0), ASL_KEY("text")) }),
};

static const struct asl_request names_that_are_tell_the_customer_by_mail_request = {
    .resource = "arn:aws:states:::lambda:invoke",
    .kind = ASL_INVOKE,
    .name = "invoke",
    .takes = &asl_lambda_invoke,
};

static enum asl_move names_that_are_tell_the_customer_by_mail(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &names_that_are_tell_the_customer_by_mail_data);
        return asl_await_task(f, &names_that_are_tell_the_customer_by_mail_request);
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :19 */

static const struct asl_state names_that_are_tell_the_customer_and_the_1_states[] = {
    [NAMES_THAT_ARE_TELL_THE_CUSTOMER_BY_MAIL] = {
        .name = "TellTheCustomerByMailAndByTelephone", .type = ASL_TASK, .line = 22,
        .request = &names_that_are_tell_the_customer_by_mail_request },
    ASL_NO_STATE
};

static enum asl_move names_that_are_tell_the_customer_and_the_1_step(struct asl_frame *f)
{
    switch ((enum names_that_are_tell_the_customer_and_the_1_state)asl_state(f)) {
    case NAMES_THAT_ARE_TELL_THE_CUSTOMER_BY_MAIL:
        return names_that_are_tell_the_customer_by_mail(f);
    }
    return asl_lost(f);
}

static const struct asl_machine names_that_are_tell_the_customer_and_the_1_machine = {
    .states = names_that_are_tell_the_customer_and_the_1_states,
    .start  = NAMES_THAT_ARE_TELL_THE_CUSTOMER_BY_MAIL,
    .step   = names_that_are_tell_the_customer_and_the_1_step,
};

/* ==== Machine: Tell the customer and the warehous..., branch 2 ==== :33 */

enum names_that_are_tell_the_customer_and_the_2_state {
    NAMES_THAT_ARE_FOR_EACH_OF_THE_THINGS_THAT
};

/* ---- For each of the things that were bought: is it t...: Map ---- :36 */

static const struct asl_map names_that_are_for_each_of_the_things_that_map = {
    .processor = &names_that_are_for_each_of_the_things_that_item_machine,
};

static enum asl_move names_that_are_for_each_of_the_things_that(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_items(f, &names_that_are_for_each_of_the_things_that_map);
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :33 */

static const struct asl_state names_that_are_tell_the_customer_and_the_2_states[] = {
    [NAMES_THAT_ARE_FOR_EACH_OF_THE_THINGS_THAT] = {
        .name = "For each of the things that were bought: is it there?",
        .type = ASL_MAP, .line = 36,
        .map = &names_that_are_for_each_of_the_things_that_map },
    ASL_NO_STATE
};

static enum asl_move names_that_are_tell_the_customer_and_the_2_step(struct asl_frame *f)
{
    switch ((enum names_that_are_tell_the_customer_and_the_2_state)asl_state(f)) {
    case NAMES_THAT_ARE_FOR_EACH_OF_THE_THINGS_THAT:
        return names_that_are_for_each_of_the_things_that(f);
    }
    return asl_lost(f);
}

static const struct asl_machine names_that_are_tell_the_customer_and_the_2_machine = {
    .states = names_that_are_tell_the_customer_and_the_2_states,
    .start  = NAMES_THAT_ARE_FOR_EACH_OF_THE_THINGS_THAT,
    .step   = names_that_are_tell_the_customer_and_the_2_step,
};

/* ==== Machine: For each of the things that were ..., each item ==== :38 */

enum names_that_are_for_each_of_the_things_that_item_state {
    NAMES_THAT_ARE_ASK_THE_WAREHOUSE_WHICH_MAY,
    NAMES_THAT_ARE_SAY_THAT_NOBODY_KNOWS
};

/* ---- Ask the warehouse, which may be slow, for that ...: Task ---- :41 */

static const struct asl_request names_that_are_ask_the_warehouse_which_may_request = {
    .resource = "arn:aws:lambda:eu-central-1:123456789012:function:warehouse-AskTheWarehouse-0123456789ab",
    .kind = ASL_LAMBDA,
    .name = "warehouse-AskTheWarehouse-0123456789ab",
};

static const struct asl_data names_that_are_ask_the_warehouse_which_may_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
};

static enum asl_move names_that_are_ask_the_warehouse_which_may(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &names_that_are_ask_the_warehouse_which_may_request);
    }
    if (asl_caught(f, &names_that_are_ask_the_warehouse_which_may_catch_1)) { /* :45 */
        return asl_go(f, NAMES_THAT_ARE_SAY_THAT_NOBODY_KNOWS);
    }
    return asl_end(f);
}

/* ---- Say that nobody knows whether that thing is there: Pass ----- :49 */

static enum asl_move names_that_are_say_that_nobody_knows(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :38 */

static const struct asl_state names_that_are_for_each_of_the_things_that_item_states[] = {
    [NAMES_THAT_ARE_ASK_THE_WAREHOUSE_WHICH_MAY] = {
        .name = "Ask the warehouse, which may be slow, for that thing",
        .type = ASL_TASK, .line = 41,
        .request = &names_that_are_ask_the_warehouse_which_may_request },
    [NAMES_THAT_ARE_SAY_THAT_NOBODY_KNOWS] = {
        .name = "Say that nobody knows whether that thing is there",
        .type = ASL_PASS, .line = 49 },
    ASL_NO_STATE
};

static enum asl_move names_that_are_for_each_of_the_things_that_item_step(struct asl_frame *f)
{
    switch ((enum names_that_are_for_each_of_the_things_that_item_state)asl_state(f)) {
    case NAMES_THAT_ARE_ASK_THE_WAREHOUSE_WHICH_MAY:
        return names_that_are_ask_the_warehouse_which_may(f);
    case NAMES_THAT_ARE_SAY_THAT_NOBODY_KNOWS:
        return names_that_are_say_that_nobody_knows(f);
    }
    return asl_lost(f);
}

static const struct asl_machine names_that_are_for_each_of_the_things_that_item_machine = {
    .states = names_that_are_for_each_of_the_things_that_item_states,
    .start  = NAMES_THAT_ARE_ASK_THE_WAREHOUSE_WHICH_MAY,
    .step   = names_that_are_for_each_of_the_things_that_item_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const names_that_are_definition[] = {
    "{\n",
    "  \"Comment\": \"Names and texts that have to be cut somewhere, and where that is.\",\n",
    "  \"StartAt\": \"Check whether the customer has ever bought something here\",\n",
    "  \"States\": {\n",
    "    \"Check whether the customer has ever bought something here\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [\n",
    "        {\n",
    "          \"Variable\": \"$.customer.numberOfOrdersThatWereEverPaidFor\",\n",
    "          \"NumericGreaterThanEqualsPath\": ",
    "\"$.shop.leastNumberOfOrdersOfOldCustomers\",\n",
    "          \"Next\": \"Tell the customer and the warehouse of it, both at once\"\n",
    "        }\n",
    "      ],\n",
    "      \"Default\": \"Turn down whoever has never bought anything, whatever the reason\"\n",
    "    },\n",
    "    \"Tell the customer and the warehouse of it, both at once\": {\n",
    "      \"Type\": \"Parallel\",\n",
    "      \"Branches\": [\n",
    "        {\n",
    "          \"StartAt\": \"TellTheCustomerByMailAndByTelephone\",\n",
    "          \"States\": {\n",
    "            \"TellTheCustomerByMailAndByTelephone\": {\n",
    "              \"Type\": \"Task\",\n",
    "              \"Resource\": \"arn:aws:states:::lambda:invoke\",\n",
    "              \"Parameters\": {\n",
    "                \"FunctionName\": \"arn:aws:lambda:eu-central-1:123456789012:function:",
    "customer-relations-Telephone-and-Mail-TellTheCustomer-0123456789ab:production\",\n",
    "                \"Payload.$\": ",
    "\"$.customer.addresses[0].persons[0].telephones[0].numbers[0].extensions[0].text\"\n",
    "              },\n",
    "              \"End\": true\n",
    "            }\n",
    "          }\n",
    "        },\n",
    "        {\n",
    "          \"StartAt\": \"For each of the things that were bought: is it there?\",\n",
    "          \"States\": {\n",
    "            \"For each of the things that were bought: is it there?\": {\n",
    "              \"Type\": \"Map\",\n",
    "              \"ItemProcessor\": {\n",
    "                \"StartAt\": \"Ask the warehouse, which may be slow, for that thing\",\n",
    "                \"States\": {\n",
    "                  \"Ask the warehouse, which may be slow, for that thing\": {\n",
    "                    \"Type\": \"Task\",\n",
    "                    \"Resource\": \"arn:aws:lambda:eu-central-1:123456789012:function:",
    "warehouse-AskTheWarehouse-0123456789ab\",\n",
    "                    \"Catch\": [\n",
    "                      { \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Say that nobody ",
    "knows whether that thing is there\" }\n",
    "                    ],\n",
    "                    \"End\": true\n",
    "                  },\n",
    "                  \"Say that nobody knows whether that thing is there\": { \"Type\": ",
    "\"Pass\", \"End\": true }\n",
    "                }\n",
    "              },\n",
    "              \"End\": true\n",
    "            }\n",
    "          }\n",
    "        }\n",
    "      ],\n",
    "      \"Catch\": [\n",
    "        { \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Turn down whoever has never ",
    "bought anything, whatever the reason\" }\n",
    "      ],\n",
    "      \"End\": true\n",
    "    },\n",
    "    \"Turn down whoever has never bought anything, whatever the reason\": { \"Type\": ",
    "\"Fail\", \"Error\": \"TurnedDown\" }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box names_that_are_graph_boxes[] = {
    { 418, 16, 64, 28, "Start" }, /* 0 */
    { 359, 80, 182, 72, "Check whether the\ncustomer has ever\nbought something here" }, /* 1 */
    { 16, 231, 570, 368, "Tell the customer and the\nwarehouse of it, both at once" }, /* 2 */
    { 32, 323, 172, 56, "TellTheCustomerBy\nMailAndByTelephone" }, /* 3 */
    { 228, 323, 342, 260, "For each of the things that were bought: is it there?" }, /* 4 */
    { 299, 399, 200, 56, "Ask the warehouse, which\nmay be slow, for that thing" }, /* 5 */
    { 300, 511, 198, 56, "Say that nobody knows\nwhether that thing is there" }, /* 6 */
    { 506, 665, 188, 72, "Turn down whoever has\nnever bought anything,\nwhatever the reason" }, /* 7 */
    { 269, 679, 64, 28, "End" }, /* 8 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow names_that_are_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M450 44L450 80" },
    { 1, 2, ASL_ARROW_CHOICE, 301, 196, "$.customer.numberOfOrders\nThatWer...rsOfOldCustomers",
      "M375 152C375 167 301 167 301 182M301 211L301 231" },
    { 1, 7, ASL_ARROW_DEFAULT, 600, 196, "default",
      "M525 152C525 167 600 167 600 182L600 188M600 204L600 665" },
    { 2, 7, ASL_ARROW_CATCH, 450, 627, "States.ALL",
      "M450 599L450 619M450 635C450 650 522 650 522 665" },
    { 2, 8, ASL_ARROW_END, 0, 0, NULL, "M301 599L301 679" },
    { 2, 3, ASL_ARROW_START, 0, 0, NULL, "M118 287L118 323" },
    { 2, 4, ASL_ARROW_START, 0, 0, NULL, "M399 287L399 323" },
    { 4, 5, ASL_ARROW_START, 0, 0, NULL, "M399 363L399 399" },
    { 5, 6, ASL_ARROW_CATCH, 399, 483, "States.ALL", "M399 455L399 475M399 491L399 511" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph names_that_are_graph = {
    710, 753, names_that_are_graph_boxes, names_that_are_graph_arrows
};

static const struct asl_feature *const names_that_are_features[] = {
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

static const struct asl_target *const names_that_are_targets[] = {
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

static const struct asl_workflow names_that_are_workflow = {
    .name       = "names-that-are-too-long-for-one-line-of-a-comment",
    .source     = "names-that-are-too-long-for-one-line-of-a-comment.asl.json",
    .machine    = &names_that_are_machine,
    .definition = names_that_are_definition,
    .targets    = names_that_are_targets,
    .traces     = &asl_traces,
    .graph      = &names_that_are_graph,
    .features   = names_that_are_features,
};

int main(int argc, char **argv)
{
    return asl_main(&names_that_are_workflow, argc, argv);
}
