/*
 * every-state.c - made by aslc from every-state.asl.json. Do not edit.
 *
 *   One of everything in JSONPath: each state type, each family of comparators,
 *   each field that may be a path.
 *
 * -> Defaults               Pass     -> Shape
 *    Shape                  Pass     -> Route
 *    Route                  Choice   -> Refused | Settle
 *    Settle                 Wait     -> Until
 *    Until                  Wait     -> Charge
 *    Charge                 Task     -> Approve; on error Refused
 *    Approve                Task     -> Each line
 *    Each line              Map      -> Sum up; on error Refused
 *      [*] Pick             Task     -> Both
 *          Both             Parallel -> end
 *            [0] Boxes      Map      -> end
 *                  [*] Tape Task     -> end
 *            [1] Rest       Wait     -> end
 *    Sum up                 Pass     -> Again?
 *    Again?                 Choice   -> Done | Refused
 *    Done                   Succeed  -> end
 *    Refused                Fail
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
static const struct asl_machine every_state_each_line_item_machine;
static const struct asl_machine every_state_both_1_machine;
static const struct asl_machine every_state_boxes_item_machine;
static const struct asl_machine every_state_both_2_machine;

/* The tables of what is called of AWS's services stand below the machines. */
static const struct asl_action every_state_sqs_SendMessage;

/* ==== Machine: every-state =======================================   :1 */

enum every_state_state {
    EVERY_STATE_DEFAULTS,
    EVERY_STATE_SHAPE,
    EVERY_STATE_ROUTE,
    EVERY_STATE_SETTLE,
    EVERY_STATE_UNTIL,
    EVERY_STATE_CHARGE,
    EVERY_STATE_APPROVE,
    EVERY_STATE_EACH_LINE,
    EVERY_STATE_SUM_UP,
    EVERY_STATE_AGAIN,
    EVERY_STATE_DONE,
    EVERY_STATE_REFUSED
};

/* ---- Defaults: Pass ---------------------------------------------   :6 */

static const struct asl_data every_state_defaults_data = {
    .result = ASL_OBJECT(
        { "limit", ASL_NUMBER(100) },
        { "tags", ASL_ARRAY(ASL_STRING("new"), ASL_NULL, ASL_TRUE, ASL_NUMBER(1.50)) },
        { "empty", ASL_EMPTY_OBJECT },
        { "note.$", ASL_STRING("literal: $.x") }),
    .result_path = ASL_PATH("$.defaults", ASL_KEY("defaults")),
};

static enum asl_move every_state_defaults(struct asl_frame *f)
{
    asl_output(f, &every_state_defaults_data);
    return asl_go(f, EVERY_STATE_SHAPE);
}

/* ---- Shape: Pass ------------------------------------------------  :17 */

static const struct asl_data every_state_shape_data = {
    .arguments = ASL_OBJECT(
        { "run", ASL_OBJECT(
            { "id", ASL_PATH("$$.Execution.Id",
                ASL_CONTEXT, ASL_KEY("Execution"), ASL_KEY("Id")) },
            { "state", ASL_PATH("$$.State.Name",
                ASL_CONTEXT, ASL_KEY("State"), ASL_KEY("Name")) }) },
        { "next", ASL_INTRINSIC("States.MathAdd(States.ArrayLength($.order.lines), 1)",
            ASL_CALL(asl_math_add,
                ASL_CALL(asl_array_length,
                    ASL_PATH("$.order.lines", ASL_KEY("order"), ASL_KEY("lines"))),
                ASL_NUMBER(1))) },
        { "delay", ASL_PATH("$.delay", ASL_KEY("delay")) },
        { "last", ASL_PATH("$.order.lines[-1].sku",
            ASL_KEY("order"), ASL_KEY("lines"), ASL_INDEX(-1), ASL_KEY("sku")) },
        { "limit", ASL_PATH("$.defaults.limit", ASL_KEY("defaults"), ASL_KEY("limit")) },
        { "until", ASL_PATH("$.until", ASL_KEY("until")) },
        { "label", ASL_INTRINSIC(
            "States.Format('{} of {}: {}', $.order.id, $$.Execution.Name, "
            "States.JsonToString($.order.lines[*].sku))",
            ASL_CALL(asl_format,
                ASL_STRING("{} of {}: {}"),
                ASL_PATH("$.order.id", ASL_KEY("order"), ASL_KEY("id")),
                ASL_PATH("$$.Execution.Name",
                    ASL_CONTEXT, ASL_KEY("Execution"), ASL_KEY("Name")),
                ASL_CALL(asl_json_to_string,
                    ASL_PATH("$.order.lines[*].sku",
                        ASL_KEY("order"), ASL_KEY("lines"), ASL_EACH, ASL_KEY("sku"))))) },
        { "cheap", ASL_PATH("$.order.lines[?(@.price < 10)].sku",
            ASL_KEY("order"),
            ASL_KEY("lines"),
            ASL_WHERE(
                ASL_CALL(asl_filter_less,
                    ASL_PATH("@.price", ASL_ITEM, ASL_KEY("price")),
                    ASL_NUMBER(10))),
            ASL_KEY("sku")) },
        { "order", ASL_PATH("$.order", ASL_KEY("order")) }),
    .assign = ASL_OBJECT(
        { "attempt", ASL_NUMBER(0) },
        { "limit", ASL_PATH("$.limit", ASL_KEY("limit")) },
        { "lines", ASL_PATH("$.order.lines", ASL_KEY("order"), ASL_KEY("lines")) }),
};

static enum asl_move every_state_shape(struct asl_frame *f)
{
    asl_input(f, &every_state_shape_data);
    asl_output(f, &every_state_shape_data);
    return asl_go(f, EVERY_STATE_ROUTE);
}

/* ---- Route: Choice ----------------------------------------------  :33 */

static const struct asl_expr *const every_state_route_total =
    ASL_PATH("$.order.total", ASL_KEY("order"), ASL_KEY("total"));
static const struct asl_expr *const every_state_route_limit =
    ASL_PATH("$limit", ASL_VARIABLE("limit"));
static const struct asl_expr *const every_state_route_country =
    ASL_PATH("$.order.country", ASL_KEY("order"), ASL_KEY("country"));
static const struct asl_expr *const every_state_route_lines =
    ASL_PATH("$.order.lines", ASL_KEY("order"), ASL_KEY("lines"));
static const struct asl_expr *const every_state_route_until =
    ASL_PATH("$.until", ASL_KEY("until"));
