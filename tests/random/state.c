#include "tests/random/state.h"

#include "tests/random/block.h"
#include "tests/random/expr.h"
#include "tests/random/query.h"
#include "tests/random/rule.h"
#include "tests/random/task.h"
#include "tests/random/value.h"

#define DEPTH_MAX 2
#define LOOPS     2

static void block(struct gen *g, int depth);

/* ---- Members that many types have ---- */

static void paths(struct gen *g)
{
    static const char *const inputs[] = { "\"$\"",          "\"$\"", "\"$.o\"", "\"$\"",
                                          "\"$.items[0]\"", "\"$\"", "\"$\"",   "null" };
    static const char *const outputs[] = { "\"$\"", "\"$.o\"", "\"$\"", "\"$['o']\"",
                                           "\"$$.Execution.Input\"" };
    struct buf *b = &g->definition;
    if (gen_chance(g, 12)) {
        buf_print(b, ",\"InputPath\":%s", GEN_PICK(g, inputs));
    }
    if (gen_chance(g, 8)) {
        buf_print(b, ",\"OutputPath\":%s", GEN_PICK(g, outputs));
    }
    if (gen_chance(g, 5)) {
        buf_text(b, ",\"Comment\":\"Nothing to add.\"");
    }
}

static void result_path(struct gen *g, int percent)
{
    static const char *const places[] = { "\"$.r1\"",         "\"$.r2\"", "\"$.o.deep.r3\"",
                                          "\"$['new one']\"", "null",     "\"$.r1\"",
                                          "\"$.r2\"",         "\"$.r1\"", "\"$.x\"",
                                          "\"$.list[0]\"" };
    if (gen_chance(g, percent)) {
        buf_print(&g->definition, ",\"ResultPath\":%s", GEN_PICK(g, places));
    }
}

/* New values for variables of this scope. */
static void assign(struct gen *g, int percent)
{
    struct buf *b = &g->definition;
    enum type type = (enum type)gen_below(g, TYPES);
    const struct variable *v = gen_variable(g, type, true);
    if (v == NULL || !gen_chance(g, percent)) {
        return;
    }
    buf_print(b, ",\"Assign\":{\"%s", v->name);
    if (gen_chance(g, 60)) {
        buf_text(b, ".$\":\"");
        expr_any(g, b, type, 1);
        buf_text(b, "\"}");
    } else {
        buf_text(b, "\":");
        value_of_type(g, b, type);
        buf_char(b, '}');
    }
}

static void type(struct gen *g, const char *word)
{
    buf_print(&g->definition, "\"Type\":\"%s\"", word);
}

/* ---- The types ---- */

static void pass(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    int what = gen_below(g, 10);
    type(g, "Pass");
    paths(g);
    if (what < 2) {
        buf_text(b, ",\"Result\":");
        value_any(g, b, 3);
        result_path(g, 98);
    } else if (what < 4) {
        buf_text(b, ",\"Parameters\":");
        expr_template(g, b);
        result_path(g, 98);
    } else if (what < 8) {
        buf_text(b, ",\"Parameters\":");
        expr_base_template(g, b);
        result_path(g, 20);
    } else if (what < 9) {
        buf_text(b, ",\"Result\":");
        value_base(g, b, 1);
    }
    assign(g, 20);
    block_next(g, bl);
}

static void task(struct gen *g, struct block *bl)
{
    type(g, "Task");
    paths(g);
    task_members(g, bl->row[bl->at]);
    if (gen_chance(g, 15)) {
        buf_text(&g->definition, ",\"ResultSelector\":");
        expr_base_template(g, &g->definition);
    }
    result_path(g, 85);
    assign(g, 10);
    task_rescue(g, bl);
    block_next(g, bl);
}

/* A rule that leads backwards, at most twice in all. */
static void loop_rule(struct gen *g, const struct block *bl)
{
    const char *earlier = block_earlier(g, bl);
    if (bl->depth == 0 && earlier != NULL && gen_chance(g, 40)) {
        int loop = gen_below(g, LOOPS);
        buf_print(&g->definition,
                  "{\"Variable\":\"$loop%d\",\"NumericLessThan\":2,"
                  "\"Assign\":{\"loop%d.$\":\"States.MathAdd($loop%d, 1)\"},\"Next\":\"%s\"},",
                  loop, loop, loop, earlier);
    }
}

