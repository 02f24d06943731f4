#include "runtime/task/binding.h"

#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/include/asl/tree.h"
#include "runtime/native/c.h"
#include "runtime/native/ffi.h"
#include "runtime/native/function.h"
#include "runtime/native/library.h"
#include "runtime/native/pace.h"
#include "runtime/task/target.h"
#include "runtime/way/aws.h"
#include "runtime/way/exec.h"
#include "runtime/way/workflow.h"
#include "tests/unit/request.h"
#include "tests/unit/unit.h"

#define LAMBDA "arn:aws:lambda:us-east-1:123456789012:function:"
#define INVOKE "arn:aws:states:::lambda:invoke"

static struct json_object *run_nothing(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return NULL;
}

static const struct asl_handler handlers[] = { { "charge", run_nothing },
                                               { "ship_order", run_nothing },
                                               { "sendMessage", run_nothing },
                                               { NULL, NULL } };

static const struct asl_target *const plain[] = { &asl_target_c, &asl_target_exec,
                                                  &asl_target_workflow, NULL };
static const struct asl_workflow workflow = { .name = "w",
                                              .handlers = handlers,
                                              .targets = plain };

/* Who does it: the function's name, the command's words with '|' between, the path, or nobody.
 */
static void expect(const struct binding_list *b, const char *state, const char *resource,
                   const char *called, const char *wanted)
{
    const char *why;
    const struct target *t = binding_find(b, state, request_of(resource), called, &why);
    struct buf got = { 0 };
    if (t == NULL) {
        buf_text(&got, why != NULL ? why : "nobody");
    } else if (t->way == &asl_target_c || t->way == &asl_target_ffi) {
        buf_text(&got, ((const struct function *)t->bound)->name);
    } else if (t->way == &asl_target_workflow) {
        buf_text(&got, t->bound);
    } else {
        char *const *words = t->bound;
        for (size_t i = 0; words[i] != NULL; i++) {
            buf_print(&got, "%s%s", i > 0 ? "|" : "", words[i]);
        }
    }
    UNIT_TEXT(buf_string(&got), wanted);
    buf_release(&got);
}

static void add(struct binding_list *b, const char *text)
{
    struct buf why = { 0 };
    CU_ASSERT_TRUE(binding_add(b, text, &why));
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
}

static void refused(const char *text, const char *wanted)
{
    struct binding_list *b = binding_list_new(&workflow);
    struct buf why = { 0 };
    CU_ASSERT_FALSE(binding_add(b, text, &why));
    UNIT_TEXT(buf_string(&why), wanted);
    expect(b, "S", "r", NULL, "nobody");
    buf_release(&why);
    binding_list_release(b);
}

static void test_order(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    add(b, "*=exec:all");
    add(b, "arn:aws:lambda:*=exec:lambdas");
    add(b, "f=exec:bare");
    expect(b, "S", LAMBDA "f", NULL, "bare");
    expect(b, "S", LAMBDA "g", NULL, "lambdas");
    expect(b, "S", "arn:aws:states:::sns:publish", NULL, "all");
    add(b, LAMBDA "g=exec:exact");
    add(b, "arn:*:function:*=exec:long");
    expect(b, "S", LAMBDA "g", NULL, "exact");
    expect(b, "S", LAMBDA "h", NULL, "long");
    add(b, "state:S=exec:own");
    add(b, LAMBDA "g=exec:later");
    expect(b, "S", LAMBDA "g", NULL, "own");
    expect(b, "T", LAMBDA "g", NULL, "later");
    add(b, "state:S=exec:own2");
    expect(b, "S", LAMBDA "g", NULL, "own2");
    binding_list_release(b);
    binding_list_release(NULL);
}

/* The function's own binding goes before that of lambda:invoke. */
static void test_invoke(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    expect(b, "S", INVOKE, "charge", "charge");
    expect(b, "S", INVOKE, LAMBDA "ship-order:prod", "ship_order");
    expect(b, "S", INVOKE, "other", "nobody");
    expect(b, "S", INVOKE, NULL, "nobody");
    add(b, "other=exec:o");
    add(b, INVOKE "=exec:i");
    expect(b, "S", INVOKE, "other", "o");
    expect(b, "S", INVOKE, LAMBDA "other", "o");
    expect(b, "S", INVOKE, "charge", "i");
    add(b, LAMBDA "other=exec:arn");
    expect(b, "S", INVOKE, LAMBDA "other", "arn");
    expect(b, "S", INVOKE, "other", "o");
    binding_list_release(b);
}

