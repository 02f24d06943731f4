#include "compiler/plan/ident.h"

#include <stdbool.h>

#include "compiler/base/arena.h"
#include "compiler/base/templates.h"
#include "tests/unit/unit.h"

static const char *const no_names[] = { NULL };
static const char *const data[] = { "_data", NULL };

static struct arena *arena;

static struct ident *of(const char *workflow)
{
    arena_release(arena);
    arena = arena_new();
    return ident_new(arena, workflow, false, no_names);
}

static const char *state(struct ident *names, const char *name)
{
    return ident_make(names, name, strlen(name), data);
}

static const char *prefix(const char *workflow)
{
    return ident_prefix(of(workflow));
}

/* The prefix of a workflow whose name was chosen by --name. */
static const char *chosen(const char *workflow)
{
    of(workflow);
    return ident_prefix(ident_new(arena, workflow, true, no_names));
}

static void test_folds(void)
{
    struct ident *names = of("order");
    UNIT_TEXT(state(names, "Is it payable?"), "order_is_it_payable");
    UNIT_TEXT(state(names, "  Cool -- down  "), "order_cool_down");
    UNIT_TEXT(state(names, "2nd"), "order_2nd");
    UNIT_TEXT(state(names, "A state name of eighty characters, which is long"),
              "order_a_state_name_of_eighty_characters");
    UNIT_TEXT(state(names, "A state name of eighty characters, which, since it is cut"),
              "order_a_state_name_of_eighty_characters_2");
    UNIT_TEXT(ident_capitals(arena, "order_2nd"), "ORDER_2ND");
}

/* Where a capital letter begins a word, it is set off. */
static void test_capitals(void)
{
    struct ident *names = of("order");
    UNIT_TEXT(state(names, "CheckIfJobIsDone"), "order_check_if_job_is_done");
    UNIT_TEXT(state(names, "getOrderSQSMessage"), "order_get_order_sqs_message");
    UNIT_TEXT(state(names, "Tell S3Bucket_Owner"), "order_tell_s3_bucket_owner");
    UNIT_TEXT(state(names, "EC2"), "order_ec2");
    UNIT_TEXT(state(names, "ALL CAPITALS"), "order_all_capitals");
    UNIT_TEXT(state(names, "AVeryLongNameWithoutAnyBlankInItThatIsCutSomewhere"),
              "order_a_very_long_name_without_any_blank");
}

static void test_folds_to_nothing(void)
{
    struct ident *names = of("order");
    UNIT_TEXT(state(names, "支付"), "order_state_2");
    UNIT_TEXT(state(names, "付款"), "order_state_3");
    UNIT_TEXT(state(names, ""), "order_state_4");
}

/* A name is free only if all names that are derived from it are free, too. */
static void test_derived_names(void)
{
    struct ident *names = of("order");
    UNIT_TEXT(state(names, "int"), "order_int");
    UNIT_TEXT(state(names, "INT"), "order_int_2");
    UNIT_TEXT(state(names, "int data"), "order_int_data_2");
    UNIT_TEXT(state(names, "int 2"), "order_int_2_2");
    UNIT_TEXT(state(names, "x data"), "order_x_data");
    UNIT_TEXT(state(names, "x"), "order_x_2");
    UNIT_TEXT(ident_derive(names, "order_int", "_catch_1", no_names), "order_int_catch_1");
    UNIT_TEXT(ident_derive(names, "order_int", "_catch_1", no_names), "order_int_catch_1_2");
}

static void test_workflow_s_own_names(void)
{
    struct ident *names = of("order");
    UNIT_TEXT(state(names, "States"), "order_states_2");
    UNIT_TEXT(state(names, "step"), "order_step_2");
    UNIT_TEXT(state(names, "machine"), "order_machine_2");
    UNIT_TEXT(state(names, "Workflow"), "order_workflow_2");
    UNIT_TEXT(state(names, "definition"), "order_definition_2");
    UNIT_TEXT(state(names, "order"), "order_order");
    const char *const *suffixes = templates_suffixes("workflow");
    CU_ASSERT_PTR_NOT_NULL_FATAL(suffixes);
    for (; *suffixes != NULL; suffixes++) {
        names = of("order");
        const char *wanted = arena_print(arena, "order%s_2", *suffixes);
        UNIT_TEXT(state(names, *suffixes), wanted);
    }
}

