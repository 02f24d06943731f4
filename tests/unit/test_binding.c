#include "runtime/task/binding.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/arn.h"
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

static const struct asl_workflow workflow = { .name = "w", .handlers = handlers };

/* Who does it: the handler's name, the words with '|' between, or nobody. */
static void expect(const struct binding_list *b, const char *state, const char *resource,
                   const char *function, const char *wanted)
{
    struct target t = binding_find(b, state, resource, function);
    struct buf got = { 0 };
    switch (t.kind) {
    case TARGET_NONE: buf_text(&got, "nobody"); break;
    case TARGET_SYMBOL: buf_text(&got, t.handler->name); break;
    case TARGET_REFUSED: buf_text(&got, t.why); break;
    case TARGET_EXEC:
        for (size_t i = 0; t.words[i] != NULL; i++) {
            buf_print(&got, "%s%s", i > 0 ? "|" : "", t.words[i]);
        }
        break;
    }
    UNIT_TEXT(buf_string(&got), wanted);
    buf_release(&got);
}

static void add(struct binding_list *b, const char *text)
{
    struct buf why = { 0 };
    CU_ASSERT_EQUAL(binding_add(b, text, &why), 0);
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
}

static void refused(const char *text, const char *wanted)
{
    struct binding_list *b = binding_list_new(&workflow);
    struct buf why = { 0 };
    CU_ASSERT_EQUAL(binding_add(b, text, &why), -EINVAL);
    UNIT_TEXT(buf_string(&why), wanted);
    CU_ASSERT_FALSE(binding_find(b, "S", "r", NULL).kind != TARGET_NONE);
    buf_release(&why);
    binding_list_release(b);
}

static void part(struct arn_part p, const char *wanted)
{
    struct buf text = { 0 };
    buf_put(&text, p.text, p.size);
    UNIT_TEXT(buf_string(&text), wanted);
    buf_release(&text);
}

