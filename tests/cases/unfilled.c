/*
 * unfilled.c - made by aslc from unfilled.asl.json. Do not edit.
 *
 *   A value that is no text and still open: its state fails when it is reached,
 *   and nothing is taken for it.
 *
 * -> Look       Choice   -> Each | Wait | Compare
 *    Compare    Choice   -> Ask | Both
 *    Ask        Task     -> Each; on error Wait
 *    Each       Map      -> Both
 *      [*] One  Pass     -> end
 *    Both       Parallel -> end
 *      [0] Left Pass     -> end
 *    Wait       Wait     -> end
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
static const struct asl_machine unfilled_each_item_machine;
static const struct asl_machine unfilled_both_1_machine;

/* ==== Machine: unfilled ===========================================  :1 */

enum unfilled_state {
    UNFILLED_LOOK,
    UNFILLED_COMPARE,
    UNFILLED_ASK,
    UNFILLED_EACH,
    UNFILLED_BOTH,
    UNFILLED_WAIT
};

/* ---- Look: Choice ------------------------------------------------  :5 */

static const struct asl_expr *const unfilled_look_way = ASL_PATH("$.way", ASL_KEY("way"));

static enum asl_move unfilled_look(struct asl_frame *f)
{
    if (asl_test(f, unfilled_look_way, ASL_STRING_EQUALS, ASL_STRING("${Way}"))) { /* :8 */
        return asl_choose(f, ASL_CHOICES(0), UNFILLED_EACH);
    }
    if (asl_test(f, unfilled_look_way, ASL_STRING_EQUALS, ASL_STRING("wait"))) { /* :9 */
        return asl_choose(f, ASL_CHOICES(1), UNFILLED_WAIT);
    }
    return asl_go(f, UNFILLED_COMPARE);
}

/* ---- Compare: Choice --------------------------------------------- :13 */

static enum asl_move unfilled_compare(struct asl_frame *f)
{
    return asl_unfilled(f, "NumericEquals", "${Number}");
}

/* ---- Ask: Task --------------------------------------------------- :20 */

static const struct asl_request unfilled_ask_request = {
    .resource = "arn:aws:lambda:us-east-1:123456789012:function:${Function}",
    .kind = ASL_LAMBDA,
    .name = "${Function}",
};

static enum asl_move unfilled_ask(struct asl_frame *f)
{
    return asl_unfilled(f, "MaxAttempts", "${Attempts}");
}

/* ---- Each: Map --------------------------------------------------- :28 */

static const struct asl_map unfilled_each_map = {
    .processor = &unfilled_each_item_machine,
};

static enum asl_move unfilled_each(struct asl_frame *f)
{
    return asl_unfilled(f, "MaxConcurrency", "${Concurrency}");
}

/* ---- Both: Parallel ---------------------------------------------- :37 */

static const struct asl_machine *const unfilled_both_branches[] = {
    &unfilled_both_1_machine, /* Left :39 */
    NULL
};

static enum asl_move unfilled_both(struct asl_frame *f)
{
    return asl_unfilled(f, "ResultPath", "${Result}");
}

/* ---- Wait: Wait -------------------------------------------------- :43 */