static const struct asl_expr *const every_state_route_gift =
    ASL_PATH("$.order.gift", ASL_KEY("order"), ASL_KEY("gift"));
static const struct asl_expr *const every_state_route_coupon =
    ASL_PATH("$.order.coupon", ASL_KEY("order"), ASL_KEY("coupon"));

static const struct asl_data every_state_route_rule_2 = {
    .at = "Choices[1]",
    .assign = ASL_OBJECT(
        { "gift", ASL_TRUE },
        { "buyer", ASL_PATH("$.order.country", ASL_KEY("order"), ASL_KEY("country")) }),
};

static enum asl_move every_state_route(struct asl_frame *f)
{
    if (asl_test(f, every_state_route_total, ASL_IS_PRESENT, ASL_TRUE) /* :38 */
            && (asl_test(f, every_state_route_total, ASL_NUMERIC_GREATER_THAN,
                         every_state_route_limit) /* :41 */
                || asl_test(f, every_state_route_country, ASL_STRING_MATCHES,
                            ASL_STRING("X*")) /* :42 */
                || !asl_test(f, every_state_route_lines, ASL_IS_PRESENT, ASL_TRUE))) { /* :43 */
        return asl_choose(f, ASL_CHOICES(0), EVERY_STATE_REFUSED);
    }
    if (asl_test(f, every_state_route_until, ASL_IS_TIMESTAMP, ASL_TRUE) /* :51 */
            && asl_test(f, every_state_route_until, ASL_TIMESTAMP_GREATER_THAN,
                        ASL_STRING("2020-01-01T00:00:00Z")) /* :52 */
            && asl_test(f, every_state_route_until, ASL_TIMESTAMP_LESS_THAN_EQUALS,
                        every_state_route_until) /* :53 */
            && asl_test(f, every_state_route_country, ASL_STRING_LESS_THAN,
                        ASL_STRING("Z")) /* :54 */
            && asl_test(f, every_state_route_gift, ASL_BOOLEAN_EQUALS, ASL_TRUE) /* :55 */
            && !asl_test(f, every_state_route_coupon, ASL_IS_NULL, ASL_FALSE)) { /* :56 */
        asl_output(f, &every_state_route_rule_2);
        return asl_choose(f, ASL_CHOICES(1), EVERY_STATE_SETTLE);
    }
    return asl_go(f, EVERY_STATE_SETTLE);
}

/* ---- Settle: Wait -----------------------------------------------  :64 */

static const struct asl_expr *const every_state_settle_until =
    ASL_PATH("$.delay", ASL_KEY("delay"));

static enum asl_move every_state_settle(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, every_state_settle_until);
    }
    return asl_go(f, EVERY_STATE_UNTIL);
}

/* ---- Until: Wait ------------------------------------------------  :65 */

static const struct asl_expr *const every_state_until_until =
    ASL_PATH("$.until", ASL_KEY("until"));

static enum asl_move every_state_until(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_timestamp(f, every_state_until_until);
    }
    return asl_go(f, EVERY_STATE_CHARGE);
}

/* ---- Charge: Task -----------------------------------------------  :66 */

static const struct asl_data every_state_charge_data = {
    .input_path = ASL_PATH("$.order", ASL_KEY("order")),
    .arguments = ASL_OBJECT(
        { "currency", ASL_STRING("EUR") },
        { "gift", ASL_PATH("$gift", ASL_VARIABLE("gift")) },
        { "amount", ASL_PATH("$.total", ASL_KEY("total")) }),
    .result_selector = ASL_OBJECT(
        { "fee", ASL_PATH("$.meta.fee", ASL_KEY("meta"), ASL_KEY("fee")) },
        { "receipt", ASL_PATH("$.receipt", ASL_KEY("receipt")) }),
    .result_path = ASL_PATH("$.payment", ASL_KEY("payment")),
    .assign = ASL_OBJECT({ "receipt", ASL_PATH("$.receipt", ASL_KEY("receipt")) }),
};

static const struct asl_request every_state_charge_request = {
    .resource = "local:charge",
    .name = "charge",
    .timeout_s = ASL_PATH("$.total", ASL_KEY("total")),
    .heartbeat_s = ASL_NUMBER(5),
};

static const struct asl_retrier every_state_charge_retry[] = {
    { .errors       = ASL_ERRORS("Card.Busy"), /* :77 */
      .interval_s   = 2,
      .backoff      = 3,
      .max_attempts = 4,
      .max_delay_s  = 5 },
    { .errors       = ASL_ERRORS("States.Timeout"), /* :85 */
      .interval_s   = 1,
      .backoff      = 2,
      .max_attempts = 1,
      .jitter       = true },
    ASL_NO_MORE
};

static const struct asl_data every_state_charge_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("Card.Stolen", "Card.Expired"),
    .result_path = ASL_PATH("$.error", ASL_KEY("error")),
    .assign = ASL_OBJECT({ "why", ASL_PATH("$.Cause", ASL_KEY("Cause")) }),
};

static const struct asl_data every_state_charge_catch_2 = {
    .at = "Catch[1]",
    .errors = ASL_ERRORS("States.ALL"),
    .result_path = ASL_NULL,
};

static enum asl_move every_state_charge(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &every_state_charge_data);
        return asl_await_task(f, &every_state_charge_request);
    }
    asl_output(f, &every_state_charge_data);
    if (asl_retry(f, every_state_charge_retry)) {
        return ASL_PARK;
    }
    if (asl_caught(f, &every_state_charge_catch_1)) { /* :92 */
        return asl_go(f, EVERY_STATE_REFUSED);
    }
    if (asl_caught(f, &every_state_charge_catch_2)) { /* :98 */
        return asl_go(f, EVERY_STATE_REFUSED);
    }
    return asl_go(f, EVERY_STATE_APPROVE);
}

/* ---- Approve: Task ---------------------------------------------- :102 */

static const struct asl_data every_state_approve_data = {
    .arguments = ASL_OBJECT(
        { "QueueUrl", ASL_STRING("local:approvals") },
        { "MessageBody", ASL_OBJECT(
            { "receipt", ASL_PATH("$receipt", ASL_VARIABLE("receipt")) },
            { "token", ASL_PATH("$$.Task.Token",
                ASL_CONTEXT, ASL_KEY("Task"), ASL_KEY("Token")) }) }),
    .result_path = ASL_PATH("$.approval", ASL_KEY("approval")),
};