static void test_prefixes(void)
{
    UNIT_TEXT(prefix("order"), "order");
    UNIT_TEXT(prefix("My-Order.v2"), "my_order_v2");
    UNIT_TEXT(prefix("1st try"), "workflow_1st_try");
    UNIT_TEXT(prefix("支付"), "workflow");
    UNIT_TEXT(prefix(""), "workflow");
    UNIT_TEXT(prefix("asl"), "workflow_asl");
    UNIT_TEXT(prefix("ASL test"), "workflow_asl");
    UNIT_TEXT(prefix("jna"), "workflow_jna");
    UNIT_TEXT(prefix("aslan"), "aslan");
}

/* A file's name is cut at a word; one that is a single word is cut in it. */
static void test_long_prefixes(void)
{
    UNIT_TEXT(prefix("sixteen-letters_"), "sixteen_letters");
    UNIT_TEXT(prefix("sixteen-letters1"), "sixteen_letters1");
    UNIT_TEXT(prefix("sixteen-letters12"), "sixteen");
    UNIT_TEXT(prefix("sixteen-letters1-2"), "sixteen_letters1");
    UNIT_TEXT(prefix("step-functions-workflows-collection__quorum"), "step_functions");
    UNIT_TEXT(prefix("StepFunctionsWorkflows"), "stepfunctions");
    UNIT_TEXT(prefix("incomprehensibilities"), "incomprehensibil");
    UNIT_TEXT(prefix("1st-to-be-tried"), "workflow_1st_to");
}

/* Nobody but the user has a say in what the user has chosen. */
static void test_chosen_prefixes(void)
{
    UNIT_TEXT(chosen("order"), "order");
    UNIT_TEXT(chosen("MyOrder"), "myorder");
    UNIT_TEXT(chosen("int"), "workflow_int");
    UNIT_TEXT(chosen("step-functions-workflows-collection"),
              "step_functions_workflows_collection");
}

static void test_hostile_prefixes(void)
{
    static const char *const hostile[] = { "int",  "main", "stdin", "errno", "EOF",
                                           "NULL", "unix", "for",   "bool",  "assert" };
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        CU_ASSERT_EQUAL(strncmp(prefix(hostile[i]), "workflow_", 9), 0);
    }
    UNIT_TEXT(prefix("printf"), "printf");
}

/* A type of C, and a function that compilers know, have an underscore themselves. */
static void test_names_of_c(void)
{
    UNIT_TEXT(state(of("size"), "t"), "size_t_2");
    UNIT_TEXT(state(of("max"), "align t"), "max_align_t_2");
    UNIT_TEXT(state(of("lgamma"), "r"), "lgamma_r_2");
}

static void test_names_of_others(void)
{
    static const char *const handlers[] = { "order_step", "pay_charge", NULL };
    of("order");
    UNIT_TEXT(ident_prefix(ident_new(arena, "order", false, handlers)), "order_2");
    static const char *const long_one[] = { "sixteen_letters1_step", NULL };
    UNIT_TEXT(ident_prefix(ident_new(arena, "sixteen-letters1", false, long_one)), "sixteen_2");
    struct ident *names = ident_new(arena, "pay", false, handlers);
    UNIT_TEXT(state(names, "Charge"), "pay_charge_2");
}

/* Ten thousand names that fold to one, in no time. */
static void test_many(void)
{
    struct ident *names = of("order");
    const char *last = NULL;
    for (int i = 0; i < 20000; i++) {
        last = state(names, "支付");
    }
    UNIT_TEXT(last, "order_state_20001");
}

static void test_release(void)
{
    arena_release(arena);
    arena = NULL;
}

UNIT_MAIN("ident", { "folds", test_folds }, { "words by capitals", test_capitals },
          { "folds to nothing", test_folds_to_nothing },
          { "derived names", test_derived_names },
          { "the workflow's own names", test_workflow_s_own_names },
          { "prefixes", test_prefixes }, { "long prefixes", test_long_prefixes },
          { "chosen prefixes", test_chosen_prefixes },
          { "hostile prefixes", test_hostile_prefixes }, { "names of C", test_names_of_c },
          { "names of others", test_names_of_others }, { "many equal names", test_many },
          { "releases", test_release })
