#include "tests/random/task.h"

#include "tests/random/expr.h"
#include "tests/random/value.h"

static const char *const errors[] = { "Custom.A", "Custom.B", "Lambda.Unknown" };

/* ---- The mock file ---- */

static void answer(struct gen *g, bool may_hang)
{
    struct buf *b = &g->responses;
    int what = gen_below(g, 20);
    if (may_hang && what < 3) {
        buf_text(b, "{\"Pending\":true}");
    } else if (what < 6) {
        buf_print(b, "{\"Throw\":{\"Error\":\"%s\"", GEN_PICK(g, errors));
        buf_text(b, what == 5 ? "}}" : ",\"Cause\":\"It was not to be.\"}}");
    } else if (what < 18) {
        buf_text(b, "{\"Return\":");
        value_base(g, b, 1);
        buf_char(b, '}');
    } else {
        buf_text(b, "{\"Return\":");
        value_any(g, b, 2);
        buf_char(b, '}');
    }
}

/* Some single answers, and one for whatever comes after; but for a few, which then run out. */
static void mock(struct gen *g, const char *state, bool may_hang)
{
    struct buf *b = &g->responses;
    int single = gen_below(g, 4);
    buf_print(&g->cases, "%s\"%s\":\"R%d\"", g->cases.size > 0 ? "," : "", state, g->states);
    buf_print(b, "%s\"R%d\":{", b->size > 0 ? "," : "", g->states);
    for (int i = 0; i < single; i++) {
        buf_print(b, "\"%d\":", i);
        answer(g, may_hang);
        buf_char(b, ',');
    }
    buf_print(b, "\"%d-%d\":", single, gen_chance(g, 4) ? single + 1 : 999);
    answer(g, may_hang);
    buf_char(b, '}');
    g->states++;
}

/* ---- The task ---- */

static void parameters(struct gen *g)
{
    buf_text(&g->definition, ",\"Parameters\":");
    expr_template(g, &g->definition);
}

static void wrapped(struct gen *g, const char *resource, const char *before)
{
    buf_print(&g->definition, ",\"Resource\":\"arn:aws:states:::%s\",\"Parameters\":{%s",
              resource, before);
    expr_template(g, &g->definition);
    buf_char(&g->definition, '}');
}

static void resource(struct gen *g)
{
    struct buf *b = &g->definition;
    switch (gen_below(g, 9)) {
    case 0: wrapped(g, "lambda:invoke", "\"FunctionName\":\"f\",\"Payload\":"); break;
    case 1:
        wrapped(g, "sqs:sendMessage.waitForTaskToken",
                "\"QueueUrl\":\"https://sqs.example/"
                "q\",\"MessageBody\":{\"token.$\":\"$$.Task.Token\",\"more\":");
        buf_text(b, "}");
        break;
    case 2:
        wrapped(g, "states:startExecution.sync:2",
                "\"StateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:m\","
                "\"Input\":");
        break;
    case 3:
        wrapped(g, "sns:publish",
                "\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\",\"Message\":");
        break;
    case 4:
        buf_text(b, ",\"Resource\":\"arn:aws:states:us-east-1:123456789012:activity:a\"");
        break;
    default:
        buf_text(b, ",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:f\"");
        if (gen_chance(g, 50)) {
            parameters(g);
        }
        break;
    }
}

void task_members(struct gen *g, const char *state)
{
    struct buf *b = &g->definition;
    bool has_limit = gen_chance(g, 40);
    resource(g);
    if (has_limit && gen_chance(g, 80)) {
        int timeout_s = 2 + gen_below(g, 20);
        buf_print(b, ",\"TimeoutSeconds\":%d", timeout_s);
        if (gen_chance(g, 30)) {
            buf_print(b, ",\"HeartbeatSeconds\":%d", 1 + gen_below(g, timeout_s - 1));
        }
    } else if (has_limit) {
        buf_text(b, ",\"TimeoutSecondsPath\":\"$.n\"");
    }
    mock(g, state, has_limit);
}

void task_function(struct gen *g, const char *state)
{
    buf_text(&g->definition,
             ",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:f\"");
    mock(g, state, false);
}

/* ---- Retry and Catch ---- */

static void error_equals(struct gen *g, bool is_last)
{
    static const char *const lists[] = { "\"Custom.A\"",
                                         "\"Custom.B\",\"States.Timeout\"",
                                         "\"States.TaskFailed\"",
                                         "\"Custom.A\",\"Lambda.Unknown\"",
                                         "\"States.HeartbeatTimeout\"",
                                         "\"States.Timeout\"" };
    bool all = is_last && gen_chance(g, 70);
    buf_print(&g->definition, "{\"ErrorEquals\":[%s]",
              all ? "\"States.ALL\"" : GEN_PICK(g, lists));
}

static void retrier(struct gen *g, bool is_last)
{
    struct buf *b = &g->definition;
    int interval_s = 1 + gen_below(g, 5);
    error_equals(g, is_last);
    if (gen_chance(g, 70)) {
        buf_print(b, ",\"IntervalSeconds\":%d", interval_s);
    } else {
        interval_s = 1;
    }
    if (gen_chance(g, 70)) {
        buf_print(b, ",\"MaxAttempts\":%d", gen_below(g, 4));
    }
    if (gen_chance(g, 40)) {
        buf_print(b, ",\"BackoffRate\":%d.%d", 1 + gen_below(g, 3), gen_below(g, 10));
    }
    if (gen_chance(g, 20)) {
        buf_print(b, ",\"MaxDelaySeconds\":%d", interval_s + 1 + gen_below(g, 5));
    }
    if (gen_chance(g, 20)) {
        buf_text(b, ",\"JitterStrategy\":\"FULL\"");
    }
    buf_char(b, '}');
}

static void catcher(struct gen *g, struct block *block, bool is_last)
{
    static const char *const result_paths[] = { "\"$.error\"", "\"$.error\"", "\"$.o.error\"",
                                                "null", "\"$\"" };
    struct buf *b = &g->definition;
    const struct variable *v = gen_variable(g, TEXT, true);
    error_equals(g, is_last);
    if (gen_chance(g, 85)) {
        buf_print(b, ",\"ResultPath\":%s", GEN_PICK(g, result_paths));
    }
    if (v != NULL && gen_chance(g, 40)) {
        buf_print(b, ",\"Assign\":{\"%s.$\":\"$.Error\"}", v->name);
    }
    buf_print(b, ",\"Next\":\"%s\"}", block_target(g, block));
}

void task_rescue(struct gen *g, struct block *block)
{
    struct buf *b = &g->definition;
    int retriers = gen_chance(g, 50) ? 1 + gen_below(g, 2) : 0;
    int catchers = gen_chance(g, 70) ? 1 + gen_below(g, 2) : 0;
    for (int i = 0; i < retriers; i++) {
        buf_text(b, i == 0 ? ",\"Retry\":[" : ",");
        retrier(g, i + 1 == retriers);
        buf_text(b, i + 1 == retriers ? "]" : "");
    }
    for (int i = 0; i < catchers; i++) {
        buf_text(b, i == 0 ? ",\"Catch\":[" : ",");
        catcher(g, block, i + 1 == catchers);
        buf_text(b, i + 1 == catchers ? "]" : "");
    }
}