static void test_linked_in(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    expect(b, "S", LAMBDA "charge:7", NULL, "charge");
    expect(b, "S", LAMBDA "ship-order", NULL, "ship_order");
    expect(b, "S", LAMBDA "ship_order", NULL, "ship_order");
    expect(b, "S", LAMBDA "charg", NULL, "nobody");
    expect(b, "S", LAMBDA "charges", NULL, "nobody");
    expect(b, "S", "arn:aws:states:us-east-1:1:activity:charge", NULL, "charge");
    expect(b, "S", "arn:aws:states:::sqs:sendMessage.waitForTaskToken", NULL, "sendMessage");
    expect(b, "S", "", NULL, "nobody");
    add(b, "r=c:charge");
    expect(b, "S", "r", NULL, "charge");
    CU_ASSERT_TRUE(binding_may_call(b, request_of(INVOKE)));
    binding_list_release(b);
    static const struct asl_target *const no_c[] = { &asl_target_exec, NULL };
    static const struct asl_workflow bare = { .name = "w",
                                              .handlers = handlers,
                                              .targets = no_c };
    b = binding_list_new(&bare);
    expect(b, "S", LAMBDA "charge", NULL, "nobody");
    CU_ASSERT_FALSE(binding_may_call(b, request_of(INVOKE)));
    binding_list_release(b);
}

static void test_words(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    add(b, "r=exec:  a 'b c'd \"e'f\" ''\t\\n $X ");
    expect(b, "S", "r", NULL, "a|b cd|e'f||\\n|$X");
    binding_list_release(b);
}

static void test_patterns(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    add(b, "a*b*c=exec:abc");
    add(b, "*:x=exec:x");
    expect(b, "S", "abc", NULL, "abc");
    expect(b, "S", "a--b-b--c", NULL, "abc");
    expect(b, "S", "a*b*c", NULL, "abc");
    expect(b, "S", "abcd", NULL, "nobody");
    expect(b, "S", "acb", NULL, "nobody");
    expect(b, "S", "y:x", NULL, "x");
    expect(b, "S", "y:xx", NULL, "nobody");
    binding_list_release(b);
}

static void test_divider(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    add(b, "state:a=b=exec:env X=c:1 run");
    expect(b, "a=b", "r", NULL, "env|X=c:1|run");
    binding_list_release(b);
}

#define THERE  "there are c:SYMBOL, exec:COMMAND, workflow:PATH"
#define CANNOT "cannot be used in this program; " THERE

static void test_refused(void)
{
    refused("r", "'r' is not a binding: RESOURCE=TARGET is wanted");
    refused("=exec:a", "'=exec:a' is not a binding: RESOURCE=TARGET is wanted");
    refused("r=", "'' is not a target: " THERE);
    refused("r=what", "'what' is not a target: " THERE);
    refused("r=c:nope", "'c:nope': no task function of this name is linked into this program");
    refused("r=c:ship-order",
            "'c:ship-order': no task function of this name is linked into this program");
    refused("r=exec:", "'exec:': it names no command");
    refused("r=exec:''", "'exec:''': it names no command");
    refused("r=exec:a 'b", "'exec:a 'b': a quote is not closed");
    refused("r=c:l.so#f", "'c:l.so#f': this program cannot load shared libraries; c:SYMBOL can "
                          "name a function that is linked in");
    refused("r=ffi:l.so#f()->int32", "'ffi:l.so#f()->int32': ffi: " CANNOT);
    refused("r=python:f.h", "'python:f.h' is not a target: " THERE);
    refused("r=lambda:python:f.h",
            "'lambda:python:f.h': lambda: cannot be used in this program; " THERE);
    refused("r=activity:a", "'activity:a': activity: cannot be used in this program; " THERE);
    refused("r=workflow:", "'workflow:': it names no program");
    refused("r=http://h/", "'http://h/': http: cannot be used in this program; " THERE);
    refused("r=https://h/", "'https://h/': https: cannot be used in this program; " THERE);
    refused("r=aws", "'aws': aws cannot be used in this program; " THERE);
    refused("r=lokal", "'lokal' is not a target: " THERE);
}

