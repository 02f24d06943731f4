#include "runtime/task/mock.h"

#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static char folder[] = "/tmp/test_mock.XXXXXX";
static char path[64];

static void write_file(const char *text)
{
    FILE *f = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

/* Reads the case c of a file with this text. */
static bool read_text(const char *text, struct mock **ret_mock, struct buf *why)
{
    char file_and_case[80];
    write_file(text);
    snprintf(file_and_case, sizeof file_and_case, "%s#c", path);
    return mock_read(file_and_case, "w", ret_mock, why);
}

/* One state S with these entries. */
static struct mock *mock_of(const char *entries)
{
    struct mock *m = NULL;
    struct buf text = { 0 }, why = { 0 };
    buf_print(&text,
              "{\"StateMachines\":{\"any\":{\"TestCases\":{\"c\":{\"S\":\"R\",\"Q\":\"R\"}}}},"
              "\"MockedResponses\":{\"R\":%s}}",
              entries);
    CU_ASSERT_TRUE_FATAL(read_text(buf_string(&text), &m, &why));
    buf_release(&text);
    buf_release(&why);
    return m;
}

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

/* What S answers to `input` in an execution, in short. */
static void expect_in(struct mock *m, uint32_t run, const char *state, const char *input,
                      const char *wanted)
{
    struct mock_answer a;
    struct buf got = { 0 };
    struct value *v = json(input);
    if (!mock_take(m, run, state, v, &a)) {
        buf_text(&got, "unknown");
    } else if (a.kind == MOCK_RETURN) {
        write_json(&got, a.value);
    } else if (a.kind == MOCK_THROW) {
        buf_print(&got, "throw %s/%s", a.error == NULL ? "-" : a.error,
                  a.cause == NULL ? "-" : a.cause);
    } else if (a.kind == MOCK_PENDING) {
        buf_text(&got, "pending");
    } else {
        buf_print(&got, "missing %s %d", a.response, (int)a.attempt);
    }
    UNIT_TEXT(buf_string(&got), wanted);
    buf_release(&got);
    value_release(v);
}

static void expect(struct mock *m, const char *state, const char *input, const char *wanted)
{
    expect_in(m, 0, state, input, wanted);
}

static void refused(const char *text, const char *wanted)
{
    struct mock *m = NULL;
    struct buf why = { 0 };
    CU_ASSERT_FALSE(read_text(text, &m, &why));
    CU_ASSERT_PTR_NULL(m);
    const char *message = buf_string(&why);
    size_t size = strlen(path);
    CU_ASSERT_EQUAL(strncmp(message, path, size), 0);
    UNIT_TEXT(strlen(message) > size ? message + size : message, wanted);
    buf_release(&why);
}

/* K-01, K-02, K-03, K-04, Z-18 */
static void test_numbers(void)
{
    struct mock *m = mock_of("{\"3\":{\"Return\":[4]},\"0\":{\"Return\":null},"
                             "\"1-2\":{\"Throw\":{\"Error\":\"E\",\"Cause\":\"\"}}}");
    CU_ASSERT_TRUE(mock_names(m, "S"));
    CU_ASSERT_FALSE(mock_names(m, "T"));
    expect(m, "T", "{}", "unknown");
    expect(m, "S", "{}", "null");
    expect(m, "S", "{}", "throw E/");
    expect(m, "Q", "{}", "null"); /* another state counts for itself */
    expect(m, "S", "{}", "throw E/");
    expect(m, "S", "{}", "[4]");
    expect(m, "S", "{}", "missing R 4");
    expect(m, "S", "{}", "missing R 5");
    mock_release(m);
    mock_release(NULL);
}

static void test_kinds(void)
{
    struct mock *m =
        mock_of("{\"0\":{\"Throw\":{}},\"1\":{\"Throw\":{\"Error\":\"E\"}},"
                "\"2\":{\"Throw\":{\"Cause\":\"C\",\"Error\":null}},\"3\":{\"Pending\":true}}");
    expect(m, "S", "{}", "throw -/-");
    expect(m, "S", "{}", "throw E/-");
    expect(m, "S", "{}", "throw -/C");
    expect(m, "S", "{}", "pending");
    mock_release(m);
}

static void test_submitted(void)
{
    struct mock *m = mock_of("{\"0\":{\"Return\":1,\"Submitted\":{\"Id\":7}},"
                             "\"1\":{\"Return\":1,\"Submitted\":null},\"2\":{\"Return\":1}}");
    const bool has[] = { true, true, false };
    for (int i = 0; i < 3; i++) {
        struct mock_answer a;
        CU_ASSERT_TRUE(mock_take(m, 0, "S", NULL, &a));
        CU_ASSERT_EQUAL(a.has_submitted, has[i]);
        CU_ASSERT_EQUAL(value_type(a.submitted), i == 0   ? VALUE_OBJECT
                                                 : i == 1 ? VALUE_NULL
                                                          : VALUE_ABSENT);
    }
    mock_release(m);
}

/* K-03: executions that run at once count apart, and a number that is used again from the
 * start. */
static void test_executions(void)
{
    struct mock *m = mock_of("{\"0\":{\"Return\":0},\"1\":{\"Return\":1}}");
    expect_in(m, 0, "S", "{}", "0");
    expect_in(m, 70000, "S", "{}", "0");
    expect_in(m, 0, "S", "{}", "1");
    expect_in(m, 0, "S", "{}", "missing R 2");
    expect_in(m, 70000, "S", "{}", "1");
    mock_forget(m, 0);
    mock_forget(m, 1);
    mock_forget(m, UINT32_MAX);
    expect_in(m, 0, "S", "{}", "0");
    mock_release(m);

    m = mock_of("{\"0-1\":{\"Input\":1,\"Return\":\"one\"},\"2\":{\"Return\":\"any\"}}");
    expect_in(m, 1, "S", "1", "\"one\"");
    expect_in(m, 1, "S", "1", "\"one\"");
    expect_in(m, 1, "S", "1", "\"any\"");
    expect_in(m, 2, "S", "1", "\"one\"");
    mock_forget(m, 1);
    expect_in(m, 1, "S", "1", "\"one\"");
    mock_release(m);
}

/* Entries with Input are used once each, in order of their numbers. */
static void test_input(void)
{
    struct mock *m = mock_of("{\"10\":{\"Return\":\"ten\",\"Input\":{\"a\":1}},"
                             "\"2\":{\"Return\":\"two\",\"Input\":{\"a\":1}},"
                             "\"0\":{\"Return\":\"b\",\"Input\":{\"b\":[2],\"c\":1.0}},"
                             "\"3-4\":{\"Return\":\"any\"}}");
    expect(m, "S", "{\"a\":1}", "\"two\"");
    expect(m, "S", "{\"z\":1}", "\"any\"");
    expect(m, "S", "{\"a\":1}", "\"ten\"");
    expect(m, "S", "{\"c\":1,\"b\":[2]}", "\"b\"");
    expect(m, "S", "{\"c\":1,\"b\":[2]}", "\"any\"");
    expect(m, "S", "{\"a\":1}", "missing R 5");
    mock_release(m);
    m = mock_of("{\"0\":{\"Return\":0,\"Input\":null}}");
    expect(m, "S", "{}", "missing R 0");
    expect(m, "S", "null", "0");
    mock_release(m);
}

/* Entries that nobody uses may be empty or broken, as Step Functions Local has it (K-04).
 */
static void test_unused(void)
{
    struct mock *m = NULL;
    struct buf why = { 0 };
    CU_ASSERT_TRUE(read_text("{\"StateMachines\":{\"a\":{\"TestCases\":{\"c\":{},\"d\":7}},"
                             "\"w\":{\"TestCases\":{\"c\":{\"S\":\"R\"}}}},"
                             "\"MockedResponses\":{\"R\":{},\"Q\":{\"x\":1}}}",
                             &m, &why));
    expect(m, "S", "{}", "missing R 0");
    mock_release(m);
    buf_release(&why);
}

#define MACHINE                                                                                \
    "{\"StateMachines\":{\"m\":{\"TestCases\":{\"c\":{\"S\":\"R\"}}}},\"MockedResponses\":"

static void test_refused(void)
{
    refused("{\"a\":}", ":1:6: a value is expected");
    refused("[]", ": it has no StateMachines");
    refused("{\"StateMachines\":{}}", ": it has no StateMachines");
    refused("{\"StateMachines\":{\"a\":{},\"b\":{}}}",
            ": none of its state machines is named 'w'; there are 'a', 'b'");
    refused("{\"StateMachines\":{\"a\":{}}}", ":1:19: state machine 'a' has no TestCases");
    refused("{\"StateMachines\":{\"a\":{\"TestCases\":{\"d\":{},\"e\":{}}}}}",
            ":1:19: state machine 'a' has no test case 'c'; there are 'd', 'e'");
    refused("{\"StateMachines\":{\"a\":{\"TestCases\":{\"cased\":{},\"C\":{}}}}}",
            ":1:19: state machine 'a' has no test case 'c'; did you mean 'C'? There are "
            "'cased', 'C'");
    refused("{\"StateMachines\":{\"a\":{\"TestCases\":{\"c\":[]}}}}",
            ":1:37: test case 'c': an object {STATE: RESPONSE} is wanted");
    refused("{\"StateMachines\":{\"a\":{\"TestCases\":{\"c\":{\"S\":1}}}}}",
            ":1:42: state 'S': the name of a mocked response is wanted");
    refused(MACHINE "{}}", ":1:42: state 'S': 'R' is not among the MockedResponses");
    refused(MACHINE "{\"Rs\":{}}}",
            ":1:42: state 'S': 'R' is not among the MockedResponses; there is 'Rs'");
    refused(MACHINE "{\"R\":[]}}",
            ":1:73: MockedResponses: 'R': an object of answers by their attempts is wanted");
}

static void refused_entry(const char *entry, const char *wanted)
{
    struct buf text = { 0 }, message = { 0 };
    buf_print(&text, MACHINE "{\"R\":{%s}}}", entry);
    int column = wanted[0] == '"' ? 78 : 73; /* of the entry, or of the response */
    buf_print(&message, ":1:%d: MockedResponses: 'R': %s", column, wanted);
    refused(buf_string(&text), buf_string(&message));
    buf_release(&text);
    buf_release(&message);
}

static void test_refused_entries(void)
{
    const char *const keys[] = { "x",   "",      "1-", "-1",
                                 "2-1", "1-2-3", "1 ", "9999999999999999999" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct buf entry = { 0 }, wanted = { 0 };
        buf_print(&entry, "\"%s\":{\"Return\":1}", keys[i]);
        buf_print(&wanted,
                  "\"%s\": the attempts are a number or a range such as \"1-2\", from 0",
                  keys[i]);
        refused_entry(buf_string(&entry), buf_string(&wanted));
        buf_release(&entry);
        buf_release(&wanted);
    }
    refused_entry("\"0\":7", "\"0\": an object is wanted");
    refused_entry("\"0\":{}", "\"0\": exactly one of Return, Throw and Pending is wanted");
    refused_entry("\"0\":{\"Return\":1,\"Throw\":{}}",
                  "\"0\": exactly one of Return, Throw and Pending is wanted");
    refused_entry("\"0\":{\"Return\":1,\"input\":1}",
                  "\"0\": only Return, Throw, Pending, Input and Submitted are known here");
    refused_entry("\"0\":{\"Pending\":false}", "\"0\": Pending can only be true");
    refused_entry("\"0\":{\"Throw\":\"E\"}",
                  "\"0\": Throw is an object {\"Error\", \"Cause\"}");
    refused_entry("\"0\":{\"Throw\":{\"error\":\"E\"}}",
                  "\"0\": Throw has only Error and Cause");
    refused_entry("\"0\":{\"Throw\":{\"Error\":1}}", "\"0\": Error and Cause are texts");
    refused_entry("\"0-2\":{\"Return\":1},\"1\":{\"Return\":1}", "an attempt has two entries");
}

static void test_names(void)
{
    struct mock *m = NULL;
    struct buf why = { 0 };
    CU_ASSERT_FALSE(mock_read("file", "w", &m, &why));
    UNIT_TEXT(buf_string(&why),
              "--mock file: FILE#CASE is wanted, a mock file and one of its test cases");
    buf_clear(&why);
    CU_ASSERT_FALSE(mock_read("file#", "w", &m, &why));
    CU_ASSERT_FALSE(mock_read("#case", "w", &m, &why));
    buf_clear(&why);
    CU_ASSERT_FALSE(mock_read("/nonexistent/m#x.json#c", "w", &m, &why));
    UNIT_TEXT(buf_string(&why),
              "/nonexistent/m#x.json: cannot be read: No such file or directory");
    buf_clear(&why);
    CU_ASSERT_FALSE(mock_read("/#c", "w", &m, &why));
    buf_release(&why);
}

static void test_begin(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/mock.json", folder);
}

static void test_end(void)
{
    unlink(path);
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

UNIT_MAIN("mock", { "a folder", test_begin }, { "numbers and ranges", test_numbers },
          { "Return, Throw, Pending", test_kinds }, { "Submitted", test_submitted },
          { "Input", test_input }, { "executions", test_executions },
          { "what is not used", test_unused }, { "files that are refused", test_refused },
          { "entries that are refused", test_refused_entries }, { "FILE#CASE", test_names },
          { "the folder goes", test_end })
