/* test_refuse.c - what a state's JSONata may not refer to (J-04, J-06), and what is advised. */
#include "tests/unit/unit.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/advise.h"
#include "compiler/jsonata/jsonata.h"
#include "compiler/jsonata/refuse.h"
#include "compiler/jsonata/remark.h"
#include "runtime/base/buf.h"

static struct arena *arena;
static struct jsonata_spots spots;

static const struct asl_expr *read(const char *text)
{
    struct jsonata_error error;
    spots = (struct jsonata_spots){ 0 };
    const struct asl_expr *e = jsonata_parse(arena, text, strlen(text), NULL, &error, &spots);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    return e;
}

/* The remarks, each with where it stands. */
static const char *print(const struct remarks *list)
{
    struct buf out = { 0 };
    for (const struct remark *r = list->first; r != NULL; r = r->next) {
        const struct jsonata_spot *spot = spot_of(&spots, r->at);
        CU_ASSERT_PTR_NOT_NULL_FATAL(spot);
        buf_print(&out, "%s[%u,%u) %s", r == list->first ? "" : "; ", spot->start, spot->end,
                  r->text);
    }
    const char *copy = arena_text(arena, buf_string(&out));
    buf_release(&out);
    return copy;
}

static const char *refused(const char *text)
{
    static const struct refuse_sight all = { true, true };
    struct remarks list;
    remark_begin(&list, arena);
    refuse_references(&list, read(text), &all);
    return print(&list);
}

#define TOP(name) "Reference to '" name "' at the top level is not supported."

static void test_top_level(void)
{
    UNIT_TEXT(refused("phone"), "[0,5) " TOP("phone"));
    UNIT_TEXT(refused("a.b + a.c + $.d & b[c]"),
              "[0,1) " TOP("a") "; [12,13) " TOP("$") "; [18,19) " TOP("b"));
    UNIT_TEXT(refused("{'x': *, 'y': [**]}"), "[6,7) " TOP("*") "; [15,17) " TOP("**"));
    UNIT_TEXT(refused("$$.a"), "[0,2) Reference to '$$' is not supported.");
    UNIT_TEXT(refused("$states.input.{'x': $$}"),
              "[20,22) Reference to '$$' is not supported.");
    UNIT_TEXT(refused("'text'.length"), "[0,6) " TOP("text"));
}

/* Where something gives the data. */
static void test_data(void)
{
    UNIT_TEXT(refused("$states.input.a[b = $]^(c).(d; $){e: f}"), "");
    UNIT_TEXT(refused("$f(function($v){ $v.a & b & $ })"), "");
    UNIT_TEXT(refused("$x[a = 1]"), "");
    UNIT_TEXT(refused("$x{a: $}"), "");
    UNIT_TEXT(refused("($a := 1; $a)"), "");
    UNIT_TEXT(refused("$x ~> |a|{'b': c}|"), "");
    UNIT_TEXT(refused("($x)[a].(b)"), "");
}

static void test_states(void)
{
    static const struct refuse_sight none = { false, false };
    struct remarks list;
    remark_begin(&list, arena);
    refuse_references(&list, read("$states.errorOutput.Cause & $states.result"), &none);
    UNIT_TEXT(print(&list), "[8,19) Field '$states.errorOutput' does not exist.");
    remark_begin(&list, arena);
    refuse_doubt_members(&list, read("$states.result.a & $states.imput & $states.context"),
                         &none);
    UNIT_TEXT(print(&list), "[8,14) there is no $states.result here: it is undefined; [27,32) "
                            "$states has no member 'imput': did you mean 'input'?");
    remark_begin(&list, arena);
    refuse_references(&list, read("function($states){ $states.errorOutput }({})"), &none);
    UNIT_TEXT(print(&list), "");
    UNIT_TEXT(refused("$states.errorOutput"), "");
}

static const char *advised(const char *text)
{
    struct remarks list;
    remark_begin(&list, arena);
    advise(&list, read(text));
    return print(&list);
}

static void test_advice(void)
{
    UNIT_TEXT(advised("$x + 'a'"),
              "[3,4) + wants numbers, and this is a text: & puts texts together");
    UNIT_TEXT(advised("[1] * $x"), "[4,5) * wants numbers, and this is an array");
    UNIT_TEXT(advised("$x + (1 - 2) + 'a'.b"), "");
    UNIT_TEXT(advised("{'a': 1}.b"), "[9,10) this object has no member 'b'");
    UNIT_TEXT(advised("{'a': 1}.a & {'a': 1, $k: 2}.b"), "");
    UNIT_TEXT(advised("$nothingAtAll(1)"), "[0,13) there is no function $nothingAtAll");
    UNIT_TEXT(advised("$x ~> $nothingAtAll"), "[6,19) there is no function $nothingAtAll");
    UNIT_TEXT(advised("($f := function($g){ $g(1) }; $f($x))"), "");
    UNIT_TEXT(advised("$x.(a@$f.$f(1))"), "");
}

static void test_types(void)
{
    static const struct {
        const char *text;
        char type;
    } rows[] = { { "'a' & $x", 's' },  { "1 + $x", 'n' },      { "-$x", 'n' },
                 { "$x in [1]", 'b' }, { "$x and $y", 'b' },   { "null", 'l' },
                 { "{}", 'o' },        { "[$x]", 'a' },        { "/a/", 'f' },
                 { "$x", '\0' },       { "$x ? 1 : 2", '\0' }, { "($x)", '\0' } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_EQUAL(advise_type(read(rows[i].text)), rows[i].type);
    }
}

static void with_arena(void (*test)(void))
{
    arena = arena_new();
    test();
    arena_release(arena);
}

#define IN_ARENA(test)                                                                         \
    static void in_##test(void)                                                                \
    {                                                                                          \
        with_arena(test);                                                                      \
    }
IN_ARENA(test_top_level)
IN_ARENA(test_data)
IN_ARENA(test_states)
IN_ARENA(test_advice)
IN_ARENA(test_types)

UNIT_MAIN("refuse", { "names at the top level (J-04)", in_test_top_level },
          { "names where there is data", in_test_data },
          { "members of $states (J-06)", in_test_states }, { "advice", in_test_advice },
          { "types", in_test_types })