/* What a program has besides, by its own list. */
static void test_targets(void)
{
    static const struct asl_target *const only_ffi[] = { &asl_target_ffi, NULL };
    static const struct asl_target *const both[] = { &asl_target_library, &asl_target_c,
                                                     &asl_target_ffi, NULL };
    static const struct asl_workflow still = { .name = "w", .targets = only_ffi };
    static const struct asl_workflow full = { .name = "w", .targets = both };
    static const struct asl_workflow none = { .name = "w", .targets = only_ffi + 1 };
    struct buf why = { 0 };
    struct binding_list *b = binding_list_new(&still);
    add(b, "a=ffi:cos(double)->double");
    expect(b, "S", "a", NULL, "cos");
    CU_ASSERT_FALSE(binding_add(b, "a=c:l.so#f", &why));
    UNIT_TEXT(buf_string(&why), "'c:l.so#f': c: cannot be used in this program; there are "
                                "ffi:SYMBOL(TYPES)->TYPE");
    buf_clear(&why);
    CU_ASSERT_FALSE(binding_add(b, "a=ffi:l.so#f()->void", &why));
    UNIT_TEXT(buf_string(&why),
              "'ffi:l.so#f()->void': this program cannot load shared libraries; "
              "ffi:SYMBOL(TYPES)->TYPE can name a function that is linked in");
    buf_clear(&why);
    binding_list_release(b);

    b = binding_list_new(&none);
    CU_ASSERT_FALSE(binding_add(b, "a=exec:f", &why));
    UNIT_TEXT(buf_string(&why),
              "'exec:f': exec: cannot be used in this program; there are none");
    buf_clear(&why);
    binding_list_release(b);

    b = binding_list_new(&full);
    add(b, "a=c:l#1.so#f");
    add(b, "b=ffi:/l.so#g(string)->json!");
    expect(b, "S", "a", NULL, "f");
    expect(b, "S", "b", NULL, "g");
    CU_ASSERT_FALSE(binding_add(b, "a=workflow:f", &why));
    UNIT_TEXT(buf_string(&why),
              "'workflow:f': workflow: cannot be used in this program; there are c:SYMBOL, "
              "c:LIB.so#SYMBOL, ffi:SYMBOL(TYPES)->TYPE");
    buf_clear(&why);
    CU_ASSERT_FALSE(binding_add(b, "a=c:#f", &why));
    UNIT_TEXT(buf_string(&why), "'c:#f': c:LIB.so#SYMBOL is wanted");
    buf_clear(&why);
    CU_ASSERT_FALSE(binding_add(b, "a=ffi:f(int)->void", &why));
    UNIT_TEXT(buf_string(&why),
              "'ffi:f(int)->void': 'int' is not a type; there are void bool int8 "
              "int16 int32 int64 uint8 uint16 uint32 uint64 float double string "
              "json");
    buf_release(&why);
    binding_list_release(b);
}

/* A state machine is bound like a function, but no function of its name does it. */
static void test_machine(void)
{
    static const char start[] = "arn:aws:states:::states:startExecution.sync:2";
    static const char machine[] = "arn:aws:states:us-east-1:1:stateMachine:";
    char arn[80];
    struct binding_list *b = binding_list_new(&workflow);
    CU_ASSERT_FALSE(binding_may_call(b, request_of(start)));
    expect(b, "S", start, "charge", "nobody");
    add(b, "ship=workflow:./ship");
    CU_ASSERT_TRUE(binding_may_call(b, request_of(start)));
    CU_ASSERT_FALSE(binding_may_call(b, request_of("arn:aws:states:::sqs:sendMessage")));
    snprintf(arn, sizeof arn, "%sship", machine);
    expect(b, "S", start, "ship", "./ship");
    expect(b, "S", start, arn, "./ship");
    snprintf(arn, sizeof arn, "%sother:prod", machine);
    expect(b, "S", start, arn, "nobody");
    add(b, "*:stateMachine:other:*=workflow:/bin/other child");
    expect(b, "S", start, arn, "/bin/other child");
    add(b, "arn:aws:states:::states:startExecution.sync:2=workflow:any");
    expect(b, "S", start, "whoever", "any");
    expect(b, "S", start, NULL, "any");
    binding_list_release(b);
}

