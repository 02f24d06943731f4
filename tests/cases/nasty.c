/*
 * nasty.c - made by aslc from nasty.asl.json. Do not edit.
 *
 *   Names and literals that would like to break out: *\/ int x; /\u002a ??\/ \\
 *
 * -> int                                  Pass     -> INT
 *    INT                                  Pass     -> int data
 *    int data                             Pass     -> Is it\u0009*\/ over ??\/
 *    Is it\u0009*\/ over ??\/             Pass     -> 支付
 *    支付                                 Pass     -> 付款
 *    付款                                 Pass     -> nasty
 *    nasty                                Pass     -> deep
 *    deep                                 Pass     -> States
 *    States                               Choice   -> step | machine
 *    step                                 Fail
 *    machine                              Parallel -> !!!
 *      [0] machine 1                      Pass     -> _
 *          _                              Succeed  -> end
 *    !!!                                  Task     -> A state name of eighty characters, ...;
 *                                                     on error step
 *    A state name of eighty characters... Wait     -> A state name of eighty characters, ...
 *    A state name of eighty characters... Succeed  -> end
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
static const struct asl_machine nasty_machine_2_1_machine;

/* ==== Machine: nasty ==============================================  :1 */

enum nasty_state {
    NASTY_INT,
    NASTY_INT_2,
    NASTY_INT_DATA_2,
    NASTY_IS_IT_OVER,
    NASTY_STATE_2,
    NASTY_STATE_3,
    NASTY_NASTY,
    NASTY_DEEP,
    NASTY_STATES_2,
    NASTY_STEP_2,
    NASTY_MACHINE_2,
    NASTY_STATE_5,
    NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS,
    NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS_2
};

/* ---- int: Pass ---------------------------------------------------  :5 */

static const struct asl_data nasty_int_data = {
    .result = ASL_NULL,
};

static enum asl_move nasty_int(struct asl_frame *f)
{
    asl_output(f, &nasty_int_data);
    return asl_go(f, NASTY_INT_2);
}

/* ---- INT: Pass ---------------------------------------------------  :6 */

static const struct asl_data nasty_int_2_data = {
    .result = ASL_ARRAY(
        ASL_EMPTY_ARRAY,
        ASL_ARRAY(ASL_EMPTY_ARRAY),
        ASL_EMPTY_OBJECT,
        ASL_OBJECT(
            { "", ASL_OBJECT(
                { "a b", ASL_ARRAY(
                    ASL_NUMBER(1),
                    ASL_NUMBER(-0),
                    ASL_NUMBER(1e400),
                    ASL_NUMBER(1E-7),
                    ASL_NUMBER(0.10),
                    ASL_NUMBER(9007199254740993),
                    ASL_NUMBER(123456789012345678901234567890)) }) })),
};

static enum asl_move nasty_int_2(struct asl_frame *f)
{
    asl_output(f, &nasty_int_2_data);
    return asl_go(f, NASTY_INT_DATA_2);
}

/* ---- int data: Pass ----------------------------------------------  :7 */

static const struct asl_data nasty_int_data_2_data = {
    .result = ASL_STRING("*/ /* // ?\?/ ?\?= \" ' \\ %d %s {{id}} \007\000\0009 end"),
};

static enum asl_move nasty_int_data_2(struct asl_frame *f)
{
    asl_output(f, &nasty_int_data_2_data);
    return asl_go(f, NASTY_IS_IT_OVER);
}

/* ---- Is it\u0009*\/ over ??\/: Pass ------------------------------  :8 */

static const struct asl_data nasty_is_it_over_data = {
    .result = ASL_STRING(
        "café ü中😀 lone �! bidi \342\200\256abc\342\200\254 line\342\200\250sep\015\n"
        "next"),
};

static enum asl_move nasty_is_it_over(struct asl_frame *f)
{
    asl_output(f, &nasty_is_it_over_data);
    return asl_go(f, NASTY_STATE_2);
}