/* I-01, I-02, I-19, I-23 */
static void test_arn(void)
{
    part(arn_function(LAMBDA "f"), "f");
    part(arn_function(LAMBDA "f-1:prod"), "f-1");
    part(arn_function("arn:aws-cn:lambda:cn-north-1:1:function:g"), "g");
    CU_ASSERT_PTR_NULL(arn_function("arn:aws:lambda:us-east-1:1:layer:f").text);
    CU_ASSERT_PTR_NULL(arn_function("arn:aws:lambdas:us-east-1:1:function:f").text);
    CU_ASSERT_PTR_NULL(arn_function(INVOKE).text);
    CU_ASSERT_PTR_NULL(arn_function("arn:aws:lambda").text);
    CU_ASSERT_PTR_NULL(arn_function("").text);
    part(arn_bare_function("f"), "f");
    part(arn_bare_function("f:3"), "f");
    part(arn_bare_function("123456789012:function:f:3"), "f");
    part(arn_bare_function("function:f"), "f");
    part(arn_bare_function(LAMBDA "f:$LATEST"), "f");
    part(arn_last("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), "sendMessage");
    part(arn_last("arn:aws:states:::states:startExecution.sync:2"), "startExecution");
    part(arn_last("arn:aws:states:::ecs:runTask.sync"), "runTask");
    part(arn_last("arn:aws:states:us-east-1:1:activity:a"), "a");
    part(arn_last("plain"), "plain");
    CU_ASSERT_TRUE(arn_is_lambda_invoke(INVOKE));
    CU_ASSERT_TRUE(arn_is_lambda_invoke(INVOKE ".waitForTaskToken"));
    CU_ASSERT_TRUE(arn_is_lambda_invoke("arn:aws-us-gov:states:::lambda:invoke"));
    CU_ASSERT_FALSE(arn_is_lambda_invoke(INVOKE "Async"));
    CU_ASSERT_FALSE(arn_is_lambda_invoke("arn:aws:states:::aws-sdk:lambda:invoke"));
    CU_ASSERT_FALSE(arn_is_lambda_invoke("arn:aws:states:::x:.sync"));
    CU_ASSERT_TRUE(arn_is_activity("arn:aws:states:us-east-1:1:activity:a"));
    CU_ASSERT_FALSE(arn_is_activity(INVOKE));
    CU_ASSERT_TRUE(arn_is_submitted("x.sync"));
    CU_ASSERT_FALSE(arn_is_submitted("x.sync:3"));
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
    CU_ASSERT_TRUE(binding_has_any(b));
    binding_list_release(b);
    static const struct asl_workflow bare = { .name = "w" };
    b = binding_list_new(&bare);
    expect(b, "S", LAMBDA "charge", NULL, "nobody");
    CU_ASSERT_FALSE(binding_has_any(b));
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

#define CANNOT "cannot be used in this program; c:SYMBOL and exec:COMMAND can"

static void test_refused(void)
{
    refused("r", "'r' is no binding: RESOURCE=TARGET is wanted");
    refused("=exec:a", "'=exec:a' is no binding: RESOURCE=TARGET is wanted");
    refused("r=", "'' is no target: c:SYMBOL or exec:COMMAND is wanted");
    refused("r=what", "'what' is no target: c:SYMBOL or exec:COMMAND is wanted");
    refused("r=c:nope", "'c:nope': no task function of this name is linked into this program");
    refused("r=c:ship-order",
            "'c:ship-order': no task function of this name is linked into this program");
    refused("r=exec:", "'exec:': it names no command");
    refused("r=exec:''", "'exec:''': it names no command");
    refused("r=exec:a 'b", "'exec:a 'b': a quote is not closed");
    refused("r=c:l.so#f", "'c:l.so#f': targets of the kind c:LIB.so#SYMBOL " CANNOT);
    refused("r=ffi:l.so#f()->int32", "'ffi:l.so#f()->int32': targets of the kind ffi: " CANNOT);
    refused("r=lambda:python:f.h", "'lambda:python:f.h': targets of the kind lambda: " CANNOT);
    refused("r=activity:a", "'activity:a': targets of the kind activity: " CANNOT);
    refused("r=workflow:a", "'workflow:a': targets of the kind workflow: " CANNOT);
    refused("r=http://h/", "'http://h/': targets of the kind http: " CANNOT);
    refused("r=https://h/", "'https://h/': targets of the kind https: " CANNOT);
    refused("r=aws", "'aws': targets of the kind aws " CANNOT);
    refused("r=local", "'local': targets of the kind local " CANNOT);
}

/* What is baked in and refused counts only where nothing overrides it. */
static void test_baked_in(void)
{
    static const struct asl_binding tasks[] = { { "a", "exec:run a" },
                                                { "b", "aws" },
                                                { NULL, NULL } };
    static const struct asl_workflow w = { .name = "w", .tasks = tasks };
    struct binding_list *b = binding_list_new(&w);
    expect(b, "S", "a", NULL, "run|a");
    expect(b, "S", "b", NULL, "'aws': targets of the kind aws " CANNOT);
    add(b, "a=exec:other");
    add(b, "b=exec:mine");
    expect(b, "S", "a", NULL, "other");
    expect(b, "S", "b", NULL, "mine");
    binding_list_release(b);
}

static void bind_file(struct binding_list *b, const char *text, int status, const char *wanted)
{
    char path[] = "/tmp/test_binding.XXXXXX";
    int fd = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct buf why = { 0 };
    CU_ASSERT_EQUAL(binding_add_file(b, path, &why), status);
    UNIT_TEXT(why.size > 0 ? buf_string(&why) + strlen(path) : "", wanted);
    buf_release(&why);
    unlink(path);
}

/* All or none of a file. */
static void test_file(void)
{
    struct binding_list *b = binding_list_new(&workflow);
    struct buf why = { 0 };
    add(b, "a=exec:before");
    bind_file(b, "{\"a\":\"exec:after\",\"b\":\"aws\"}", -EINVAL,
              ": 'b': 'aws': targets of the kind aws " CANNOT);
    bind_file(b, "{\"b\":7}", -EINVAL, ": 'b': the target is a text, such as \"exec:COMMAND\"");
    bind_file(b, "[]", -EINVAL, ": an object {RESOURCE: TARGET} is wanted");
    expect(b, "S", "a", NULL, "before");
    bind_file(b, "{\"a\":\"exec:after\",\"state:S\":\"c:charge\"}", 0, "");
    expect(b, "T", "a", NULL, "after");
    expect(b, "S", "a", NULL, "charge");
    CU_ASSERT_EQUAL(binding_add_file(b, "/nonexistent", &why), -ENOENT);
    UNIT_TEXT(buf_string(&why), "/nonexistent: cannot be read: No such file or directory");
    buf_release(&why);
    binding_list_release(b);
}

UNIT_MAIN("binding", { "what a resource's name says", test_arn },
          { "which binding wins", test_order }, { "lambda:invoke", test_invoke },
          { "linked-in functions", test_linked_in }, { "words", test_words },
          { "patterns", test_patterns }, { "the divider", test_divider },
          { "targets that are refused", test_refused }, { "baked in", test_baked_in },
          { "a file", test_file })