static void expect_pace(const struct binding_list *b, const char *resource,
                        enum pace_word wanted)
{
    const char *why;
    const struct target *t = binding_find(b, "S", request_of(resource), NULL, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t);
    CU_ASSERT_EQUAL(((const struct function *)t->bound)->pace.word, wanted);
}

/* What is baked in and refused counts only where nothing overrides it. */
static void test_baked_in(void)
{
    static const struct asl_binding tasks[] = { { "a", "exec:run a", NULL },
                                                { "b", "aws", NULL },
                                                { "c", "c:charge", "{\"runs\":\"blocks\"}" },
                                                { "d", "exec:d", "{\"runs\":\"blocks\"}" },
                                                { NULL, NULL, NULL } };
    static const struct asl_workflow w = {
        .name = "w", .handlers = handlers, .tasks = tasks, .targets = plain
    };
    struct binding_list *b = binding_list_new(&w);
    expect(b, "S", "a", NULL, "run|a");
    expect(b, "S", "b", NULL, "'aws': aws cannot be used in this program; " THERE);
    expect_pace(b, "c", PACE_BLOCKS);
    expect(b, "S", "d", NULL,
           "'exec:d': its object has a key 'runs', which such a target does not have; it may "
           "have \"target\"");
    add(b, "a=exec:other");
    add(b, "b=exec:mine");
    expect(b, "S", "a", NULL, "other");
    expect(b, "S", "b", NULL, "mine");
    binding_list_release(b);
}

#define OBJECT_HINT                                                                            \
    "\"exec:COMMAND\", or an object, such as {\"target\": \"c:SYMBOL\", \"runs\": "            \
    "\"blocks\"}"
#define NO_TARGET "the object of a target has a text \"target\", such as \"c:SYMBOL\""

static void bind_file(struct binding_list *b, const char *text, bool is_good,
                      const char *wanted)
{
    char path[] = "/tmp/test_binding.XXXXXX";
    int fd = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct buf why = { 0 };
    CU_ASSERT_EQUAL(binding_add_file(b, path, &why), is_good);
    UNIT_TEXT(why.size > 0 ? buf_string(&why) + strlen(path) : "", wanted);
    buf_release(&why);
    unlink(path);
}

/* The object form, in a file and on the command line. */
static void test_object_form(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    struct buf why = { 0 };
    bind_file(b, "{\"a\":{\"runs\":\"quick\",\"target\":\"c:charge\"}}", true, "");
    expect(b, "S", "a", NULL, "charge");
    expect_pace(b, "a", PACE_QUICK);
    add(b, "a={\"target\": \"c:charge\", \"runs\": \"blocks\"}");
    expect_pace(b, "a", PACE_BLOCKS);
    add(b, "a={\"target\": \"c:charge\"}");
    expect_pace(b, "a", PACE_MEASURED);
    add(b, "state:a=b={\"target\": \"exec:run x=exec:y\"}");
    expect(b, "a=b", "other", NULL, "run|x=exec:y");
    CU_ASSERT_FALSE(binding_add(b, "a={\"target\": \"c:charge\"", &why));
    UNIT_TEXT(buf_string(&why),
              "'{\"target\": \"c:charge\"' is not JSON: a comma or } is missing");
    buf_release(&why);
    binding_list_release(b);
}

