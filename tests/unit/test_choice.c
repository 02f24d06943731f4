/*
 * A Choice's questions (tests/language.md, the chapter C): every comparator against values of
 * every kind.
 */
#include <asl/asl.h>

#include "runtime/base/clock.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

static enum asl_move no_step(struct asl_frame *f)
{
    return asl_lost(f);
}
static const struct asl_state states[] = { { .name = "Ask", .type = ASL_CHOICE, .line = 1 },
                                           ASL_NO_STATE };
static const struct asl_machine machine = { .states = states, .step = no_step };
static const struct asl_workflow workflow = { .name = "ask",
                                              .source = "ask",
                                              .machine = &machine };
static const struct asl_expr *const v = ASL_PATH("$.v", ASL_KEY("v"));
static const struct asl_expr *const w = ASL_PATH("$.w", ASL_KEY("w"));

enum answer { NO, YES, FAILS };

/* A frame that is in a Choice, and all that it needs around it. */
struct place {
    struct clock clock;
    struct engine engine;
    struct deployment deployment;
    struct loop *loop;
    struct execution *run;
    struct asl_frame *frame;
};

static void open_place(struct place *p, const char *input)
{
    *p = (struct place){ .run = NULL };
    clock_start_virtual(&p->clock, 0);
    p->loop = loop_new(&p->clock, turn_deadline, &p->engine);
    turn_open(&p->engine, &p->clock, p->loop);
    turn_deploy(&p->engine, &p->deployment, &workflow);
    p->run = run_new(&p->deployment, false);
    struct value *data = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &data, &error));
    p->frame = frame_new(p->run, &machine, data);
    p->frame->effective = value_share(data);
}

static void close_place(struct place *p)
{
    frame_release(p->frame);
    run_release(p->run);
    turn_withdraw(&p->deployment);
    turn_close(&p->engine);
    loop_release(p->loop);
}

/* Ask `is` of $.v in `input`, against the operand. */
static enum answer ask(const char *input, enum asl_comparator is,
                       const struct asl_expr *operand)
{
    struct place p;
    open_place(&p, input);
    bool holds = asl_test(p.frame, v, is, operand);
    enum answer answer = p.frame->error != NULL ? FAILS : holds ? YES : NO;
    close_place(&p);
    return answer;
}

#define ASK(wanted, input, is, operand) CU_ASSERT_EQUAL(ask(input, is, operand), wanted)

/* C-08, C-14 */
static void texts(void)
{
    ASK(YES, "{\"v\":\"a\"}", ASL_STRING_EQUALS, ASL_STRING("a"));
    ASK(NO, "{\"v\":\"A\"}", ASL_STRING_EQUALS, ASL_STRING("a"));
    ASK(NO, "{\"v\":1}", ASL_STRING_EQUALS, ASL_STRING("1"));
    ASK(YES, "{\"v\":\"B\"}", ASL_STRING_LESS_THAN, ASL_STRING("a"));
    ASK(YES, "{\"v\":\"ab\"}", ASL_STRING_GREATER_THAN, ASL_STRING("a"));
    ASK(YES, "{\"v\":\"a\"}", ASL_STRING_LESS_THAN_EQUALS, ASL_STRING("a"));
    ASK(NO, "{\"v\":\"\"}", ASL_STRING_GREATER_THAN_EQUALS, ASL_STRING("a"));
    /* UTF-16 units: a character beyond U+FFFF comes before U+FF5E. */
    ASK(YES, "{\"v\":\"\xF0\x9F\x98\x80\"}", ASL_STRING_LESS_THAN, ASL_STRING("\xEF\xBD\x9E"));
    ASK(YES, "{\"v\":\"\xED\x9F\xBF\"}", ASL_STRING_LESS_THAN, ASL_STRING("\xF0\x9F\x98\x80"));
}