static const struct asl_request every_state_approve_request = {
    .resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    .kind = ASL_SERVICE,
    .waits = true,
    .name = "sendMessage",
    .takes = &asl_sqs_sendMessage,
    .calls = &every_state_sqs_SendMessage,
    .timeout_s = ASL_NUMBER(3600),
    .heartbeat_s = ASL_PATH("$.limit", ASL_KEY("limit")),
};

static enum asl_move every_state_approve(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &every_state_approve_data);
        return asl_await_task(f, &every_state_approve_request);
    }
    asl_output(f, &every_state_approve_data);
    return asl_go(f, EVERY_STATE_EACH_LINE);
}

/* ---- Each line: Map --------------------------------------------- :114 */

static const struct asl_data every_state_each_line_data = {
    .result_path = ASL_PATH("$.picked", ASL_KEY("picked")),
};

static const struct asl_map every_state_each_line_map = {
    .processor = &every_state_each_line_item_machine,
    .items = ASL_PATH("$.order.lines", ASL_KEY("order"), ASL_KEY("lines")),
    .item = ASL_OBJECT(
        { "line", ASL_PATH("$$.Map.Item.Value",
            ASL_CONTEXT, ASL_KEY("Map"), ASL_KEY("Item"), ASL_KEY("Value")) },
        { "index", ASL_PATH("$$.Map.Item.Index",
            ASL_CONTEXT, ASL_KEY("Map"), ASL_KEY("Item"), ASL_KEY("Index")) },
        { "order", ASL_PATH("$.order.id", ASL_KEY("order"), ASL_KEY("id")) }),
    .max_concurrency = ASL_PATH("$.order.at_once", ASL_KEY("order"), ASL_KEY("at_once")),
};

static const struct asl_retrier every_state_each_line_retry[] = {
    { .errors       = ASL_ERRORS("Pick.Busy"), /* :165 */
      .interval_s   = 10,
      .backoff      = 2,
      .max_attempts = 3 },
    ASL_NO_MORE
};

static const struct asl_data every_state_each_line_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
    .result_path = ASL_PATH("$.error", ASL_KEY("error")),
};

static enum asl_move every_state_each_line(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_items(f, &every_state_each_line_map);
    }
    asl_output(f, &every_state_each_line_data);
    if (asl_retry(f, every_state_each_line_retry)) {
        return ASL_PARK;
    }
    if (asl_caught(f, &every_state_each_line_catch_1)) { /* :166 */
        return asl_go(f, EVERY_STATE_REFUSED);
    }
    return asl_go(f, EVERY_STATE_SUM_UP);
}

/* ---- Sum up: Pass ----------------------------------------------- :169 */

static const struct asl_data every_state_sum_up_data = {
    .arguments = ASL_OBJECT(
        { "size", ASL_PATH("$.order.lines.length()",
            ASL_KEY("order"), ASL_KEY("lines"), ASL_CALL_0(asl_path_length)) },
        { "count", ASL_INTRINSIC("States.ArrayLength($.picked)",
            ASL_CALL(asl_array_length, ASL_PATH("$.picked", ASL_KEY("picked")))) },
        { "buyer", ASL_PATH("$.order.country", ASL_KEY("order"), ASL_KEY("country")) }),
    .result_path = ASL_PATH("$.sum", ASL_KEY("sum")),
};

static enum asl_move every_state_sum_up(struct asl_frame *f)
{
    asl_input(f, &every_state_sum_up_data);
    asl_output(f, &every_state_sum_up_data);
    return asl_go(f, EVERY_STATE_AGAIN);
}

/* ---- Again?: Choice --------------------------------------------- :179 */

static const struct asl_expr *const every_state_again_count =
    ASL_PATH("$.count", ASL_KEY("count"));
static const struct asl_expr *const every_state_again_buyer =
    ASL_PATH("$.buyer", ASL_KEY("buyer"));
static const struct asl_expr *const every_state_again_country =
    ASL_PATH("$.country", ASL_KEY("country"));
static const struct asl_expr *const every_state_again_size =
    ASL_PATH("$.size", ASL_KEY("size"));

static const struct asl_data every_state_again_rule_1 = {
    .at = "Choices[0]",
    .output = ASL_PATH("$.count", ASL_KEY("count")),
};

static const struct asl_data every_state_again_rule_2 = {
    .at = "Choices[1]",
    .output = ASL_PATH("$.count", ASL_KEY("count")),
};

static const struct asl_data every_state_again_data = {
    .input_path = ASL_PATH("$.sum", ASL_KEY("sum")),
    .output = ASL_PATH("$.count", ASL_KEY("count")),
    .assign = ASL_OBJECT({ "tries", ASL_NUMBER(1) }),
};

static enum asl_move every_state_again(struct asl_frame *f)
{
    asl_input(f, &every_state_again_data);
    if (asl_test(f, every_state_again_count, ASL_NUMERIC_GREATER_THAN,
                 ASL_NUMBER(0))) { /* :184 */
        asl_output(f, &every_state_again_rule_1);
        return asl_choose(f, ASL_CHOICES(0), EVERY_STATE_DONE);
    }
    if (!(asl_test(f, every_state_again_buyer, ASL_STRING_EQUALS,
                   every_state_again_country) /* :188 */
                && (asl_test(f, every_state_again_buyer, ASL_STRING_MATCHES,
                             ASL_STRING("A*")) /* :191 */
                    || asl_test(f, every_state_again_size, ASL_NUMERIC_LESS_THAN,
                                ASL_NUMBER(3))))) { /* :192 */
        asl_output(f, &every_state_again_rule_2);
        return asl_choose(f, ASL_CHOICES(1), EVERY_STATE_DONE);
    }
    asl_output(f, &every_state_again_data);
    return asl_go(f, EVERY_STATE_REFUSED);
}

/* ---- Done: Succeed ---------------------------------------------- :203 */

static const struct asl_data every_state_done_data = {
    .input_path = ASL_PATH("$", ASL_ROOT),
    .output = ASL_EMPTY_OBJECT,
};

static enum asl_move every_state_done(struct asl_frame *f)
{
    asl_input(f, &every_state_done_data);
    asl_output(f, &every_state_done_data);
    return asl_end(f);
}

/* ---- Refused: Fail ---------------------------------------------- :204 */

static const struct asl_expr *const every_state_refused_error =
    ASL_PATH("$.error.Error", ASL_KEY("error"), ASL_KEY("Error"));