/* All or none of a file. */
static void test_file(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    struct buf why = { 0 };
    add(b, "a=exec:before");
    bind_file(b, "{\"a\":\"exec:after\",\"b\":\"aws\"}", false,
              ": 'b': 'aws': aws cannot be used in this program; " THERE);
    bind_file(b, "{\"b\":7}", false, ": 'b': the target is a text, such as " OBJECT_HINT);
    bind_file(b, "{\"b\":{\"runs\":\"quick\"}}", false, ": 'b': " NO_TARGET);
    bind_file(b, "{\"b\":{\"target\":7}}", false, ": 'b': " NO_TARGET);
    bind_file(b, "{\"b\":{\"target\":\"c:charge\",\"runs\":\"slow\"}}", false,
              ": 'b': 'c:charge': 'runs' can be \"quick\" or \"blocks\"");
    bind_file(b, "{\"b\":{\"target\":\"c:charge\",\"runs\":7}}", false,
              ": 'b': 'c:charge': 'runs' can be \"quick\" or \"blocks\"");
    bind_file(b, "{\"b\":{\"target\":\"c:charge\",\"run\":\"quick\"}}", false,
              ": 'b': 'c:charge': its object has a key 'run', which such a target does not "
              "have; did you mean 'runs'?");
    bind_file(b, "{\"b\":{\"target\":\"c:charge\",\"colour\":\"quick\"}}", false,
              ": 'b': 'c:charge': its object has a key 'colour', which such a target does not "
              "have; it may have \"target\", \"runs\"");
    bind_file(b, "{\"b\":{\"target\":\"aws\",\"runs\":\"quick\"}}", false,
              ": 'b': 'aws': aws cannot be used in this program; " THERE);
    bind_file(b, "[]", false, ": an object {RESOURCE: TARGET} is wanted");
    expect(b, "S", "a", NULL, "before");
    bind_file(b, "{\"a\":\"exec:after\",\"state:S\":\"c:charge\"}", true, "");
    expect(b, "T", "a", NULL, "after");
    expect(b, "S", "a", NULL, "charge");
    CU_ASSERT_FALSE(binding_add_file(b, "/nonexistent", &why));
    UNIT_TEXT(buf_string(&why), "/nonexistent: cannot be read: No such file or directory");
    buf_release(&why);
    binding_list_release(b);
}

/* What nothing is bound to, and who does it: real services where an endpoint is set, unless
 * only this machine may be asked. */
static void test_defaults(void)
{
    static const struct asl_target *const ways[] = { &asl_target_c, &asl_target_aws, NULL };
    static const struct asl_workflow w = { .name = "w", .handlers = handlers, .targets = ways };
    static const struct asl_request bare = { .resource = "arn:aws:states:::glue:startJobRun",
                                             .kind = ASL_SERVICE,
                                             .name = "startJobRun" };
    static const struct asl_request ship = { .resource = LAMBDA "ship_order",
                                             .kind = ASL_LAMBDA,
                                             .name = "ship_order" };
    static const struct asl_request other = { .resource = LAMBDA "other",
                                              .kind = ASL_LAMBDA,
                                              .name = "other" };
    struct binding_list *b = binding_list_new(&w);
    const char *why;
    setenv("HOME", "/nonexistent", 1);
    unsetenv("AWS_ACCESS_KEY_ID");
    unsetenv("AWS_ENDPOINT_URL");
    CU_ASSERT_PTR_NULL(binding_find(b, "S", &other, NULL, &why));
    binding_defaults(b, NULL, false);
    CU_ASSERT_PTR_NULL(binding_find(b, "S", &other, NULL, &why));
    setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1", 1);
    const struct target *t = binding_find(b, "S", &other, NULL, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t);
    CU_ASSERT_PTR_EQUAL(t->way, &asl_target_aws);
    CU_ASSERT_PTR_EQUAL(binding_find(b, "S", &other, NULL, &why), t);
    CU_ASSERT_PTR_NULL(binding_find(b, "S", &bare, NULL, &why)); /* it has no tables */
    CU_ASSERT_PTR_EQUAL(binding_find(b, "S", &ship, NULL, &why)->way, &asl_target_c);
    unsetenv("AWS_ENDPOINT_URL");
    setenv("AWS_ACCESS_KEY_ID", "A", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "s", 1);
    CU_ASSERT_PTR_EQUAL(binding_find(b, "S", &other, NULL, &why), t);
    binding_defaults(b, NULL, true);
    CU_ASSERT_PTR_NULL(binding_find(b, "S", &other, NULL, &why));
    unsetenv("AWS_ACCESS_KEY_ID");
    unsetenv("AWS_SECRET_ACCESS_KEY");
    binding_list_release(b);
}

UNIT_MAIN("binding", { "which binding wins", test_order }, { "lambda:invoke", test_invoke },
          { "linked-in functions", test_linked_in }, { "words", test_words },
          { "patterns", test_patterns }, { "the divider", test_divider },
          { "targets that are refused", test_refused },
          { "targets of the program", test_targets }, { "state machines", test_machine },
          { "baked in", test_baked_in }, { "a file", test_file },
          { "the object form", test_object_form },
          { "what nothing is bound to", test_defaults })
