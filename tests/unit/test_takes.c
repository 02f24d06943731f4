/*
 * What actions of aws-sdk: take, out of the models that are packed into the compiler.
 */
#include "compiler/aws/takes.h"

#include "compiler/aws/model.h"
#include "compiler/aws/pack.h"
#include "compiler/base/arena.h"
#include "runtime/aws/schema.h"
#include "tests/unit/unit.h"

static struct arena *arena;

static const struct asl_schema *takes(const char *service, const char *action)
{
    return takes_find(takes_new(arena), service, action);
}

static const struct schema_member *member(const struct asl_schema *s, const char *name)
{
    const struct schema_member *m = schema_member(s, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(m);
    return m;
}

/* I-15: both spellings of a member, and a shape that holds itself. */
static void items(void)
{
    arena = arena_new();
    const struct asl_schema *s = takes("dynamodb", "putItem");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_TRUE(member(s, "TableName")->is_needed);
    CU_ASSERT_FALSE(member(s, "ReturnValues")->is_needed);
    CU_ASSERT_PTR_NULL(schema_member(s, "Tablename"));
    const struct asl_schema *value = member(s, "Item")->schema->of;
    CU_ASSERT_PTR_EQUAL(member(value, "Bool"), member(value, "BOOL"));
    CU_ASSERT_EQUAL(member(value, "Bool")->schema->kind, SCHEMA_BOOLEAN);
    CU_ASSERT_PTR_EQUAL(member(value, "M")->schema->of, value);
    CU_ASSERT_PTR_EQUAL(member(value, "L")->schema->of, value);
    arena_release(arena);
}

static void others(void)
{
    arena = arena_new();
    CU_ASSERT_PTR_NULL(takes("dynamodb", "putitem"));
    CU_ASSERT_PTR_NULL(takes("nothing", "putItem"));
    CU_ASSERT_PTR_NULL(takes("", ""));
    const struct asl_schema *run = takes("ecs", "runTask");
    CU_ASSERT_PTR_NOT_NULL_FATAL(run);
    CU_ASSERT_TRUE(member(run, "TaskDefinition")->is_needed);
    CU_ASSERT_PTR_EQUAL(member(run, "TaskDefinition"), member(run, "taskDefinition"));
    CU_ASSERT_FALSE(member(run, "ClientToken")->is_needed);
    CU_ASSERT_EQUAL(member(run, "Count")->schema->kind, SCHEMA_NUMERIC);
    CU_ASSERT_TRUE(schema_fits(member(run, "Count")->schema, SCHEMA_IS_TEXT));
    CU_ASSERT_FALSE(schema_fits(member(run, "Count")->schema, SCHEMA_IS_BOOLEAN));
    arena_release(arena);
}

/* The parts of a member's word: those that are empty are what is before them. */
static void words(void)
{
    arena = arena_new();
    struct model_member m = model_member(arena, "Name||||");
    UNIT_TEXT(m.name, "Name");
    UNIT_TEXT(m.api, "Name");
    CU_ASSERT_PTR_NULL(m.at);
    UNIT_TEXT(m.flags, "");
    m = model_member(arena, "Bool|BOOL|b/F|B|nq");
    UNIT_TEXT(m.api, "BOOL");
    UNIT_TEXT(m.at, "b");
    UNIT_TEXT(m.form, "F");
    UNIT_TEXT(m.kind, "B");
    UNIT_TEXT(m.flags, "nq");
    CU_ASSERT_PTR_NULL(pack_text(arena, "\n", arn_part("a")));
    arena_release(arena);
}

UNIT_MAIN("takes", { "items of DynamoDB", items }, { "others", others }, { "words", words })