static const struct asl_expr *const every_state_refused_cause =
    ASL_INTRINSIC("States.Format('Order {} was refused.', $.order.id)",
        ASL_CALL(asl_format,
            ASL_STRING("Order {} was refused."),
            ASL_PATH("$.order.id", ASL_KEY("order"), ASL_KEY("id"))));

static enum asl_move every_state_refused(struct asl_frame *f)
{
    return asl_fail(f, every_state_refused_error, every_state_refused_cause);
}

/* ---- The machine ------------------------------------------------   :1 */

static const struct asl_state every_state_states[] = {
    [EVERY_STATE_DEFAULTS]  = { .name = "Defaults", .type = ASL_PASS, .line = 6 },
    [EVERY_STATE_SHAPE]     = { .name = "Shape", .type = ASL_PASS, .line = 17 },
    [EVERY_STATE_ROUTE]     = { .name = "Route", .type = ASL_CHOICE, .line = 33 },
    [EVERY_STATE_SETTLE]    = { .name = "Settle", .type = ASL_WAIT, .line = 64 },
    [EVERY_STATE_UNTIL]     = { .name = "Until", .type = ASL_WAIT, .line = 65 },
    [EVERY_STATE_CHARGE]    = { .name = "Charge", .type = ASL_TASK, .line = 66,
                                .request = &every_state_charge_request },
    [EVERY_STATE_APPROVE]   = { .name = "Approve", .type = ASL_TASK, .line = 102,
                                .request = &every_state_approve_request },
    [EVERY_STATE_EACH_LINE] = { .name = "Each line", .type = ASL_MAP, .line = 114,
                                .map = &every_state_each_line_map },
    [EVERY_STATE_SUM_UP]    = { .name = "Sum up", .type = ASL_PASS, .line = 169 },
    [EVERY_STATE_AGAIN]     = { .name = "Again?", .type = ASL_CHOICE, .line = 179 },
    [EVERY_STATE_DONE]      = { .name = "Done", .type = ASL_SUCCEED, .line = 203 },
    [EVERY_STATE_REFUSED]   = { .name = "Refused", .type = ASL_FAIL, .line = 204 },
    ASL_NO_STATE
};

static enum asl_move every_state_step(struct asl_frame *f)
{
    switch ((enum every_state_state)asl_state(f)) {
    case EVERY_STATE_DEFAULTS:  return every_state_defaults(f);
    case EVERY_STATE_SHAPE:     return every_state_shape(f);
    case EVERY_STATE_ROUTE:     return every_state_route(f);
    case EVERY_STATE_SETTLE:    return every_state_settle(f);
    case EVERY_STATE_UNTIL:     return every_state_until(f);
    case EVERY_STATE_CHARGE:    return every_state_charge(f);
    case EVERY_STATE_APPROVE:   return every_state_approve(f);
    case EVERY_STATE_EACH_LINE: return every_state_each_line(f);
    case EVERY_STATE_SUM_UP:    return every_state_sum_up(f);
    case EVERY_STATE_AGAIN:     return every_state_again(f);
    case EVERY_STATE_DONE:      return every_state_done(f);
    case EVERY_STATE_REFUSED:   return every_state_refused(f);
    }
    return asl_lost(f);
}

static const struct asl_machine every_state_machine = {
    .states = every_state_states,
    .start  = EVERY_STATE_DEFAULTS,
    .step   = every_state_step,
};

/* ==== Machine: Each line, each item ============================== :123 */

enum every_state_each_line_item_state {
    EVERY_STATE_PICK,
    EVERY_STATE_BOTH
};

/* ---- Pick: Task ------------------------------------------------- :126 */

static const struct asl_data every_state_pick_data = {
    .result_path = ASL_PATH("$.picked", ASL_KEY("picked")),
};

static const struct asl_request every_state_pick_request = {
    .resource = "local:pick",
    .name = "pick",
};

static enum asl_move every_state_pick(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &every_state_pick_request);
    }
    asl_output(f, &every_state_pick_data);
    return asl_go(f, EVERY_STATE_BOTH);
}

/* ---- Both: Parallel --------------------------------------------- :132 */

static const struct asl_data every_state_both_data = {
    .result_path = ASL_PATH("$.both", ASL_KEY("both")),
};

static const struct asl_machine *const every_state_both_branches[] = {
    &every_state_both_1_machine, /* Boxes :135 */
    &every_state_both_2_machine, /* Rest :151 */
    NULL
};

static const struct asl_retrier every_state_both_retry[] = {
    { .errors       = ASL_ERRORS("Tape.Empty"), /* :159 */
      .interval_s   = 1,
      .backoff      = 2,
      .max_attempts = 2 },
    ASL_NO_MORE
};

