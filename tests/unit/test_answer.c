/*
 * What a service answers: the JSON of good answers and of errors, and what is released.
 */
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static void says(const struct service_answer *a, const char *wanted)
{
    struct value *json = service_answer_json(a);
    char *text = write_text(json);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(json);
}

static void good(void)
{
    struct service_answer a = { 0 };
    service_answer_good(&a, NULL);
    CU_ASSERT_TRUE(service_answer_is_good(&a));
    CU_ASSERT_EQUAL(a.status, 200);
    says(&a, "{}");
    service_answer_release(&a);
    struct value *body = value_object();
    value_set_text(&body, "Name", "x");
    service_answer_good(&a, body);
    says(&a, "{\"Name\":\"x\"}");
    service_answer_release(&a);
    CU_ASSERT_PTR_NULL(a.body);
}

static void errors(void)
{
    struct service_answer a = { 0 };
    service_answer_fail(&a, 400, "com.amazonaws.x", "NoSuchThing", "no %s", "thing");
    CU_ASSERT_FALSE(service_answer_is_good(&a));
    says(&a, "{\"__type\":\"com.amazonaws.x#NoSuchThing\",\"message\":\"no thing\"}");
    service_answer_fail(&a, 500, NULL, "Broken", "it broke");
    a.says_Message = true;
    a.body = value_object();
    value_set_take(&a.body, "Reasons", value_array(0));
    CU_ASSERT_EQUAL(a.status, 500);
    says(&a, "{\"__type\":\"Broken\",\"Message\":\"it broke\",\"Reasons\":[]}");
    service_answer_release(&a);
    CU_ASSERT_PTR_NULL(a.message);
}

UNIT_MAIN("answer", { "good", good }, { "errors", errors })