/* ---- 支付: Pass --------------------------------------------------  :9 */

static const struct asl_data nasty_state_2_data = {
    .result = ASL_OBJECT(
        { "a", ASL_NUMBER(1) },
        { "a.b", ASL_OBJECT({ "c'd", ASL_NUMBER(5) }) },
        { "*/", ASL_STRING("x") },
        { "n", ASL_NUMBER(9007199254740993) }),
};

static enum asl_move nasty_state_2(struct asl_frame *f)
{
    asl_output(f, &nasty_state_2_data);
    return asl_go(f, NASTY_STATE_3);
}

/* ---- 付款: Pass -------------------------------------------------- :10 */

static const struct asl_data nasty_state_3_data = {
    .arguments = ASL_OBJECT(
        { "it's", ASL_STRING("$.a") },
        { "k\"ey", ASL_ARRAY(
            ASL_OBJECT(
                { "deep", ASL_PATH("$['a.b']['c\\'d']", ASL_KEY("a.b"), ASL_KEY("c'd")) }),
            ASL_STRING("{% no %}")) }),
    .result_path = ASL_PATH("$.p", ASL_KEY("p")),
};

static enum asl_move nasty_state_3(struct asl_frame *f)
{
    asl_input(f, &nasty_state_3_data);
    asl_output(f, &nasty_state_3_data);
    return asl_go(f, NASTY_NASTY);
}

/* ---- nasty: Pass ------------------------------------------------- :11 */

static const struct asl_data nasty_nasty_data = {
    .result = ASL_OBJECT(
        { "long", ASL_JOIN(
            ASL_STRING(
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234567890123"
                "456789012345678901234567890123456789012345678901234567890123456789012345"
                "678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789012345678901"
                "234567890123456789012345678901234567890123456789012345678901234"),
            ASL_STRING("56789")) }),
    .result_path = ASL_PATH("$.long", ASL_KEY("long")),
};

static enum asl_move nasty_nasty(struct asl_frame *f)
{
    asl_output(f, &nasty_nasty_data);
    return asl_go(f, NASTY_DEEP);
}

/* ---- deep: Pass -------------------------------------------------- :12 */

static const struct asl_expr *const nasty_deep_deep_3[] = {
    ASL_OBJECT(
        { "deep", ASL_OBJECT(
            { "deep", ASL_OBJECT(
                { "deep", ASL_OBJECT(
                    { "deep", ASL_ARRAY(ASL_ARRAY(ASL_ARRAY(ASL_NUMBER(1)))) }) }) }) }),
    NULL
};

static const struct asl_expr *const nasty_deep_deep_2[] = {
    ASL_OBJECT(
        { "deep", ASL_OBJECT(
            { "deep", ASL_OBJECT(
                { "deep", ASL_OBJECT(
                    { "deep", ASL_OBJECT(
                        { "deep", ASL_OBJECT(
                            { "deep", ASL_OBJECT(
                                { "deep", ASL_OBJECT(
                                    { "deep", ASL_OBJECT(
                                        { "deep", ASL_OBJECT(
                                            { "deep", ASL_OBJECT(
                                                { "deep", ASL_OBJECT(
                                                    { "deep", ASL_SAME(nasty_deep_deep_3)
                                                    }) }) }) }) }) }) }) }) }) }) }) }),
    NULL
};

static const struct asl_expr *const nasty_deep_deep[] = {
    ASL_OBJECT(
        { "deep", ASL_OBJECT(
            { "deep", ASL_OBJECT(
                { "deep", ASL_OBJECT(
                    { "deep", ASL_OBJECT(
                        { "deep", ASL_OBJECT(
                            { "deep", ASL_OBJECT(
                                { "deep", ASL_OBJECT(
                                    { "deep", ASL_OBJECT(
                                        { "deep", ASL_OBJECT(
                                            { "deep", ASL_OBJECT(
                                                { "deep", ASL_OBJECT(
                                                    { "deep", ASL_SAME(nasty_deep_deep_2)
                                                    }) }) }) }) }) }) }) }) }) }) }) }),
    NULL
};

