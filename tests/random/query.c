#include "tests/random/query.h"

#include "tests/random/block.h"
#include "tests/random/task.h"
#include "tests/random/value.h"

/* Forms of expressions, by type: %n is a number in them, %t a text, %b a truth, %l a list of
 * numbers, %o an object. */
static const char *const numbers[] = {
    "$sum(%l)",
    "$count(%l)",
    "(%n + %n)",
    "(%n * %n)",
    "(%n - %n)",
    "$round(%n, 1)",
    "$max(%l)",
    "($a := %n; $a * 2)",
    "(%b ? %n : %n)",
    "$length(%t)",
    "$reduce(%l, function($p, $q) { $p + $q }, 0)",
    "(%l)[0]",
    "$abs(%n)",
    "%o.n",
};
static const char *const texts[] = {
    "(%t & %t)",
    "$string(%n)",
    "$uppercase(%t)",
    "$substringBefore(%t, 'a')",
    "$join($states.input.words, '-')",
    "$states.context.State.Name",
    "(%t ~> $lowercase)",
    "$replace(%t, /a+/, 'o')",
    "(%b ? %t : %t)",
    "$trim(%t)",
};
static const char *const truths[] = {
    "(%n < %n)",  "(%t = %t)",        "(%b and %b)",        "(%b or %b)", "$not(%b)",
    "(%n in %l)", "$exists((%l)[9])", "$contains(%t, 'a')", "(%n >= %n)",
};
static const char *const lists[] = {
    "[%n, %n]",
    "$map(%l, function($v, $i) { $v + $i })[]",
    "$filter(%l, function($v) { $v > 1 })[]",
    "$append(%l, %n)",
    "$reverse(%l)[]",
    "[1..3]",
    "$states.input.items.n[]",
    "[%l^(>$)]",
    "$distinct(%l)[]",
    "$zip(%l, %l)[0]",
};
static const char *const objects[] = {
    "{'n': %n, 's': %t, 'list': %l}",
    "$merge([$states.input.o, {'n': %n}])",
    "$sift(%o, function($v) { $exists($v) })",
    "$states.input.items[0]",
};

static void leaf(struct gen *g, struct buf *b, enum type type)
{
    static const char *const plain[] = {
        [NUMBER] = "$states.input.n", [TEXT] = "$states.input.s",
        [TRUTH] = "$states.input.b",  [LIST] = "$states.input.list",
        [OBJECT] = "$states.input.o",
    };
    const struct variable *v = gen_variable(g, type, false);
    if (v != NULL && gen_chance(g, 30)) {
        buf_print(b, "$%s", v->name);
    } else if (type == NUMBER && gen_chance(g, 50)) {
        buf_int(b, gen_below(g, 20));
    } else {
        buf_text(b, plain[type]);
    }
}

static void form(struct gen *g, struct buf *b, const char *text, int depth)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '%') {
            buf_char(b, *at);
            continue;
        }
        switch (*++at) {
        case 'n': query_expr(g, b, NUMBER, depth); break;
        case 't': query_expr(g, b, TEXT, depth); break;
        case 'b': query_expr(g, b, TRUTH, depth); break;
        case 'l': query_expr(g, b, LIST, depth); break;
        default: query_expr(g, b, OBJECT, depth); break;
        }
    }
}

void query_expr(struct gen *g, struct buf *b, enum type type, int depth)
{
    if (depth == 0 || gen_chance(g, 30)) {
        leaf(g, b, type);
        return;
    }
    switch (type) {
    case NUMBER: form(g, b, GEN_PICK(g, numbers), depth - 1); break;
    case TEXT: form(g, b, GEN_PICK(g, texts), depth - 1); break;
    case TRUTH: form(g, b, GEN_PICK(g, truths), depth - 1); break;
    case LIST: form(g, b, GEN_PICK(g, lists), depth - 1); break;
    case OBJECT:
    case TYPES: form(g, b, GEN_PICK(g, objects), depth - 1); break;
    }
}

