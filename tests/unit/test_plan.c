#include "compiler/plan/plan.h"

#include <stdbool.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/check/check.h"
#include "compiler/plan/deep.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "tests/unit/unit.h"

static struct arena *arena;

/* The plan of a definition that is written with ' for ", in a file order.asl.json. */
static struct plan *plan_of(const char *text, const struct plan_extras *x)
{
    arena_release(arena);
    arena = arena_new();
    char *json = arena_text(arena, text);
    for (char *c = json; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    struct diag *d = diag_new(arena);
    struct source *s = source_of_text(arena, "order.asl.json", json, strlen(json));
    diag_source(d, s);
    struct workflow *w = ast_build(arena, d, s, reader_parse(arena, d, s));
    check_workflow(arena, d, w, CHECK_ANY);
    return plan_make(arena, d, w, x);
}

/* The plan of a workflow that has, before its last state, one called X with these fields. */
static struct plan_state *state_of(const char *fields)
{
    static const struct plan_extras nothing = { .tasks = NULL };
    char text[2000];
    snprintf(text, sizeof text,
             "{ 'StartAt': 'X', 'States': { 'X': { %s }, 'Z': { 'Type': 'Succeed' } } }",
             fields);
    struct plan *p = plan_of(text, &nothing);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    return p->machines->first;
}

static void test_names_the_whole(void)
{
    struct plan *p = plan_of("{ 'Comment': 'What', 'StartAt': 'A', 'TimeoutSeconds': 7,"
                             "  'States': { 'A': { 'Type': 'Succeed' } } }",
                             NULL);
    UNIT_TEXT(p->id, "order");
    UNIT_TEXT(p->name, "order");
    UNIT_TEXT(p->comment, "What");
    CU_ASSERT_EQUAL(p->timeout_s, 7);
    UNIT_TEXT(p->machines->first->constant, "ORDER_A");
    CU_ASSERT_PTR_EQUAL(p->machines->start, p->machines->first);
}

static void test_errors_have_no_plan(void)
{
    CU_ASSERT_PTR_NULL(
        plan_of("{ 'StartAt': 'A', 'States': { 'A': { 'Type': 'Pass' } } }", NULL));
    CU_ASSERT_PTR_NULL(plan_of("[", NULL));
}

static void test_puts_parents_first(void)
{
    struct plan *p = plan_of(
        "{ 'StartAt': 'P', 'States': { 'P': { 'Type': 'Parallel', 'Branches': ["
        "  { 'StartAt': 'M', 'States': { 'M': { 'Type': 'Map', 'ItemProcessor':"
        "     { 'StartAt': 'I', 'States': { 'I': { 'Type': 'Succeed' } } }, 'End': true } } },"
        "  { 'StartAt': 'B', 'States': { 'B': { 'Type': 'Succeed' } } } ], 'End': true } } }",
        NULL);
    static const char *const wanted[] = { "order", "order_p_1", "order_m_item", "order_p_2" };
    size_t i = 0;
    for (const struct plan_machine *m = p->machines; m != NULL; m = m->next) {
        UNIT_TEXT(m->id, wanted[i++]);
    }
    CU_ASSERT_EQUAL(i, 4);
    CU_ASSERT_PTR_EQUAL(p->machines->first->branches[1]->start->machine,
                        p->machines->first->branches[1]);
}

/* E-20 */
static void test_fills_retry_defaults(void)
{
    struct plan_state *s = state_of(
        "'Type': 'Task', 'Resource': 'local:x', 'Retry': [ { 'ErrorEquals': ['A', 'B'] },"
        " { 'ErrorEquals': ['C'], 'IntervalSeconds': 3, 'MaxAttempts': 0, 'BackoffRate': 1.25,"
        "   'MaxDelaySeconds': 9, 'JitterStrategy': 'FULL' } ], 'Next': 'Z'");
    const struct asl_retrier *r = &s->retriers->retrier;
    CU_ASSERT(r->interval_s == 1 && r->backoff == 2 && r->max_delay_s == 0);
    CU_ASSERT(r->max_attempts == 3 && !r->jitter);
    UNIT_TEXT(r->errors[1], "B");
    CU_ASSERT_PTR_NULL(r->errors[2]);
    r = &s->retriers->next->retrier;
    CU_ASSERT(r->interval_s == 3 && r->backoff == 1.25 && r->max_delay_s == 9);
    CU_ASSERT(r->max_attempts == 0 && r->jitter);
}

/* G-10 */
static void test_null_paths(void)
{
    struct plan_state *s = state_of("'Type': 'Pass', 'InputPath': null, 'OutputPath': null, "
                                    "'ResultPath': null, 'Next': 'Z'");
    CU_ASSERT_EQUAL(s->data.input_path->op, ASL_OP_OBJECT);
    CU_ASSERT_EQUAL(s->data.output->op, ASL_OP_OBJECT);
    CU_ASSERT_EQUAL(s->data.result_path->op, ASL_OP_NULL);
    CU_ASSERT(s->has_input && s->has_output);
}

static void test_paths_replace_numbers(void)
{
    struct plan_state *s = state_of("'Type': 'Task', 'Resource': 'local:x', 'Next': 'Z',"
                                    " 'TimeoutSecondsPath': '$.t', 'HeartbeatSeconds': 5");
    CU_ASSERT_EQUAL(s->request.timeout_s->op, ASL_OP_PATH);
    UNIT_TEXT(s->request.heartbeat_s->text, "5");
    s = state_of("'Type': 'Wait', 'TimestampPath': '$.t', 'Next': 'Z'");
    CU_ASSERT(s->until_is_timestamp && s->until->op == ASL_OP_PATH);
}

/* C-20: OutputPath holds for every rule, the state's Assign for Default alone. */
static void test_choice_doors(void)
{
    struct plan_state *s =
        state_of("'Type': 'Choice', 'OutputPath': '$.o', 'Assign': { 'a': 1 }, 'Choices': ["
                 " { 'Variable': '$.x', 'IsPresent': true, 'Next': 'Z' },"
                 " { 'Variable': '$.x', 'StringEqualsPath': '$.y.x', 'Assign': { 'b': 2 }, "
                 "'Next': 'Z' } ]");
    CU_ASSERT_FALSE(s->has_output);
    CU_ASSERT(s->doors->has_data && s->doors->data.assign == NULL);
    UNIT_TEXT(s->doors->data.output->text, "$.o");
    UNIT_TEXT(s->doors->next->data.at, "Choices[1]");
    UNIT_TEXT(s->doors->next->id, "order_x_rule_2");
    CU_ASSERT_PTR_NOT_NULL(s->doors->next->data.assign);
    UNIT_TEXT(s->doors->rule->variable, "order_x_x");
    UNIT_TEXT(s->doors->next->rule->variable, "order_x_x");
    UNIT_TEXT(s->doors->next->rule->operand_id, "order_x_x_2");
    UNIT_TEXT(s->doors->rule->comparator, "ASL_IS_PRESENT");
}

/* So many levels stand in one initialiser; the innermost table stands first. */
static void test_cuts_deep_trees(void)
{
    char fields[400] = "'Type': 'Pass', 'Next': 'Z', 'Result': ";
    for (int i = 0; i < 70; i++) {
        strcat(fields, "[");
    }
    strcat(fields, "1");
    for (int i = 0; i < 70; i++) {
        strcat(fields, "]");
    }
    struct plan_state *s = state_of(fields);
    size_t wanted = 70 / DEEP_LEVELS;
    for (const struct plan_table *t = s->tables; t != NULL; t = t->next, wanted--) {
        UNIT_TEXT(t->id, wanted == 1 ? "order_x_deep"
                                     : arena_print(arena, "order_x_deep_%zu", wanted));
        CU_ASSERT_TRUE(t->is_list);
    }
    CU_ASSERT_EQUAL(wanted, 0);
    const struct asl_expr *e = s->data.result;
    int levels = 0;
    for (; e->op == ASL_OP_ARRAY; e = e->of[0]) {
        levels++;
    }
    CU_ASSERT_EQUAL(levels, DEEP_LEVELS);
    CU_ASSERT_EQUAL(e->op, ASL_OP_SAME);
    UNIT_TEXT(e->text, "order_x_deep");
}

static void test_finds_handlers(void)
{
    static const char *const symbols[] = { "charge", "my_fn", "invoked", "by_arn", "bound",
                                           "unused", "main",  "tell",    NULL };
    static const struct asl_binding tasks[] = { { "local:other", "c:bound", NULL },
                                                { "local:lib", "c:lib.so#unused", NULL },
                                                { NULL, NULL, NULL } };
    static const struct plan_extras extras = { .tasks = tasks, .symbols = symbols };
    struct plan *p = plan_of(
        "{ 'StartAt': 'A', 'States': {"
        "'A': { 'Type': 'Task', 'Resource': 'local:charge', 'Next': 'B' },"
        "'B': { 'Type': 'Task', 'Resource': "
        "'arn:aws:lambda:us-east-1:123456789012:function:my-fn:PROD',"
        "       'Next': 'C' },"
        "'C': { 'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',"
        "       'Parameters': { 'FunctionName': 'invoked:3' }, 'Next': 'D' },"
        "'D': { 'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke.waitForTaskToken',"
        "       'Parameters': { 'FunctionName':"
        "           'arn:aws:lambda:us-east-1:123456789012:function:by-arn',"
        "           'Payload': { 't.$': '$$.Task.Token' } }, 'Next': 'E' },"
        "'E': { 'Type': 'Task', 'Resource': 'local:charge', 'Next': 'F' },"
        "'F': { 'Type': 'Task', 'Resource':"
        "       'arn:aws:states:us-east-1:123456789012:activity:main', 'Next': 'G' },"
        "'G': { 'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',"
        "       'Parameters': { 'FunctionName.$': '$.tell' }, 'End': true } } }",
        &extras);
    static const char *const wanted[] = { "charge", "my_fn", "invoked", "by_arn", "bound" };
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    size_t i = 0;
    for (; p->handlers[i] != NULL && i < 5; i++) {
        UNIT_TEXT(p->handlers[i], wanted[i]);
    }
    CU_ASSERT_EQUAL(i, 5);
    CU_ASSERT_PTR_NULL(p->handlers[i]);
}

/* Where a state is left is told only to a debugger. */
static void test_lines_of_doors(void)
{
    static const char text[] =
        "{ 'StartAt': 'A', 'States': {\n'A': { 'Type': 'Choice', 'Choices': [\n"
        "  { 'Variable': '$.a', 'IsNull': true,\n    'Next': 'B' } ],\n  'Default': 'C' },\n"
        "'B': { 'Type': 'Pass',\n  'Next': 'C' },\n'C': { 'Type': 'Pass',\n  'End': true } } }";
    static const struct plan_extras debug = { .debug = true };
    struct plan *p = plan_of(text, NULL);
    CU_ASSERT_FALSE(p->debug);
    CU_ASSERT_EQUAL(p->machines->first->leave_line, 0);
    CU_ASSERT_EQUAL(p->machines->first->doors->leave_line, 0);
    p = plan_of(text, &debug);
    const struct plan_state *a = p->machines->first, *b = a->next, *c = b->next;
    CU_ASSERT_TRUE(p->debug);
    CU_ASSERT_EQUAL(a->line, 2);
    CU_ASSERT_EQUAL(a->doors->line, 3);
    CU_ASSERT_EQUAL(a->doors->leave_line, 4);
    CU_ASSERT_EQUAL(a->leave_line, 5);
    CU_ASSERT_EQUAL(b->leave_line, 7);
    CU_ASSERT_EQUAL(c->leave_line, 9);
}

static void test_release(void)
{
    arena_release(arena);
    arena = NULL;
}

UNIT_MAIN("plan", { "names the whole", test_names_the_whole },
          { "has no plan of errors", test_errors_have_no_plan },
          { "puts parents first", test_puts_parents_first },
          { "fills the defaults of Retry", test_fills_retry_defaults },
          { "reads null paths", test_null_paths },
          { "takes paths for numbers", test_paths_replace_numbers },
          { "plans the doors of a Choice", test_choice_doors },
          { "cuts deep trees", test_cuts_deep_trees },
          { "finds handlers", test_finds_handlers },
          { "knows the lines of doors", test_lines_of_doors }, { "releases", test_release })
