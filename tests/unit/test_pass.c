#include "runtime/call/pass.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

/* The value, which is released, is that JSON; NULL: there is none. */
static void is_json(struct value *v, const char *wanted)
{
    char *text = v != NULL ? write_text(v) : NULL;
    CU_ASSERT_EQUAL(text == NULL, wanted == NULL);
    if (text != NULL && wanted != NULL) {
        UNIT_TEXT(text, wanted);
    }
    memory_release(text);
    value_release(v);
}

static void test_get(void)
{
    struct value *v =
        json("{\"A\":{\"B\":[{\"C\":1},{\"C\":2},{\"D\":3}]},\"e\":\"x\",\"F\":[]}");
    is_json(pass_get(v, "A.B[0].C"), "1");
    is_json(pass_get(v, "A.B[*].C"), "[1,2]");
    is_json(pass_get(v, "A.B[*]"), "[{\"C\":1},{\"C\":2},{\"D\":3}]");
    is_json(pass_get(v, "F[0]"), NULL);
    is_json(pass_get(v, "F[*]"), "[]");
    is_json(pass_get(v, "A.X.C"), NULL);
    is_json(pass_get(v, "A.B.C"), NULL);
    is_json(pass_get(v, "E"), "\"x\"");
    is_json(pass_get(NULL, "E"), NULL);
    is_json(pass_all(v, "A.B[*].D"), "[3]");
    char *text = pass_text(v, "E"), *none = pass_text(v, "A.B[0].C");
    UNIT_TEXT(text, "x");
    CU_ASSERT_PTR_NULL(none);
    memory_release(text);
    value_release(v);
}

static void test_put(void)
{
    struct value *v = json("{\"A\":{\"B\":1},\"S\":\"x\"}"), *shared = value_share(v);
    pass_put(&v, "A.C", value_int(2));
    pass_put(&v, "L[]", value_int(3));
    pass_put(&v, "S.T", value_int(4));
    is_json(v, "{\"A\":{\"B\":1,\"C\":2},\"S\":{\"T\":4},\"L\":[3]}");
    is_json(shared, "{\"A\":{\"B\":1},\"S\":\"x\"}");
    is_json(pass_without(json("{\"Aa\":1,\"aa\":2,\"AA\":3,\"B\":4}"), "Aa.x"),
            "{\"AA\":3,\"B\":4}");
}

static void test_passes(void)
{
    static const struct asl_pass onto[] = { { "Ids[]", "answer.Id" },
                                            { "Name", "input.Job.Name" },
                                            { "Reason", "=Aborted" },
                                            { "Gone", "input.Gone" },
                                            { .to = NULL } };
    static const struct asl_pass moves[] = { { "JobFlowIds[]", "ClusterId" },
                                             { "Step", "Steps[0]" },
                                             { "Type", "=usual" },
                                             { "Kind", "=usual" },
                                             { "X", "Gone" },
                                             { .to = NULL } };
    struct value *input = json("{\"Job\":{\"Name\":\"n\"}}"), *answer = json("{\"Id\":1}");
    is_json(pass_onto(NULL, onto, input, answer),
            "{\"Ids\":[1],\"Name\":\"n\",\"Reason\":\"Aborted\"}");
    is_json(pass_onto(json("{\"a\":0}"), NULL, input, answer), "{\"a\":0}");
    is_json(
        pass_moved(json("{\"ClusterId\":\"c\",\"Steps\":[{\"s\":1}],\"Kind\":\"own\"}"), moves),
        "{\"Kind\":\"own\",\"JobFlowIds\":[\"c\"],\"Step\":{\"s\":1},\"Type\":\"usual\"}");
    is_json(pass_moved(json("[1]"), NULL), "[1]");
    value_release(input);
    value_release(answer);
}

UNIT_MAIN("pass", { "what is at a place", test_get }, { "what is put there", test_put },
          { "passes", test_passes })