/* C-15 */
static void patterns(void)
{
    ASK(YES, "{\"v\":\"log-2024.txt\"}", ASL_STRING_MATCHES, ASL_STRING("log-*.txt"));
    ASK(NO, "{\"v\":\"log-2024.txt2\"}", ASL_STRING_MATCHES, ASL_STRING("log-*.txt"));
    ASK(YES, "{\"v\":\"a*b\"}", ASL_STRING_MATCHES, ASL_STRING("a\\*b"));
    ASK(NO, "{\"v\":\"axb\"}", ASL_STRING_MATCHES, ASL_STRING("a\\*b"));
    ASK(YES, "{\"v\":\"a\\\\b\"}", ASL_STRING_MATCHES, ASL_STRING("a\\\\b"));
    ASK(YES, "{\"v\":\"\"}", ASL_STRING_MATCHES, ASL_STRING("*"));
    ASK(YES, "{\"v\":\"\"}", ASL_STRING_MATCHES, ASL_STRING(""));
    ASK(NO, "{\"v\":\"a\\u0000b\"}", ASL_STRING_MATCHES, ASL_STRING("a"));
    ASK(YES, "{\"v\":\"a\\u0000b\"}", ASL_STRING_MATCHES, ASL_STRING("a*b"));
    ASK(NO, "{\"v\":\"a\"}", ASL_STRING_MATCHES, ASL_STRING("a\0b"));
    ASK(FAILS, "{\"v\":\"a\\\\\"}", ASL_STRING_MATCHES, ASL_STRING("a\\"));
    ASK(FAILS, "{\"v\":\"ax\"}", ASL_STRING_MATCHES, ASL_STRING("a\\x"));
    ASK(NO, "{\"v\":1}", ASL_STRING_MATCHES, ASL_STRING("a\\"));
    ASK(NO, "{\"v\":\"a\"}", ASL_STRING_MATCHES, ASL_STRING("?"));
    ASK(YES, "{\"v\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}", ASL_STRING_MATCHES,
        ASL_STRING("a*a*a*a*a*a*a*a*b"));
    ASK(NO, "{\"v\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\"}", ASL_STRING_MATCHES,
        ASL_STRING("a*a*a*a*a*a*a*a*b"));
}

/* C-13: by value, whatever the form, and never rounded. */
static void numbers(void)
{
    ASK(YES, "{\"v\":0}", ASL_NUMERIC_EQUALS, ASL_NUMBER(0.0));
    ASK(YES, "{\"v\":1}", ASL_NUMERIC_EQUALS, ASL_NUMBER(1e0));
    ASK(NO, "{\"v\":\"1\"}", ASL_NUMERIC_EQUALS, ASL_NUMBER(1));
    ASK(NO, "{\"v\":9007199254740992}", ASL_NUMERIC_EQUALS, ASL_NUMBER(9007199254740993));
    ASK(YES, "{\"v\":9007199254740992}", ASL_NUMERIC_LESS_THAN, ASL_NUMBER(9007199254740993));
    ASK(YES, "{\"v\":1e400}", ASL_NUMERIC_GREATER_THAN, ASL_NUMBER(1e399));
    ASK(YES, "{\"v\":2}", ASL_NUMERIC_LESS_THAN_EQUALS, ASL_NUMBER(2));
    ASK(YES, "{\"v\":-1}", ASL_NUMERIC_GREATER_THAN_EQUALS, ASL_NUMBER(-1.5));
}

/* C-16 */
static void times(void)
{
    ASK(YES, "{\"v\":\"2016-03-14T01:59:00Z\"}", ASL_TIMESTAMP_EQUALS,
        ASL_STRING("2016-03-14T01:59:00.000Z"));
    ASK(YES, "{\"v\":\"2016-03-14T02:59:00+01:00\"}", ASL_TIMESTAMP_EQUALS,
        ASL_STRING("2016-03-14T01:59:00Z"));
    ASK(NO, "{\"v\":\"2016-03-14\"}", ASL_TIMESTAMP_EQUALS, ASL_STRING("2016-03-14T00:00:00Z"));
    ASK(NO, "{\"v\":5}", ASL_TIMESTAMP_LESS_THAN, ASL_STRING("2016-03-14T00:00:00Z"));
    ASK(YES, "{\"v\":\"2016-03-14T00:00:01Z\"}", ASL_TIMESTAMP_GREATER_THAN,
        ASL_STRING("2016-03-14T00:00:00.5Z"));
}