static enum asl_move every_state_both(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_branches(f, every_state_both_branches);
    }
    asl_output(f, &every_state_both_data);
    if (asl_retry(f, every_state_both_retry)) {
        return ASL_PARK;
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------ :123 */

static const struct asl_state every_state_each_line_item_states[] = {
    [EVERY_STATE_PICK] = { .name = "Pick", .type = ASL_TASK, .line = 126,
                           .request = &every_state_pick_request },
    [EVERY_STATE_BOTH] = { .name = "Both", .type = ASL_PARALLEL, .line = 132,
                           .branches = every_state_both_branches },
    ASL_NO_STATE
};

static enum asl_move every_state_each_line_item_step(struct asl_frame *f)
{
    switch ((enum every_state_each_line_item_state)asl_state(f)) {
    case EVERY_STATE_PICK: return every_state_pick(f);
    case EVERY_STATE_BOTH: return every_state_both(f);
    }
    return asl_lost(f);
}

static const struct asl_machine every_state_each_line_item_machine = {
    .states = every_state_each_line_item_states,
    .start  = EVERY_STATE_PICK,
    .step   = every_state_each_line_item_step,
};

/* ==== Machine: Both, branch 1 ==================================== :135 */

enum every_state_both_1_state {
    EVERY_STATE_BOXES
};

/* ---- Boxes: Map ------------------------------------------------- :138 */

static const struct asl_map every_state_boxes_map = {
    .processor = &every_state_boxes_item_machine,
    .items = ASL_PATH("$.line.boxes", ASL_KEY("line"), ASL_KEY("boxes")),
};

static enum asl_move every_state_boxes(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_items(f, &every_state_boxes_map);
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------ :135 */

static const struct asl_state every_state_both_1_states[] = {
    [EVERY_STATE_BOXES] = { .name = "Boxes", .type = ASL_MAP, .line = 138,
                            .map = &every_state_boxes_map },
    ASL_NO_STATE
};

static enum asl_move every_state_both_1_step(struct asl_frame *f)
{
    switch ((enum every_state_both_1_state)asl_state(f)) {
    case EVERY_STATE_BOXES: return every_state_boxes(f);
    }
    return asl_lost(f);
}

static const struct asl_machine every_state_both_1_machine = {
    .states = every_state_both_1_states,
    .start  = EVERY_STATE_BOXES,
    .step   = every_state_both_1_step,
};

/* ==== Machine: Boxes, each item ================================== :141 */

enum every_state_boxes_item_state {
    EVERY_STATE_TAPE
};

/* ---- Tape: Task ------------------------------------------------- :144 */

static const struct asl_request every_state_tape_request = {
    .resource = "local:tape",
    .name = "tape",
};

static enum asl_move every_state_tape(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &every_state_tape_request);
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------ :141 */

static const struct asl_state every_state_boxes_item_states[] = {
    [EVERY_STATE_TAPE] = { .name = "Tape", .type = ASL_TASK, .line = 144,
                           .request = &every_state_tape_request },
    ASL_NO_STATE
};

static enum asl_move every_state_boxes_item_step(struct asl_frame *f)
{
    switch ((enum every_state_boxes_item_state)asl_state(f)) {
    case EVERY_STATE_TAPE: return every_state_tape(f);
    }
    return asl_lost(f);
}

static const struct asl_machine every_state_boxes_item_machine = {
    .states = every_state_boxes_item_states,
    .start  = EVERY_STATE_TAPE,
    .step   = every_state_boxes_item_step,
};

/* ==== Machine: Both, branch 2 ==================================== :151 */

enum every_state_both_2_state {
    EVERY_STATE_REST
};

/* ---- Rest: Wait ------------------------------------------------- :154 */

static const struct asl_data every_state_rest_data = {
    .output = ASL_PATH("$.index", ASL_KEY("index")),
};

static enum asl_move every_state_rest(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, ASL_NUMBER(3));
    }
    asl_output(f, &every_state_rest_data);
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------ :151 */

static const struct asl_state every_state_both_2_states[] = {
    [EVERY_STATE_REST] = { .name = "Rest", .type = ASL_WAIT, .line = 154 },
    ASL_NO_STATE
};

static enum asl_move every_state_both_2_step(struct asl_frame *f)
{
    switch ((enum every_state_both_2_state)asl_state(f)) {
    case EVERY_STATE_REST: return every_state_rest(f);
    }
    return asl_lost(f);
}

static const struct asl_machine every_state_both_2_machine = {
    .states = every_state_both_2_states,
    .start  = EVERY_STATE_REST,
    .step   = every_state_both_2_step,
};

/* ==== Calls of the service sqs ===================================   :1 */

static const struct asl_fault every_state_sqs_Faults[] = {
    { "BatchEntryIdsNotDistinctException", "BatchEntryIdsNotDistinct" },
    { "BatchRequestTooLongException", "BatchRequestTooLong" },
    { "EmptyBatchRequestException", "EmptyBatchRequest" },
    { "InvalidAddressException", "InvalidAddress" },
    { "InvalidAttributeNameException", "InvalidAttributeName" },
    { "InvalidAttributeValueException", "InvalidAttributeValue" },
    { "InvalidBatchEntryIdException", "InvalidBatchEntryId" },
    { "InvalidIdFormatException", "InvalidIdFormat" },
    { "InvalidMessageContentsException", "InvalidMessageContents" },
    { "InvalidSecurityException", "InvalidSecurity" },
    { "KmsAccessDeniedException", "KmsAccessDenied" },
    { "KmsDisabledException", "KmsDisabled" },
    { "KmsInvalidKeyUsageException", "KmsInvalidKeyUsage" },
    { "KmsInvalidStateException", "KmsInvalidState" },
    { "KmsNotFoundException", "KmsNotFound" },
    { "KmsOptInRequiredException", "KmsOptInRequired" },
    { "KmsThrottledException", "KmsThrottled" },
    { "MessageNotInflightException", "MessageNotInflight" },
    { "OverLimitException", "OverLimit" },
    { "PurgeQueueInProgressException", "PurgeQueueInProgress" },
    { "QueueDeletedRecentlyException", "QueueDeletedRecently" },
    { "QueueDoesNotExistException", "QueueDoesNotExist" },
    { "QueueNameExistsException", "QueueNameExists" },
    { "ReceiptHandleIsInvalidException", "ReceiptHandleIsInvalid" },
    { "RequestThrottledException", "RequestThrottled" }, { "ResourceNotFoundException", NULL },
    { "TooManyEntriesInBatchRequestException", "TooManyEntriesInBatchRequest" },
    { "UnsupportedOperationException", "UnsupportedOperation" },
    { .name = NULL }
};

static const struct asl_service every_state_sqs_Api = {
    .name = "sqs",
    .id = "SQS",
    .prefix = "Sqs",
    .client = "AmazonSQS",
    .own = "SQS",
    .other = "AmazonSQSException",
    .protocol = &asl_protocol_json,
    .version = "1.0",
    .target = "AmazonSQS",
    .host = "sqs",
    .signing = "sqs",
    .faults = every_state_sqs_Faults,
};

static const struct asl_shape every_state_sqs_BinaryList =
    { ASL_SHAPE_LIST, .of = &asl_shape_blob };

static const struct asl_shape every_state_sqs_StringList =
    { ASL_SHAPE_LIST, .of = &asl_shape_string };

static const struct asl_member every_state_sqs_MessageAttributeValue_Members[] = {
    { .name = "BinaryListValues", .shape = &every_state_sqs_BinaryList },
    { .name = "BinaryValue", .shape = &asl_shape_blob },
    { .name = "DataType", .shape = &asl_shape_string },
    { .name = "StringListValues", .shape = &every_state_sqs_StringList },
    { .name = "StringValue", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape every_state_sqs_MessageAttributeValue =
    { ASL_SHAPE_STRUCTURE, .members = every_state_sqs_MessageAttributeValue_Members };

static const struct asl_shape every_state_sqs_MessageBodyAttributeMap =
    { ASL_SHAPE_MAP, .of = &every_state_sqs_MessageAttributeValue, .is_flat = true };

static const struct asl_member every_state_sqs_MessageSystemAttributeValue_Members[] = {
    { .name = "BinaryListValues", .shape = &every_state_sqs_BinaryList },
    { .name = "BinaryValue", .shape = &asl_shape_blob },
    { .name = "DataType", .shape = &asl_shape_string },
    { .name = "StringListValues", .shape = &every_state_sqs_StringList },
    { .name = "StringValue", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape every_state_sqs_MessageSystemAttributeValue =
    { ASL_SHAPE_STRUCTURE, .members = every_state_sqs_MessageSystemAttributeValue_Members };

static const struct asl_shape every_state_sqs_MessageBodySystemAttributeMap =
    { ASL_SHAPE_MAP, .of = &every_state_sqs_MessageSystemAttributeValue, .is_flat = true };

static const struct asl_member every_state_sqs_SendMessageRequest_Members[] = {
    { .name = "DelaySeconds", .shape = &asl_shape_integer },
    { .name = "MessageAttributes", .shape = &every_state_sqs_MessageBodyAttributeMap },
    { .name = "MessageBody", .shape = &asl_shape_string },
    { .name = "MessageDeduplicationId", .shape = &asl_shape_string },
    { .name = "MessageGroupId", .shape = &asl_shape_string },
    { .name = "MessageSystemAttributes",
      .shape = &every_state_sqs_MessageBodySystemAttributeMap },
    { .name = "QueueUrl", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape every_state_sqs_SendMessageRequest =
    { ASL_SHAPE_STRUCTURE, .members = every_state_sqs_SendMessageRequest_Members };

static const struct asl_member every_state_sqs_SendMessageResult_Members[] = {
    { .name = "MD5OfMessageAttributes", .shape = &asl_shape_string },
    { .name = "MD5OfMessageBody", .shape = &asl_shape_string },
    { .name = "MD5OfMessageSystemAttributes", .shape = &asl_shape_string },
    { .name = "MessageId", .shape = &asl_shape_string },
    { .name = "SequenceNumber", .shape = &asl_shape_string },
    { .name = NULL }
};
static const struct asl_shape every_state_sqs_SendMessageResult =
    { ASL_SHAPE_STRUCTURE, .members = every_state_sqs_SendMessageResult_Members };

static const struct asl_action every_state_sqs_SendMessage = {
    .service = &every_state_sqs_Api,
    .operation = "SendMessage",
    .method = "POST",
    .path = "/",
    .input = &every_state_sqs_SendMessageRequest,
    .output = &every_state_sqs_SendMessageResult,
    .is_optimised = true,
};

/* ==== The workflow ===============================================   :1 */

static const char *const every_state_definition[] = {
    "{\n",
    "  \"Comment\": \"One of everything in JSONPath: each state type, each family of ",
    "comparators, each field that may be a path.\",\n",
    "  \"StartAt\": \"Defaults\",\n",
    "  \"TimeoutSeconds\": 86400,\n",
    "  \"States\": {\n",
    "    \"Defaults\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Result\": {\n",
    "        \"limit\": 100,\n",
    "        \"tags\": [\"new\", null, true, 1.50],\n",
    "        \"empty\": {},\n",
    "        \"note.$\": \"literal: $.x\"\n",
    "      },\n",
    "      \"ResultPath\": \"$.defaults\",\n",
    "      \"Next\": \"Shape\"\n",
    "    },\n",
    "    \"Shape\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": {\n",
    "        \"order.$\": \"$.order\",\n",
    "        \"delay.$\": \"$.delay\",\n",
    "        \"until.$\": \"$.until\",\n",
    "        \"limit.$\": \"$.defaults.limit\",\n",
    "        \"label.$\": \"States.Format('{} of {}: {}', $.order.id, $$.Execution.Name, ",
    "States.JsonToString($.order.lines[*].sku))\",\n",
    "        \"next.$\": \"States.MathAdd(States.ArrayLength($.order.lines), 1)\",\n",
    "        \"last.$\": \"$.order.lines[-1].sku\",\n",
    "        \"cheap.$\": \"$.order.lines[?(@.price < 10)].sku\",\n",
    "        \"run\": { \"id.$\": \"$$.Execution.Id\", \"state.$\": \"$$.State.Name\" }\n",
    "      },\n",
    "      \"Assign\": { \"limit.$\": \"$.limit\", \"attempt\": 0, \"lines.$\": ",
    "\"$.order.lines\" },\n",
    "      \"Next\": \"Route\"\n",
    "    },\n",
    "    \"Route\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"Choices\": [\n",
    "        {\n",
    "          \"And\": [\n",
    "            { \"Variable\": \"$.order.total\", \"IsPresent\": true },\n",
    "            {\n",
    "              \"Or\": [\n",
    "                { \"Variable\": \"$.order.total\", \"NumericGreaterThanPath\": ",
    "\"$limit\" },\n",
    "                { \"Variable\": \"$.order.country\", \"StringMatches\": \"X*\" },\n",
    "                { \"Not\": { \"Variable\": \"$.order.lines\", \"IsPresent\": true } }\n",
    "              ]\n",
    "            }\n",
    "          ],\n",
    "          \"Next\": \"Refused\"\n",
    "        },\n",
    "        {\n",
    "          \"And\": [\n",
    "            { \"Variable\": \"$.until\", \"IsTimestamp\": true },\n",
    "            { \"Variable\": \"$.until\", \"TimestampGreaterThan\": ",
    "\"2020-01-01T00:00:00Z\" },\n",
    "            { \"Variable\": \"$.until\", \"TimestampLessThanEqualsPath\": \"$.until\" ",
    "},\n",
    "            { \"Variable\": \"$.order.country\", \"StringLessThan\": \"Z\" },\n",
    "            { \"Variable\": \"$.order.gift\", \"BooleanEquals\": true },\n",
    "            { \"Not\": { \"Variable\": \"$.order.coupon\", \"IsNull\": false } }\n",
    "          ],\n",
    "          \"Assign\": { \"gift\": true, \"buyer.$\": \"$.order.country\" },\n",
    "          \"Next\": \"Settle\"\n",
    "        }\n",
    "      ],\n",
    "      \"Default\": \"Settle\"\n",
    "    },\n",
    "    \"Settle\": { \"Type\": \"Wait\", \"SecondsPath\": \"$.delay\", \"Next\": \"Until\" ",
    "},\n",
    "    \"Until\": { \"Type\": \"Wait\", \"TimestampPath\": \"$.until\", \"Next\": ",
    "\"Charge\" },\n",
    "    \"Charge\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"local:charge\",\n",
    "      \"InputPath\": \"$.order\",\n",
    "      \"Parameters\": { \"amount.$\": \"$.total\", \"gift.$\": \"$gift\", \"currency\": ",
    "\"EUR\" },\n",
    "      \"ResultSelector\": { \"receipt.$\": \"$.receipt\", \"fee.$\": \"$.meta.fee\" },\n",
    "      \"ResultPath\": \"$.payment\",\n",
    "      \"TimeoutSecondsPath\": \"$.total\",\n",
    "      \"HeartbeatSeconds\": 5,\n",
    "      \"Assign\": { \"receipt.$\": \"$.receipt\" },\n",
    "      \"Retry\": [\n",
    "        {\n",
    "          \"ErrorEquals\": [\"Card.Busy\"],\n",
    "          \"IntervalSeconds\": 2,\n",
    "          \"MaxAttempts\": 4,\n",
    "          \"BackoffRate\": 3,\n",
    "          \"MaxDelaySeconds\": 5,\n",
    "          \"JitterStrategy\": \"NONE\"\n",
    "        },\n",
    "        {\n",
    "          \"ErrorEquals\": [\"States.Timeout\"],\n",
    "          \"MaxAttempts\": 1,\n",
    "          \"JitterStrategy\": \"FULL\"\n",
    "        }\n",
    "      ],\n",
    "      \"Catch\": [\n",
    "        {\n",
    "          \"ErrorEquals\": [\"Card.Stolen\", \"Card.Expired\"],\n",
    "          \"ResultPath\": \"$.error\",\n",
    "          \"Assign\": { \"why.$\": \"$.Cause\" },\n",
    "          \"Next\": \"Refused\"\n",
    "        },\n",
    "        { \"ErrorEquals\": [\"States.ALL\"], \"ResultPath\": null, \"Next\": \"Refused\" ",
    "}\n",
    "      ],\n",
    "      \"Next\": \"Approve\"\n",
    "    },\n",
    "    \"Approve\": {\n",
    "      \"Type\": \"Task\",\n",
    "      \"Resource\": \"arn:aws:states:::sqs:sendMessage.waitForTaskToken\",\n",
    "      \"Parameters\": {\n",
    "        \"QueueUrl\": \"local:approvals\",\n",
    "        \"MessageBody\": { \"token.$\": \"$$.Task.Token\", \"receipt.$\": \"$receipt\" ",
    "}\n",
    "      },\n",
    "      \"ResultPath\": \"$.approval\",\n",
    "      \"HeartbeatSecondsPath\": \"$.limit\",\n",
    "      \"TimeoutSeconds\": 3600,\n",
    "      \"Next\": \"Each line\"\n",
    "    },\n",
    "    \"Each line\": {\n",
    "      \"Type\": \"Map\",\n",
    "      \"ItemsPath\": \"$.order.lines\",\n",
    "      \"ItemSelector\": {\n",
    "        \"line.$\": \"$$.Map.Item.Value\",\n",
    "        \"index.$\": \"$$.Map.Item.Index\",\n",
    "        \"order.$\": \"$.order.id\"\n",
    "      },\n",
    "      \"MaxConcurrencyPath\": \"$.order.at_once\",\n",
    "      \"ItemProcessor\": {\n",
    "        \"StartAt\": \"Pick\",\n",
    "        \"States\": {\n",
    "          \"Pick\": {\n",
    "            \"Type\": \"Task\",\n",
    "            \"Resource\": \"local:pick\",\n",
    "            \"ResultPath\": \"$.picked\",\n",
    "            \"Next\": \"Both\"\n",
    "          },\n",
    "          \"Both\": {\n",
    "            \"Type\": \"Parallel\",\n",
    "            \"Branches\": [\n",
    "              {\n",
    "                \"StartAt\": \"Boxes\",\n",
    "                \"States\": {\n",
    "                  \"Boxes\": {\n",
    "                    \"Type\": \"Map\",\n",
    "                    \"ItemsPath\": \"$.line.boxes\",\n",
    "                    \"ItemProcessor\": {\n",
    "                      \"StartAt\": \"Tape\",\n",
    "                      \"States\": {\n",
    "                        \"Tape\": { \"Type\": \"Task\", \"Resource\": \"local:tape\", ",
    "\"End\": true }\n",
    "                      }\n",
    "                    },\n",
    "                    \"End\": true\n",
    "                  }\n",
    "                }\n",
    "              },\n",
    "              {\n",
    "                \"StartAt\": \"Rest\",\n",
    "                \"States\": {\n",
    "                  \"Rest\": { \"Type\": \"Wait\", \"Seconds\": 3, \"OutputPath\": ",
    "\"$.index\", \"End\": true }\n",
    "                }\n",
    "              }\n",
    "            ],\n",
    "            \"ResultPath\": \"$.both\",\n",
    "            \"Retry\": [{ \"ErrorEquals\": [\"Tape.Empty\"], \"MaxAttempts\": 2 }],\n",
    "            \"End\": true\n",
    "          }\n",
    "        }\n",
    "      },\n",
    "      \"ResultPath\": \"$.picked\",\n",
    "      \"Retry\": [{ \"ErrorEquals\": [\"Pick.Busy\"], \"IntervalSeconds\": 10 }],\n",
    "      \"Catch\": [{ \"ErrorEquals\": [\"States.ALL\"], \"ResultPath\": \"$.error\", ",
    "\"Next\": \"Refused\" }],\n",
    "      \"Next\": \"Sum up\"\n",
    "    },\n",
    "    \"Sum up\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": {\n",
    "        \"count.$\": \"States.ArrayLength($.picked)\",\n",
    "        \"buyer.$\": \"$.order.country\",\n",
    "        \"size.$\": \"$.order.lines.length()\"\n",
    "      },\n",
    "      \"ResultPath\": \"$.sum\",\n",
    "      \"Next\": \"Again?\"\n",
    "    },\n",
    "    \"Again?\": {\n",
    "      \"Type\": \"Choice\",\n",
    "      \"InputPath\": \"$.sum\",\n",
    "      \"OutputPath\": \"$.count\",\n",
    "      \"Choices\": [\n",
    "        { \"Variable\": \"$.count\", \"NumericGreaterThan\": 0, \"Next\": \"Done\" },\n",
    "        {\n",
    "          \"Not\": {\n",
    "            \"And\": [\n",
    "              { \"Variable\": \"$.buyer\", \"StringEqualsPath\": \"$.country\" },\n",
    "              {\n",
    "                \"Or\": [\n",
    "                  { \"Variable\": \"$.buyer\", \"StringMatches\": \"A*\" },\n",
    "                  { \"Variable\": \"$.size\", \"NumericLessThan\": 3 }\n",
    "                ]\n",
    "              }\n",
    "            ]\n",
    "          },\n",
    "          \"Next\": \"Done\"\n",
    "        }\n",
    "      ],\n",
    "      \"Default\": \"Refused\",\n",
    "      \"Assign\": { \"tries\": 1 }\n",
    "    },\n",
    "    \"Done\": { \"Type\": \"Succeed\", \"InputPath\": \"$\", \"OutputPath\": null },\n",
    "    \"Refused\": {\n",
    "      \"Type\": \"Fail\",\n",
    "      \"ErrorPath\": \"$.error.Error\",\n",
    "      \"CausePath\": \"States.Format('Order {} was refused.', $.order.id)\"\n",
    "    }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box every_state_graph_boxes[] = {
    { 266, 16, 64, 28, "Start" }, /* 0 */
    { 250, 80, 96, 40, "Defaults" }, /* 1 */
    { 250, 156, 96, 40, "Shape" }, /* 2 */
    { 250, 232, 96, 40, "Route" }, /* 3 */
    { 306, 368, 96, 40, "Settle" }, /* 4 */
    { 306, 444, 96, 40, "Until" }, /* 5 */
    { 306, 520, 96, 40, "Charge" }, /* 6 */
    { 305, 652, 98, 40, "Approve" }, /* 7 */
    { 198, 728, 312, 392, "Each line" }, /* 8 */
    { 306, 804, 96, 40, "Pick" }, /* 9 */
    { 214, 880, 280, 224, "Both" }, /* 10 */
    { 230, 956, 128, 132, "Boxes" }, /* 11 */
    { 246, 1032, 96, 40, "Tape" }, /* 12 */
    { 382, 956, 96, 40, "Rest" }, /* 13 */
    { 306, 1188, 96, 40, "Sum up" }, /* 14 */
    { 306, 1264, 96, 40, "Again?" }, /* 15 */
    { 363, 1393, 96, 40, "Done" }, /* 16 */
    { 96, 1393, 98, 40, "Refused" }, /* 17 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow every_state_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M298 44L298 80" },
    { 1, 2, ASL_ARROW_NEXT, 0, 0, NULL, "M298 120L298 156" },
    { 2, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M298 196L298 232" },
    { 3, 17, ASL_ARROW_CHOICE, 94, 330, "$.order.total is present and\n($.order.t...er.lines is present))",
      "M266 272C266 294 94 294 94 316M94 345L94 1361C94 1377 112 1377 112 1393" },
    { 3, 4, ASL_ARROW_CHOICE, 298, 330, "$.until is timestamp and $.until\n> \"2020-....coupon is not null)",
      "M298 272L298 316M298 345C298 356 322 356 322 368" },
    { 3, 4, ASL_ARROW_DEFAULT, 411, 330, "default",
      "M330 272C330 294 411 294 411 316L411 322M411 338L411 345C411 356 386 356 386 368" },
    { 4, 5, ASL_ARROW_NEXT, 0, 0, NULL, "M354 408L354 444" },
    { 5, 6, ASL_ARROW_NEXT, 0, 0, NULL, "M354 484L354 520" },
    { 6, 7, ASL_ARROW_NEXT, 0, 0, NULL, "M354 560L354 652" },
    { 6, 17, ASL_ARROW_CATCH, 161, 617, "Card.Stolen, Card.\nExpired, States.ALL",
      "M322 560C322 581 161 581 161 603M161 632L161 1393" },
    { 7, 8, ASL_ARROW_NEXT, 0, 0, NULL, "M354 692L354 728" },
    { 8, 14, ASL_ARROW_NEXT, 0, 0, NULL, "M354 1120L354 1188" },
    { 8, 17, ASL_ARROW_CATCH, 246, 1148, "States.ALL",
      "M246 1120L246 1140M246 1156C246 1172 161 1172 161 1188L161 1393" },
    { 14, 15, ASL_ARROW_NEXT, 0, 0, NULL, "M354 1228L354 1264" },
    { 15, 16, ASL_ARROW_CHOICE, 411, 1346, "$.count > 0 or not ($.buyer =\n$.country... \"A*\" or $.size < 3))",
      "M386 1304C386 1318 411 1318 411 1332M411 1361L411 1393" },
    { 15, 17, ASL_ARROW_DEFAULT, 264, 1346, "default",
      "M322 1304C322 1318 264 1318 264 1332L264 1338M264 1354L264 1361C264 1377 178 1377 "
      "178 1393" },
    { 8, 9, ASL_ARROW_START, 0, 0, NULL, "M354 768L354 804" },
    { 9, 10, ASL_ARROW_NEXT, 0, 0, NULL, "M354 844L354 880" },
    { 10, 11, ASL_ARROW_START, 0, 0, NULL, "M294 920L294 956" },
    { 11, 12, ASL_ARROW_START, 0, 0, NULL, "M294 996L294 1032" },
    { 10, 13, ASL_ARROW_START, 0, 0, NULL, "M430 920L430 956" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph every_state_graph = {
    526, 1449, every_state_graph_boxes, every_state_graph_arrows
};

static const struct asl_feature *const every_state_features[] = {
    &asl_feature_run,
    &asl_feature_batch,
    &asl_feature_bench,
    &asl_feature_test,
    &asl_feature_local,
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
    &asl_feature_send_task_success,
    &asl_feature_send_task_failure,
    &asl_feature_send_task_heartbeat,
    &asl_feature_get_activity_task,
    NULL
};

static const struct asl_target *const every_state_targets[] = {
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
    &asl_target_local,
    NULL
};

static const struct asl_workflow every_state_workflow = {
    .name       = "every-state",
    .source     = "every-state.asl.json",
    .machine    = &every_state_machine,
    .timeout_s  = 86400,
    .definition = every_state_definition,
    .targets    = every_state_targets,
    .tokens     = &asl_tokens,
    .traces     = &asl_traces,
    .graph      = &every_state_graph,
    .features   = every_state_features,
};

int main(int argc, char **argv)
{
    return asl_main(&every_state_workflow, argc, argv);
}