/* "{% ... %}" with quotes. */
static void text_of(struct gen *g, enum type type, int depth)
{
    buf_text(&g->definition, "\"{% ");
    query_expr(g, &g->definition, type, depth);
    buf_text(&g->definition, " %}\"");
}

/* "Output" with what came in, and something new in it. */
static void output(struct gen *g, int percent)
{
    struct buf *b = &g->definition;
    if (!gen_chance(g, percent)) {
        return;
    }
    buf_text(b, ",\"Output\":\"{% $merge([$states.input, {'n': ");
    query_expr(g, b, NUMBER, 2);
    buf_text(b, ", 's': ");
    query_expr(g, b, TEXT, 2);
    buf_text(b, ", 'r1': ");
    query_expr(g, b, (enum type)gen_below(g, TYPES), 3);
    buf_text(b, "}]) %}\"");
}

/* A new value for a variable of this scope. */
static void assign(struct gen *g, int percent)
{
    enum type type = (enum type)gen_below(g, TYPES);
    const struct variable *v = gen_variable(g, type, true);
    if (v != NULL && gen_chance(g, percent)) {
        buf_print(&g->definition, ",\"Assign\":{\"%s\":", v->name);
        text_of(g, type, 2);
        buf_char(&g->definition, '}');
    }
}

static void type(struct gen *g, const char *word)
{
    buf_print(&g->definition, "\"Type\":\"%s\",\"QueryLanguage\":\"JSONata\"", word);
}

static void pass(struct gen *g, struct block *bl)
{
    type(g, "Pass");
    output(g, 85);
    assign(g, 30);
    block_next(g, bl);
}

static void choice(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    int rules = 1 + gen_below(g, 3);
    type(g, "Choice");
    buf_text(b, ",\"Choices\":[");
    for (int i = 0; i < rules; i++) {
        buf_text(b, i == 0 ? "{\"Condition\":" : ",{\"Condition\":");
        text_of(g, TRUTH, 3);
        output(g, 30);
        assign(g, 20);
        buf_print(b, ",\"Next\":\"%s\"}", block_target(g, bl));
    }
    buf_char(b, ']');
    if (bl->at + 1 < bl->count) {
        buf_print(b, ",\"Default\":\"%s\"", bl->row[bl->at + 1]);
    }
    output(g, 30);
    assign(g, 15);
}

static void wait(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    type(g, "Wait");
    if (gen_chance(g, 70)) {
        buf_text(b, ",\"Seconds\":");
        text_of(g, NUMBER, 1);
    } else {
        buf_text(b, ",\"Timestamp\":\"{% $states.input.t %}\"");
    }
    output(g, 30);
    assign(g, 15);
    block_next(g, bl);
}

static void task(struct gen *g, struct block *bl)
{
    struct buf *b = &g->definition;
    type(g, "Task");
    task_function(g, bl->row[bl->at]);
    if (gen_chance(g, 70)) {
        buf_text(b, ",\"Arguments\":{\"n\":");
        text_of(g, NUMBER, 2);
        buf_text(b, ",\"list\":[1,");
        text_of(g, TEXT, 1);
        buf_text(b, "]}");
    }
    if (gen_chance(g, 80)) {
        buf_text(b, ",\"Output\":\"{% $merge([$states.input, {'r2': $states.result}]) %}\"");
    }
    assign(g, 20);
    if (gen_chance(g, 60)) {
        buf_print(b,
                  ",\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Output\":\"{%% "
                  "$merge([$states.input, {'error': $states.errorOutput}]) %%}\",\"Next\":"
                  "\"%s\"}]",
                  block_target(g, bl));
    }
    block_next(g, bl);
}

void query_state(struct gen *g, struct block *bl)
{
    static void (*const states[])(struct gen *, struct block *) = { pass, pass, pass, choice,
                                                                    task, task, wait };
    GEN_PICK(g, states)(g, bl);
}