static const struct asl_data nasty_deep_data = {
    .result = ASL_OBJECT(
        { "deep", ASL_OBJECT(
            { "deep", ASL_OBJECT(
                { "deep", ASL_OBJECT(
                    { "deep", ASL_OBJECT(
                        { "deep", ASL_OBJECT(
                            { "deep", ASL_OBJECT(
                                { "deep", ASL_OBJECT(
                                    { "deep", ASL_OBJECT(
                                        { "deep", ASL_OBJECT(
                                            { "deep", ASL_OBJECT(
                                                { "deep", ASL_OBJECT(
                                                    { "deep", ASL_SAME(nasty_deep_deep) }) })
                                            }) }) }) }) }) }) }) }) }) }),
};

static enum asl_move nasty_deep(struct asl_frame *f)
{
    asl_output(f, &nasty_deep_data);
    return asl_go(f, NASTY_STATES_2);
}

/* ---- States: Choice ---------------------------------------------- :13 */

static const struct asl_expr *const nasty_states_2_value =
    ASL_PATH("$['*/']", ASL_KEY("*/"));
static const struct asl_expr *const nasty_states_2_n = ASL_PATH("$.n", ASL_KEY("n"));

static bool nasty_states_2_part(struct asl_frame *f)
{
    return (((asl_test(f, nasty_states_2_n, ASL_IS_PRESENT, ASL_TRUE) /* :14 */
                    && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                                ASL_NUMBER(0))) /* :14 */
                || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                            ASL_NUMBER(1))) /* :14 */
            && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                        ASL_NUMBER(2))) /* :14 */
        || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN, ASL_NUMBER(3)); /* :14 */
}

static bool nasty_states_2_part_2(struct asl_frame *f)
{
    return (((nasty_states_2_part(f) /* :14 */
                    && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                                ASL_NUMBER(4))) /* :14 */
                || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                            ASL_NUMBER(5))) /* :14 */
            && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                        ASL_NUMBER(6))) /* :14 */
        || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN, ASL_NUMBER(7)); /* :14 */
}

static bool nasty_states_2_part_3(struct asl_frame *f)
{
    return (((nasty_states_2_part_2(f) /* :14 */
                    && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                                ASL_NUMBER(8))) /* :14 */
                || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                            ASL_NUMBER(9))) /* :14 */
            && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                        ASL_NUMBER(10))) /* :14 */
        || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN, ASL_NUMBER(11)); /* :14 */
}

static bool nasty_states_2_part_4(struct asl_frame *f)
{
    return (((nasty_states_2_part_3(f) /* :14 */
                    && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                                ASL_NUMBER(12))) /* :14 */
                || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                            ASL_NUMBER(13))) /* :14 */
            && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                        ASL_NUMBER(14))) /* :14 */
        || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN, ASL_NUMBER(15)); /* :14 */
}

static enum asl_move nasty_states_2(struct asl_frame *f)
{
    if (asl_test(f, nasty_states_2_value, ASL_STRING_EQUALS,
                 ASL_STRING("?\?/\n\000x"))) { /* :13 */
        return asl_choose(f, ASL_CHOICES(0), NASTY_STEP_2);
    }
    if (asl_test(f, nasty_states_2_n, ASL_NUMERIC_EQUALS,
                 ASL_NUMBER(9007199254740993))) { /* :13 */
        return asl_choose(f, ASL_CHOICES(1), NASTY_MACHINE_2);
    }
    if ((((nasty_states_2_part_4(f) /* :14 */
                        && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                                    ASL_NUMBER(16))) /* :14 */
                    || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                                ASL_NUMBER(17))) /* :14 */
                && asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN,
                            ASL_NUMBER(18))) /* :14 */
            || asl_test(f, nasty_states_2_n, ASL_NUMERIC_LESS_THAN, ASL_NUMBER(19))) { /* :14 */
        return asl_choose(f, ASL_CHOICES(2), NASTY_STEP_2);
    }
    if (asl_test(f, nasty_states_2_n, ASL_NUMERIC_GREATER_THAN_EQUALS,
                 ASL_NUMBER(1e400))) { /* :14 */
        return asl_choose(f, ASL_CHOICES(3), NASTY_STEP_2);
    }
    return asl_no_choice(f);
}

