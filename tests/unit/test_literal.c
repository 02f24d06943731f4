#include "runtime/expr/literal.h"

#include <string.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static const struct asl_expr *const constant =
    ASL_OBJECT({ "a", ASL_NUMBER(1) }, { "b", ASL_ARRAY(ASL_TRUE, ASL_NULL, ASL_STRING("c")) });
static const struct asl_expr *const computed =
    ASL_OBJECT({ "a", ASL_NUMBER(1) }, { "b", ASL_ARRAY(ASL_PATH("$.c", ASL_KEY("c"))) });

/* `wanted` is its JSON; NULL: it is not kept. Returns what was found; the store owns it. */
static const struct value *expect(struct literals *l, const struct asl_expr *e,
                                  const char *wanted)
{
    struct value *v = NULL;
    bool found = literal_find(l, e, &v);
    CU_ASSERT_EQUAL(found, wanted != NULL);
    if (found && wanted != NULL) {
        char *text = write_text(v);
        CU_ASSERT_STRING_EQUAL(text, wanted);
        memory_release(text);
    }
    value_release(v);
    return v;
}

static void test_containers(void)
{
    struct literals *l = literals_new();
    const struct value *first = expect(l, constant, "{\"a\":1,\"b\":[true,null,\"c\"]}");
    CU_ASSERT_PTR_EQUAL(expect(l, constant, "{\"a\":1,\"b\":[true,null,\"c\"]}"), first);
    expect(l, computed, NULL);
    expect(l, computed, NULL);
    expect(l, ASL_PATH("$", ASL_ROOT), NULL);
    literals_release(l);
}

/* The operand of a question stands in the function that asks: the same node may be another one
 * the next time. */
static void test_leaves_are_known_by_their_text(void)
{
    struct literals *l = literals_new();
    struct asl_expr leaf = *ASL_NUMBER(1);
    expect(l, &leaf, "1");
    leaf = *ASL_STRING("one");
    expect(l, &leaf, "\"one\"");
    leaf = *ASL_NUMBER(2.5);
    expect(l, &leaf, "2.5");
    literals_release(l);
}

/* The linker may let a number and a string, or two strings, share their bytes. */
static void test_shared_texts(void)
{
    static const char text[] = "12\0x";
    struct literals *l = literals_new();
    expect(l, &(const struct asl_expr){ .op = ASL_OP_NUMBER, .text = text }, "12");
    expect(l, &(const struct asl_expr){ .op = ASL_OP_STRING, .text = text, .size = 2 },
           "\"12\"");
    expect(l, &(const struct asl_expr){ .op = ASL_OP_STRING, .text = text, .size = 4 },
           "\"12\\u0000x\"");
    expect(l, &(const struct asl_expr){ .op = ASL_OP_STRING, .text = text, .size = 0 }, "\"\"");
    literals_release(l);
}

static void test_many(void)
{
    enum { MANY = 3000 };
    static char texts[MANY][12];
    static struct asl_expr leaves[MANY];
    struct literals *l = literals_new();
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < MANY; i++) {
            snprintf(texts[i], sizeof texts[i], "%d", i);
            leaves[i] = (struct asl_expr){ .op = ASL_OP_NUMBER, .text = texts[i] };
            expect(l, &leaves[i], texts[i]);
        }
    }
    literals_release(l);
}

UNIT_MAIN("literal", { "containers", test_containers },
          { "leaves are known by their text", test_leaves_are_known_by_their_text },
          { "shared texts", test_shared_texts }, { "many", test_many })