static void choice(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    int rules = 1 + gen_below(g, 3);
    type(g, "Choice");
    paths(g);
    buf_text(b, ",\"Choices\":[");
    loop_rule(g, bl);
    for (int i = 0; i < rules; i++) {
        buf_text(b, i == 0 ? "{" : ",{");
        rule_members(g, b, 3);
        assign(g, 20);
        buf_print(b, ",\"Next\":\"%s\"}", block_target(g, bl));
    }
    buf_char(b, ']');
    if (bl->at + 1 < bl->count) {
        buf_print(b, ",\"Default\":\"%s\"", bl->row[bl->at + 1]);
    }
    assign(g, 15);
}

static void wait(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    type(g, "Wait");
    paths(g);
    switch (gen_below(g, 4)) {
    case 0: buf_print(b, ",\"Seconds\":%d", gen_below(g, 30)); break;
    case 1: buf_text(b, ",\"SecondsPath\":\"$.n\""); break;
    case 2:
        buf_text(b, ",\"Timestamp\":");
        value_time(g, b);
        break;
    default: buf_text(b, ",\"TimestampPath\":\"$.t\""); break;
    }
    assign(g, 15);
    block_next(g, bl);
}

static void selector_of_list(struct gen *g)
{
    static const char *const forms[] = { "{\"all.$\":\"$\",\"n\":1}",
                                         "{\"n.$\":\"States.ArrayLength($)\"}",
                                         "{\"some.$\":\"$[*].n\",\"last.$\":\"$[-1]\"}" };
    if (gen_chance(g, 25)) {
        buf_print(&g->definition, ",\"ResultSelector\":%s", GEN_PICK(g, forms));
    }
}

