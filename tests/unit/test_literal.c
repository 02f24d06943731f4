#include "runtime/expr/literal.h"

#include <string.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/expr/form.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static const struct asl_expr *const constant =
    ASL_OBJECT({ "a", ASL_NUMBER(1) }, { "b", ASL_ARRAY(ASL_TRUE, ASL_NULL, ASL_STRING("c")) });
static const struct asl_expr *const computed =
    ASL_OBJECT({ "a", ASL_NUMBER(1) }, { "b", ASL_ARRAY(ASL_PATH("$.c", ASL_KEY("c"))) });

/* `wanted` is its JSON; NULL: it is computed. Returns its form; the store owns it. */
static const struct form *expect(struct literals *l, const struct asl_expr *e,
                                 const char *wanted)
{
    const struct form *form = literal_form(l, e);
    CU_ASSERT_EQUAL(form->kind == FORM_CONSTANT, wanted != NULL);
    if (form->kind == FORM_CONSTANT && wanted != NULL) {
        char *text = write_text(form->constant);
        CU_ASSERT_STRING_EQUAL(text, wanted);
        memory_release(text);
    }
    return form;
}

static void test_containers(void)
{
    struct literals *l = literals_new();
    const struct form *first = expect(l, constant, "{\"a\":1,\"b\":[true,null,\"c\"]}");
    CU_ASSERT_PTR_EQUAL(expect(l, constant, "{\"a\":1,\"b\":[true,null,\"c\"]}"), first);
    const struct form *form = expect(l, computed, NULL);
    CU_ASSERT_PTR_EQUAL(expect(l, computed, NULL), form);
    CU_ASSERT_EQUAL(form->of[0]->kind, FORM_CONSTANT);
    CU_ASSERT_EQUAL(form->of[1]->of[0]->kind, FORM_PATH);
    CU_ASSERT_FALSE(literal_is_kept(ASL_TRUE));
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

/* Only names and indices from the front, from $ or @, are a simple path. */
static const struct {
    const struct asl_expr *path;
    bool is_simple, is_of_item;
    size_t count;
} paths[] = {
    { ASL_PATH("$", ASL_ROOT), true, false, 0 },
    { ASL_PATH("$.a[1]", ASL_ROOT, ASL_KEY("a"), ASL_INDEX(1)), true, false, 2 },
    { ASL_PATH("$.a", ASL_KEY("a")), true, false, 1 },
    { ASL_PATH("@.a", ASL_ITEM, ASL_KEY("a")), true, true, 1 },
    { ASL_PATH("$.a[-1]", ASL_KEY("a"), ASL_INDEX(-1)), false, false, 0 },
    { ASL_PATH("$$.a", ASL_CONTEXT, ASL_KEY("a")), false, false, 0 },
    { ASL_PATH("$..a", ASL_DEEP, ASL_KEY("a")), false, false, 0 },
};

static void test_paths(void)
{
    struct literals *l = literals_new();
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct form *form = literal_form(l, paths[i].path);
        CU_ASSERT_EQUAL(form->kind, paths[i].is_simple ? FORM_PATH : FORM_LANGUAGE);
        CU_ASSERT_EQUAL(form->is_of_item, paths[i].is_of_item);
        CU_ASSERT_EQUAL(form->count, paths[i].count);
    }
    literals_release(l);
}

UNIT_MAIN("literal", { "containers", test_containers },
          { "leaves are known by their text", test_leaves_are_known_by_their_text },
          { "shared texts", test_shared_texts }, { "many", test_many }, { "paths", test_paths })