/* C-11, C-12 */
static void kinds(void)
{
    ASK(YES, "{\"v\":null}", ASL_IS_PRESENT, ASL_TRUE);
    ASK(NO, "{}", ASL_IS_PRESENT, ASL_TRUE);
    ASK(YES, "{}", ASL_IS_PRESENT, ASL_FALSE);
    ASK(YES, "{\"v\":null}", ASL_IS_NULL, ASL_TRUE);
    ASK(NO, "{\"v\":null}", ASL_IS_NULL, ASL_FALSE);
    ASK(YES, "{\"v\":0}", ASL_IS_NULL, ASL_FALSE);
    ASK(YES, "{\"v\":1.5}", ASL_IS_NUMERIC, ASL_TRUE);
    ASK(YES, "{\"v\":\"\"}", ASL_IS_STRING, ASL_TRUE);
    ASK(YES, "{\"v\":false}", ASL_IS_BOOLEAN, ASL_TRUE);
    ASK(YES, "{\"v\":\"2016-03-14T01:59:00Z\"}", ASL_IS_TIMESTAMP, ASL_TRUE);
    ASK(NO, "{\"v\":\"soon\"}", ASL_IS_TIMESTAMP, ASL_TRUE);
    ASK(YES, "{\"v\":true}", ASL_BOOLEAN_EQUALS, ASL_TRUE);
    ASK(NO, "{\"v\":\"true\"}", ASL_BOOLEAN_EQUALS, ASL_TRUE);
}

/* A value, and which of the letters of is_kind[] it is. */
static const struct {
    const char *input, *is;
} valued[] = {
    { "{\"v\":null}", "0" },
    { "{\"v\":true}", "b" },
    { "{\"v\":false}", "b" },
    { "{\"v\":0}", "n" },
    { "{\"v\":-1.5e9}", "n" },
    { "{\"v\":\"\"}", "s" },
    { "{\"v\":\"1\"}", "s" },
    { "{\"v\":\"true\"}", "s" },
    { "{\"v\":\"2016-03-14T01:59:00Z\"}", "st" },
    { "{\"v\":\"2016-03-14T01:59:00.123456+05:30\"}", "st" },
    { "{\"v\":\"2016-03-14\"}", "s" },
    { "{\"v\":\"2016-03-14T01:59:00\"}", "s" },
    { "{\"v\":\"2016-03-14t01:59:00Z\"}", "s" },
    { "{\"v\":\"2016-03-14T01:59:00z\"}", "s" },
    { "{\"v\":\"2016-03-14 01:59:00Z\"}", "s" },
    { "{\"v\":\"2016-02-30T01:59:00Z\"}", "s" },
    { "{\"v\":[]}", "" },
    { "{\"v\":{}}", "" },
};

/* C-12, C-16: IsX is true of its own kind alone, and IsX: false of every other value. */
static void each_kind(void)
{
    static const struct {
        enum asl_comparator is;
        char letter;
    } is_kind[] = { { ASL_IS_NULL, '0' },
                    { ASL_IS_BOOLEAN, 'b' },
                    { ASL_IS_NUMERIC, 'n' },
                    { ASL_IS_STRING, 's' },
                    { ASL_IS_TIMESTAMP, 't' } };
    for (size_t i = 0; i < sizeof valued / sizeof *valued; i++) {
        for (size_t k = 0; k < sizeof is_kind / sizeof *is_kind; k++) {
            bool is = strchr(valued[i].is, is_kind[k].letter) != NULL;
            ASK(is ? YES : NO, valued[i].input, is_kind[k].is, ASL_TRUE);
            ASK(is ? NO : YES, valued[i].input, is_kind[k].is, ASL_FALSE);
        }
        ASK(YES, valued[i].input, ASL_IS_PRESENT, ASL_TRUE);
        ASK(NO, valued[i].input, ASL_IS_PRESENT, ASL_FALSE);
    }
}