static void parallel(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    int branches = 1 + gen_below(g, 3);
    type(g, "Parallel");
    paths(g);
    if (gen_chance(g, 30)) {
        buf_text(b, ",\"Parameters\":");
        expr_base_template(g, b);
    }
    buf_text(b, ",\"Branches\":[");
    for (int i = 0; i < branches; i++) {
        buf_text(b, i == 0 ? "{" : ",{");
        block(g, bl->depth + 1);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    selector_of_list(g);
    result_path(g, 96);
    assign(g, 15);
    task_rescue(g, bl);
    block_next(g, bl);
}

static void item_selector(struct gen *g, const char *field)
{
    g->maps++;
    buf_print(&g->definition,
              ",\"%s\":{\"n.$\":\"$$.Map.Item.Index\",\"x\":2.5,\"s.$\":\"$.s\",\"t.$\":\"$."
              "t\",\"b.$\":\"$.b\","
              "\"z.$\":\"$.z\",\"list.$\":\"$.list\",\"words.$\":\"$.words\",\"items\":[],\"o.$"
              "\":\"$.o\","
              "\"item.$\":\"$$.Map.Item.Value\",\"extra\":",
              field);
    expr_template(g, &g->definition);
    buf_char(&g->definition, '}');
    g->maps--;
}

static void concurrency(struct gen *g)
{
    if (gen_chance(g, 60)) {
        buf_print(&g->definition, ",\"MaxConcurrency\":%d", gen_below(g, 4));
    } else if (gen_chance(g, 20)) {
        buf_text(&g->definition, ",\"MaxConcurrencyPath\":\"$.n\"");
    }
}

static void map(struct gen *g, struct block *bl)
{
    static const char *const lists[] = { "$.items", "$.list", "$.words", "$.o.list" };
    struct buf *b = &g->definition;
    bool is_old = gen_chance(g, 25);
    type(g, "Map");
    paths(g);
    if (gen_chance(g, 50)) {
        buf_text(b, ",\"ItemsPath\":\"$.items\"");
    } else {
        buf_print(b, ",\"ItemsPath\":\"%s\"", GEN_PICK(g, lists));
        item_selector(g, is_old ? "Parameters" : "ItemSelector");
    }
    concurrency(g);
    buf_print(b, ",\"%s\":{", is_old ? "Iterator" : "ItemProcessor");
    if (!is_old && gen_chance(g, 30)) {
        buf_text(b, "\"ProcessorConfig\":{\"Mode\":\"INLINE\"},");
    }
    g->maps++;
    block(g, bl->depth + 1);
    g->maps--;
    buf_char(b, '}');
    selector_of_list(g);
    result_path(g, 96);
    assign(g, 15);
    task_rescue(g, bl);
    block_next(g, bl);
}

static void succeed(struct gen *g, struct block *bl)
{
    (void)bl;
    type(g, "Succeed");
    paths(g);
}

static void fail_text(struct gen *g, const char *field, const char *text)
{
    struct buf *b = &g->definition;
    switch (gen_below(g, 4)) {
    case 0: buf_print(b, ",\"%sPath\":\"$.s\"", field); break;
    case 1: buf_print(b, ",\"%sPath\":\"States.Format('{} it was', $.n)\"", field); break;
    case 2: break;
    default: buf_print(b, ",\"%s\":\"%s\"", field, text); break;
    }
}

static void fail(struct gen *g, struct block *bl)
{
    (void)bl;
    type(g, "Fail");
    fail_text(g, "Error", "Custom.A");
    fail_text(g, "Cause", "Because.");
}

/* ---- Blocks ---- */

/* The first state of a scope: it gives the variables that the others may use. */
static void prelude(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    int count = bl->depth == 0 ? TYPES : 1 + gen_below(g, 2);
    type(g, "Pass");
    buf_text(b, ",\"Assign\":{");
    for (int i = 0; bl->depth == 0 && i < LOOPS; i++) {
        buf_print(b, "\"loop%d\":0,", i);
    }
    const struct variable *made[TYPES];
    for (int i = 0; i < count; i++) {
        made[i] =
            gen_declare(g, bl->depth == 0 ? (enum type)i : (enum type)gen_below(g, TYPES));
    }
    for (int i = 0; i < count; i++) {
        buf_print(b, "%s\"%s\":", i == 0 ? "" : ",", made[i]->name);
        value_of_type(g, b, made[i]->type);
    }
    buf_char(b, '}');
    block_next(g, bl);
}

typedef void state_writer(struct gen *g, struct block *bl);

static state_writer *writer(struct gen *g, const struct block *bl)
{
    static state_writer *const inner[] = { pass, pass,   pass,   task, task,
                                           task, choice, choice, wait };
    static state_writer *const outer[] = { pass,     pass,     pass,   task,   task,
                                           task,     choice,   choice, choice, wait,
                                           parallel, parallel, map,    map };
    static state_writer *const last[] = { succeed, succeed, succeed, succeed, pass,
                                          pass,    task,    task,    fail };
    bool is_first = bl->at == 0;
    if (is_first && (bl->depth == 0 || gen_chance(g, 40)) &&
        g->variable_count + TYPES <= VARIABLES_MAX) {
        return prelude;
    }
    if (bl->at + 1 == bl->count) {
        return GEN_PICK(g, last);
    }
    if (gen_chance(g, 25)) {
        return query_state;
    }
    return bl->depth < DEPTH_MAX ? GEN_PICK(g, outer) : GEN_PICK(g, inner);
}

static void beside(struct gen *g, const struct block *bl)
{
    struct buf *b = &g->definition;
    if (bl->is_mend_used) {
        buf_print(b, ",\n\"%s\":{\"Type\":\"Pass\",\"End\":true}", bl->mend);
    }
    if (bl->is_despair_used) {
        buf_print(b, ",\n\"%s\":{", bl->despair);
        fail(g, NULL);
        buf_char(b, '}');
    }
}

static void block(struct gen *g, int depth)
{
    struct block bl;
    int count = depth == 0 ? 4 + gen_below(g, ROW_MAX - 3) : 1 + gen_below(g, 4 - depth);
    int outer_scope = g->scope, outer_count = g->variable_count;
    block_begin(g, &bl, count, depth);
    g->scope = outer_count;
    buf_print(&g->definition, "\"StartAt\":\"%s\",\"States\":{", bl.row[0]);
    for (; bl.at < count; bl.at++) {
        state_writer *write = writer(g, &bl);
        buf_print(&g->definition, "%s\n\"%s\":{", bl.at == 0 ? "" : ",", bl.row[bl.at]);
        write(g, &bl);
        buf_char(&g->definition, '}');
    }
    beside(g, &bl);
    buf_char(&g->definition, '}');
    g->scope = outer_scope;
    g->variable_count = outer_count;
}

void state_workflow(struct gen *g)
{
    block(g, 0);
}