/* ---- step: Fail -------------------------------------------------- :15 */

static enum asl_move nasty_step_2(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("?\?/*"), ASL_STRING("*/\\"));
}

/* ---- machine: Parallel ------------------------------------------- :16 */

static const struct asl_machine *const nasty_machine_2_branches[] = {
    &nasty_machine_2_1_machine, /* machine 1 :16 */
    NULL
};

static enum asl_move nasty_machine_2(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_branches(f, nasty_machine_2_branches);
    }
    return asl_go(f, NASTY_STATE_5);
}

/* ---- !!!: Task --------------------------------------------------- :17 */

static const struct asl_request nasty_state_5_request = {
    .resource = "local:\"quoted\"",
    .name = "\"quoted\"",
};

static const struct asl_data nasty_state_5_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("*/"),
};

static enum asl_move nasty_state_5(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &nasty_state_5_request);
    }
    if (asl_caught(f, &nasty_state_5_catch_1)) { /* :17 */
        return asl_go(f, NASTY_STEP_2);
    }
    return asl_go(f, NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS);
}

/* ---- A state name of eighty characters, which is as ...: Wait ---- :18 */

static enum asl_move nasty_a_state_name_of_eighty_characters(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, ASL_NUMBER(0));
    }
    return asl_go(f, NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS_2);
}

/* ---- A state name of eighty characters, which is ...: Succeed ---- :19 */