/* C-08: no comparator holds for a value of another kind, whatever it is compared with. */
static void other_kinds(void)
{
    for (size_t i = 0; i < sizeof valued / sizeof *valued; i++) {
        for (enum asl_comparator is = 0; is <= ASL_BOOLEAN_EQUALS; is++) {
            char own = is <= ASL_STRING_MATCHES                  ? 's'
                       : is <= ASL_NUMERIC_GREATER_THAN_EQUALS   ? 'n'
                       : is <= ASL_TIMESTAMP_GREATER_THAN_EQUALS ? 't'
                                                                 : 'b';
            const struct asl_expr *with = own == 's'   ? ASL_STRING("*")
                                          : own == 'n' ? ASL_NUMBER(0)
                                          : own == 't' ? ASL_STRING("2016-03-14T01:59:00Z")
                                                       : ASL_FALSE;
            if (strchr(valued[i].is, own) == NULL) {
                ASK(NO, valued[i].input, is, with);
            }
        }
    }
}

/* C-09, C-10: nothing at the path, or at the operand's, is the end. */
static void missing(void)
{
    ASK(FAILS, "{}", ASL_STRING_EQUALS, ASL_STRING("a"));
    ASK(FAILS, "{}", ASL_IS_NULL, ASL_TRUE);
    ASK(FAILS, "{\"v\":1}", ASL_NUMERIC_EQUALS, w);
    ASK(YES, "{\"v\":1,\"w\":1.0}", ASL_NUMERIC_EQUALS, w);
    ASK(NO, "{\"v\":1,\"w\":\"1\"}", ASL_NUMERIC_EQUALS, w);
}

/* P-20: nothing can be asked of an input that is null, not even whether it is null. */
static void null_input(void)
{
    for (enum asl_comparator is = 0; is <= ASL_IS_TIMESTAMP; is++) {
        bool is_test = is > ASL_BOOLEAN_EQUALS;
        ASK(FAILS, "null", is, is_test ? ASL_TRUE : ASL_STRING("*"));
        ASK(FAILS, "null", is, is_test ? ASL_FALSE : w);
    }
}

/* A literal in a state's function is gone with its call, and the next may stand where it stood.
 */
static void short_lived(void)
{
    struct place p;
    open_place(&p, "{\"v\":1}");
    struct asl_expr literal = *ASL_NUMBER(1);
    CU_ASSERT_TRUE(asl_test(p.frame, v, ASL_NUMERIC_EQUALS, &literal));
    literal = *ASL_NUMBER(2);
    CU_ASSERT_FALSE(asl_test(p.frame, v, ASL_NUMERIC_EQUALS, &literal));

    literal = *ASL_STRING("First");
    CU_ASSERT_EQUAL(asl_fail(p.frame, &literal, NULL), ASL_END);
    UNIT_TEXT(p.frame->error->name, "First");
    frame_lift_error(p.frame);
    literal = *ASL_STRING("Second");
    CU_ASSERT_EQUAL(asl_fail(p.frame, &literal, NULL), ASL_END);
    UNIT_TEXT(p.frame->error->name, "Second");
    close_place(&p);
}

UNIT_MAIN("ask", { "texts", texts }, { "patterns", patterns }, { "numbers", numbers },
          { "times", times }, { "kinds", kinds }, { "each kind", each_kind },
          { "other kinds", other_kinds }, { "missing", missing }, { "null input", null_input },
          { "short-lived literals", short_lived })