static enum asl_move unfilled_wait(struct asl_frame *f)
{
    return asl_unfilled(f, "Seconds", "${Seconds}");
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state unfilled_states[] = {
    [UNFILLED_LOOK]    = { .name = "Look", .type = ASL_CHOICE, .line = 5 },
    [UNFILLED_COMPARE] = { .name = "Compare", .type = ASL_CHOICE, .line = 13 },
    [UNFILLED_ASK]     = { .name = "Ask", .type = ASL_TASK, .line = 20,
                           .request = &unfilled_ask_request },
    [UNFILLED_EACH]    = { .name = "Each", .type = ASL_MAP, .line = 28,
                           .map = &unfilled_each_map },
    [UNFILLED_BOTH]    = { .name = "Both", .type = ASL_PARALLEL, .line = 37,
                           .branches = unfilled_both_branches },
    [UNFILLED_WAIT]    = { .name = "Wait", .type = ASL_WAIT, .line = 43 },
    ASL_NO_STATE
};

static enum asl_move unfilled_step(struct asl_frame *f)
{
    switch ((enum unfilled_state)asl_state(f)) {
    case UNFILLED_LOOK:    return unfilled_look(f);
    case UNFILLED_COMPARE: return unfilled_compare(f);
    case UNFILLED_ASK:     return unfilled_ask(f);
    case UNFILLED_EACH:    return unfilled_each(f);
    case UNFILLED_BOTH:    return unfilled_both(f);
    case UNFILLED_WAIT:    return unfilled_wait(f);
    }
    return asl_lost(f);
}

static const struct asl_machine unfilled_machine = {
    .states = unfilled_states,
    .start  = UNFILLED_LOOK,
    .step   = unfilled_step,
};

/* ==== Machine: Each, each item ==================================== :31 */

enum unfilled_each_item_state {
    UNFILLED_ONE
};

/* ---- One: Pass --------------------------------------------------- :33 */

static enum asl_move unfilled_one(struct asl_frame *f)
{
    return asl_unfilled(f, "key.$", "${Key}");
}

/* ---- The machine ------------------------------------------------- :31 */

static const struct asl_state unfilled_each_item_states[] = {
    [UNFILLED_ONE] = { .name = "One", .type = ASL_PASS, .line = 33 },
    ASL_NO_STATE
};

static enum asl_move unfilled_each_item_step(struct asl_frame *f)
{
    switch ((enum unfilled_each_item_state)asl_state(f)) {
    case UNFILLED_ONE: return unfilled_one(f);
    }
    return asl_lost(f);
}

static const struct asl_machine unfilled_each_item_machine = {
    .states = unfilled_each_item_states,
    .start  = UNFILLED_ONE,
    .step   = unfilled_each_item_step,
};

/* ==== Machine: Both, branch 1 ===================================== :39 */

enum unfilled_both_1_state {
    UNFILLED_LEFT
};

/* ---- Left: Pass -------------------------------------------------- :39 */

static enum asl_move unfilled_left(struct asl_frame *f)
{
    return asl_unfilled(f, "InputPath", "$.a['${Left}']");
}

/* ---- The machine ------------------------------------------------- :39 */

static const struct asl_state unfilled_both_1_states[] = {
    [UNFILLED_LEFT] = { .name = "Left", .type = ASL_PASS, .line = 39 },
    ASL_NO_STATE
};

static enum asl_move unfilled_both_1_step(struct asl_frame *f)
{
    switch ((enum unfilled_both_1_state)asl_state(f)) {
    case UNFILLED_LEFT: return unfilled_left(f);
    }
    return asl_lost(f);
}

static const struct asl_machine unfilled_both_1_machine = {
    .states = unfilled_both_1_states,
    .start  = UNFILLED_LEFT,
    .step   = unfilled_both_1_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const unfilled_definition[] = {
    "{\n",
    "  \"Comment\": \"A value that is no text and still open: its state fails when it is ",
    "reached, and nothing is taken for it.\",\n",
    "  \"StartAt\": \"Look\",\n",
    "  \"States\": {\n",
    "    \"Look\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [\n",
    "        { \"Variable\": \"$.way\", \"StringEquals\": \"${Way}\", \"Next\": \"Each\" },\n",
    "        { \"Variable\": \"$.way\", \"StringEquals\": \"wait\", \"Next\": \"Wait\" }\n",
    "      ],\n",
    "      \"Default\": \"Compare\"\n",
    "    },\n",
    "    \"Compare\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [\n",
    "        { \"Not\": { \"Variable\": \"$.n\", \"NumericEquals\": \"${Number}\" }, ",
    "\"Next\": \"Ask\" }\n",
    "      ],\n",
    "      \"Default\": \"Both\"\n",
    "    },\n",
    "    \"Ask\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"arn:aws:lambda:us-east-1:123456789012:function:${Function}\",\n",
    "      \"TimeoutSeconds\": 5,\n",
    "      \"Retry\": [{ \"ErrorEquals\": [\"States.ALL\"], \"MaxAttempts\": \"${Attempts}\" ",
    "}],\n",
    "      \"Catch\": [{ \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Wait\" }],\n",
    "      \"Next\": \"Each\"\n",
    "    },\n",
    "    \"Each\": {\n",
    "      \"Type\": \"Map\",\n",
    "      \"MaxConcurrency\": \"${Concurrency}\",\n",
    "      \"ItemProcessor\": {\n",
    "        \"StartAt\": \"One\",\n",
    "        \"States\": { \"One\": { \"Type\": \"Pass\", \"Parameters\": { \"key.$\": ",
    "\"${Key}\" }, \"End\": true } }\n",
    "      },\n",
    "      \"Next\": \"Both\"\n",
    "    },\n",
    "    \"Both\": {\n",
    "      \"Type\": \"Parallel\",\n",
    "      \"Branches\": [{ \"StartAt\": \"Left\", \"States\": { \"Left\": { \"Type\": ",
    "\"Pass\", \"InputPath\": \"$.a['${Left}']\", \"End\": true } } }],\n",
    "      \"ResultPath\": \"${Result}\",\n",
    "      \"End\": true\n",
    "    },\n",
    "    \"Wait\": { \"Type\": \"Wait\", \"Seconds\": \"${Seconds}\", \"End\": true }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box unfilled_graph_boxes[] = {
    { 176, 16, 64, 28, "Start" }, /* 0 */
    { 160, 80, 96, 40, "Look" }, /* 1 */
    { 157, 189, 102, 40, "Compare" }, /* 2 */
    { 208, 286, 96, 40, "Ask" }, /* 3 */
    { 16, 409, 128, 132, "Each" }, /* 4 */
    { 32, 485, 96, 40, "One" }, /* 5 */
    { 55, 577, 128, 132, "Both" }, /* 6 */
    { 71, 653, 96, 40, "Left" }, /* 7 */
    { 283, 423, 96, 40, "Wait" }, /* 8 */
    { 172, 760, 64, 28, "End" }, /* 9 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow unfilled_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M208 44L208 80" },
    { 1, 4, ASL_ARROW_CHOICE, 80, 161, "$.way = \"${Way}\"",
      "M176 120C176 136 80 136 80 153M80 169L80 409" },
    { 1, 8, ASL_ARROW_CHOICE, 331, 161, "$.way = \"wait\"",
      "M240 120C240 136 331 136 331 153M331 169L331 423" },
    { 1, 2, ASL_ARROW_DEFAULT, 208, 161, "default", "M208 120L208 153M208 169L208 189" },
    { 2, 3, ASL_ARROW_CHOICE, 256, 258, "not ($.n = \"${Number}\")",
      "M243 229C243 239 256 239 256 250M256 266L256 286" },
    { 2, 6, ASL_ARROW_DEFAULT, 160, 258, "default",
      "M173 229C173 239 160 239 160 250M160 266L160 577" },
    { 3, 4, ASL_ARROW_NEXT, 0, 0, NULL, "M224 326C224 346 80 346 80 366L80 409" },
    { 3, 8, ASL_ARROW_CATCH, 245, 374, "States.ALL",
      "M245 326L245 366M245 382C245 395 299 395 299 409L299 423" },
    { 4, 6, ASL_ARROW_NEXT, 0, 0, NULL, "M99 541L99 577" },
    { 6, 9, ASL_ARROW_END, 0, 0, NULL, "M167 709C167 734 188 734 188 760" },
    { 8, 9, ASL_ARROW_END, 0, 0, NULL, "M331 463L331 709C331 734 220 734 220 760" },
    { 4, 5, ASL_ARROW_START, 0, 0, NULL, "M80 449L80 485" },
    { 6, 7, ASL_ARROW_START, 0, 0, NULL, "M119 617L119 653" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph unfilled_graph = {
    395, 804, unfilled_graph_boxes, unfilled_graph_arrows
};

static const struct asl_feature *const unfilled_features[] = {
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

static const struct asl_target *const unfilled_targets[] = {
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

static const struct asl_workflow unfilled_workflow = {
    .name       = "unfilled",
    .source     = "unfilled.asl.json",
    .machine    = &unfilled_machine,
    .definition = unfilled_definition,
    .targets    = unfilled_targets,
    .traces     = &asl_traces,
    .graph      = &unfilled_graph,
    .features   = unfilled_features,
};

int main(int argc, char **argv)
{
    return asl_main(&unfilled_workflow, argc, argv);
}