static enum asl_move nasty_a_state_name_of_eighty_characters_2(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state nasty_states[] = {
    [NASTY_INT] = {
        .name = "int", .type = ASL_PASS, .line = 5 },
    [NASTY_INT_2] = {
        .name = "INT", .type = ASL_PASS, .line = 6 },
    [NASTY_INT_DATA_2] = {
        .name = "int data", .type = ASL_PASS, .line = 7 },
    [NASTY_IS_IT_OVER] = {
        .name = "Is it\t*/ over ?\?/", .type = ASL_PASS, .line = 8 },
    [NASTY_STATE_2] = {
        .name = "支付", .type = ASL_PASS, .line = 9 },
    [NASTY_STATE_3] = {
        .name = "付款", .type = ASL_PASS, .line = 10 },
    [NASTY_NASTY] = {
        .name = "nasty", .type = ASL_PASS, .line = 11 },
    [NASTY_DEEP] = {
        .name = "deep", .type = ASL_PASS, .line = 12 },
    [NASTY_STATES_2] = {
        .name = "States", .type = ASL_CHOICE, .line = 13 },
    [NASTY_STEP_2] = {
        .name = "step", .type = ASL_FAIL, .line = 15 },
    [NASTY_MACHINE_2] = {
        .name = "machine", .type = ASL_PARALLEL, .line = 16,
        .branches = nasty_machine_2_branches },
    [NASTY_STATE_5] = {
        .name = "!!!", .type = ASL_TASK, .line = 17,
        .request = &nasty_state_5_request },
    [NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS] = {
        .name = "A state name of eighty characters, which is as long as AWS lets a name of one be",
        .type = ASL_WAIT, .line = 18 },
    [NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS_2] = {
        .name = "A state name of eighty characters, which is as long as AWS lets the other one be",
        .type = ASL_SUCCEED, .line = 19 },
    ASL_NO_STATE
};

static enum asl_move nasty_step(struct asl_frame *f)
{
    switch ((enum nasty_state)asl_state(f)) {
    case NASTY_INT:
        return nasty_int(f);
    case NASTY_INT_2:
        return nasty_int_2(f);
    case NASTY_INT_DATA_2:
        return nasty_int_data_2(f);
    case NASTY_IS_IT_OVER:
        return nasty_is_it_over(f);
    case NASTY_STATE_2:
        return nasty_state_2(f);
    case NASTY_STATE_3:
        return nasty_state_3(f);
    case NASTY_NASTY:
        return nasty_nasty(f);
    case NASTY_DEEP:
        return nasty_deep(f);
    case NASTY_STATES_2:
        return nasty_states_2(f);
    case NASTY_STEP_2:
        return nasty_step_2(f);
    case NASTY_MACHINE_2:
        return nasty_machine_2(f);
    case NASTY_STATE_5:
        return nasty_state_5(f);
    case NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS:
        return nasty_a_state_name_of_eighty_characters(f);
    case NASTY_A_STATE_NAME_OF_EIGHTY_CHARACTERS_2:
        return nasty_a_state_name_of_eighty_characters_2(f);
    }
    return asl_lost(f);
}

static const struct asl_machine nasty_machine = {
    .states = nasty_states,
    .start  = NASTY_INT,
    .step   = nasty_step,
};

/* ==== Machine: machine, branch 1 ================================== :16 */

enum nasty_machine_2_1_state {
    NASTY_MACHINE_1,
    NASTY_STATE_4
};

/* ---- machine 1: Pass --------------------------------------------- :16 */

static enum asl_move nasty_machine_1(struct asl_frame *f)
{
    return asl_go(f, NASTY_STATE_4);
}

/* ---- _: Succeed -------------------------------------------------- :16 */

static enum asl_move nasty_state_4(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :16 */

static const struct asl_state nasty_machine_2_1_states[] = {
    [NASTY_MACHINE_1] = { .name = "machine 1", .type = ASL_PASS, .line = 16 },
    [NASTY_STATE_4]   = { .name = "_", .type = ASL_SUCCEED, .line = 16 },
    ASL_NO_STATE
};

static enum asl_move nasty_machine_2_1_step(struct asl_frame *f)
{
    switch ((enum nasty_machine_2_1_state)asl_state(f)) {
    case NASTY_MACHINE_1: return nasty_machine_1(f);
    case NASTY_STATE_4:   return nasty_state_4(f);
    }
    return asl_lost(f);
}

static const struct asl_machine nasty_machine_2_1_machine = {
    .states = nasty_machine_2_1_states,
    .start  = NASTY_MACHINE_1,
    .step   = nasty_machine_2_1_step,
};

/* ==== The workflow ================================================  :1 */

static const char *const nasty_definition[] = {
    "{\n",
    "  \"Comment\": \"Names and literals that would like to break out: */ int x; /* ?\?/ ",
    "\\\\\",\n",
    "  \"StartAt\": \"int\",\n",
    "  \"States\": {\n",
    "    \"int\": { \"Type\": \"Pass\", \"Result\": null, \"Next\": \"INT\" },\n",
    "    \"INT\": { \"Type\": \"Pass\", \"Result\": [[], [[]], {}, { \"\": { \"a b\": [1, -0, ",
    "1e400, 1E-7, 0.10, 9007199254740993, 123456789012345678901234567890] } }], \"Next\": ",
    "\"int data\" },\n",
    "    \"int data\": { \"Type\": \"Pass\", \"Result\": \"*/ /* // ?\?/ ?\?= \\\" ' \\\\ %d ",
    "%s {{id}} \\u0007\\u0000\\u00009 end\", \"Next\": \"Is it\\t*/ over ?\?/\" },\n",
    "    \"Is it\\t*/ over ?\?/\": { \"Type\": \"Pass\", \"Result\": \"caf\\u00e9 ",
    "\\u00fc\\u4e2d\\ud83d\\ude00 lone \\ud800! bidi \\u202eabc\\u202c ",
    "line\\u2028sep\\r\\nnext\", \"Next\": \"支付\" },\n",
    "    \"支付\": { \"Type\": \"Pass\", \"Result\": { \"a\": 1, \"a.b\": { \"c'd\": 5 }, ",
    "\"*/\": \"x\", \"n\": 9007199254740993 }, \"Next\": \"付款\" },\n",
    "    \"付款\": { \"Type\": \"Pass\", \"Parameters\": { \"it's\": \"$.a\", \"k\\\"ey\": [{ ",
    "\"deep.$\": \"$['a.b']['c\\\\'d']\" }, \"{% no %}\"] }, \"ResultPath\": \"$.p\", ",
    "\"Next\": \"nasty\" },\n",
    "    \"nasty\": { \"Type\": \"Pass\", \"Result\": { \"long\": ",
    "\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456",
    "78901234567890123456789012345678901234567890123456789012345678901234567890123456789012345",
    "67890123456789012345678901234567890123456789012345678901234567890123456789012345678901234",
    "56789012345678901234567890123456789012345678901234567890123456789012345678901234567890123",
    "45678901234567890123456789012345678901234567890123456789012345678901234567890123456789012",
    "34567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
    "23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
    "90123456789012345678901234567890123456789012345678901234567890123456789012345678901234567",
    "89012345678901234567890123456789012345678901234567890123456789012345678901234567890123456",
    "78901234567890123456789012345678901234567890123456789012345678901234567890123456789012345",
    "67890123456789012345678901234567890123456789012345678901234567890123456789012345678901234",
    "56789012345678901234567890123456789012345678901234567890123456789012345678901234567890123",
    "45678901234567890123456789012345678901234567890123456789012345678901234567890123456789012",
    "34567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
    "23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
    "90123456789012345678901234567890123456789012345678901234567890123456789012345678901234567",
    "89012345678901234567890123456789012345678901234567890123456789012345678901234567890123456",
    "78901234567890123456789012345678901234567890123456789012345678901234567890123456789012345",
    "67890123456789012345678901234567890123456789012345678901234567890123456789012345678901234",
    "56789012345678901234567890123456789012345678901234567890123456789012345678901234567890123",
    "45678901234567890123456789012345678901234567890123456789012345678901234567890123456789012",
    "34567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
    "23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
    "90123456789012345678901234567890123456789012345678901234567890123456789012345678901234567",
    "89012345678901234567890123456789012345678901234567890123456789012345678901234567890123456",
    "78901234567890123456789012345678901234567890123456789012345678901234567890123456789012345",
    "67890123456789012345678901234567890123456789012345678901234567890123456789012345678901234",
    "56789012345678901234567890123456789012345678901234567890123456789012345678901234567890123",
    "45678901234567890123456789012345678901234567890123456789012345678901234567890123456789012",
    "34567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
    "23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
    "90123456789012345678901234567890123456789012345678901234567890123456789012345678901234567",
    "89012345678901234567890123456789012345678901234567890123456789012345678901234567890123456",
    "78901234567890123456789012345678901234567890123456789012345678901234567890123456789012345",
    "67890123456789012345678901234567890123456789012345678901234567890123456789012345678901234",
    "56789012345678901234567890123456789012345678901234567890123456789012345678901234567890123",
    "45678901234567890123456789012345678901234567890123456789012345678901234567890123456789012",
    "34567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
    "23456789\" }, \"ResultPath\": \"$.long\", \"Next\": \"deep\" },\n",
    "    \"deep\": { \"Type\": \"Pass\", \"Result\": { \"deep\": { \"deep\": { \"deep\": { ",
    "\"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { ",
    "\"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { ",
    "\"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { ",
    "\"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { ",
    "\"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { \"deep\": { ",
    "\"deep\": { \"deep\": [[[1]]] } } } } } } } } } } } } } } } } } } } } } } } } } } } } } ",
    "} } } } } } } } } } }, \"Next\": \"States\" },\n",
    "    \"States\": { \"Type\": \"Choice\", \"Choices\": [ { \"Variable\": \"$['*/']\", ",
    "\"StringEquals\": \"?\?/\\n\\u0000x\", \"Next\": \"step\" }, { \"Variable\": \"$.n\", ",
    "\"NumericEquals\": 9007199254740993, \"Next\": \"machine\" },\n",
    "      { \"Or\": [{ \"And\": [{ \"Or\": [{ \"And\": [{ \"Or\": [{ \"And\": [{ \"Or\": [{ ",
    "\"And\": [{ \"Or\": [{ \"And\": [{ \"Or\": [{ \"And\": [{ \"Or\": [{ \"And\": [{ \"Or\": ",
    "[{ \"And\": [{ \"Or\": [{ \"And\": [{ \"Or\": [{ \"And\": [{ \"Variable\": \"$.n\", ",
    "\"IsPresent\": true }, { \"Variable\": \"$.n\", \"NumericLessThan\": 0 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 1 }] }, { \"Variable\": \"$.n\", ",
    "\"NumericLessThan\": 2 }] }, { \"Variable\": \"$.n\", \"NumericLessThan\": 3 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 4 }] }, { \"Variable\": \"$.n\", ",
    "\"NumericLessThan\": 5 }] }, { \"Variable\": \"$.n\", \"NumericLessThan\": 6 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 7 }] }, { \"Variable\": \"$.n\", ",
    "\"NumericLessThan\": 8 }] }, { \"Variable\": \"$.n\", \"NumericLessThan\": 9 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 10 }] }, { \"Variable\": \"$.n\", ",
    "\"NumericLessThan\": 11 }] }, { \"Variable\": \"$.n\", \"NumericLessThan\": 12 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 13 }] }, { \"Variable\": \"$.n\", ",
    "\"NumericLessThan\": 14 }] }, { \"Variable\": \"$.n\", \"NumericLessThan\": 15 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 16 }] }, { \"Variable\": \"$.n\", ",
    "\"NumericLessThan\": 17 }] }, { \"Variable\": \"$.n\", \"NumericLessThan\": 18 }] }, { ",
    "\"Variable\": \"$.n\", \"NumericLessThan\": 19 }], \"Next\": \"step\" }, { \"Variable\": ",
    "\"$.n\", \"NumericGreaterThanEquals\": 1e400, \"Next\": \"step\" } ] },\n",
    "    \"step\": { \"Type\": \"Fail\", \"Error\": \"?\?/*\", \"Cause\": \"*/\\\\\" },\n",
    "    \"machine\": { \"Type\": \"Parallel\", \"Branches\": [ { \"StartAt\": \"machine 1\", ",
    "\"States\": { \"machine 1\": { \"Type\": \"Pass\", \"Next\": \"_\" }, \"_\": { \"Type\": ",
    "\"Succeed\" } } } ], \"Next\": \"!!!\" },\n",
    "    \"!!!\": { \"Type\": \"Task\", \"Resource\": \"local:\\\"quoted\\\"\", \"Catch\": [ ",
    "{ \"ErrorEquals\": [\"*/\"], \"Next\": \"step\" } ], \"Next\": \"A state name of eighty ",
    "characters, which is as long as AWS lets a name of one be\" },\n",
    "    \"A state name of eighty characters, which is as long as AWS lets a name of one ",
    "be\": { \"Type\": \"Wait\", \"Seconds\": 0, \"Next\": \"A state name of eighty ",
    "characters, which is as long as AWS lets the other one be\" },\n",
    "    \"A state name of eighty characters, which is as long as AWS lets the other one ",
    "be\": { \"Type\": \"Succeed\" }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box nasty_graph_boxes[] = {
    { 141, 16, 64, 28, "Start" }, /* 0 */
    { 125, 80, 96, 40, "int" }, /* 1 */
    { 125, 156, 96, 40, "INT" }, /* 2 */
    { 125, 232, 96, 40, "int data" }, /* 3 */
    { 105, 308, 136, 40, "Is it\\t*/ over ?\?/" }, /* 4 */
    { 125, 384, 96, 40, "支付" }, /* 5 */
    { 125, 460, 96, 40, "付款" }, /* 6 */
    { 125, 536, 96, 40, "nasty" }, /* 7 */
    { 125, 612, 96, 40, "deep" }, /* 8 */
    { 125, 688, 96, 40, "States" }, /* 9 */
    { 43, 1172, 96, 40, "step" }, /* 10 */
    { 186, 804, 140, 208, "machine" }, /* 11 */
    { 202, 880, 108, 40, "machine 1" }, /* 12 */
    { 208, 956, 96, 40, "_" }, /* 13 */
    { 208, 1048, 96, 40, "!!!" }, /* 14 */
    { 167, 1158, 178, 88, "A state name of eighty\ncharacters, which is\nas long as AWS lets a\nname of one be" }, /* 15 */
    { 167, 1282, 178, 88, "A state name of eighty\ncharacters, which is\nas long as AWS lets\nthe other one be" }, /* 16 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow nasty_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M173 44L173 80" },
    { 1, 2, ASL_ARROW_NEXT, 0, 0, NULL, "M173 120L173 156" },
    { 2, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M173 196L173 232" },
    { 3, 4, ASL_ARROW_NEXT, 0, 0, NULL, "M173 272L173 308" },
    { 4, 5, ASL_ARROW_NEXT, 0, 0, NULL, "M173 348L173 384" },
    { 5, 6, ASL_ARROW_NEXT, 0, 0, NULL, "M173 424L173 460" },
    { 6, 7, ASL_ARROW_NEXT, 0, 0, NULL, "M173 500L173 536" },
    { 7, 8, ASL_ARROW_NEXT, 0, 0, NULL, "M173 576L173 612" },
    { 8, 9, ASL_ARROW_NEXT, 0, 0, NULL, "M173 652L173 688" },
    { 9, 10, ASL_ARROW_CHOICE, 91, 769, "$['*/'] = \"?\?/\\n\\u0000x\" or\n((((((((((((... 19 or $.n ≥ 1e400",
      "M141 728C141 741 91 741 91 755M91 784L91 1172" },
    { 9, 11, ASL_ARROW_CHOICE, 256, 769, "$.n = 9007199254740993",
      "M205 728C205 741 256 741 256 755L256 761M256 777L256 804" },
    { 11, 14, ASL_ARROW_NEXT, 0, 0, NULL, "M256 1012L256 1048" },
    { 14, 15, ASL_ARROW_NEXT, 0, 0, NULL, "M256 1088L256 1158" },
    { 14, 10, ASL_ARROW_CATCH, 173, 1123, "*/",
      "M224 1088C224 1101 173 1101 173 1115M173 1131C173 1144 123 1144 123 1158L123 1172" },
    { 15, 16, ASL_ARROW_NEXT, 0, 0, NULL, "M256 1246L256 1282" },
    { 11, 12, ASL_ARROW_START, 0, 0, NULL, "M256 844L256 880" },
    { 12, 13, ASL_ARROW_NEXT, 0, 0, NULL, "M256 920L256 956" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph nasty_graph = {
    361, 1386, nasty_graph_boxes, nasty_graph_arrows
};

static const struct asl_feature *const nasty_features[] = {
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

static const struct asl_target *const nasty_targets[] = {
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

static const struct asl_workflow nasty_workflow = {
    .name       = "nasty",
    .source     = "nasty.asl.json",
    .machine    = &nasty_machine,
    .definition = nasty_definition,
    .targets    = nasty_targets,
    .traces     = &asl_traces,
    .graph      = &nasty_graph,
    .features   = nasty_features,
};

int main(int argc, char **argv)
{
    return asl_main(&nasty_workflow, argc, argv);
}
